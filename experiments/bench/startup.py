"""From the shell's return key to the end of a short command, in a process of its own."""

from __future__ import annotations

import tempfile
from time import perf_counter
from typing import Any

from experiments.bench.clock import Contender, Found, Label, Stage, median
from experiments.bench.processes import python
from experiments.bench.size import Size

HELP = ("--help",)
RUN = ("run", "dmz", "--replicates", "1", "--soldiers", "1000")
_PROGRAM = "from experiments.cli import main; main()"
_NAMES = {HELP: ("help", 0), RUN: ("run, warm", 0)}
_FILLING, _COLD = ("run, filling the cache", 0), ("run, cold", 0)


def _seconds(arguments: tuple[str, ...], **environment: str) -> float:
    start = perf_counter()
    python(_PROGRAM, arguments, **environment)
    return perf_counter() - start


def _cold() -> float:
    """With an empty folder for compiled code, as after an installation."""
    with tempfile.TemporaryDirectory(prefix="defection-bench-") as folder:
        return _seconds(RUN, NUMBA_CACHE_DIR=folder)


def stages(size: Size) -> list[Stage]:
    """The commands in turn, what they need being compiled; once a run with nothing compiled."""

    def timed(arguments: tuple[str, ...]) -> Contender:
        def run(_: int) -> dict[Label, float]:
            return {_NAMES[arguments]: _seconds(arguments)}

        return Contender(run, 0.4 if arguments == HELP else 1.5)

    filling = Contender(lambda _: {_FILLING: _seconds(RUN)}, 1.5)
    made = [Stage([timed(HELP), timed(RUN)], size.starts)]
    if size.cold:
        made.insert(0, Stage([filling], 1))
        made.append(Stage([Contender(lambda _: {_COLD: _cold()}, 40.0)], 1))
    return made


def section(found: Found, size: Size) -> dict[str, Any]:
    """Seconds of wall time."""
    return {
        "starts": size.starts,
        "help_command": " ".join(("defection", *HELP)),
        "help_seconds": median(found[_NAMES[HELP]]),
        "run_command": " ".join(("defection", *RUN)),
        "run_warm_seconds": median(found[_NAMES[RUN]]),
        "run_cold_seconds": found[_COLD][0] if size.cold else None,
    }
