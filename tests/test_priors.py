"""A value outside the prior range of its key is noted, and never refused."""

import pytest
from test_cli import SMALL, call

from experiments.notes import study_notes
from experiments.priors import prior_notes
from experiments.study import list_studies, load_study
from sim.scenario import load_scenario
from sim.scenario.places import scenario_names

SAID = "regime.family_punishment = 150 lies outside the prior range of the key, 1 to 3.2"
FEW = "regime.officials_per_100 = 0.015 lies outside the prior range of the key, 0.5 to 3"
FILE = """title = "Harsh"
extends = "dmz"
[regime]
family_punishment = 150
officials_per_100 = 0.015
[[calendar]]
day = 3
outreach.reward = 0.9
"""
REWARD = "outreach.reward = 0.9 lies outside the prior range of the key, 0 to 0.5"


def notes(done):
    """The notes of a command that did its work."""
    assert done.exit_code == 0, done.output
    return [line[6:] for line in done.stderr.splitlines() if line.startswith("note: ")]


@pytest.fixture
def harsh(tmp_path):
    path = tmp_path / "harsh.toml"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("words", [("check",), ("run", *SMALL), ("show",)], ids=" ".join)
def test_a_file_is_told(harsh, words):
    assert notes(call(words[0], harsh, *words[1:])) == [FEW, SAID, REWARD]


def test_what_is_set_is_told():
    assert notes(call("run", "dmz", *SMALL, "--set", "regime.family_punishment=150")) == [SAID]


def test_compare_says_in_which_arm(harsh):
    arm = ("--arm", "few:regime.officials_per_100=0.015")
    assert notes(call("compare", "dmz", *SMALL, *arm)) == [f"in few, {FEW}"]
    assert notes(call("compare", harsh, *SMALL, "--arm", "a:host.closure=1")) == [FEW, SAID, REWARD]


@pytest.mark.parametrize("words", [("check",), ("study", "--dry-run")], ids=" ".join)
def test_a_study_is_told_once(tmp_path, words):
    path = tmp_path / "levels.toml"
    text = 'title = "T"\nscenarios = ["dmz", "russia_rear"]\nreplicates = 2\n[levers]\n'
    levels = '"regime.family_punishment" = [0, 0.5, 1.5, 150]\n"mechanisms.watch" = [true, false]\n'
    path.write_text(text + levels, encoding="utf-8")
    said = "regime.family_punishment: 0.5 and 150 lie outside the prior range of the key, 1 to 3.2"
    assert notes(call(*words, str(path))) == [said]


@pytest.mark.parametrize("name", scenario_names())
def test_nothing_is_said_of_the_scenarios_of_the_project(name):
    scenario = load_scenario(name)
    assert prior_notes([scenario]) == []
    assert prior_notes([scenario.with_values({"regime.family_punishment": 0.0})]) == []


def test_nothing_is_said_of_the_studies_of_the_project():
    assert [study_notes(load_study(study.path)) for study in list_studies()] == [[]]


def test_nothing_is_said_of_a_key_whose_mechanism_is_off():
    off = load_scenario("dmz", {"regime.family_punishment": 150}, off=["hostage"])
    assert prior_notes([off]) == []
