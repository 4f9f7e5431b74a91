"""How many replicates: a number, or until an outcome is known well enough.

Sequential stopping decides after fixed batches, from the first replicates of a point alone, so
the answer is the same whatever the number of workers and whatever was finished before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.measures import Estimator, relative_width
from experiments.store import Row

BATCH = 20


@dataclass(frozen=True)
class Fixed:
    """The same number of replicates at every point."""

    replicates: int

    @property
    def at_most(self) -> int:
        """The largest number of replicates that a point can need."""
        return self.replicates

    def wanted(self, done: Mapping[int, Row | None]) -> int:
        """How many replicates this point needs, as far as is known."""
        return self.replicates


@dataclass(frozen=True)
class Until:
    """Replicates in batches of 20 until an outcome's interval is narrow.

    A point stops when (high - low) / |mean| of `outcome` is at most `width`, or at `at_most`
    replicates.
    """

    outcome: str
    width: float
    at_most: int
    estimator: Estimator

    def wanted(self, done: Mapping[int, Row | None]) -> int:
        """How many replicates this point needs, as far as is known."""
        column = self.estimator.column(self.outcome)
        count = min(BATCH, self.at_most)
        while count < self.at_most and all(r in done for r in range(count)):
            rows = [row for r in range(count) if (row := done[r]) is not None]
            if relative_width(self.estimator.interval(column, rows)[0]) <= self.width:
                break
            count = min(count + BATCH, self.at_most)
        return count


Replication = Fixed | Until
