"""The commands: what they print, and how they end."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from experiments.cli.app import app
from experiments.version import code_digest, version
from sim.outcomes import OUTCOMES
from sim.state import STATUSES

SMALL = ("--soldiers", "60", "--days", "6", "--replicates", "3")
COMMAND = (sys.executable, "-c", "from experiments.cli import main; main()")
ROOT = str(Path(__file__).parents[1])


def call(*arguments):
    """Run a command in this process."""
    return CliRunner().invoke(app, list(arguments))


def shell(*arguments, cwd=None, **options):
    """Run a command in a process of its own."""
    env = {**os.environ, "PYTHONPATH": ROOT}
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, cwd=cwd, env=env, **options
    )


def test_every_command_has_an_example():
    commands = "scenarios studies check show sources run compare explain study report bench"
    for command in commands.split():
        done = call(command, "--help")
        assert done.exit_code == 0
        assert f"Example: defection {command}" in done.output


COMMANDS = typer.main.get_command(app).commands


def test_the_help_names_every_command_in_a_whole_sentence(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    said = call("--help").stdout
    for name in COMMANDS:
        (line,) = [line for line in said.splitlines() if line.startswith(f"  {name} ")]
        assert line.endswith(".") and not line.endswith("...")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for_and_what_holds_without_it(name):
    context = typer.Context(COMMANDS[name])
    for parameter in COMMANDS[name].params:
        flag = getattr(parameter, "is_flag", False)
        names, text = parameter.get_help_record(context)
        assert text.split("  ")[0].endswith("."), names
        known = ("[default: ", "required]", "may be repeated", "Not available")
        assert flag or any(words.lower() in text.lower() for words in known), (names, text)
        assert "range" not in names


def test_help_is_quick():
    shell("--help")
    times = []
    for _ in range(3):
        start = time.perf_counter()
        assert shell("--help").returncode == 0
        times.append(time.perf_counter() - start)
    assert min(times) < 0.8, times  # 0.4 s alone; the other tests run beside it


def test_the_version_is_that_of_the_manifests():
    done = call("--version")
    assert done.exit_code == 0
    assert done.stdout == f"defection {version()}, code {code_digest()}\n"


HEAVY = {"matplotlib", "mesa", "pandas", "pyarrow", "rich", "scipy.special"}
MODEL = {"numba", "numpy", "pydantic"}


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        (["--help"], set()),
        (["run", "dmz", *SMALL], {"scipy.special"}),
        (["show", "dmz"], set()),
        (["check", "three_contexts"], set()),
        (["study", "three_contexts", "--dry-run"], set()),
    ],
    ids=str,
)
def test_a_command_loads_what_it_needs(line, needed):
    asked = HEAVY | MODEL if line == ["--help"] else HEAVY
    code = (
        "import atexit, sys\n"
        "from experiments.cli.app import app\n"
        f"atexit.register(lambda: print(*sorted({asked} & set(sys.modules)), file=sys.stderr))\n"
        f"app({line})"
    )
    env = {**os.environ, "PYTHONPATH": ROOT}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines() == [" ".join(sorted(needed))]


def test_what_there_is_is_listed():
    scenarios = call("scenarios").stdout.splitlines()
    assert {line.split()[0] for line in scenarios} >= {"russia_rear", "ukrainian_front", "dmz"}
    assert any(line.startswith("three_contexts ") for line in call("studies").stdout.splitlines())


def test_run_prints_one_json_object():
    done = call("run", "dmz", *SMALL, "--json")
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert list(record) == [
        *("scenario", "version", "seed", "replicates", "soldiers", "days"),
        *("soldier_months", "outcomes", "calibrated"),
    ]
    assert (record["scenario"], record["seed"], record["replicates"]) == ("dmz", 1, 3)
    assert (record["soldiers"], record["days"], record["calibrated"]) == (60, 6, False)
    assert set(record["outcomes"]) == {o.name for o in OUTCOMES} - {"soldier_months"}
    assert all(set(found) == {"mean", "low", "high"} for found in record["outcomes"].values())
    assert sum(record["outcomes"][name]["mean"] for name in STATUSES) == pytest.approx(60)
    assert 0 < record["soldier_months"] <= 60 * 6 / 30


def test_run_gives_the_same_bytes_for_any_number_of_workers():
    one, two = (call("run", "dmz", *SMALL, "--json", "--workers", n).stdout for n in "12")
    assert one == two
    assert one.startswith("{")


def test_both_engines_give_the_same_numbers():
    compiled, agents = (
        call("run", "dmz", *SMALL, "--json", "--engine", engine).stdout
        for engine in ("compiled", "agents")
    )
    assert compiled == agents
    assert json.loads(compiled)


def test_run_for_a_reader_says_what_it_is():
    text = call("run", "dmz", *SMALL, "--set", "regime.informants=0.2", "--off", "hostage").stdout
    for words in ("60 soldiers, 6 days, 3 replicates, seed 1", "95%", "attempts", "uncalibrated"):
        assert words in text


def test_run_says_what_was_changed():
    line = ("run", "dmz", *SMALL, "--set", "regime.family_punishment=1.2", "--off", "hostage")
    done = call(*line)
    changes = "regime.family_punishment = 1.2, force.soldiers = 60, force.days = 6"
    assert f"changed: {changes}, mechanisms.hostage = off" in done.stdout
    off = "note: mechanisms.hostage is off, so regime.family_punishment = 1.2 has no effect"
    assert done.stderr.splitlines() == [off]
    plain = call(*line[:-2])
    assert "mechanisms" not in plain.stdout
    assert plain.stderr == ""


def test_a_name_that_is_none_is_said(small_study, tmp_path):
    assert call("run", "DMZ").stderr == (
        "DMZ: no such scenario; see 'defection scenarios', did you mean 'dmz'?\n"
    )
    assert "use 'defection study three_contexts'" in call("run", "three_contexts").stderr
    assert "use 'defection run dmz'" in call("study", "dmz").stderr
    first = call("run", str(small_study)).stderr.splitlines()[0]
    assert first.startswith(f"{small_study}: this looks like a study file: use 'defection study")
    path = tmp_path / "mine.toml"
    path.write_text('title = "Mine"\nextends = "dmz"\n', encoding="utf-8")
    first = call("study", str(path)).stderr.splitlines()[0]
    assert first.startswith(f"{path}: this looks like a scenario file: use 'defection run")


def test_run_writes_its_tables(tmp_path):
    out = tmp_path / "out"
    done = call("run", "dmz", *SMALL, "--out", str(out))
    assert done.exit_code == 0, done.output
    assert {p.name for p in out.iterdir()} == {
        *("runs.parquet", "summary.csv", "columns.csv", "manifest.json"),
    }
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["kind"], manifest["calibrated"]) == ("run", False)
    again = shlex.split(manifest["command"])
    assert call(*again[1:], "--json").stdout == call("run", "dmz", *SMALL, "--json").stdout
    before = (out / "runs.parquet").read_bytes()
    assert call("run", "dmz", *SMALL, "--out", str(out), "--workers", "1").exit_code == 0
    assert (out / "runs.parquet").read_bytes() == before
    assert call("run", "russia_rear", *SMALL, "--out", str(out)).exit_code == 2
    assert (out / "runs.parquet").read_bytes() == before


def test_show_says_where_every_value_comes_from():
    text = call("show", "dmz", "--set", "regime.informants=0.25").stdout
    for words in (
        "regime.informants",
        "0.25",
        "--set",
        "base.toml:",
        "assumed",
        "route ",
        "caught",
    ):
        assert words in text
    for words in ("after screening", "no relatives", "uncalibrated", "parameters:"):
        assert words in text
    record = json.loads(call("show", "dmz", "--json").stdout)
    assert "--json has each key's meaning" in text
    for entry in record["values"].values():
        assert {"value", "unit", "grade", "source", "where", "meaning"} <= set(entry)
    assert record["values"]["regime.informants"]["unit"] == "share"
    assert record["calibrated"] is False
    assert 0 < record["deployed"]["market generation"] < 1


STUDY = """title = "Small"
scenarios = ["dmz"]
replicates = 3
force = { soldiers = 60, days = 6 }
[levers]
"regime.informants" = [0.0, 0.1]
[analyses]
rates = {}
"""


@pytest.fixture
def small_study(tmp_path):
    """A study of six short runs."""
    path = tmp_path / "small.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


def test_study_leaves_tables_and_figures(small_study, tmp_path):
    out = tmp_path / "out"
    done = call("study", str(small_study), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "uncalibrated" in done.stdout
    assert f"6 runs in {out}: " in " ".join(done.stdout.split())
    assert "figures: figures/rates.svg and .png; the numbers behind them: tables/" in done.stdout
    names = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert {
        "runs.parquet",
        "summary.csv",
        "columns.csv",
        "manifest.json",
        "figures/rates.svg",
    } <= names
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["deployed"][0]["scenario"] == "dmz"
    record = json.loads(call("study", str(small_study), "--out", str(out), "--json").stdout)
    assert (record["study"], record["points"], record["runs"]) == ("small", 2, 6)
    assert record["calibrated"] is False
    assert call("report", str(out)).exit_code == 0
    assert (out / "report.html").stat().st_size > 1000
    small_study.write_text(STUDY.replace("Small", "Renamed"), encoding="utf-8")
    assert call("study", str(small_study), "--out", str(out)).exit_code == 0
    assert "Renamed" in (out / "report.html").read_text(encoding="utf-8")


def test_points_that_share_their_runs_are_counted_once(small_study, tmp_path):
    same = '{ soldiers = 60, days = 6, label = "a" }, { soldiers = 60, days = 6, label = "b" }'
    text = STUDY.replace("{ soldiers = 60, days = 6 }", f"[{same}]").partition("[analyses]")[0]
    small_study.write_text(text, encoding="utf-8")
    said = " ".join(call("study", str(small_study), "--out", str(tmp_path / "out")).stdout.split())
    assert "12 rows (6 runs; equal points share theirs) in " in said
    assert "no figures asked for" in said


def test_study_without_out_goes_to_results(small_study, tmp_path):
    done = shell("study", str(small_study), "--workers", "1", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "results" / "small" / "manifest.json").is_file()


def test_a_dry_run_says_what_would_be_done(small_study, tmp_path):
    done = call("study", str(small_study), "--dry-run", "--out", str(tmp_path / "out"))
    assert "2 points, 3 replicates each: 6 runs, about" in done.stdout
    assert not (tmp_path / "out").exists()
    record = json.loads(call("study", str(small_study), "--dry-run", "--json").stdout)
    assert record["runs"] == 6


def test_check_says_what_is_right_and_what_is_not(small_study, tmp_path):
    assert call("check", "dmz", "three_contexts", str(small_study)).exit_code == 0
    small_study.write_text(STUDY.replace("informants", "informant"), encoding="utf-8")
    done = call("check", "dmz", str(small_study), str(tmp_path / "none.toml"))
    assert done.exit_code == 2
    assert f"{small_study}:6: levers" in done.stderr
    assert "did you mean 'regime.informants'?" in done.stderr
    assert "none.toml: file: no such file" in done.stderr
