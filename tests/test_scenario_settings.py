"""From a scenario to the numbers of each day: calendar, switches, routes, and what can be set."""

import copy
import pickle
import time

import numpy as np
import pytest
from scenario_texts import ROUTES, faults_of

from sim.scenario import ScenarioError, list_scenarios, load_scenario
from sim.scenario.settings import NO_LEG, resolve_settings
from sim.scenario.switches import SWITCHES
from sim.scenario.values import fit, kind_of

SHIPPED = ["dmz", "rear_to_front", "russia_rear", "sino_korean_border", "ukrainian_front"]


def scenario_of(folder, text, parent="dmz"):
    path = folder / "x.toml"
    path.write_text(f'title = "A test"\nextends = "{parent}"\n{text}')
    return load_scenario(path)


def test_shipped_scenarios():
    assert [info.name for info in list_scenarios()] == SHIPPED
    for info in list_scenarios():
        scenario = load_scenario(info.name)
        assert (scenario.name, scenario.title) == (info.name, info.title)
        assert scenario == load_scenario(info.path)


@pytest.mark.parametrize(
    ("name", "soldiers", "days"),
    [
        ("russia_rear", 11000, 180),
        ("ukrainian_front", 11000, 240),
        ("dmz", 15000, 365),
        ("sino_korean_border", 6000, 730),
        ("rear_to_front", 11000, 259),
    ],
)
def test_force(name, soldiers, days):
    settings = resolve_settings(load_scenario(name))
    assert (settings.soldiers, settings.days) == (soldiers, days)
    assert settings.period_of_day.dtype == np.int32
    assert len(settings.period_of_day) == days


def test_kursk():
    settings = resolve_settings(load_scenario("ukrainian_front"))
    intensity = settings.periods["context"]["combat_intensity"][settings.period_of_day]
    assert set(intensity[:38]) == {0.0}
    assert set(intensity[38:74]) == {1.0}
    assert set(intensity[74:97]) == {0.0}
    assert set(intensity[97:]) == {0.36}
    assert len(settings.periods) == 4


def test_every_key_is_a_field():
    scenario = load_scenario("dmz")
    settings = resolve_settings(scenario)
    record, space = settings.periods[0], settings.namespace(0)
    count = 0
    for key, entry in scenario.entries.items():
        section, name = key.split(".", 1)
        field = record[section][name.replace(".", "_")]
        plain = getattr(getattr(space, section), name.replace(".", "_"))
        expected = entry.choices.index(entry.value) if entry.choices else entry.value
        assert field == plain == expected
        assert type(plain) is (float if isinstance(entry.value, float) else int)
        assert field.dtype == ("f8" if isinstance(entry.value, float) else "i8")
        count += 1
    fields = sum(len(record[name].dtype.names) for name in record.dtype.names)
    assert fields == count + len(record["derived"].dtype.names)
    assert space.derived.offer == record["derived"]["offer"]


def test_routes():
    rear = resolve_settings(load_scenario("russia_rear"))
    assert rear.routes.shape == (1, 1, 3, 5)
    assert rear.routes[0, 0].tolist() == [
        [0.0, 1.0, 0.6, 0.02, 0.0],
        [1.0, 60.0, 0.6, 0.03, 0.0],
        [2.0, 30.0, 0.0, 0.0, 0.85],  # host.returns, as the leg says nothing
    ]
    front = load_scenario("ukrainian_front", {"host.returns": 0.5})
    assert resolve_settings(front).routes[0, 0, 2, 4] == 0.02  # the leg says it itself


def test_a_shorter_route_is_padded(tmp_path):
    text = ROUTES + ROUTES.split('[[route.leg]]\nname = "reception"')[0].replace('"out"', '"short"')
    settings = resolve_settings(scenario_of(tmp_path, text))
    assert settings.routes.shape == (1, 2, 2, 5)
    assert settings.routes[0, 1].tolist() == [[0.0, 0.0, 0.4, 0.1, 0.0], [NO_LEG, 0, 0, 0, 0]]


CALENDAR = """[[calendar]]
day = 20
note = "later, though written first"
regime.family_punishment = 3
host.returns = 0.4
route.out.exit.caught = 0.6
[[calendar]]
day = 1
context.disorder = 0.5
[[calendar]]
day = 10
context.disorder = 0.5
[[calendar]]
day = 15
context.disorder = 0.25
[[calendar]]
day = 3000
context.disorder = 0.75
[force]
days = 3000
"""
A_YEAR = {"force.days": 365}


def test_calendar(tmp_path):
    scenario = scenario_of(tmp_path, ROUTES + CALENDAR).with_values(A_YEAR)
    assert [event.day for event in scenario.calendar] == [1, 10, 15, 20, 3000]
    assert scenario.calendar[3].changes["regime.family_punishment"] == 3.0
    settings = resolve_settings(scenario)
    periods = settings.period_of_day
    assert len(settings.periods) == 3  # day 10 changes nothing, day 3000 never comes
    assert periods[[0, 13, 14, 18, 19, 364]].tolist() == [0, 0, 1, 1, 2, 2]
    assert settings.periods["context"]["disorder"].tolist() == [0.5, 0.25, 0.25]
    assert settings.periods["regime"]["family_punishment"].tolist() == [1.5, 1.5, 3.0]
    assert settings.routes[:, 0, 0, 2].tolist() == [0.4, 0.4, 0.6]
    assert settings.routes[:, 0, 1, 4].tolist() == [0.0, 0.0, 0.4]
    assert np.all(np.diff(settings.periods["derived"]["route_death"]) >= 0)


def test_switches_come_after_the_calendar(tmp_path):
    text = ROUTES + CALENDAR + "[mechanisms]\nhostage = false\n"
    scenario = scenario_of(tmp_path, text).with_values(A_YEAR)
    settings = resolve_settings(scenario)
    assert settings.periods["regime"]["family_punishment"].tolist() == [0.0] * len(settings.periods)
    assert settings.periods["mechanisms"]["hostage"].tolist() == [0] * len(settings.periods)
    assert scenario.values["regime.family_punishment"] == 1.5


@pytest.mark.parametrize("name", SWITCHES)
def test_switch(name):
    """A row names keys that exist and values that they can take, and turns only those."""
    entries = load_scenario("base").entries
    for key, value in SWITCHES[name].off.items():
        assert fit(kind_of(entries[key]), value, key) == value
        assert type(value) is type(entries[key].value)
    on = load_scenario("ukrainian_front")
    off = load_scenario("ukrainian_front", off=[name])
    now = resolve_settings(off).namespace(0)
    before = resolve_settings(on).namespace(0)
    for key, entry in on.entries.items():
        section, field = key.split(".", 1)
        field = field.replace(".", "_")
        expected = SWITCHES[name].off.get(key, getattr(getattr(before, section), field))
        expected = 0 if key == f"mechanisms.{name}" else expected
        assert getattr(getattr(now, section), field) == expected, (key, entry)


def test_every_mechanism_has_a_row():
    keys = [key for key in load_scenario("base").values if key.startswith("mechanisms.")]
    assert keys == [f"mechanisms.{name}" for name in SWITCHES]


def test_with_values():
    dmz = load_scenario("dmz")
    new = dmz.with_values(
        {
            "force.soldiers": np.int64(300),
            "regime.informants": np.float64(0.1),
            "decision.bond": 1,
            "route.across_the_dmz.evasion.caught": 0.5,
            "route.across_the_dmz.reception.returned": 0.25,
            "mechanisms.watch": np.bool_(False),
        }
    )
    assert (new.name, new.title) == (dmz.name, dmz.title)
    assert type(new.values["force.soldiers"]) is int
    assert type(new.values["decision.bond"]) is float
    assert new.values["mechanisms.watch"] is False
    assert new.entries["regime.informants"].where == "--set"
    assert new.entries["regime.informants"].source == "--set"
    assert new.entries["regime.informants"].unit == dmz.entries["regime.informants"].unit
    assert new.routes[0].legs[1].caught == 0.5
    assert new.routes[0].legs[2].returned == 0.25
    assert new.digest != dmz.digest
    assert dmz.values["force.soldiers"] == 15000
    assert dmz.with_values({}) == dmz


def test_what_is_set_holds_on_every_day():
    front = load_scenario("ukrainian_front", {"context.combat_intensity": 0.5})
    assert front.calendar == ()
    assert resolve_settings(front).periods["context"]["combat_intensity"].tolist() == [0.5]
    other = load_scenario("ukrainian_front", {"context.disorder": 0.5})
    assert other.calendar == load_scenario("ukrainian_front").calendar


def test_songbun_can_be_set_together():
    keys = ["force.songbun.core", "force.songbun.wavering", "force.songbun.hostile"]
    scenario = load_scenario("dmz", dict(zip(keys, [0.5, 0.3, 0.2], strict=True)))
    assert [scenario.values[key] for key in keys] == [0.5, 0.3, 0.2]


def test_scenario_is_frozen_hashable_and_can_be_pickled():
    front = load_scenario("ukrainian_front")
    for again in (pickle.loads(pickle.dumps(front)), copy.deepcopy(front)):
        assert again == front
        assert hash(again) == hash(front)
        assert again.digest == front.digest
    assert len(front.digest) == 64
    with pytest.raises(AttributeError):
        front.name = "other"
    with pytest.raises(TypeError):
        front.values["force.days"] = 3
    with pytest.raises(AttributeError):
        front.values._items = {}


def test_digest_is_of_what_a_run_depends_on(tmp_path):
    """Title, notes and sources do not count; values, routes and calendar do."""
    dmz = load_scenario("dmz")
    same = scenario_of(tmp_path, "[context]\ndisorder = { value = 0, note = 'the same' }\n")
    assert same.digest == dmz.digest
    assert same != dmz
    for text in ("[context]\ndisorder = 0.1\n", ROUTES, CALENDAR.split("[[calendar]]")[2]):
        text = text if text.startswith("[") else f"[[calendar]]{text}"
        assert scenario_of(tmp_path, text).digest != dmz.digest


def test_a_plain_value_is_an_assumption(tmp_path):
    scenario = scenario_of(
        tmp_path,
        "[context]\ndisorder = 1\ncause = { value = 0.1, source = 'info_training_claim', "
        "grade = 'derived', note = 'why' }\n",
    )
    plain, told = scenario.entries["context.disorder"], scenario.entries["context.cause"]
    assert (plain.value, plain.source, plain.grade) == (1.0, "assumption", "assumed")
    assert (plain.where, type(plain.value)) == ("x.toml:4", float)
    assert (told.source, told.grade, told.note) == ("info_training_claim", "derived", "why")


def test_routes_and_calendar_replace_those_of_the_parent(tmp_path):
    front = load_scenario("ukrainian_front")
    routes = scenario_of(tmp_path, ROUTES, "ukrainian_front")
    assert [route.name for route in routes.routes] == ["out"]
    assert routes.calendar == front.calendar
    calendar = scenario_of(
        tmp_path, "[[calendar]]\nday = 2\ncontext.disorder = 0.1\n", "ukrainian_front"
    )
    assert calendar.routes == front.routes
    assert [event.day for event in calendar.calendar] == [2]
    assert scenario_of(tmp_path, "calendar = []\n", "ukrainian_front").calendar == ()


def test_calendar_of_a_parent_must_fit_new_routes(tmp_path):
    row = "[[calendar]]\nday = 3\nroute.across_the_dmz.exit.caught = 0.2\n"
    (tmp_path / "parent.toml").write_text('title = "P"\nextends = "dmz"\n' + row)
    text = 'title = "C"\nextends = "parent"\n' + ROUTES
    assert faults_of(tmp_path, text) == [
        "parent.toml:5: calendar[1].route.across_the_dmz.exit.caught: unknown key, "
        "did you mean 'route.out.exit.caught'?"
    ]


def test_names_beside_the_file_come_first(tmp_path):
    (tmp_path / "dmz.toml").write_text('title = "Mine"\nextends = "dmz"\n[force]\nsoldiers = 5\n')
    (tmp_path / "x.toml").write_text('title = "X"\nextends = "dmz"\n')
    assert load_scenario(tmp_path / "dmz.toml").values["force.soldiers"] == 5
    assert load_scenario(tmp_path / "x.toml").values["force.soldiers"] == 5
    assert load_scenario("dmz").values["force.soldiers"] == 15000


def test_a_scenario_without_a_way_out():
    with pytest.raises(ScenarioError, match=r"route: missing: at least one \[\[route\]\]"):
        resolve_settings(load_scenario("base"))


def test_a_point_of_a_sweep_is_quick():
    front = load_scenario("ukrainian_front")
    resolve_settings(front)
    times = []
    for count in range(10):
        start = time.perf_counter()
        resolve_settings(front.with_values({"regime.informants": count / 100}))
        times.append(time.perf_counter() - start)
    assert min(times) < 0.005
