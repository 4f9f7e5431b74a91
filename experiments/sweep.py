"""Many runs on a few threads.

A task is a handful of runs that take about half a second together, whatever the size of a run.
Threads suffice, because the compiled day lets go of the interpreter. What a run gives depends on
its scenario, its seed and its replicate alone, so the order of tasks never shows in the results.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol

import numpy as np

from experiments.plan import TASK_SECONDS, Plan, Unit
from experiments.store import Row, Store

Simulate = Callable[..., Any]
SimulateAll = Callable[[Sequence[tuple[Any, int]], int], list[Any]]

MOST_SOLDIERS = 15_000
"""In memory together; a larger force is run by itself."""


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
    """Doing a plan: `run` fills `plan.done` and `failures`, and keeps each task in the store.

    simulate: (scenario, seed, replicate, engine=...) -> a run. simulate_all: many in one call,
    where there is such a thing; whatever it raises, the runs are then done one by one.
    """

    plan: Plan
    runs: Runs
    simulate: Simulate
    store: Store | None = None
    simulate_all: SimulateAll | None = None
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
        for batch in self._batches(task):
            started = time.perf_counter()
            if self.stop.is_set() or (results and started > latest):
                break
            results += self._together(batch)
            self._learn(batch, time.perf_counter() - started)
        rows = [result for result in results if isinstance(result, Row)]
        if self.store and rows:
            self.store.write(rows)
        return results

    def _batches(self, task: Sequence[Unit]) -> Iterator[list[Unit]]:
        """Runs that are done in one call, in their order."""
        batch: list[Unit] = []
        soldiers = 0
        for unit in task:
            more = int(self.plan.scenarios[unit[0]].values["force.soldiers"])
            if batch and (self.simulate_all is None or soldiers + more > MOST_SOLDIERS):
                yield batch
                batch, soldiers = [], 0
            batch.append(unit)
            soldiers += more
        if batch:
            yield batch

    def _together(self, batch: Sequence[Unit]) -> list[Row | Failure]:
        if self.simulate_all is not None:
            jobs = [(self.plan.scenarios[digest], replicate) for digest, replicate in batch]
            with suppress(Exception):  # one by one, each failure is known by its run
                runs = self.simulate_all(jobs, self.runs.seed)
                return [self._row(*unit, run) for unit, run in zip(batch, runs, strict=True)]
        return [self._one(*unit) for unit in batch]

    def _one(self, digest: str, replicate: int) -> Row | Failure:
        try:
            scenario = self.plan.scenarios[digest]
            run = self.simulate(scenario, self.runs.seed, replicate, engine=self.runs.engine)
            return self._row(digest, replicate, run)
        except Exception as error:  # a run may fail in any way; the sweep goes on
            return Failure(digest, replicate, f"{type(error).__name__}: {error}")

    def _row(self, digest: str, replicate: int, run: Any) -> Row:
        days = int(self.plan.scenarios[digest].values["force.days"])
        outcomes = np.array([run.outcomes[name] for name in self.runs.outcomes], np.float64)
        daily = np.empty((len(self.runs.daily), days), np.float64)
        for index, name in enumerate(self.runs.daily):
            daily[index] = run.daily[name]
        return Row(digest, replicate, outcomes, daily)

    def _learn(self, batch: Sequence[Unit], seconds: float) -> None:
        self.spent += seconds
        self.thought += sum(self.plan.cost[digest] for digest, _ in batch)
        self.plan.slowness = self.spent / self.thought

    def _take(self, results: Iterable[Row | Failure]) -> None:
        for result in results:
            if isinstance(result, Failure):
                self.failures.append(result)
                self.plan.done[result.digest][result.replicate] = None
            else:
                self.plan.done[result.digest][result.replicate] = result
