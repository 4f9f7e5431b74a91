"""What a finding compares with: the scenario's own value, or two values that are both named."""

import copy
import dataclasses

import pytest
from made_up_study import LEVER, SWITCH, write_study
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.analyses import ANALYSES, design, own


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """The made-up study without the runs of the DMZ's own value, 0.75; the others have 1.5."""
    made = write_study(tmp_path_factory.mktemp("study"), replicates=4, shrink=0.2)
    manifest = copy.deepcopy(made.manifest)
    manifest["scenarios"]["dmz"]["values"][LEVER] = 0.75
    return kept(dataclasses.replace(made, manifest=manifest), lambda f: f[LEVER] != 0.75)


def kept(study, keep):
    """The study with the points that `keep` picks by their factors."""
    frames = {name: getattr(study, name) for name in ("runs", "daily", "summary")}
    picked = {name: frame[keep(frame)] for name, frame in frames.items()}
    return dataclasses.replace(study, **picked)


OWN = "assumed value 1.5"
"""What the line at the scenario's own value is called."""


def with_values(study, **own_values):
    """The study with other own values of the lever, by scenario."""
    manifest = copy.deepcopy(study.manifest)
    for name, value in own_values.items():
        manifest["scenarios"][name]["values"][LEVER] = value
    return dataclasses.replace(study, manifest=manifest)


def drawn_rates(study, folder, monkeypatch):
    """The artifact of `rates`, and what stands in its figure."""
    from experiments.figures import rates

    figures, draw = [], rates.draw
    with monkeypatch.context() as patch:
        patch.setattr(rates, "draw", lambda *given: figures.append(draw(*given)) or figures[0])
        made = ANALYSES["rates"].run(dataclasses.replace(study, folder=folder), {})[0]
    assert isinstance(figures[0], Figure)
    return made, [text.get_text() for text in figures[0].findobj(Text)]


def test_where_one_scenarios_value_is_no_level_all_compare_the_same_two(
    study, tmp_path, monkeypatch
):
    made, words = drawn_rates(study, tmp_path, monkeypatch)
    doing = "lowering family punishment from 3 to 0"
    assert doing in made.title
    assert "Russian rear" in made.title and "DMZ" in made.title
    told = [line for line in made.findings if "family punishment from" in line]
    assert len([line for line in told if doing in line]) == 3
    assert not any("ending" in line for line in (made.title, *made.findings))
    assert OWN not in words


def test_what_a_switch_does_says_at_which_value_it_does_it(study, tmp_path, monkeypatch):
    made, _ = drawn_rates(kept(study, lambda f: f[LEVER] == 1.5), tmp_path, monkeypatch)
    off = "switching off the hostage mechanism at family punishment 1.5 multiplies"
    assert sum(off in line for line in made.findings) == 3
    assert all("family punishment 1.5" in line for line in made.findings)


def test_the_own_values_are_as_it_is_where_all_are_levels(study, tmp_path, monkeypatch):
    made, words = drawn_rates(with_values(study, dmz=1.5), tmp_path, monkeypatch)
    assert "ending family punishment multiplies" in made.title
    assert words.count(OWN) == 3


def test_two_own_values_never_share_a_sentence(study, tmp_path, monkeypatch):
    made, _ = drawn_rates(with_values(study, dmz=2.25), tmp_path, monkeypatch)
    assert not any("ending" in line for line in (made.title, *made.findings))
    values = ("from 1.5 to 0", "from 2.25 to 0")
    assert [sum(value in line for line in made.findings) for value in values] == [2, 1]
    assert sum(value in made.title for value in values) == 1
    assert ("DMZ" in made.title) == ("from 2.25" in made.title)


def test_a_level_that_holds_on_all_days_is_not_as_a_calendar_has_it(study, tmp_path, monkeypatch):
    moved = with_values(study, dmz=1.5)
    row = {"day": 60, "note": "", "deploy": None, "changes": {LEVER: 0.5}}
    moved.manifest["scenarios"]["dmz"]["calendar"].append(row)
    made, words = drawn_rates(moved, tmp_path, monkeypatch)
    assert "lowering family punishment from 1.5 to 0" in made.title
    assert OWN not in words


def test_a_level_that_holds_on_all_days_is_not_as_a_deployment_has_it(study):
    key, moved = "context.cause", with_values(study, dmz=1.5)
    moved = dataclasses.replace(moved, runs=moved.runs.rename(columns={LEVER: key}))
    for record in moved.manifest["scenarios"].values():
        record["values"][key] = record["values"][LEVER]
        record["calendar"] = []
    assert own.is_as_it_is(moved, key)
    row = {"day": 60, "note": "", "deploy": "dmz", "changes": {}}
    moved.manifest["scenarios"]["dmz"]["calendar"].append(row)
    assert not own.is_as_it_is(moved, key)


@pytest.mark.parametrize("name", ["incidence", "states"])
def test_figures_over_time_say_which_point_they_show(study, tmp_path, name):
    there = dataclasses.replace(study, folder=tmp_path)
    made = ANALYSES[name].run(there, {})[0]
    shown = "family punishment 3"
    assert shown in made.files[0].read_text(encoding="utf-8")
    assert design.call_shown(with_values(study, dmz=2.25), {}) == (
        "As deployed, family punishment 1.5 (Russian rear and Ukrainian front) and "
        "as deployed, family punishment 2.25 (DMZ)"
    )


def test_a_switch_that_the_scenario_has_off_is_off_as_it_is(study):
    manifest = copy.deepcopy(study.manifest)
    for record in manifest["scenarios"].values():
        record["values"][SWITCH] = False
    off = dataclasses.replace(study, manifest=manifest)
    assert design.reference(off, "dmz", SWITCH) is False
    assert design.call(off, {SWITCH: True}, [SWITCH]) == "hostage mechanism on"


def test_a_leg_has_an_own_value_too(study):
    legs = [{"name": "exit", "caught": 0.4, "returned": None}]
    manifest = copy.deepcopy(study.manifest)
    manifest["scenarios"]["dmz"]["routes"] = [{"name": "across", "legs": legs}]
    manifest["scenarios"]["dmz"]["values"]["host.returns"] = 0.1
    there = dataclasses.replace(study, manifest=manifest)
    assert own.own(there, "dmz", "route.across.exit.caught") == 0.4
    assert own.own(there, "dmz", "route.across.exit.returned") == 0.1
    assert own.own(there, "dmz", "route.across.nowhere.caught") is None
