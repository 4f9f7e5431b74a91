"""Two arms on the same luck: by how much an outcome differs, replicate by replicate.

A replicate has the same seed in every arm, so that what its arms share cancels in the difference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.estimate import (
    RARE,
    UNKNOWN,
    Array,
    Interval,
    garwood,
    mean_interval,
    ratio_interval,
    student_factor,
)
from experiments.measures import COUNTED_RATE, PERSON_TIME, Measure
from experiments.store import Row

WITH_RATIO = ("count", "rate", "expectation")
SAME = Interval(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Difference:
    """What an outcome of an arm is more, or times, that of the first arm.

    `saved` is the share of the variance of the difference that the pairing saved:
    1 - var(difference) / (var(first) + var(other)); NaN where nothing varies.
    `pairs` counts the replicates in which both arms define the outcome.
    """

    difference: Interval
    ratio: Interval | None
    saved: float
    pairs: int

    def json(self) -> dict[str, Any]:
        """By name, with None where there is no number."""
        return {
            **self.difference.json(),
            "ratio": self.ratio.json() if self.ratio else None,
            "variance_saved": self.saved if math.isfinite(self.saved) else None,
            "pairs": self.pairs,
        }


def differences(
    measures: Sequence[Measure], first: Sequence[Row], other: Sequence[Row]
) -> dict[str, Difference]:
    """By outcome; the rows are those of the same replicates, in the same order."""
    times = next(i for i, measure in enumerate(measures) if measure.name == PERSON_TIME)
    columns = [np.array([row.outcomes for row in rows]).T for rows in (first, other)]
    exposures = [found[times] / 1000.0 for found in columns]
    result = {}
    for index, measure in enumerate(measures):
        values = (columns[0][index], columns[1][index])
        counted = measure.kind == "rate" and measure.name.endswith(COUNTED_RATE)
        exposed = (exposures[0], exposures[1]) if counted else None
        result[measure.name] = difference(*values, measure.kind, exposed, measure.most)
    return result


def difference(
    first: Array,
    other: Array,
    kind: str,
    exposures: tuple[Array, Array] | None = None,
    most: float = math.inf,
) -> Difference:
    """Paired over the replicates in which both are defined, with 95% intervals.

    exposures: what a counted rate is per, by replicate; each arm's rate is then its events over its
    exposure, of all replicates together, as in `Estimator`.
    most: what no value can be above, so that no two are further apart.

    The interval is Student's t of the differences (of the rates, linearised). For a count it is no
    narrower than what Garwood's intervals say of the events that only one of the arms had, while
    these are at most RARE.
    """
    both = np.isfinite(first) & np.isfinite(other)
    if exposures is not None:
        both &= (exposures[0] > 0) & (exposures[1] > 0)
        exposures = (exposures[0][both], exposures[1][both])
    first, other = first[both], other[both]
    n = int(first.size)
    if n == 0:
        return Difference(UNKNOWN, UNKNOWN if kind in WITH_RATIO else None, math.nan, 0)
    before, moved = _parts(first, exposures[0] if exposures else None)
    after, moves = _parts(other, exposures[1] if exposures else None)
    mean, gap = after - before, moves - moved
    low, high = _student(mean, gap, n)
    if kind == "count":
        low, high = _widened(low, high, other - first)
    elif kind in ("rate", "share", "ratio") and not gap.any():
        low, high = _nothing_seen(first, other, kind, exposures)
    low, high = float(np.maximum(low, -most)), float(np.minimum(high, most))
    ratio = _ratio(first, other, kind, exposures) if kind in WITH_RATIO else None
    return Difference(Interval(mean, low, high), ratio, _saved(moved, moves, gap), n)


def _parts(values: Array, exposure: Array | None) -> tuple[float, Array]:
    """The mean of an arm, and how far each replicate moves it (times their number)."""
    if exposure is None:
        mean = math.fsum(values) / values.size
        return mean, values - mean
    total = math.fsum(exposure)
    mean = math.fsum(values * exposure) / total
    return mean, values.size / total * (values - mean) * exposure


def _student(mean: float, parts: Array, n: int) -> tuple[float, float]:
    if n < 2:
        return math.nan, math.nan
    half = student_factor(n) * math.sqrt(math.fsum(parts**2) / (n - 1) / n)
    return mean - half, mean + half


def _widened(low: float, high: float, gained: Array) -> tuple[float, float]:
    more, fewer = math.fsum(np.maximum(gained, 0.0)), math.fsum(np.maximum(-gained, 0.0))
    if more + fewer > RARE:
        return low, high
    lows, highs = garwood([more, fewer])
    floor = (lows[0] - highs[1]) / gained.size, (highs[0] - lows[1]) / gained.size
    return float(np.fmin(low, floor[0])), float(np.fmax(high, floor[1]))


def _nothing_seen(
    first: Array, other: Array, kind: str, exposures: tuple[Array, Array] | None
) -> tuple[float, float]:
    """Bounds where no replicate tells the arms apart: those of no event, if that is known."""
    if exposures is None or first.any() or other.any():
        return math.nan, math.nan
    below = mean_interval(first, kind, exposures[0]).high
    return -below, mean_interval(other, kind, exposures[1]).high


def _ratio(
    first: Array, other: Array, kind: str, exposures: tuple[Array, Array] | None
) -> Interval:
    if exposures is None:
        return ratio_interval(other, first, kind)
    events = np.round(other * exposures[1]), np.round(first * exposures[0])
    per = math.fsum(exposures[0]) / math.fsum(exposures[1])
    mean, low, high = ratio_interval(*events, "count")
    return Interval(mean * per, low * per, high * per)


def _saved(first: Array, other: Array, gap: Array) -> float:
    apart = math.fsum(first**2) + math.fsum(other**2)
    return 1.0 - math.fsum(gap**2) / apart if apart > 0 else math.nan
