"""Everything that is measured, in one run, as one record."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from experiments.bench import engines, floor, gone, growth, memory, startup, threads
from experiments.bench.clock import Stage, measure
from experiments.bench.machine import machine
from experiments.bench.size import SCENARIO, SEED, Size
from experiments.bench.targets import judged
from experiments.progress import Reporter
from experiments.version import code_digest, version
from experiments.warming import patiently

DIGITS = 6


def run_bench(size: Size, large: bool, reporter: Reporter) -> dict[str, Any]:
    """The record of `defection bench --json`; `large` adds the run of a very large force.

    Raises BenchError where a process of its own fails.
    """
    start = perf_counter()
    with reporter:
        with patiently(reporter.note):
            engines.warm_up()
            floor.warm_up()
        found = measure(stages(size, large), reporter)
    record: dict[str, Any] = {
        "version": version(),
        "code": code_digest(),
        "scenario": SCENARIO,
        "seed": SEED,
        "quick": size.quick,
        "machine": machine(),
        "rounds": size.rounds,
        "short_rounds": size.short_rounds,
        "growth_rounds": size.growth_rounds,
        "engines": engines.section(found, size),
        "floor": floor.section(found, size),
        "gone": gone.section(found, size),
        "threads": threads.section(found, size),
        "drafting": engines.drafting_section(found, size),
        "growth": growth.section(found, size),
        "startup": startup.section(found, size),
        "memory": memory.section(found, size),
        "large": memory.large_section(found, size) if large else None,
    }
    record["targets"] = judged(record)
    record["seconds"] = perf_counter() - start
    told: dict[str, Any] = rounded(record)
    return told


def stages(size: Size, large: bool) -> list[Stage]:
    """All that is measured: within a stage, what is compared takes turns.

    What takes little time does so more often, one right after the other.
    """
    short = [
        contender
        for soldiers in size.forces
        for contender in (engines.whole_run(size, soldiers), floor.contender(size, soldiers))
    ]
    compared = [
        contender for soldiers in size.forces for contender in engines.contenders(size, soldiers)
    ]
    forces, lengths = growth.stages_of(size)
    planned = [
        Stage([*short, *threads.contenders(size), *lengths], size.short_rounds),
        Stage(gone.contenders(size), size.short_rounds),
        Stage(compared, size.rounds),
        Stage(forces, size.growth_rounds),
        *startup.stages(size),
        Stage([memory.contender(size)], 1),
    ]
    return [*planned, Stage([memory.large_contender(size)], 1)] if large else planned


def rounded(value: Any) -> Any:
    """A record with digits that a clock can vouch for."""
    if isinstance(value, dict):
        return {key: rounded(held) for key, held in value.items()}
    if isinstance(value, list):
        return [rounded(held) for held in value]
    return float(f"{value:.{DIGITS}g}") if isinstance(value, float) else value
