"""`defection bench`: the record, its tables, and how it is timed."""

import json
import sys
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from test_cli import call, shell

from experiments.bench import engines, memory
from experiments.bench.clock import Contender, Stage, measure, per_soldier_day, ratio
from experiments.bench.gone import MISSING
from experiments.bench.page import page
from experiments.bench.processes import BenchError, python
from experiments.bench.size import FULL, QUICK
from experiments.bench.suite import rounded, stages
from experiments.bench.tables import headline, tables
from experiments.bench.targets import TARGETS, judged
from experiments.progress import Silent
from sim import DefectionModel
from sim.state import SERVING, TIES
from sim.world import World

WIDTH = 80
SECTIONS = "engines floor gone threads drafting growth startup memory large".split()


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    """A quick run, in a process of its own."""
    done = shell("bench", "--quick", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# The record


def test_bench_prints_one_json_object(record: dict[str, Any]) -> None:
    assert list(record) == [
        *("version", "code", "scenario", "seed", "quick", "machine", "rounds"),
        *("short_rounds", "growth_rounds"),
        *SECTIONS,
        *("targets", "seconds"),
    ]
    assert (record["scenario"], record["quick"], record["rounds"]) == ("ukrainian_front", True, 3)
    assert {"processor", "cores", "system", "python", "numba", "numpy"} <= set(record["machine"])
    assert [target["name"] for target in record["targets"]] == [target.name for target in TARGETS]
    assert all(set(t) == {"name", "bound", "target", "measured", "met"} for t in record["targets"])


def test_the_compiled_engine_is_quicker_than_the_agents(record: dict[str, Any]) -> None:
    for force, soldiers in zip(record["engines"]["forces"], QUICK.forces, strict=True):
        assert force["soldiers"] == soldiers
        assert force["agents_over_compiled"] > 5
        assert force["agents_over_stepped"] > 5
        same, whole = force["same_days"], force["whole_run"]
        assert same["agents"]["soldier_days_per_second"] > 100
        assert len(same["first_days"]) == QUICK.stretches
        for at in (same, whole):
            assert 0 < at["share_serving"] <= 1
            for cost in (at["compiled"], at["stepped"]):
                low, middle, high = (
                    cost[f"ns_per_soldier_day{end}"] for end in ("_lowest", "", "_highest")
                )
                assert 0 < low <= middle <= high
                assert cost["ns_per_soldier_day_served"] >= middle


def test_the_other_sections_are_whole(record: dict[str, Any]) -> None:
    for force in record["floor"]["forces"]:
        assert force["ns_per_soldier_day"] > 0
        assert 0 < force["share_reached"] < 2
    assert record["floor"]["values_gathered"] == 2 * TIES
    assert 0 < record["floor"]["days_of_contact"] < QUICK.days
    gone = record["gone"]["companies"]
    assert [at["gone"] for at in gone] == [*MISSING]
    assert gone[0]["over_whole"] == gone[0]["share_serving"] == 1
    assert gone[-1]["over_whole"] < 0.7
    assert all(0.5 < at["over_never_there"] < 2 for at in gone)
    assert 0 < record["threads"]["throughput_ratio"] < 4
    assert record["drafting"]["seconds_drafting"] > 0
    growth = record["growth"]
    assert [at["soldiers"] for at in growth["with_soldiers"]] == [*QUICK.growth]
    assert [at["days"] for at in growth["with_days"]] == [*QUICK.lengths]
    assert growth["with_soldiers_most_over_least"] >= 1 <= growth["with_days_most_over_least"]
    startup = record["startup"]
    assert 0 < startup["help_seconds"] < startup["run_warm_seconds"]
    assert startup["run_cold_seconds"] is None
    assert record["memory"]["bytes_of_arrays_per_soldier"] > 8 * TIES
    assert record["large"] is None


def test_the_large_run_is_told_of(
    record: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(stages(QUICK, large=True)) == len(stages(QUICK, large=False)) + 1
    size = replace(QUICK, large=300, large_days=20)

    def here(_: str, words: list[str]) -> str:
        monkeypatch.setattr(sys, "argv", ["-c", *words])
        memory.main()
        return capsys.readouterr().out

    monkeypatch.setattr(memory, "python", here)
    found = measure([Stage([memory.large_contender(size)], 1)], Silent())
    large = memory.large_section(found, size)
    assert (large["soldiers"], large["days"]) == (300, 20)
    assert large["seconds_running"] > 0 < large["ns_per_soldier_day"]
    assert "300 soldiers, 20 days" in page({**record, "large": large})


def test_targets_are_judged_at_their_own_size_alone(record: dict[str, Any]) -> None:
    judged_here = {target["name"]: target for target in record["targets"]}
    assert judged_here["agents engine over compiled, 12,000"]["measured"] is None
    assert judged_here["agents engine over compiled, 12,000"]["met"] is None
    small = judged_here["agents engine over compiled, 1,000"]
    assert small["met"] == (small["measured"] >= 200)
    quick = judged_here["--help, seconds"]
    assert quick["met"] == (quick["measured"] <= 0.4)
    full = {**record, "quick": False}
    assert {t["met"] for t in judged(full) if "growth" in t["name"]} <= {True, False}


def test_the_tables_fit_a_narrow_terminal(
    record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.bench.suite.run_bench", lambda *_: record)
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    done = call("bench", "--quick")
    assert done.exit_code == 0, done.output
    assert max(len(line) for line in done.stdout.splitlines()) <= WIDTH
    assert all(told.title in done.stdout for told in tables(record))
    assert record["machine"]["numba"] in done.stdout


def test_the_page_is_made_of_the_tables(record: dict[str, Any]) -> None:
    text = page(record)
    assert headline(record) in text
    assert "no figures to quote" in text
    assert "no figures to quote" not in page({**record, "quick": False})
    assert text.count("### ") == len(tables(record))
    for told in tables(record):
        assert all(len(row) == len(told.columns) for row in told.rows)


def test_a_process_that_fails_ends_the_bench_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BenchError, match="x: ended with 3: no luck"):
        python("import sys; print('no luck', file=sys.stderr); sys.exit(3)", ["x"])

    def broken(*_: object) -> None:
        raise BenchError("no luck")

    monkeypatch.setattr("experiments.bench.suite.run_bench", broken)
    done = call("bench", "--json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == "no luck\n"


# How it is timed


def test_contenders_take_turns() -> None:
    order: list[tuple[str, int]] = []

    def contender(name: str) -> Contender:
        def run(number: int) -> dict[tuple[str, int], float]:
            order.append((name, number))
            return {(name, 0): float(number)}

        return Contender(run, 1.0)

    found = measure([Stage([contender("a"), contender("b")], 3)], Silent())
    assert order == [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2)]
    assert found == {("a", 0): [0.0, 1.0, 2.0], ("b", 0): [0.0, 1.0, 2.0]}


def test_medians_and_ratios() -> None:
    assert ratio([2.0, 9.0, 4.0], [1.0, 1.0, 1.0]) == 4.0
    cost = per_soldier_day([3e-6, 1e-6, 2e-6], 10)
    assert [*cost.values()] == pytest.approx([200.0, 100.0, 300.0])
    assert rounded({"a": [1.23456789, 3, None, "x"]}) == {"a": [1.23457, 3, None, "x"]}


@pytest.mark.parametrize("size", [FULL, QUICK])
def test_stretches_lie_within_the_run_and_apart(size: Any) -> None:
    for soldiers in size.forces:
        stretches = size.stretches_of(soldiers)
        ends = [day for stretch in stretches for day in stretch]
        assert ends == sorted(set(ends))
        assert ends[0] > 0 and ends[-1] <= size.days  # the first day warms up


def test_the_agents_engine_takes_up_where_the_compiled_one_left_off() -> None:
    """Else the agents of the benchmark would not live the days of the others."""
    scenario = engines.scenario_of(250, 60)
    alone = World(engines.settings_of(250, 60), 3)
    model = DefectionModel(scenario, 3, engine="agents")
    for first, last in [(0, 2), (44, 47), (58, 60)]:
        model.world.live(first)
        for _ in range(first, last):
            model.step()
    alone.live(60)
    assert np.array_equal(alone.state.status, model.world.state.status)
    assert np.array_equal(alone.state.willing, model.world.state.willing)
    assert (alone.state.status != SERVING).any()


def test_every_array_of_a_world_is_counted_once() -> None:
    world = World(engines.settings_of(250, 5), 1)
    held = memory.held_bytes(world)
    least = sum(world.state.__getattr__(n).nbytes for n in ("stress", "willing", "status"))
    assert held > least + world.daily.nbytes
    world.another = world.daily[1:3]  # type: ignore[attr-defined]
    assert memory.held_bytes(world) == held
    world.more = [np.zeros(1000)]  # type: ignore[attr-defined]
    assert memory.held_bytes(world) == held + 8000
