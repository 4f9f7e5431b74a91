"""A row of the calendar that deploys the force to another scenario: what comes along, what not."""

import pickle

import numpy as np
import pytest
from scenario_texts import NO_SUCH, ROUTES, faults_of

from sim.scenario import ScenarioError, load_scenario, scenario_folder
from sim.scenario.settings import NO_LEG, resolve_settings

REAR = 'title = "A test"\nextends = "russia_rear"\n[force]\ndays = 100\n'
AWAY = """[[calendar]]
day = 40
note = "away"
deploy = "ukrainian_front"
"""


def scenario_of(folder, text, values=None, name="x.toml"):
    path = folder / name
    path.write_text(text)
    return load_scenario(path, values)


def fields(scenario, section):
    """The values of a section on the first and on the last day."""
    settings = resolve_settings(scenario)
    record = settings.periods[settings.period_of_day[[0, -1]]][section]
    return [dict(zip(record.dtype.names, row.item(), strict=True)) for row in record]


def test_context_host_and_routes_come_along(tmp_path):
    moved, front = scenario_of(tmp_path, REAR + AWAY), load_scenario("ukrainian_front")
    for section in ("context", "host"):
        first, last = fields(moved, section)
        assert first == fields(load_scenario("russia_rear"), section)[0]
        assert last == fields(front, section)[0]
        assert first != last
    settings = resolve_settings(moved)
    assert settings.period_of_day[[38, 39]].tolist() == [0, 1]
    assert (settings.routes[0] == resolve_settings(load_scenario("russia_rear")).routes[0]).all()
    assert (settings.routes[1] == resolve_settings(front).routes[0]).all()
    event = moved.calendar[0]
    assert event.deploy.scenario == "ukrainian_front"
    assert event.deploy.routes == front.routes
    assert {key.split(".")[0] for key in event.deploy.values} == {"context", "host"}


def test_nothing_else_does(tmp_path):
    """Neither the calendar of the other scenario, nor its regime, outreach or force."""
    moved = scenario_of(tmp_path, REAR + AWAY)
    for section in ("regime", "outreach", "force", "screening", "decision"):
        first, last = fields(moved, section)
        assert first == last
    assert load_scenario("ukrainian_front").calendar
    assert fields(moved, "context")[1]["combat_intensity"] == 0.0
    assert moved.routes == load_scenario("russia_rear").routes


@pytest.mark.parametrize("first", [True, False])
def test_rows_act_on_top_whatever_the_order_in_the_file(tmp_path, first):
    same_day = "[[calendar]]\nday = 40\ncontext.disorder = 0.3\nregime.suicide_norm = 0.9\n"
    rows = same_day + AWAY if first else AWAY + same_day
    rows += "[[calendar]]\nday = 60\nroute.across_the_line.exit.caught = 0.5\nhost.returns = 0.1\n"
    rows += "[[calendar]]\nday = 20\ncontext.deprivation = 0.9\n"
    settings = resolve_settings(scenario_of(tmp_path, REAR + rows))
    at = settings.period_of_day[[18, 19, 39, 59]].tolist()
    assert at == [0, 1, 2, 3]
    periods = settings.periods[at]
    assert periods["context"]["disorder"].tolist() == [0.0, 0.0, 0.3, 0.3]
    assert periods["context"]["deprivation"].tolist() == [0.2, 0.9, 0.5, 0.5]
    assert periods["regime"]["suicide_norm"].tolist() == [0.5, 0.5, 0.9, 0.9]
    assert periods["host"]["returns"].tolist() == [0.85, 0.85, 0.02, 0.1]
    assert settings.routes[at, 0, 0, 2].tolist() == [0.6, 0.6, 0.25, 0.5]


def test_a_row_may_deploy_and_change(tmp_path):
    row = AWAY + "context.disorder = 0.3\nroute.across_the_line.exit.caught = 0.1\n"
    settings = resolve_settings(scenario_of(tmp_path, REAR + row))
    assert settings.periods["context"]["disorder"].tolist() == [0.0, 0.3]
    assert settings.routes[:, 0, 0, 2].tolist() == [0.6, 0.1]


def test_arrivals(tmp_path):
    back = '[[calendar]]\nday = 70\ndeploy = "russia_rear"\n'
    never = '[[calendar]]\nday = 101\ndeploy = "dmz"\n'
    longer = REAR.replace("100", "101") + AWAY + back + never
    settings = resolve_settings(scenario_of(tmp_path, longer, {"force.days": 100}))
    assert settings.arrivals.dtype == np.bool_
    assert settings.arrivals.shape == (100,)
    assert np.flatnonzero(settings.arrivals).tolist() == [39, 69]
    assert settings.period_of_day[[0, 39, 69]].tolist() == [0, 1, 2]
    assert (settings.routes[0] == settings.routes[2]).all()
    assert not resolve_settings(load_scenario("ukrainian_front")).arrivals.any()


def test_to_where_it_is_already(tmp_path):
    """New arrivals in the place where they were: nothing is set, but it is all new to them."""
    row = '[[calendar]]\nday = 40\ndeploy = "russia_rear"\n'
    settings = resolve_settings(scenario_of(tmp_path, REAR + row))
    assert len(settings.periods) == 1
    assert np.flatnonzero(settings.arrivals).tolist() == [39]


def test_routes_are_padded(tmp_path):
    row = '[[calendar]]\nday = 40\ndeploy = "sino_korean_border"\n'
    settings = resolve_settings(scenario_of(tmp_path, REAR + row))
    assert settings.routes.shape == (2, 3, 6, 5)
    assert (settings.routes[0, 1:, :, 0] == NO_LEG).all()
    assert (settings.routes[0, 0, 3:, 0] == NO_LEG).all()
    assert (settings.routes[0, 0, :3, 0] == [0, 1, 2]).all()
    assert (settings.routes[1, :, 3, 0] != NO_LEG).all()


SET = {
    "context.disorder": 0.45,
    "host.returns": 0.33,
    "route.across_the_line.exit.caught": 0.11,
    "route.foreign_mission.evasion.days": 7,
}


@pytest.mark.parametrize("key", SET)
def test_what_is_set_holds_on_every_day(tmp_path, key):
    plain = scenario_of(tmp_path, REAR + AWAY)
    moved = scenario_of(tmp_path, REAR + AWAY, {key: SET[key]})
    assert key in plain.keys
    assert moved.keys == plain.keys
    assert moved.digest != plain.digest
    now, before = resolve_settings(moved), resolve_settings(plain)
    if key.startswith("route"):
        assert (now.routes != before.routes).sum() == 1
    else:
        section, name = key.split(".")
        assert now.periods[section][name].tolist() == [SET[key]] * 2
    assert now.arrivals[39]


def test_a_leg_is_set_on_every_route_of_its_name(tmp_path):
    harder = 'title = "Harder"\nextends = "russia_rear"\n' + ROUTES.replace(
        '"out"', '"foreign_mission"'
    )
    (tmp_path / "harder.toml").write_text(harder)
    row = '[[calendar]]\nday = 40\ndeploy = "harder"\n'
    moved = scenario_of(tmp_path, REAR + row, {"route.foreign_mission.exit.caught": 0.2})
    assert resolve_settings(moved).routes[:, 0, 0, 2].tolist() == [0.2, 0.2]
    only = scenario_of(tmp_path, REAR + row, {"route.foreign_mission.evasion.caught": 0.2})
    assert resolve_settings(only).routes[:, 0, 1, 2].tolist() == [0.2, 0.0]
    assert [route.name for route in moved.every_route] == ["foreign_mission"] * 2
    assert len(moved.keys) == len(set(moved.keys))


def test_what_is_set_must_fit_on_a_deployed_leg(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        scenario_of(tmp_path, REAR + AWAY, {"route.across_the_line.exit.caught": 0.95})
    assert str(caught.value) == (
        "overrides: route.across_the_line.exit: caught, killed and returned must add up to 1 "
        "at most (they add up to 1.03)"
    )


def test_off_and_copies(tmp_path):
    moved = scenario_of(tmp_path, REAR + AWAY)
    assert pickle.loads(pickle.dumps(moved)) == moved
    off = moved.without(["hostage"])
    assert off.calendar[0].deploy == moved.calendar[0].deploy
    other = scenario_of(tmp_path, REAR + AWAY.replace("ukrainian_front", "dmz"))
    later = scenario_of(tmp_path, REAR + AWAY.replace("40", "41"))
    assert len({moved.digest, off.digest, other.digest, later.digest}) == 4
    renamed = scenario_of(tmp_path, REAR + AWAY, name="y.toml")
    assert renamed.digest == moved.digest


def test_the_calendar_of_a_parent_deploys_too(tmp_path):
    (tmp_path / "parent.toml").write_text(REAR + AWAY)
    child = scenario_of(tmp_path, 'title = "C"\nextends = "parent"\n' + ROUTES)
    assert child.routes[0].name == "out"
    assert child.calendar[0].deploy.routes == load_scenario("ukrainian_front").routes


def test_one_beside_the_file_comes_first(tmp_path):
    own = 'title = "Mine"\nextends = "dmz"\n[context]\ndisorder = 0.25\n'
    (tmp_path / "ukrainian_front.toml").write_text(own)
    moved = scenario_of(tmp_path, REAR + AWAY)
    assert fields(moved, "context")[1]["disorder"] == 0.25


def row_of(deploy, day=5):
    return f"[[calendar]]\nday = {day}\ndeploy = {deploy}\n"


HEAD = 'title = "A test"\nextends = "dmz"\n'
FAULTS = {
    "unknown": (
        row_of('"dmzz"'),
        ["5: calendar[1].deploy: no scenario or file of this name, did you mean 'dmz'?"],
    ),
    "no such file": (
        row_of('"away.toml"'),
        ["5: calendar[1].deploy: no scenario or file of this name"],
    ),
    "empty": (row_of('""'), [f"5: calendar[1].deploy: {NO_SUCH}"]),
    "too long": (
        row_of(f'"{"x" * 5000}"'),
        [f"5: calendar[1].deploy: {NO_SUCH}"],
    ),
    "no text": (row_of("1"), ["5: calendar[1].deploy: must be text (got 1)"]),
    "itself": (row_of('"x.toml"'), ["5: calendar[1].deploy: a circle: x.toml -> x.toml"]),
    "the base": (row_of('"base"'), ["5: calendar[1].deploy: has no way out: no [[route]]"]),
    "misspelt": (
        row_of('"dmz"').replace("deploy", "deplay"),
        ["5: calendar[1].deplay: unknown key, did you mean 'deploy'?"],
    ),
    "day missing": (
        '[[calendar]]\ndeploy = "russia_rear"\nroute.foreign_mission.exit.caught = 0.1\n',
        ["3: calendar[1].day: missing"],
    ),
    "twice on a day": (
        row_of('"russia_rear"') + row_of('"ukrainian_front"'),
        ["8: calendar[2].deploy: is set above too for day 5"],
    ),
    "routes of another day": (
        row_of('"russia_rear"')
        + "[[calendar]]\nday = 4\nroute.foreign_mission.exit.caught = 0.1\n"
        + "[[calendar]]\nday = 5\nroute.across_the_dmz.exit.caught = 0.1\n"
        + "[[calendar]]\nday = 6\nroute.foreign_mision.exit.caught = 0.1\n",
        [
            "8: calendar[2].route.foreign_mission.exit.caught: is no way out on this day",
            "11: calendar[3].route.across_the_dmz.exit.caught: is no way out on this day",
            "14: calendar[4].route.foreign_mision.exit.caught: unknown key, did you mean "
            "'route.foreign_mission.exit.caught'?",
        ],
    ),
    "routes that nobody can know": (
        row_of('"nowhere"') + "[[calendar]]\nday = 6\nroute.a.b.caught = 2\nhost.closure = 2\n",
        [
            f"5: calendar[1].deploy: {NO_SUCH}",
            "9: calendar[2].host.closure: must be between 0 and 1 (got 2): 2% is 0.02",
        ],
    ),
    "too much on a leg": (
        row_of('"russia_rear"') + "route.foreign_mission.exit.caught = 0.99\n",
        [
            "3: calendar[1].route.foreign_mission.exit: caught, killed and returned must add up "
            "to 1 at most (they add up to 1.01)"
        ],
    ),
}


@pytest.mark.parametrize("case", FAULTS)
def test_faults(case, tmp_path):
    text, expected = FAULTS[case]
    assert faults_of(tmp_path, HEAD + text) == [f"x.toml:{line}" for line in expected]


def test_a_circle_through_another_file(tmp_path):
    (tmp_path / "y.toml").write_text(HEAD + row_of('"x"'))
    assert faults_of(tmp_path, HEAD + row_of('"y"')) == [
        "y.toml:5: calendar[1].deploy: a circle: x.toml -> y.toml -> x.toml"
    ]


def test_a_circle_through_a_parent(tmp_path):
    (tmp_path / "y.toml").write_text('title = "Y"\nextends = "x"\n')
    assert faults_of(tmp_path, HEAD + row_of('"y"')) == [
        "x.toml:5: calendar[1].deploy: a circle: x.toml -> y.toml -> y.toml"
    ]


def test_faults_of_what_is_deployed_are_told_there(tmp_path):
    (tmp_path / "y.toml").write_text(HEAD + "[context]\ncause = 9\n")
    text = HEAD + "[context]\ndisorder = 9\n" + row_of('"y"') + row_of('"y"', 6)
    assert faults_of(tmp_path, text) == [
        "x.toml:4: context.disorder: must be between 0 and 1 (got 9): 9% is 0.09",
        "y.toml:4: context.cause: must be between -2 and 2 (got 9)",
    ]


def test_what_is_deployed_cannot_be_read(tmp_path):
    (tmp_path / "y.toml").write_bytes(b"\xff")
    (tmp_path / "folder.toml").mkdir()
    text = HEAD + row_of('"y"') + row_of('"folder"', 6)
    assert faults_of(tmp_path, text) == [
        "y.toml:1: encoding: not UTF-8 (byte 0xff)",
        "folder.toml: file: is a directory, not a file",
    ]


def test_bounds_of_another_base(tmp_path):
    base = (scenario_folder() / "base.toml").read_text("utf-8")
    wide = base.replace("bounds = [-2, 2], prior = [0.0, 0.3]", "bounds = [-9, 9]", 1)
    assert wide != base
    (tmp_path / "wide.toml").write_text(wide)
    (tmp_path / "y.toml").write_text(
        'title = "Y"\nextends = "wide"\n[context]\ncause = 9\n' + ROUTES
    )
    assert faults_of(tmp_path, HEAD + row_of('"y"')) == [
        "x.toml:5: calendar[1].deploy: its context.cause must be between -2 and 2 (got 9.0)"
    ]


def test_many_that_deploy_each_other_twice_are_read_once(tmp_path):
    for at in range(19):
        text = HEAD + row_of(f'"s{at + 1}"') + row_of(f'"s{at + 1}"', 6)
        (tmp_path / f"s{at}.toml").write_text(text)
    (tmp_path / "s19.toml").write_text(HEAD)
    assert load_scenario(tmp_path / "s0.toml").calendar[1].deploy.scenario == "s1"
    (tmp_path / "s19.toml").write_text(HEAD + row_of('"s20"'))
    (tmp_path / "s20.toml").write_text(HEAD)
    with pytest.raises(ScenarioError, match="more than 20 scenarios deploy one another"):
        load_scenario(tmp_path / "s0.toml")
