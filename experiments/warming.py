"""The simulation, compiled before threads ask for it, with a word on what takes so long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING

from experiments.sweep import Simulate, SimulateAll

if TYPE_CHECKING:
    from sim.scenario import Scenario

PATIENCE = 1.0
NOTE = "compiling the simulated day for this machine: up to a minute, and kept for the next time"


@contextmanager
def patiently(note: Callable[[str], None]) -> Iterator[None]:
    """Say once that something is being compiled, if it is and takes a moment."""
    from sim.compiled import while_compiling

    with while_compiling(cache(lambda: note(NOTE)), PATIENCE):
        yield


def simulator(scenario: Scenario, engine: str, note: Callable[[str], None]) -> Simulate:
    """`sim.simulate`, ready to run at once; says so if it has to be compiled first."""
    from sim.run import simulate

    small = scenario.with_values({"force.soldiers": 10, "force.days": 1})
    with patiently(note), suppress(Exception):  # the runs themselves will say what is wrong
        simulate(small, 1, 0, engine=engine)
    return simulate


def steps_days(simulate: Simulate, engine: str) -> bool:
    """Whether `simulate` can say after each day that it is over."""
    from sim import run

    return simulate is run.simulate and engine == "agents"


def together(simulate: Simulate, engine: str) -> SimulateAll | None:
    """What does many runs in one call, if `simulate` is that of `sim` and the engine can."""
    from sim import run

    return run.simulate_all if simulate is run.simulate and engine == "compiled" else None
