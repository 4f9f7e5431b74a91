"""Many runs on a few threads.

A task is a handful of runs that take about half a second together, whatever the size of a run.
Threads suffice, because the compiled day lets go of the interpreter. What a run gives depends on
its scenario, its seed and its replicate alone, so the order of tasks never shows in the results.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

import numpy as np

from experiments.plan import TASK_SECONDS, Plan, Unit
from experiments.store import Row, Store

Simulate = Callable[..., Any]


@dataclass(frozen=True)
class Failure:
    """A run that raised, and what it said."""

    digest: str
    replicate: int
    error: str


class Watcher(Protocol):
    """Who is told how a sweep gets on."""

    def advance(self, runs: int, left: int, seconds_left: float) -> None:
        """So many more runs are done, so many are left, and about this much time."""


@dataclass(frozen=True)
class Runs:
    """What is the same for every run of a sweep."""

    seed: int
    outcomes: tuple[str, ...]
    daily: tuple[str, ...] = ()
    engine: str = "compiled"


@dataclass
class Sweep:
    """Doing a plan: `run` fills `plan.done` and `failures`, and keeps each task in the store."""

    plan: Plan
    runs: Runs
    simulate: Simulate
    store: Store | None = None
    failures: list[Failure] = field(default_factory=list)
    stop: Event = field(default_factory=Event)
    spent: float = 0.0
    thought: float = 0.0

    def run(self, workers: int, watcher: Watcher) -> None:
        """Do what is missing; interrupted, each thread stops at the end of its run."""
        plan = self.plan
        plan.extend(plan.scenarios)
        flying: dict[Future[list[Row | Failure]], list[Unit]] = {}
        pool = ThreadPoolExecutor(workers, thread_name_prefix="sweep")
        try:
            while plan.queue or flying:
                while plan.queue and len(flying) <= workers:
                    task = plan.next_task()
                    flying[pool.submit(self._do, task)] = task
                landed, _ = wait(flying, timeout=1.0, return_when=FIRST_COMPLETED)
                for future in landed:
                    task, results = flying.pop(future), future.result()
                    self._take(results)
                    done = task[: len(results)]
                    plan.land(done, task[len(results) :])
                    plan.extend(dict.fromkeys(digest for digest, _ in done))
                    seconds_left = plan.left_seconds * plan.slowness / workers
                    watcher.advance(len(done), plan.left, seconds_left)
        finally:
            self.stop.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _do(self, task: Sequence[Unit]) -> list[Row | Failure]:
        """The results of a task, or of its first runs if they take much longer than thought."""
        results: list[Row | Failure] = []
        latest = time.perf_counter() + 2 * TASK_SECONDS
        for digest, replicate in task:
            started = time.perf_counter()
            if self.stop.is_set() or (results and started > latest):
                break
            try:
                results.append(self._one(digest, replicate))
            except Exception as error:  # a run may fail in any way; the sweep goes on
                results.append(Failure(digest, replicate, f"{type(error).__name__}: {error}"))
            self._learn(digest, time.perf_counter() - started)
        rows = [result for result in results if isinstance(result, Row)]
        if self.store and rows:
            self.store.write(rows)
        return results

    def _one(self, digest: str, replicate: int) -> Row:
        scenario = self.plan.scenarios[digest]
        run = self.simulate(scenario, self.runs.seed, replicate, engine=self.runs.engine)
        outcomes = np.array([run.outcomes[name] for name in self.runs.outcomes], np.float64)
        daily = np.empty((len(self.runs.daily), int(scenario.values["force.days"])), np.float64)
        for index, name in enumerate(self.runs.daily):
            daily[index] = run.daily[name]
        return Row(digest, replicate, outcomes, daily)

    def _learn(self, digest: str, seconds: float) -> None:
        self.spent += seconds
        self.thought += self.plan.cost[digest]
        self.plan.slowness = self.spent / self.thought

    def _take(self, results: Iterable[Row | Failure]) -> None:
        for result in results:
            if isinstance(result, Failure):
                self.failures.append(result)
                self.plan.done[result.digest][result.replicate] = None
            else:
                self.plan.done[result.digest][result.replicate] = result
