"""The two engines, and the compiled one stepped as a Mesa model, on the same days of a run."""

from __future__ import annotations

from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

from experiments.bench.clock import Contender, Found, Label, median, per_soldier_day, ratio
from experiments.bench.size import SCENARIO, SEED, Size

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.settings import Settings

COMPILED, COMPILED_WHOLE = "compiled", "compiled, whole run"
STEPPED, STEPPED_WHOLE = "stepped", "stepped, whole run"
AGENTS, DRAFTING = "agents", "drafting"
GUESS_NS = {COMPILED: 110.0, STEPPED: 120.0, AGENTS: 50_000.0, DRAFTING: 2_000.0}


@cache
def scenario_of(soldiers: int, days: int) -> Scenario:
    """The scenario of the benchmark for so many soldiers and days."""
    from sim.scenario import load_scenario

    return load_scenario(SCENARIO, {"force.soldiers": soldiers, "force.days": days})


@cache
def settings_of(soldiers: int, days: int) -> Settings:
    """Its settings."""
    from sim.scenario.settings import resolve_settings

    return resolve_settings(scenario_of(soldiers, days))


def collector() -> Any:
    """What a user of Mesa collects every day."""
    from mesa import DataCollector

    return DataCollector(
        model_reporters={
            "serving": lambda model: model.counts()["serving"],
            "attempts": lambda model: int((model.world.state.attempt > 0).sum()),
        }
    )


def whole_run(size: Size, soldiers: int) -> Contender:
    """All days of a force, compiled. A replicate's number is that of the round."""
    days, repeats = size.days, size.repeats(soldiers)
    settings = settings_of(soldiers, days)

    def whole(number: int) -> dict[Label, float]:
        from sim.world import World

        drafting = living = 0.0
        for replicate in range(number * repeats, (number + 1) * repeats):
            start = perf_counter()
            world = World(settings, SEED, replicate)
            drafted = perf_counter()
            world.live(days)
            living += perf_counter() - drafted
            drafting += drafted - start
        return {
            (COMPILED_WHOLE, soldiers): living / repeats,
            (DRAFTING, soldiers): drafting / repeats,
        }

    a_soldier = GUESS_NS[DRAFTING] + days * GUESS_NS[COMPILED]
    return Contender(whole, 1e-9 * repeats * soldiers * a_soldier)


def contenders(size: Size, soldiers: int) -> list[Contender]:
    """The engines on the same days of a force, and the stepped one on all.

    A replicate's number is that of the round.
    """
    days, repeats = size.days, size.repeats(soldiers)
    stretches = size.stretches_of(soldiers)
    settings = settings_of(soldiers, days)

    def compiled(number: int) -> dict[Label, float]:
        from sim.world import World

        taken = 0.0
        for replicate in range(number * repeats, (number + 1) * repeats):
            world = World(settings, SEED, replicate)
            for first, last in stretches:
                world.live(first)
                start = perf_counter()
                world.live(last)
                taken += perf_counter() - start
        return {(COMPILED, soldiers): taken / repeats}

    def stepped(number: int) -> dict[Label, float]:
        taken = same = 0.0
        for replicate in range(number * repeats, (number + 1) * repeats):
            model = _model(soldiers, days, replicate, "compiled")
            collected = collector()
            for day in range(days):
                start = perf_counter()
                model.step()
                collected.collect(model)
                seconds = perf_counter() - start
                taken += seconds
                same += seconds if any(a <= day < b for a, b in stretches) else 0.0
        return {
            (STEPPED, soldiers): same / repeats,
            (STEPPED_WHOLE, soldiers): taken / repeats,
        }

    def agents(number: int) -> dict[Label, float]:
        model = _model(soldiers, days, number * repeats, "agents")
        model.step()  # the first step makes the agents
        taken = 0.0
        for first, last in stretches:
            model.world.live(first)
            start = perf_counter()
            for _ in range(first, last):
                model.step()
            taken += perf_counter() - start
        return {(AGENTS, soldiers): taken}

    drafted = soldiers * GUESS_NS[DRAFTING]
    run = repeats * soldiers * days
    lived = soldiers * sum(last - first for first, last in stretches)
    return [
        Contender(compiled, 1e-9 * (repeats * drafted + run * GUESS_NS[COMPILED])),
        Contender(stepped, 1e-9 * (repeats * drafted + run * GUESS_NS[STEPPED])),
        Contender(agents, 1e-9 * (5 * drafted + (lived + soldiers) * GUESS_NS[AGENTS])),
    ]


def _model(soldiers: int, days: int, replicate: int, engine: str) -> Any:
    from sim.model import DefectionModel

    scenario = scenario_of(soldiers, days)
    return DefectionModel(scenario, SEED, replicate=replicate, engine=engine)


def warm_up() -> None:
    """Compile and load all that the contenders call."""
    from sim.run import simulate

    model = _model(10, 3, 0, "agents")
    collected = collector()
    while model.running:
        model.step()
        collected.collect(model)
    _model(10, 3, 0, "compiled").step()
    simulate(scenario_of(10, 3), SEED)


def section(found: Found, size: Size) -> dict[str, Any]:
    """What was found of the engines."""
    return {
        "soldier_day": "a soldier of the force times a day of the run, serving or gone",
        "days": size.days,
        "forces": [_force(found, size, soldiers) for soldiers in size.forces],
    }


def _force(found: Found, size: Size, soldiers: int) -> dict[str, Any]:
    stretches = size.stretches_of(soldiers)
    same_days = [day for first, last in stretches for day in range(first, last)]
    serving = serving_share(soldiers, size.days)
    on_same = sum(serving[day] for day in same_days) / len(same_days)
    on_all = sum(serving) / size.days

    def cost(label: str, days: int, share: float) -> dict[str, float]:
        told = per_soldier_day(found[label, soldiers], soldiers * days)
        return told | {"ns_per_soldier_day_served": told["ns_per_soldier_day"] / share}

    costs = {name: cost(name, len(same_days), on_same) for name in (COMPILED, STEPPED, AGENTS)}
    costs[AGENTS]["soldier_days_per_second"] = 1e9 / costs[AGENTS]["ns_per_soldier_day"]
    return {
        "soldiers": soldiers,
        "replicates_a_round": size.repeats(soldiers),
        "same_days": {
            "first_days": [first + 1 for first, _ in stretches],
            "days_each": stretches[0][1] - stretches[0][0],
            "share_serving": on_same,
            **costs,
        },
        "whole_run": {
            "days": size.days,
            "share_serving": on_all,
            COMPILED: cost(COMPILED_WHOLE, size.days, on_all),
            STEPPED: cost(STEPPED_WHOLE, size.days, on_all),
        },
        "agents_over_compiled": ratio(found[AGENTS, soldiers], found[COMPILED, soldiers]),
        "agents_over_stepped": ratio(found[AGENTS, soldiers], found[STEPPED, soldiers]),
    }


@cache
def serving_share(soldiers: int, days: int) -> list[float]:
    """Share of the force that serves at the end of each day, in the first replicate."""
    from sim.run import simulate

    serving = simulate(scenario_of(soldiers, days), SEED).daily["serving"]
    return [float(count) / soldiers for count in serving]


def drafting_section(found: Found, size: Size) -> dict[str, Any]:
    """What drafting a force takes, against running it."""
    soldiers = size.forces[0]
    drafting, running = found[DRAFTING, soldiers], found[COMPILED_WHOLE, soldiers]
    return {
        "soldiers": soldiers,
        "days": size.days,
        "seconds_drafting": median(drafting),
        "seconds_running": median(running),
        "drafting_over_running": ratio(drafting, running),
    }
