"""What a set of replicates says about an expectation: a mean and a 95% interval around it.

Every interval is a function of its inputs alone (no resampling), so it is the same on every run.
NaN stands for "these replicates cannot say"; in JSON it is null and in a CSV an empty cell.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import scipy  # its modules load when they are used
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
KINDS = ("count", "expectation", "rate", "share", "ratio", "level")
RARE = 100
"""Up to so many pooled events their spread between replicates is too uncertain to rely on alone."""

Array = NDArray[np.float64]


class Interval(NamedTuple):
    """A mean and the bounds of its 95% interval, in the unit of what was averaged."""

    mean: float
    low: float
    high: float

    @property
    def is_one(self) -> bool:
        """Of a ratio: whether nothing differs in any replicate."""
        return self.mean == 1 == self.low == self.high

    def json(self) -> dict[str, float | None]:
        """The three numbers by name, with None where there is no number to give."""
        return {k: (v if math.isfinite(v) else None) for k, v in self._asdict().items()}


UNKNOWN = Interval(math.nan, math.nan, math.nan)


def mean_interval(
    values: ArrayLike, kind: str, exposure: ArrayLike | None = None, most: float = math.inf
) -> Interval:
    """The mean over replicates, and a 95% interval of what more replicates would converge to.

    values: one number a replicate. A NaN is a replicate where the outcome is undefined (a share of
    nobody); it is left out of the mean.
    kind: what the numbers are, as in sim.outcomes.
    exposure: what each value is per (for a rate per 1,000 soldier-months, the soldier-months in
    thousands; for a share or ratio, its denominator). With it the replicates are pooled; see
    `pooled_interval`.
    most: what no value can be above; 1 for a share. None is ever below 0. Not with exposure.

    Without exposure the interval is Student's t, cut where no value can be, and
    - count: no narrower than Garwood's exact interval while the pooled count is at most RARE, or
      what is missing of `most`;
    - rate, ratio, share: if all values are 0, the upper bound depends on the exposure: NaN (so does
      the lower bound of a share, or of a ratio with a most, that is always as high as it can be).
    One replicate says nothing of the spread between replicates: its bounds are NaN, but for a rare
    count, where Garwood's interval takes the events to be independent.
    """
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r}: one of {', '.join(KINDS)}")
    most = 1.0 if kind == "share" else most
    numbers = np.asarray(values, dtype=np.float64)
    if exposure is not None:
        return pooled_interval(numbers, kind, np.asarray(exposure, dtype=np.float64))
    numbers = numbers[~np.isnan(numbers)]
    if numbers.size == 0:
        return UNKNOWN
    mean = math.fsum(numbers) / numbers.size
    low, high = _student(mean, numbers - mean, numbers.size)
    if kind == "count":
        low, high = _widen(low, high, _rare_count(mean * numbers.size, numbers.size))
        if math.isfinite(most):  # those who are not among them may be as rare
            fewest, others = _rare_count((most - mean) * numbers.size, numbers.size)
            low, high = _widen(low, high, (most - others, most - fewest))
    elif kind in ("rate", "ratio", "share") and not numbers.any():
        low, high = 0.0, math.nan
    elif kind in ("ratio", "share") and np.all(numbers == most):
        low, high = math.nan, most
    return Interval(mean, *_within(low, high, most))


def pooled_interval(values: Array, kind: str, exposure: Array) -> Interval:
    """All events over all exposure, as for one long replicate: sum(value * exposure)/sum(exposure).

    The spread is that of the ratio estimator (Cochran 1977, Sampling Techniques, section 6.4), so
    that events which come together within a replicate widen it. While the pooled number of events
    is whole and at most RARE, it is no narrower than the exact interval: Garwood (1936) for a rate
    or ratio, Clopper and Pearson (1934) for a share.
    """
    exposed = exposure > 0
    values, exposure = values[exposed], exposure[exposed]
    if exposure.size == 0 or np.isnan(values).any():
        return UNKNOWN
    events = values * exposure
    total, person_time = math.fsum(events), math.fsum(exposure)
    mean = total / person_time
    scale = exposure.size / person_time
    low, high = _student(mean, scale * (events - mean * exposure), exposure.size)
    counted = np.allclose(events, np.round(events), rtol=0, atol=1e-6)
    if counted and kind == "share":
        low, high = _widen(low, high, clopper_pearson(round(total), round(person_time)))
    elif counted and kind in ("count", "rate", "ratio"):
        low, high = _widen(low, high, _rare_count(total, person_time))
    return Interval(mean, *_within(low, high, 1.0 if kind == "share" else math.inf))


def garwood(events: ArrayLike) -> tuple[Array, Array]:
    """Exact bounds of a Poisson mean after so many events (Garwood 1936, Biometrika 28:437)."""
    count = np.asarray(events, dtype=np.float64)
    tail = (1 - LEVEL) / 2
    low = np.where(count > 0, scipy.special.gammaincinv(np.maximum(count, 1.0), tail), 0.0)
    return low, scipy.special.gammaincinv(count + 1.0, 1 - tail)


def clopper_pearson(successes: int, trials: int) -> tuple[float, float]:
    """Exact bounds of a probability (Clopper and Pearson 1934, Biometrika 26:404)."""
    tail = (1 - LEVEL) / 2
    failures = trials - successes
    low = scipy.special.betaincinv(successes, failures + 1, tail) if successes else 0.0
    high = scipy.special.betaincinv(successes + 1, failures, 1 - tail) if failures else 1.0
    return float(low), float(high)


def ratio_interval(numerator: ArrayLike, denominator: ArrayLike, kind: str) -> Interval:
    """Ratio of two means over replicates that share their seeds, pair by pair.

    The interval is Student's on the log of the ratio, linearised, with the covariance of the pairs
    (the delta method; Cochran 1977, section 6.4). For rare counts it is no narrower than the exact
    conditional interval of two Poisson means (Przyborowski and Wilenski 1940, Biometrika 31:313).
    A mean of zero leaves the bound on its side open: 0 below, infinity above.
    """
    top, bottom = np.asarray(numerator, np.float64), np.asarray(denominator, np.float64)
    if top.shape != bottom.shape:
        raise ValueError("a paired ratio needs the same replicates on both sides")
    events = math.fsum(top), math.fsum(bottom)
    if events == (0.0, 0.0) or not np.isfinite(events).all():
        return UNKNOWN
    mean = events[0] / events[1] if events[1] else math.inf
    low, high = (0.0, math.inf) if 0.0 in events else _log_ratio(top, bottom, mean)
    if kind == "count" and min(events) <= RARE:
        odds = [
            share / (1 - share) if share < 1 else math.inf
            for share in clopper_pearson(round(events[0]), round(sum(events)))
        ]
        low, high = (odds[0], odds[1]) if 0.0 in events else _widen(low, high, (odds[0], odds[1]))
    return Interval(mean, low, high)


def ratio_of_ratios(
    top: ArrayLike, bottom: ArrayLike, other_top: ArrayLike, other_bottom: ArrayLike
) -> Interval:
    """(top / bottom) / (other_top / other_bottom) of means over replicates that share their seeds.

    The interval is Student's on the log, linearised, with the covariances of the four, as that of
    `ratio_interval`. Unknown where a mean is not above zero, and for counts of rare events, on
    which the linearisation cannot be relied.
    """
    four = [np.asarray(each, np.float64) for each in (top, bottom, other_top, other_bottom)]
    if len({each.shape for each in four}) != 1:
        raise ValueError("a paired ratio needs the same replicates on both sides")
    events = [math.fsum(each) for each in four]
    if not four[0].size or not all(0 < total < math.inf for total in events):
        return UNKNOWN
    if min(events) <= RARE and all((each % 1 == 0).all() for each in four):
        return UNKNOWN
    mean = (events[0] / events[1]) / (events[2] / events[3])
    parts = [each / each.mean() for each in four]
    deviations = parts[0] - parts[1] - parts[2] + parts[3]
    low, high = _student(math.log(mean), deviations, four[0].size)
    return Interval(mean, math.exp(low), math.exp(high))


def quantile_interval(values: ArrayLike, probability: float) -> Interval:
    """A quantile over replicates, between two order statistics that need no distribution.

    The number of values below the quantile is binomial (David and Nagaraja 2003, Order Statistics,
    section 7.1); where the sample is too small to reach 95%, the bound is NaN.
    """
    numbers = np.sort(np.asarray(values, dtype=np.float64))
    n = numbers.size
    if n == 0:
        return UNKNOWN
    tail = (1 - LEVEL) / 2
    below = scipy.special.bdtr(np.arange(n), n, probability)
    first = int(np.searchsorted(below, tail, side="right")) - 1
    last = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    low = float(numbers[first]) if first >= 0 else math.nan
    high = float(numbers[last]) if last < n else math.nan
    return Interval(float(np.quantile(numbers, probability)), low, high)


def student_factor(n: int) -> float:
    """Half-width of a 95% interval in standard errors of a mean over n replicates; NaN for one."""
    return float(scipy.special.stdtrit(n - 1, 0.5 + LEVEL / 2)) if n > 1 else math.nan


def _student(mean: float, deviations: Array, n: int) -> tuple[float, float]:
    if n < 2:
        return math.nan, math.nan
    half = student_factor(n) * math.sqrt(math.fsum(deviations**2) / (n - 1) / n)
    return mean - half, mean + half


def _rare_count(events: float, exposure: float) -> tuple[float, float]:
    if events > RARE:
        return math.nan, math.nan
    low, high = garwood(round(events))
    return float(low) / exposure, float(high) / exposure


def _log_ratio(top: Array, bottom: Array, ratio: float) -> tuple[float, float]:
    deviations = top / top.mean() - bottom / bottom.mean()
    low, high = _student(math.log(ratio), deviations, top.size)
    return math.exp(low), math.exp(high)


def _widen(low: float, high: float, floor: tuple[float, float]) -> tuple[float, float]:
    return float(np.fmin(low, floor[0])), float(np.fmax(high, floor[1]))


def _within(low: float, high: float, most: float) -> tuple[float, float]:
    """The bounds, cut where no value can be; NaN stays what it is."""
    return float(np.maximum(low, 0.0)), float(np.minimum(high, most))
