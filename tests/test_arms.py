"""The arms of a comparison: what they are made of, and which are refused."""

import pytest
from test_cli import call

from experiments.cli.arms import read_arms
from experiments.cli.asked import Asked
from experiments.cli.guard import UsageError
from experiments.compare import differing
from sim.scenario import ScenarioError


def test_one_arm_is_compared_with_the_scenario_itself():
    first, second = read_arms(["many:regime.informants=0.3"], Asked("dmz"))
    assert (first.label, first.changes, second.label) == ("baseline", {}, "many")
    assert second.scenario.values["regime.informants"] == 0.3
    arms = read_arms(["a:", "b:host.closure=1"], Asked("dmz"))
    assert [arm.label for arm in arms] == ["a", "b"]


def test_another_scenario_gets_the_force_of_the_first_arm():
    arms = read_arms(
        ["rear:force.women=0.5,screening.rejection=0.1", "front:scenario=ukrainian_front"],
        Asked("russia_rear", soldiers=50),
    )
    rear, front = (arm.scenario.values for arm in arms)
    for key in rear:
        if key.startswith(("force.", "screening.")):
            assert rear[key] == front[key]
    assert (front["force.women"], front["force.days"], front["force.soldiers"]) == (0.5, 180, 50)
    found = differing(arms)
    assert found["controls"] == {"regime.suicide_norm": {"rear": 0.5, "front": 0.93}}
    assert "context.disorder" in found["setting"]
    assert found["routes"] and found["calendar"]


def test_what_an_arm_sets_comes_after_what_all_share():
    texts = ["a:", "b:scenario=ukrainian_front,force.soldiers=30,mechanisms.hostage=true"]
    a, b = read_arms(texts, Asked("dmz", ["regime.informants=0.4"], ["hostage"], 5, 20))
    assert a.scenario.values["mechanisms.hostage"] is False
    assert b.scenario.values["mechanisms.hostage"] is True
    assert (a.scenario.values["force.soldiers"], b.scenario.values["force.soldiers"]) == (20, 30)
    assert b.scenario.values["regime.informants"] == 0.4


WRONG = {
    "": "must be LABEL:KEY=VALUE",
    "regime.informants=0.1": "must be LABEL:KEY=VALUE",
    ":regime.informants=0.1": "needs a label",
    "a:regime.informants": "--arm a: regime.informants: must be KEY=VALUE",
    "a:regime.informants=0.1,": "must be KEY=VALUE",
    "a:context.cause=1,context.cause=2": "--arm a: context.cause: stands twice",
    "a:regime.informant=0.1": "did you mean 'regime.informants'?",
    "a:regime.informants=2": "--arm a: regime.informants: must be between 0 and 1",
    "a:scenario=russia_raer": "did you mean 'russia_rear'?",
    "baseline:regime.informants=0.1": "--arm: baseline: stands twice",
    "same:": "--arm: same: is the same scenario as baseline, and sets nothing",
    "same:scenario=dmz": "same: is the same scenario as baseline, and sets nothing that differs",
    "same:regime.informants=0.05": "as baseline, which has regime.informants = 0.05 too",
}


@pytest.mark.parametrize(("text", "problem"), WRONG.items())
def test_an_arm_that_is_wrong_is_said(text, problem):
    with pytest.raises((UsageError, ScenarioError)) as caught:
        read_arms([text], Asked("dmz"))
    assert problem in str(caught.value)
    done = call("compare", "dmz", "--arm", text)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr


def test_compare_needs_arms():
    assert call("compare", "dmz").exit_code == 2
    assert call("compare", "dmz", *(["--arm", "a:"] * 2)).exit_code == 2
    many = [word for i in range(21) for word in ("--arm", f"a{i}:")]
    assert "at most 20" in call("compare", "dmz", *many).stderr


def test_two_arms_that_are_the_same_are_refused():
    texts = [
        "few:regime.informants=0.01",
        "many:regime.informants=0.3",
        "lots:regime.informants=0.3",
    ]
    with pytest.raises(UsageError, match="lots: is the same scenario as many, which has regime"):
        read_arms(texts, Asked("dmz"))
    off = "off:mechanisms.hostage=false"
    with pytest.raises(UsageError, match="which has mechanisms"):
        read_arms([off], Asked("dmz", off=["hostage"]))
