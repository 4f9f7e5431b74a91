"""The two contexts that move: the way from the rear to the front, and the border that is shut."""

import numpy as np
import pytest

from sim.rules import escape
from sim.scenario import load_scenario
from sim.scenario.settings import resolve_settings
from sim.scenario.sources import ASSUMPTION, read_sources, source_problem

BOTH = ("rear_to_front", "sino_korean_border")
LATER = 19
"""Days from 13 October to 1 November 2024, from the first day of the rear to that of the front."""


def chances(settings, period, knowledge, woman, companions=0.0):
    """The chance to come through each route that is there."""
    p = settings.namespace(period)
    found = []
    for legs in settings.routes[period].tolist():
        through = 1.0
        for number, (stage, _, caught, killed, returned) in enumerate(legs):
            if stage >= 0:
                seen = escape.caught(
                    p, caught, int(stage), knowledge, woman, number == 0, companions
                )
                shot = escape.killed(p, killed, int(stage), companions)
                through *= escape.passes(seen, shot, returned)
        found.append(through)
    return found


@pytest.mark.parametrize("name", BOTH)
def test_every_value_says_where_it_comes_from(name):
    scenario = load_scenario(name)
    own = [each for each in scenario.entries.values() if each.where.startswith(f"{name}.")]
    legs = [leg for route in scenario.routes for leg in route.legs]
    assert own
    for each in (*own, *legs, *scenario.calendar):
        assert each.note
        assert source_problem(each.source, each.grade) is None
    for event in scenario.calendar:
        assert event.source in read_sources()
    for entry in own:
        assert entry.source != ASSUMPTION or entry.grade == "assumed"


def test_rear_to_front_is_the_rear_and_then_the_front():
    moved, rear, front = map(load_scenario, ("rear_to_front", "russia_rear", "ukrainian_front"))
    ways = [resolve_settings(each) for each in (moved, rear, front)]
    now, before, after = ways
    assert np.flatnonzero(now.arrivals).tolist() == [LATER]
    assert now.days == after.days + LATER
    for day in range(now.days):
        there, at = (before, 0) if day < LATER else (after, after.period_of_day[day - LATER])
        period = now.period_of_day[day]
        for section in ("context", "host", "outreach", "regime"):
            assert now.periods[section][period] == there.periods[section][at], (day, section)
        assert (now.routes[period] == there.routes[at]).all()


def test_rear_to_front_has_the_force_of_the_front():
    """The same persons in the same numbers, so that what differs is where they were before."""
    moved, front = load_scenario("rear_to_front"), load_scenario("ukrainian_front")
    for key, entry in moved.entries.items():
        if key.startswith(("force.", "screening.")) and key != "force.days":
            assert entry.value == front.values[key], key


def test_the_border_has_a_way_for_each():
    """A guide for one who knows little, the steppe for one who knows more, Jilin for one who knows
    most, and for a woman; every way out is the best for somebody in 2019."""
    scenario = load_scenario("sino_korean_border")
    names = [route.name for route in scenario.routes]
    assert names == ["with_broker_to_thailand", "alone_into_jilin", "mongolia"]
    settings = resolve_settings(scenario)
    best = [int(np.argmax(chances(settings, 0, share / 100, 0))) for share in range(10, 96)]
    assert list(dict.fromkeys(best)) == [0, 2, 1]
    assert min(best.count(at) for at in range(3)) > 10
    assert np.argmax(chances(settings, 0, 0.1, 1)) == 1
    longest = [sum(leg.days for leg in route.legs) for route in scenario.routes]
    assert max(longest) == longest[1]


def test_the_border_is_shut_in_january_2020():
    settings = resolve_settings(load_scenario("sino_korean_border"))
    assert settings.period_of_day[[0, 386, 387, 603, 604]].tolist() == [0, 0, 1, 1, 2]
    assert np.diff(settings.periods["host"]["closure"]).min() > 0.0
    assert settings.periods["context"]["deprivation"].tolist() == [0.5, 0.65, 0.65]
    best = [max(chances(settings, period, 0.3, 0)) for period in range(3)]
    assert best[0] > 5.0 * best[1] > 15.0 * best[2]


def test_what_china_hands_back_touches_every_way():
    open_host = load_scenario("sino_korean_border", {"host.returns": 0.0})
    free = chances(resolve_settings(open_host), 0, 0.3, 0)
    now = chances(resolve_settings(load_scenario("sino_korean_border")), 0, 0.3, 0)
    assert np.allclose(np.array(now) / free, 1.0 - 0.19)
