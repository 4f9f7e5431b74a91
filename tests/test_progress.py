"""What a run says while it goes on: nothing for a moment, then how far it is and what is left."""

import re
import time
from threading import Thread

import numpy as np
import pytest
from numba import njit
from numba.extending import overload

from experiments import progress, warming
from experiments.progress import Bar, Days, Lines, Silent
from experiments.single import run_replicates
from sim.run import simulate
from sim.scenario import load_scenario

DAYS = 6
SCENARIO = load_scenario("dmz", {"force.soldiers": 40, "force.days": DAYS})


class Told(Silent):
    """Remembers what it was told."""

    def __init__(self):
        self.steps = []

    def advance(self, runs, left, seconds_left):
        self.steps.append((self.unit, runs, left, seconds_left))


@pytest.mark.parametrize("workers", [1, 2])
def test_agents_are_told_by_the_day(workers):
    told = Told()
    result = run_replicates(SCENARIO, 3, 1, "agents", workers, told)
    assert [step[:3] for step in told.steps] == [
        ("days of 3 runs", 1, left) for left in range(3 * DAYS - 1, -1, -1)
    ]
    seconds = [step[3] for step in told.steps]
    assert all(left > 0 for left in seconds[:-1])
    assert seconds[-1] == 0
    compiled = run_replicates(SCENARIO, 3, 1, "compiled", workers, Silent())
    assert [row.outcomes.tobytes() for row in result.rows] == [
        row.outcomes.tobytes() for row in compiled.rows
    ]


def test_the_compiled_day_is_told_by_the_run():
    told = Told()
    run_replicates(SCENARIO, 3, 1, "compiled", 1, told)
    assert {step[0] for step in told.steps} == {"runs"}
    assert sum(step[1] for step in told.steps) == 3


def test_who_is_told_of_each_day_changes_nothing():
    counted = []
    plain = simulate(SCENARIO, 4, engine="agents")
    watched = simulate(SCENARIO, 4, engine="agents", after_day=lambda: counted.append(1))
    assert len(counted) == DAYS
    assert np.array_equal(list(plain.outcomes.values()), list(watched.outcomes.values()), True)
    assert all(np.array_equal(plain.daily[n], watched.daily[n], True) for n in plain.daily)
    simulate(SCENARIO, 4, after_day=lambda: counted.append(1))
    assert len(counted) == DAYS


def test_lines_say_days_and_the_time_left(monkeypatch, capsys):
    monkeypatch.setattr(progress, "FIRST_LINE", 0.0)
    monkeypatch.setattr(progress, "BETWEEN_LINES", 0.0)
    run_replicates(SCENARIO, 1, 1, "agents", 1, Lines())
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == DAYS - 1
    for day, line in enumerate(lines, 1):
        assert re.fullmatch(rf"{day} of {DAYS} days, about \d+ s left", line)


def test_the_time_left_is_that_of_the_days_so_far():
    told = Told()
    days = Days(told, 2, 50, started=time.monotonic() - 10.0)
    for _ in range(4):
        days.lived()
    assert told.steps[-1][:3] == ("days of 2 runs", 1, 96)
    assert told.steps[-1][3] == pytest.approx(240, rel=0.05)


@pytest.mark.parametrize("kind", [Lines, Bar])
def test_many_threads_may_say_that_a_day_is_over(kind):
    with kind() as reporter:
        days = Days(reporter, 4, 500)
        threads = [Thread(target=lambda: [days.lived() for _ in range(500)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert days.done == 2000
        if kind is Bar:
            (task,) = reporter.progress.tasks
            assert (task.description, task.completed, task.total) == ("days of 4 runs", 2000, 2000)


def long_to_compile(_kind):
    raise NotImplementedError


@overload(long_to_compile)
def _compiled_long_to_compile(_kind):
    time.sleep(0.3)
    return lambda _kind: 1.0


def test_what_takes_long_to_compile_is_announced_once(monkeypatch):
    monkeypatch.setattr(warming, "PATIENCE", 0.05)
    call = njit(lambda kind: long_to_compile(kind) + 1.0)
    said = []
    with warming.patiently(said.append):
        assert call(1) == call(1.0) == call(True) == 2.0  # three kinds, three waits
    assert said == [warming.NOTE]


def test_nothing_else_that_takes_long_is_announced(monkeypatch):
    """Not what comes after a compilation that did not take long."""
    monkeypatch.setattr(warming, "PATIENCE", 2.0)
    said = []
    with warming.patiently(said.append):
        assert njit(lambda x: x + 1.0)(1.0) == 2.0
        time.sleep(2.1)
    assert said == []
