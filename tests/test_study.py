"""What a study file means: its points, their factors, and the force."""

import shlex
from pathlib import Path

import pytest

from experiments.manifest import study_command
from experiments.replication import Fixed, Until
from experiments.study import list_studies, load_study, read_study
from sim.scenario import ScenarioError

HEAD = 'title = "A study"\nscenarios = ["russia_rear", "dmz"]\nreplicates = 3\n'


@pytest.fixture
def study(tmp_path):
    """Read a study from what stands below the head of its file."""

    def read(text, head=HEAD):
        path = tmp_path / "a_study.toml"
        path.write_text(head + text, encoding="utf-8")
        return read_study(path)

    return read


def factors(study):
    """The factors of each point, as tuples."""
    return [tuple(point.factors.values()) for point in study.points]


def test_without_factors_each_scenario_is_a_point(study):
    found = study("")
    assert [point.scenario.name for point in found.points] == ["russia_rear", "dmz"]
    assert factors(found) == [(), ()]
    assert found.replication == Fixed(3)
    assert found.seed == 1


def test_a_grid_crosses_levers_and_uncertain_values(study):
    found = study(
        '[levers]\n"regime.informants" = [0, 0.1]\n"mechanisms.hostage" = [true, false]\n'
        '[uncertainties]\n"decision.freedom" = { values = [1.0] }\n'
    )
    rows = [(0.0, True, 1.0), (0.0, False, 1.0), (0.1, True, 1.0), (0.1, False, 1.0)]
    assert factors(found) == rows * 2
    assert [point.number for point in found.points] == list(range(8))
    assert isinstance(found.points[0].factors["regime.informants"], float)
    off = found.points[1].scenario
    assert off.values["mechanisms.hostage"] is False


def test_a_list_of_tables_keeps_what_a_row_does_not_name(study):
    found = study(
        '[design]\nkind = "list"\npoint = [{ "regime.informants" = 0.2 },'
        ' { "mechanisms.hostage" = false }, {}]'
    )
    own = found.scenarios[0].values["regime.informants"]
    assert factors(found)[:3] == [(0.2, True), (own, False), (own, True)]
    assert found.points[2].digest == found.scenarios[0].digest


def test_labels_of_rows_are_a_factor(study):
    found = study(
        '[design]\nkind = "list"\n[[design.point]]\nlabel = "as it is"\n'
        '[[design.point]]\nlabel = "watched"\nregime.informants = 0.2\n'
    )
    assert [factor.name for factor in found.factors] == ["label", "regime.informants"]
    assert factors(found)[1] == ("watched", 0.2)


def test_levers_of_one_length_can_be_read_across(study):
    found = study(
        '[levers]\n"regime.informants" = [0, 0.1]\n"regime.lectures" = [1, 0.5]\n'
        '[design]\nkind = "list"\n'
    )
    assert factors(found)[:2] == [(0.0, 1.0), (0.1, 0.5)]


def test_a_leg_of_a_route_is_a_lever(study):
    found = study(
        "[levers]\nroute.across_the_dmz.exit.caught = [0.1, 0.2]\n",
        HEAD.replace('"russia_rear", ', ""),
    )
    assert [p.scenario.routes[0].legs[0].caught for p in found.points] == [0.1, 0.2]
    assert factors(found) == [(0.1,), (0.2,)]


def test_one_force_goes_to_every_scenario(study):
    found = study('force = { soldiers = 50, days = 9, "screening.rejection" = 0.1 }\n')
    for point in found.points:
        values = point.scenario.values
        assert (values["force.soldiers"], values["force.days"]) == (50, 9)
        assert values["screening.rejection"] == 0.1
    assert factors(found) == [(), ()]


def test_a_force_like_that_of_a_scenario_is_the_same_persons(study):
    found = study(
        'force = [{ label = "as deployed" },'
        ' { label = "equal", like = "russia_rear", soldiers = 70 }]\n'
    )
    assert factors(found) == [("as deployed",), ("equal",)] * 2
    rear, dmz = found.points[1].scenario.values, found.points[3].scenario.values
    persons = [key for key in rear if key.startswith(("force.", "screening."))]
    assert {key: rear[key] for key in persons} == {key: dmz[key] for key in persons}
    assert dmz["force.soldiers"] == 70
    assert found.points[2].digest == found.scenarios[1].digest


def test_a_force_like_that_of_a_file_lies_beside_the_study(study, tmp_path):
    text = 'title = "Mine"\nextends = "dmz"\n[force]\nsoldiers = 77\n'
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    found = study('force = { like = "./mine.toml" }\n')
    assert found.points[0].scenario.values["force.soldiers"] == 77


def test_replicates_until_an_outcome_is_known(study):
    head = HEAD.replace("3", '{ until = "attempts", relative_width = 0.2, at_most = 60 }')
    rule = study("", head).replication
    assert isinstance(rule, Until)
    assert (rule.outcome, rule.width, rule.at_most) == ("attempts", 0.2, 60)


def test_an_analysis_records_the_series_that_it_reads(study):
    found = study('[record]\ndaily = ["mean_stress"]\n[analyses]\nincidence = {}\n')
    assert {"mean_stress", "serving", "killed_in_action"} <= set(found.daily)
    assert set(found.analyses) == {"incidence"}


def test_a_scenario_by_path_lies_beside_the_study(study, tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\nextends = "dmz"\n', encoding="utf-8")
    found = study("", HEAD.replace('"dmz"', '"./mine.toml"'))
    assert [scenario.name for scenario in found.scenarios] == ["russia_rear", "mine"]


def test_the_studies_that_come_along_are_right():
    infos = list_studies()
    assert "three_contexts" in [info.name for info in infos]
    for info in infos:
        assert load_study(info.name).points


def test_the_main_job_asks_what_it_should():
    found = load_study("three_contexts")
    assert found.replication.at_most >= 50
    for scenario in ("russia_rear", "ukrainian_front", "dmz"):
        for force in ("as deployed", "one force, 180 days"):
            points = [
                point.factors
                for point in found.points
                if point.scenario.name == scenario and point.factors["force"] == force
            ]
            on = [p["regime.family_punishment"] for p in points if p["mechanisms.hostage"]]
            assert len(set(on)) == 5
            assert len([p for p in points if not p["mechanisms.hostage"]]) == 1


def test_the_command_of_a_study_finds_it_again(study, tmp_path, monkeypatch):
    """One that comes along is asked for by its name, wherever one stands; a file by its path."""
    for asked in ("three_contexts", list_studies()[0].path):
        assert study_command(load_study(asked)) == "defection study three_contexts"
    study("")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two words.toml").write_text(HEAD, encoding="utf-8")
    for path in ("a_study.toml", "./a_study.toml", "two words.toml"):
        words = shlex.split(study_command(load_study(path)))
        assert words[:2] == ["defection", "study"]
        assert load_study(words[2]).path.samefile(tmp_path / Path(path))


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("nosuch", "; there is three_contexts"),
        ("three_context", ", did you mean 'three_contexts'?"),
        ("mine", ", did you mean 'mine.toml'?"),
    ],
)
def test_a_study_that_is_none_points_to_those_there_are(name, more, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(HEAD, encoding="utf-8")
    with pytest.raises(ScenarioError) as raised:
        load_study(name)
    assert str(raised.value) == f"{name}: study: no such study; see 'defection studies'{more}"
