"""What a run is measured by, and what replicates say about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.estimate import Interval, mean_interval
from experiments.store import Row
from sim.state import STATUSES

PERSON_TIME = "soldier_months"
COUNTED_RATE = "_per_1000_soldier_months"


@dataclass(frozen=True)
class Measure:
    """A column that the simulation fills: an outcome of a run, or a series by day."""

    name: str
    meaning: str
    unit: str
    kind: str

    @property
    def most(self) -> float:
        """What it can be at most, whatever the force."""
        return 1.0 if self.unit == "share" else math.inf


def outcome_measures() -> tuple[Measure, ...]:
    """Every outcome of a run, in order."""
    from sim.outcomes import OUTCOMES

    return tuple(Measure(o.name, o.meaning, o.unit, o.kind) for o in OUTCOMES)


def daily_measures() -> tuple[Measure, ...]:
    """Every series by day that a run can record, in order."""
    from sim.outcomes import DAILY

    return tuple(Measure(o.name, o.meaning, o.unit, o.kind) for o in DAILY)


@dataclass(frozen=True)
class Estimator:
    """Means and 95% intervals of outcomes over the runs of a point.

    A counted rate is taken over all replicates together, all events over all person-time, so that
    a rate of none has an upper bound; every other outcome is the plain mean over replicates.
    """

    outcomes: tuple[Measure, ...]

    def column(self, name: str) -> int:
        """The place of an outcome in a row."""
        return next(i for i, measure in enumerate(self.outcomes) if measure.name == name)

    def interval(self, index: int, rows: Sequence[Row]) -> tuple[Interval, int]:
        """The interval of one outcome, and in how many runs it is defined."""
        measure = self.outcomes[index]
        values = np.array([row.outcomes[index] for row in rows], np.float64)
        exposure = None
        if measure.name.endswith(COUNTED_RATE) and not measure.name.startswith("expected_"):
            time = self.column(PERSON_TIME)
            exposure = np.array([row.outcomes[time] for row in rows], np.float64) / 1000.0
            exposure = exposure[np.isfinite(values)]
        values = values[np.isfinite(values)]
        most = self._force(rows) if measure.name in STATUSES else measure.most
        return mean_interval(values, measure.kind, exposure, most), int(values.size)

    def _force(self, rows: Sequence[Row]) -> float:
        """How many soldiers there are: each has one status."""
        places = [i for i, measure in enumerate(self.outcomes) if measure.name in STATUSES]
        return max((float(row.outcomes[places].sum()) for row in rows), default=math.inf)

    def all(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Mean, low, high and n of each outcome; None stands where there is no number."""
        estimates = []
        for index in range(len(self.outcomes)):
            interval, n = self.interval(index, rows)
            estimates.append({**interval.json(), "n": n})
        return estimates


def relative_width(interval: Interval) -> float:
    """Width of an interval over its mean; infinite where there is none."""
    if not math.isfinite(interval.high - interval.low) or interval.mean == 0:
        return math.inf
    return (interval.high - interval.low) / abs(interval.mean)
