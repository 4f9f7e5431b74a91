"""Replicates of scenarios, from the first morning to the outcomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim import chance
from sim.batch import live_all
from sim.engine.tally import SERIES
from sim.fields import Floats
from sim.outcomes import measure
from sim.scenario import Scenario
from sim.scenario.settings import Settings, resolve_settings
from sim.soldiers import State

ENGINES = ("compiled", "agents")


@dataclass(frozen=True)
class Run:
    """What a replicate came to.

    outcomes: every name of `sim.outcomes.OUTCOMES`, in that order.
    daily: every name of `sim.outcomes.DAILY`, arrays of shape (days,).
    state: the soldiers' fields at the end.
    """

    outcomes: dict[str, float]
    daily: dict[str, Floats]
    state: State


def simulate(
    scenario: Scenario,
    seed: int,
    replicate: int = 0,
    engine: str = "compiled",
    after_day: Callable[[], None] | None = None,
) -> Run:
    """Run a replicate. Both engines give the same bits; `agents` steps Mesa agents, slowly.

    after_day: called after each day, in the thread of the run, by `agents` alone; the compiled
    engine lives all days in one call.

    Raises TypeError for a scenario that is not read yet, and for a seed or replicate that is no
    whole number; ValueError for a replicate below 0, and for an engine that does not exist.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"scenario must be a Scenario, as from load_scenario({scenario!r})")
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is none of {', '.join(ENGINES)}")
    if engine == "compiled":
        return simulate_all([(scenario, replicate)], seed)[0]
    from sim.model import DefectionModel

    model = DefectionModel(scenario, rng=seed, replicate=replicate, engine=engine)
    while model.running:
        model.step()
        if after_day:
            after_day()
    return _run(model.settings, model.world.state, model.world.daily)


def simulate_all(jobs: Sequence[tuple[Scenario, int]], seed: int) -> list[Run]:
    """Run many replicates, each of a scenario, in one compiled call that lets other threads run.

    All are held in memory until the end, about a kilobyte for each soldier.
    """
    scenarios = {scenario.digest: scenario for scenario, _ in jobs}
    settings = {digest: _settings_of(scenario) for digest, scenario in scenarios.items()}
    worlds = [
        (settings[scenario.digest], np.uint64(chance.replicate_seed(seed, replicate)))
        for scenario, replicate in jobs
    ]
    lived = live_all(worlds)
    return [_run(world, *end) for (world, _), end in zip(worlds, lived, strict=True)]


@lru_cache(maxsize=32)
def _settings_of(scenario: Scenario) -> Settings:
    """Kept for who runs replicate after replicate."""
    return resolve_settings(scenario)


def _run(settings: Settings, state: State, daily: Floats) -> Run:
    series = {name: daily[:, k].copy() for k, name in enumerate(SERIES)}
    return Run(measure(state, daily, settings.broken_share), series, state)
