"""Timing that is fair: what is compared takes turns, so that a slow spell hits all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from experiments.progress import Reporter

Label = tuple[str, int]
"""What was measured, and of how many soldiers, days or processes."""

Found = Mapping[Label, Sequence[float]]


@dataclass(frozen=True)
class Contender:
    """Something to measure.

    run: does it for the round of a number, and returns what it found by label, mostly seconds.
    guess: seconds that a turn may take, from which the time left is told; no result hangs on it.
    """

    run: Callable[[int], Mapping[Label, float]]
    guess: float


@dataclass(frozen=True)
class Stage:
    """Contenders that take turns for a number of rounds."""

    contenders: Sequence[Contender]
    rounds: int


def measure(stages: Iterable[Stage], reporter: Reporter) -> dict[Label, list[float]]:
    """Run every stage; what each label found in each round, in the order of rounds.

    Every other round goes backwards, so that nobody always follows the same neighbour.
    """
    turns = [
        (number, contender)
        for stage in stages
        for number in range(stage.rounds)
        for contender in (stage.contenders if number % 2 == 0 else stage.contenders[::-1])
    ]
    found: dict[Label, list[float]] = {}
    planned = sum(contender.guess for _, contender in turns)
    done, start = 0.0, time.monotonic()
    for at, (number, contender) in enumerate(turns, 1):
        gc.collect()
        for label, value in contender.run(number).items():
            found.setdefault(label, []).append(value)
        done += contender.guess
        pace = (time.monotonic() - start) / done
        reporter.advance(1, len(turns) - at, pace * (planned - done))
    return found


def median(values: Sequence[float]) -> float:
    """The middle of what the rounds found."""
    return statistics.median(values)


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """The median of the ratios of each round: a slow round is slow for both."""
    return median([a / b for a, b in zip(over, under, strict=True)])


def per_soldier_day(seconds: Sequence[float], soldier_days: float) -> dict[str, float]:
    """Nanoseconds per soldier-day: the median of the rounds, and the quickest and slowest."""
    found = [1e9 * value / soldier_days for value in seconds]
    return {
        "ns_per_soldier_day": median(found),
        "ns_per_soldier_day_lowest": min(found),
        "ns_per_soldier_day_highest": max(found),
    }
