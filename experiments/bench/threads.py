"""Two tasks of a study in two threads, against the same two in one."""

from __future__ import annotations

from threading import Thread
from time import perf_counter
from typing import Any

from experiments.bench.clock import Contender, Found, Label, median, ratio
from experiments.bench.engines import COMPILED, GUESS_NS, scenario_of
from experiments.bench.size import SEED, Size

THREADS = 2
_NAME = "threads"


def contenders(size: Size) -> list[Contender]:
    """The tasks one after the other, and at the same time."""
    soldiers, days = size.forces[0], size.days
    scenario = scenario_of(soldiers, days)

    def run(tasks: range) -> None:
        from sim.run import simulate_all

        for task in tasks:
            replicates = range(task * size.task, (task + 1) * size.task)
            simulate_all([(scenario, replicate) for replicate in replicates], SEED)

    def timed(first: int, threads: int) -> dict[Label, float]:
        each = THREADS // threads
        shares = [range(first + k * each, first + (k + 1) * each) for k in range(threads)]
        workers = [Thread(target=run, args=(tasks,)) for tasks in shares]
        start = perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return {(_NAME, threads): perf_counter() - start}

    guess = 1e-9 * GUESS_NS[COMPILED] * soldiers * days * size.task
    return [
        Contender(lambda number: timed(THREADS * number, 1), THREADS * guess),
        Contender(lambda number: timed(THREADS * number, THREADS), guess),
    ]


def section(found: Found, size: Size) -> dict[str, Any]:
    """How many times as much gets done."""
    one, two = found[_NAME, 1], found[_NAME, THREADS]
    return {
        "replicates": THREADS * size.task,
        "soldiers": size.forces[0],
        "days": size.days,
        "seconds_in_one_thread": median(one),
        "seconds_in_two_threads": median(two),
        "throughput_ratio": ratio(one, two),
    }
