"""Notes: what is dropped from a calendar is said, and what no finding can call "as it is"."""

import json

import pytest
from test_cli import SMALL, call

CORRIDOR = """title = "A corridor"
extends = "dmz"
[[calendar]]
day = 4
outreach.corridor = 0.5
[[calendar]]
day = 6
outreach.corridor = 0.8
context.deprivation = 0.6
[[calendar]]
day = 60
outreach.corridor = 1.0
"""
DROPPED = "the calendar's changes on days 4 and 6 are dropped"
LEVERS = """title = "Levers"
scenarios = ["corridor.toml", "ukrainian_front"]
replicates = 2
force = { soldiers = 60, days = 6 }
[levers]
"outreach.corridor" = [0.0, 0.2, 0.4]
"outreach.leaflets" = [0.0, 0.3]
"""


@pytest.fixture
def corridor(tmp_path):
    path = tmp_path / "corridor.toml"
    path.write_text(CORRIDOR, encoding="utf-8")
    return str(path)


@pytest.fixture
def levers(corridor, tmp_path):
    path = tmp_path / "levers.toml"
    path.write_text(LEVERS, encoding="utf-8")
    return path


def test_run_says_which_changes_of_the_calendar_it_drops(corridor, tmp_path):
    out = tmp_path / "out"
    done = call("run", corridor, *SMALL, "--set", "outreach.corridor=0.2", "--out", str(out))
    said = f"outreach.corridor is 0.2 on all days; {DROPPED}"
    assert f"note: {said}\n" in done.stderr
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["notes"] == [said]


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param("outreach.leaflets=0.9", id="a key that it leaves alone"),
        pytest.param("force.days=3", id="rows that never come"),
    ],
)
def test_nothing_is_said_where_nothing_is_dropped(corridor, setting):
    assert "note" not in call("run", corridor, "--soldiers", "60", "--set", setting).stderr


def test_a_single_change_and_a_deployment_are_told_apart():
    small = ("--soldiers", "60", "--days", "21", "--replicates", "1")
    keys = ("context.deprivation=0.3", "regime.suicide_norm=0.3")
    sets = [word for key in keys for word in ("--set", key)]
    told = call("run", "rear_to_front", *small, *sets).stderr
    assert "what the deployment on day 20 brings is dropped" in told
    assert "suicide_norm is 0.3 on all days; the calendar's change on day 20 is dropped" in told


def test_compare_says_in_which_arm(corridor, tmp_path):
    out = tmp_path / "out"
    arm = ("--arm", "open:outreach.corridor=1.0")
    done = call("compare", corridor, *SMALL, *arm, "--out", str(out))
    said = f"in open, outreach.corridor is 1 on all days; {DROPPED}"
    assert f"note: {said}\n" in done.stderr
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["notes"] == [said]
    both = call("compare", corridor, *SMALL, *arm, "--set", "context.deprivation=0.1")
    assert both.stderr.count("context.deprivation is 0.1 on all days") == 1


@pytest.mark.parametrize("words", [("check",), ("study", "--dry-run")])
def test_a_study_says_once_for_each_lever(levers, words):
    done = call(*words, str(levers))
    assert done.exit_code == 0
    dropped, own = (line.removeprefix("note: ") for line in done.stderr.splitlines())
    assert dropped == f"a level of outreach.corridor holds on all days; in corridor {DROPPED}"
    assert own == (
        "outreach.leaflets: the own value (0.2 in corridor) is not among the levels; "
        "findings compare two levels, and name both"
    )


def test_the_notes_of_a_study_are_in_its_manifest(levers, tmp_path):
    out = tmp_path / "out"
    done = call("study", str(levers), "--out", str(out))
    assert done.exit_code == 0
    notes = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["notes"]
    assert [f"note: {note}" for note in notes] == [
        line for line in done.stderr.splitlines() if line.startswith("note: ") and "level" in line
    ]
