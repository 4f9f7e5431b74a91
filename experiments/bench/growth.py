"""Whether a soldier-day costs the same in a large force and late in a long run."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from experiments.bench.clock import Contender, Found, Label, per_soldier_day
from experiments.bench.engines import COMPILED, DRAFTING, GUESS_NS, settings_of
from experiments.bench.size import SEED, Size

FORCE, LENGTH = "growth with soldiers", "growth with days"
_SHORTEST = 20_000


def stages_of(size: Size) -> tuple[list[Contender], list[Contender]]:
    """Forces of growing size over the same days, and one force over growing lengths."""
    forces = [_contender((FORCE, soldiers), soldiers, size.growth_days) for soldiers in size.growth]
    lengths = [_contender((LENGTH, days), size.forces[0], days) for days in size.lengths]
    return forces, lengths


def _contender(label: Label, soldiers: int, days: int) -> Contender:
    """Runs of a force: as many replicates as make a time that can be measured."""
    repeats = max(1, _SHORTEST // soldiers)

    def run(number: int) -> dict[Label, float]:
        from sim.world import World

        settings = settings_of(soldiers, days)
        taken = 0.0
        for replicate in range(number * repeats, (number + 1) * repeats):
            world = World(settings, SEED, replicate)
            start = perf_counter()
            world.live(days)
            taken += perf_counter() - start
        return {label: taken / repeats}

    a_soldier = GUESS_NS[DRAFTING] + days * GUESS_NS[COMPILED]
    return Contender(run, 1e-9 * repeats * soldiers * a_soldier)


def section(found: Found, size: Size) -> dict[str, Any]:
    """The cost of a soldier-day at each size, and how many times the least the most is."""
    by_force = [
        {"soldiers": n, "days": size.growth_days}
        | per_soldier_day(found[FORCE, n], n * size.growth_days)
        for n in size.growth
    ]
    by_length = [
        {"soldiers": size.forces[0], "days": days}
        | per_soldier_day(found[LENGTH, days], size.forces[0] * days)
        for days in size.lengths
    ]
    return {
        "with_soldiers": by_force,
        "with_soldiers_most_over_least": _factor(by_force),
        "with_days": by_length,
        "with_days_most_over_least": _factor(by_length),
    }


def _factor(found: list[dict[str, float]]) -> float:
    costs = [each["ns_per_soldier_day"] for each in found]
    return max(costs) / min(costs)
