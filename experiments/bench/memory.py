"""What a force holds in memory: its arrays, and how far a process grows that runs it."""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.bench.clock import Contender, Found, Label
from experiments.bench.engines import COMPILED, GUESS_NS, settings_of
from experiments.bench.processes import python
from experiments.bench.size import SEED, Size

if TYPE_CHECKING:
    from sim.world import World

HELD_DAYS = 10
_PROGRAM = "from experiments.bench.memory import main; main()"
_HELD, _LARGE = "memory", "large"


def held_bytes(world: World) -> int:
    """Bytes of all arrays that a world holds, each counted once; not the settings."""
    arrays: dict[int, int] = {}
    seen: set[int] = set()
    stack: list[Any] = [value for name, value in vars(world).items() if name != "settings"]
    while stack:
        held = stack.pop()
        if id(held) in seen:
            continue
        seen.add(id(held))
        if isinstance(held, np.ndarray):
            while isinstance(held.base, np.ndarray):
                held = held.base
            arrays[id(held)] = held.nbytes
        elif isinstance(held, dict):
            stack += held.values()
        elif isinstance(held, list | tuple):
            stack += held
        elif type(held).__module__.startswith("sim.") and hasattr(held, "__dict__"):
            stack += vars(held).values()
    return sum(arrays.values())


def resident_bytes(peak: bool) -> int | None:
    """Memory of this process, now or at its peak so far; None where it cannot be known.

    On Linux `getrusage` also counts what the parent held when it started this process, so the
    kernel's own record comes first. Elsewhere the peak stands for what is held now.
    """
    wanted = "VmHWM:" if peak else "VmRSS:"
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as file:
            return next(1024 * int(line.split()[1]) for line in file if line.startswith(wanted))
    except (OSError, StopIteration, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else 1024 * used


def main() -> None:
    """In a process of its own: draft and run SOLDIERS for DAYS, and print what it took."""
    from sim.world import World

    soldiers, days = (int(word) for word in sys.argv[1:3])
    World(settings_of(10, 1), SEED).live(1)
    settings = settings_of(soldiers, days)
    before = resident_bytes(peak=False)
    start = perf_counter()
    world = World(settings, SEED)
    drafted = perf_counter()
    world.live(days)
    done = perf_counter()
    told = {
        "seconds_drafting": drafted - start,
        "seconds_running": done - drafted,
        "bytes_before": before,
        "bytes_at_peak": resident_bytes(peak=True),
        "bytes_of_arrays": held_bytes(world),
    }
    print(json.dumps(told))


def _contender(name: str, soldiers: int, days: int) -> Contender:
    def run(_: int) -> dict[Label, float]:
        told = json.loads(python(_PROGRAM, [str(soldiers), str(days)]))
        return {(f"{name}, {what}", soldiers): value for what, value in told.items()}

    return Contender(run, 3.0 + 1e-9 * GUESS_NS[COMPILED] * soldiers * days)


def contender(size: Size) -> Contender:
    """A large force for some days."""
    return _contender(_HELD, size.held, HELD_DAYS)


def large_contender(size: Size) -> Contender:
    """A very large force for a year."""
    return _contender(_LARGE, size.large, size.large_days)


def section(found: Found, size: Size) -> dict[str, Any]:
    """Bytes for each soldier."""
    told = _told(found, _HELD, size.held)
    grown = _growth(told)
    return {
        "soldiers": size.held,
        "days": HELD_DAYS,
        "bytes_of_arrays_per_soldier": told["bytes_of_arrays"] / size.held,
        "bytes_of_process_per_soldier": None if grown is None else grown / size.held,
    }


def large_section(found: Found, size: Size) -> dict[str, Any]:
    """Time and memory of the very large force; its days are set to a year."""
    told = _told(found, _LARGE, size.large)
    soldier_days = size.large * size.large_days
    peak = told["bytes_at_peak"]
    return {
        "soldiers": size.large,
        "days": size.large_days,
        "seconds_drafting": told["seconds_drafting"],
        "seconds_running": told["seconds_running"],
        "ns_per_soldier_day": 1e9 * told["seconds_running"] / soldier_days,
        "peak_gigabytes": None if peak is None else peak / 1e9,
    }


def _told(found: Found, name: str, soldiers: int) -> dict[str, Any]:
    start = f"{name}, "
    return {
        label.removeprefix(start): values[0]
        for (label, n), values in found.items()
        if label.startswith(start) and n == soldiers
    }


def _growth(told: dict[str, Any]) -> float | None:
    before, peak = told["bytes_before"], told["bytes_at_peak"]
    return None if before is None or peak is None else peak - before
