"""A sweep gives the same bytes, however it was done, and does nothing twice."""

import json
from pathlib import Path

import pandas as pd
import pytest
from fake_simulation import failing_simulate, fake_simulate

from experiments import run_study
from experiments.folder import FolderError
from experiments.plan import Plan
from experiments.progress import Silent
from experiments.replication import Fixed
from experiments.report import write_report
from experiments.runner import UnfinishedError
from experiments.study import load_study
from experiments.sweep import Runs, Sweep
from sim import simulate

TABLES = ("runs.parquet", "daily.parquet", "summary.csv", "columns.csv")
STUDY = """title = "A study"
scenarios = ["russia_rear", "dmz"]
replicates = 6
force = { soldiers = 20, days = 5 }
[levers]
"regime.informants" = [0.0, 0.1]
[record]
daily = ["attempts", "mean_stress"]
"""


@pytest.fixture
def path(tmp_path):
    """A study file."""
    path = tmp_path / "a_study.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def tables(folder):
    """The bytes of each table."""
    return {name: (Path(folder) / name).read_bytes() for name in TABLES}


class Counted:
    """A simulation that counts how often it is asked."""

    def __init__(self):
        self.calls = 0

    def __call__(self, scenario, seed, replicate=0, engine="compiled"):
        self.calls += 1
        return fake_simulate(scenario, seed, replicate)


def test_many_runs_in_one_call_give_the_tables_of_one_by_one(path, tmp_path):
    """And where the call fails, each is tried alone, and each failure is known by its run."""

    def one_by_one(scenario, seed, replicate=0, engine="compiled"):
        return simulate(scenario, seed, replicate, engine)

    run_study(path, workers=2, out=tmp_path / "together")
    run_study(path, workers=2, out=tmp_path / "alone", simulate=one_by_one)
    assert tables(tmp_path / "together") == tables(tmp_path / "alone")
    asked = []

    def fails(jobs, seed):
        asked.append(len(jobs))
        raise MemoryError

    plan = Plan({point.digest: point.scenario for point in load_study(path).points}, Fixed(6))
    sweep = Sweep(plan, Runs(1, ("attempts",)), failing_simulate, simulate_all=fails)
    sweep.run(1, Silent())
    assert sum(asked) == 24
    assert sum(map(len, plan.done.values())) == 24
    assert {failure.replicate for failure in sweep.failures} == {1}
    assert len(sweep.failures) == 4


def test_the_tables_hold_what_the_interface_says(path, tmp_path):
    results = run_study(path, workers=2, out=tmp_path / "out", simulate=fake_simulate)
    runs = results.runs
    assert len(runs) == 2 * 2 * 6
    assert list(runs)[:5] == ["scenario", "point", "replicate", "seed", "regime.informants"]
    assert runs.groupby("replicate")["seed"].nunique().eq(1).all()
    assert runs["seed"].nunique() == 6
    assert list(runs["point"].unique()) == [0, 1, 2, 3]
    assert len(results.daily) == 24 * 5
    assert list(results.daily)[-2:] == ["attempts", "mean_stress"]
    assert sorted(results.daily["day"].unique()) == [1, 2, 3, 4, 5]
    row = results.summary.query("point == 3 and outcome == 'attempts'").iloc[0]
    assert row["mean"] == pytest.approx(runs.query("point == 3")["attempts"].mean())
    assert row["low"] < row["mean"] < row["high"]
    assert row["n"] == 6
    undefined = results.summary.query("outcome == 'prisoners_per_casualty'")
    assert undefined["mean"].isna().all()
    assert undefined["n"].eq(0).all()
    described = set(results.columns["name"])
    assert {*runs, *results.daily, *results.summary} <= described


def test_the_manifest_says_what_was_done(path, tmp_path):
    manifest = run_study(path, out=tmp_path / "out", simulate=fake_simulate).manifest
    assert manifest["calibrated"] is False
    assert manifest["calibration"].startswith("uncalibrated")
    assert manifest["factors"] == ["regime.informants"]
    assert manifest["runs"] == 24
    assert manifest["failures"] == []
    assert manifest["seeds"]["study"] == 1
    assert manifest["study"]["text"] == STUDY
    assert manifest["assumed_parameters"] == manifest["parameters"]["assumed"] > 50
    entry = manifest["scenarios"]["dmz"]["provenance"]["regime.informants"]
    assert set(entry) >= {"unit", "grade", "source", "where"}
    assert len(manifest["points"]) == 4
    assert str(tmp_path) not in json.dumps(manifest)


@pytest.mark.parametrize("workers", [2, 5])
def test_any_number_of_workers_gives_the_same_bytes(path, tmp_path, workers):
    run_study(path, workers=1, out=tmp_path / "one", simulate=fake_simulate)
    run_study(path, workers=workers, out=tmp_path / "more", simulate=fake_simulate)
    assert tables(tmp_path / "one") == tables(tmp_path / "more")


def test_a_finished_study_runs_nothing_again(path, tmp_path):
    run_study(path, out=tmp_path / "out", simulate=fake_simulate)
    before = tables(tmp_path / "out")
    counted = Counted()
    run_study(path, out=tmp_path / "out", simulate=counted)
    assert counted.calls == 0
    assert tables(tmp_path / "out") == before
    run_study(path, out=tmp_path / "out", fresh=True, simulate=counted)
    assert counted.calls == 24
    assert tables(tmp_path / "out") == before


def test_a_damaged_shard_is_done_again(path, tmp_path):
    run_study(path, out=tmp_path / "out", simulate=fake_simulate)
    before = tables(tmp_path / "out")
    shards = sorted((tmp_path / "out" / "shards").glob("*.shard"))
    content = bytearray(shards[0].read_bytes())
    content[len(content) // 2] ^= 1
    shards[0].write_bytes(content)
    counted = Counted()
    run_study(path, out=tmp_path / "out", simulate=counted)
    assert 0 < counted.calls <= 24
    assert tables(tmp_path / "out") == before


def test_what_still_holds_is_kept_when_the_study_grows(path, tmp_path):
    run_study(path, out=tmp_path / "out", simulate=fake_simulate)
    grown = STUDY.replace("replicates = 6", "replicates = 8").replace("0.1]", "0.1, 0.2]")
    path.write_text(grown, encoding="utf-8")
    counted = Counted()
    run_study(path, out=tmp_path / "out", simulate=counted)
    assert counted.calls == 2 * 3 * 8 - 24
    run_study(path, out=tmp_path / "anew", simulate=fake_simulate)
    assert tables(tmp_path / "out") == tables(tmp_path / "anew")


def test_another_seed_keeps_nothing(path, tmp_path):
    run_study(path, out=tmp_path / "out", simulate=fake_simulate)
    path.write_text(STUDY.replace("title", "seed = 2\ntitle"), encoding="utf-8")
    counted = Counted()
    run_study(path, out=tmp_path / "out", simulate=counted)
    assert counted.calls == 24


def test_equal_points_are_run_once(tmp_path):
    path = tmp_path / "a_study.toml"
    same = ", ".join(f'{{ label = "{name}", soldiers = 9, days = 2 }}' for name in "ab")
    text = f'title = "x"\nscenarios = ["dmz"]\nreplicates = 4\nforce = [{same}]\n'
    path.write_text(text, encoding="utf-8")
    counted = Counted()
    runs = run_study(path, out=tmp_path / "out", simulate=counted).runs
    assert counted.calls == 4
    assert len(runs) == 8


def test_the_folder_of_another_study_is_not_touched(path, tmp_path):
    out = tmp_path / "out"
    run_study(path, out=out, simulate=fake_simulate)
    other = tmp_path / "other.toml"
    other.write_text(STUDY, encoding="utf-8")
    before = tables(out)
    with pytest.raises(FolderError, match="holds the study 'a_study'"):
        run_study(other, out=out, simulate=fake_simulate)
    assert tables(out) == before
    run_study(other, out=out, fresh=True, simulate=fake_simulate)
    assert json.loads((out / "manifest.json").read_text())["name"] == "other"


@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_of_unknown_origin_is_not_touched(path, tmp_path, fresh):
    (tmp_path / "figures").mkdir()
    with pytest.raises(FolderError, match="holds figures, but no study's manifest"):
        run_study(path, out=tmp_path, fresh=fresh, simulate=fake_simulate)
    assert (tmp_path / "figures").is_dir()


def test_a_run_that_fails_does_not_end_the_sweep(path, tmp_path):
    results = run_study(path, out=tmp_path / "out", simulate=failing_simulate)
    assert len(results.runs) == 4 * 5
    assert results.failed == 4
    assert results.manifest["failures"][0] == {
        "scenario": "russia_rear",
        "point": 0,
        "replicate": 1,
        "error": "ArithmeticError: no such luck",
    }
    whole = run_study(path, out=tmp_path / "out", simulate=fake_simulate)
    assert len(whole.runs) == 24
    assert whole.failed == 0


def test_shares_of_machines_add_up(path, tmp_path):
    run_study(path, out=tmp_path / "whole", simulate=fake_simulate)
    with pytest.raises(UnfinishedError):
        run_study(path, out=tmp_path / "parts", part=(1, 3), simulate=fake_simulate)
    with pytest.raises(UnfinishedError):
        run_study(path, out=tmp_path / "parts", part=(3, 3), simulate=fake_simulate)
    run_study(path, out=tmp_path / "parts", part=(2, 3), simulate=fake_simulate)
    assert tables(tmp_path / "whole") == tables(tmp_path / "parts")


def test_replicates_stop_when_enough_is_known(tmp_path):
    path = tmp_path / "a_study.toml"
    rule = '{ until = "attempts", relative_width = 0.2, at_most = 230 }'
    path.write_text(STUDY.replace("replicates = 6", f"replicates = {rule}"), encoding="utf-8")
    one = run_study(path, workers=1, out=tmp_path / "one", simulate=fake_simulate)
    run_study(path, workers=4, out=tmp_path / "four", simulate=fake_simulate)
    assert tables(tmp_path / "one") == tables(tmp_path / "four")
    counts = one.runs.groupby("point").size()
    assert ((counts % 20 == 0) | (counts == 230)).all()
    assert counts.max() > 20
    found = one.summary.query("outcome == 'attempts'").set_index("point")
    width = (found["high"] - found["low"]) / found["mean"]
    assert ((width <= 0.2) | (counts == 230)).all()


def test_a_rate_of_none_has_an_upper_bound(path, tmp_path):
    def nobody(scenario, seed, replicate=0, engine="compiled"):
        run = fake_simulate(scenario, seed, replicate)
        run.outcomes["attempts_per_1000_soldier_months"] = 0.0
        return run

    results = run_study(path, out=tmp_path / "out", simulate=nobody)
    rate = results.summary.query("outcome == 'attempts_per_1000_soldier_months'")
    assert rate["mean"].eq(0).all()
    assert rate["high"].between(1e-6, 1e4).all()


def test_tables_read_back_as_they_are_typed(path, tmp_path):
    run_study(path, out=tmp_path / "out", simulate=fake_simulate)
    runs = pd.read_parquet(tmp_path / "out" / "runs.parquet")
    assert runs["seed"].dtype == "uint64"
    assert runs["point"].dtype == "int64"
    assert runs["regime.informants"].dtype == "float64"


DRAWN = STUDY.replace('["attempts", "mean_stress"]', '["serving"]') + "[analyses]\n"


def test_what_a_study_no_longer_makes_does_not_stay_as_its_own(path, tmp_path):
    """Figures and tables of the file as it was go; what somebody else laid there stays."""
    out = tmp_path / "out"
    path.write_text(DRAWN + "rates = {}\nstates = {}\n", encoding="utf-8")
    before = run_study(path, out=out, simulate=fake_simulate).manifest["artifacts"]
    assert all((out / file).is_file() for made in before for file in made["files"])
    for own in ("figures/mine.svg", "tables/mine.csv", "tables/rates_by_hand.csv"):
        (out / own).write_text("<svg></svg>", encoding="utf-8")
    path.write_text(DRAWN.replace("russia_rear", "rear_to_front") + "states = {}\n", "utf-8")
    results = run_study(path, out=out, simulate=fake_simulate)
    assert "defection study a_study.toml" in write_report(out).read_text("utf-8")
    assert [made["name"] for made in results.manifest["artifacts"]] == ["states"]
    left = {file.relative_to(out).as_posix() for file in out.glob("[ft]*/*")}
    assert left == {
        *(f"figures/states.{kind}" for kind in ("svg", "png")),
        *("tables/states.csv", "tables/rates_by_hand.csv"),
        *("figures/mine.svg", "tables/mine.csv"),
    }


def test_a_manifest_names_no_file_that_is_not_the_tools(path, tmp_path):
    """Whoever edits it does not make the next run remove files elsewhere."""
    out = tmp_path / "out"
    manifest = run_study(path, out=out, simulate=fake_simulate).manifest
    (out / "figures").mkdir()
    mine = [tmp_path / "mine.csv", out / "runs.txt", out / "figures" / "mine.txt"]
    for file in mine:
        file.write_text("mine", encoding="utf-8")
    names = ["../mine.csv", str(mine[0]), "figures/../../mine.csv", "runs.txt", "figures/mine.txt"]
    made = [{"analysis": "rates", "files": names}, None]
    (out / "manifest.json").write_text(json.dumps(manifest | {"artifacts": made}), "utf-8")
    run_study(path, out=out, simulate=fake_simulate)
    assert all(file.read_text("utf-8") == "mine" for file in mine)


def test_figures_of_a_study_that_ended_while_it_drew_are_known_as_its_own(
    path, tmp_path, monkeypatch
):
    out = tmp_path / "out"

    def killed(*_):
        (out / "figures").mkdir()
        (out / "figures" / "rates.svg").write_text("<svg></svg>", encoding="utf-8")
        raise KeyboardInterrupt

    path.write_text(DRAWN + "rates = {}\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr("experiments.analyses.registry.Analysis.run", killed)
        with pytest.raises(KeyboardInterrupt):
            run_study(path, out=out, simulate=fake_simulate)
    text = write_report(out).read_text("utf-8")
    assert "rates: was interrupted" in text and "<img" not in text
    path.write_text(DRAWN, encoding="utf-8")
    run_study(path, out=out, simulate=fake_simulate)
    assert not list((out / "figures").iterdir())
