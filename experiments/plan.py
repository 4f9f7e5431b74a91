"""Which runs are still to be done, in which order, and how long they will take."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.replication import Replication
from experiments.store import Row

if TYPE_CHECKING:
    from sim.scenario import Scenario

TASK_SECONDS = 0.5
SECONDS_PER_SOLDIER_DAY = 80e-9
SECONDS_PER_RUN = 2e-3

Unit = tuple[str, int]


def expected_seconds(scenario: Scenario) -> float:
    """What a run is thought to take before anything has been measured."""
    soldier_days = float(scenario.values["force.soldiers"]) * float(scenario.values["force.days"])
    return soldier_days * SECONDS_PER_SOLDIER_DAY + SECONDS_PER_RUN


@dataclass
class Plan:
    """The runs of some scenarios, a unit each: (digest of the scenario, replicate).

    `done[digest][replicate]` is the finished run, or None where it failed.
    `part` = (k, n) plans every n-th replicate only, the share of one machine of n.
    """

    scenarios: Mapping[str, Scenario]
    replication: Replication
    part: tuple[int, int] = (1, 1)
    done: dict[str, dict[int, Row | None]] = field(default_factory=lambda: defaultdict(dict))
    queue: deque[Unit] = field(default_factory=deque)
    planned: dict[str, int] = field(default_factory=dict)
    left: int = 0
    left_seconds: float = 0.0
    slowness: float = 1.0

    def __post_init__(self) -> None:
        self.cost = {digest: expected_seconds(s) for digest, s in self.scenarios.items()}

    def keep(self, rows: Iterable[Row]) -> int:
        """Take over runs that were finished before; returns how many of them are of use."""
        kept = 0
        for row in rows:
            if row.digest in self.scenarios and row.replicate < self.replication.at_most:
                kept += row.replicate not in self.done[row.digest]
                self.done[row.digest][row.replicate] = row
        return kept

    def extend(self, digests: Iterable[str]) -> None:
        """Queue what the replication rule asks for, as far as it can tell by now."""
        k, n = self.part
        for digest in digests:
            done = self.done[digest]
            wanted = self.replication.wanted(done)
            for replicate in range(self.planned.get(digest, 0), wanted):
                if replicate not in done and replicate % n == k - 1:
                    self.queue.append((digest, replicate))
                    self.left += 1
                    self.left_seconds += self.cost[digest]
            self.planned[digest] = wanted

    def next_task(self) -> list[Unit]:
        """The next runs that take about half a second together."""
        task: list[Unit] = []
        seconds = 0.0
        while self.queue and (not task or seconds < TASK_SECONDS):
            task.append(self.queue.popleft())
            seconds += self.cost[task[-1][0]] * self.slowness
        return task

    def land(self, done: Iterable[Unit], left_over: Sequence[Unit]) -> None:
        """These runs of a task are over; those are next."""
        self.queue.extendleft(reversed(left_over))
        for digest, _ in done:
            self.left -= 1
            self.left_seconds -= self.cost[digest]

    def complete(self) -> bool:
        """Whether every replicate that the rule asks for is there or has failed."""
        return all(
            replicate in done
            for digest in self.scenarios
            for done in [self.done[digest]]
            for replicate in range(self.replication.wanted(done))
        )
