"""Every parameter and every switch does something: each is changed, and what is measured changes."""

import pytest
from worlds import BUSY, CONTEXTS, lived, scenario_of

from sim.outcomes import measure
from sim.scenario import load_scenario

DEFAULT = load_scenario("ukrainian_front")
SWITCHES = sorted(key for key in DEFAULT.entries if key.startswith("mechanisms."))
CHOICES = sorted(key for key, entry in DEFAULT.entries.items() if entry.choices)
NUMBERS = sorted(set(DEFAULT.entries) - set(SWITCHES) - set(CHOICES))
LEGS = {
    context: sorted(set(load_scenario(context).keys) - set(DEFAULT.entries)) for context in CONTEXTS
}

# A key that has a say only where others are set so, or whose step must be a certain one.
WHERE = {
}
STEP = {
    "force.songbun.core": {"force.songbun.core": 0.48, "force.songbun.hostile": 0.07},
    "force.songbun.wavering": {"force.songbun.wavering": 0.65, "force.songbun.hostile": 0.07},
    "force.songbun.hostile": {"force.songbun.hostile": 0.47, "force.songbun.core": 0.08},
    "force.soldiers": {"force.soldiers": 258},
    "force.days": {"force.days": 31},
}


def elsewhere(key, scenario):
    """Another value of a key: a third of the way to the bound that is further off, at most tripled."""
    value, (low, high) = scenario.values[key], scenario.entries[key].bounds
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1
    if high - value >= value - low:
        return value + min((high - value) / 3.0, 2.0 * abs(value) + 0.1)
    return value - (value - low) / 3.0


def outcomes(scenario):
    """All that is measured of a run, to the last digit."""
    world = lived(scenario)
    return repr(measure(world.state, world.daily))


@pytest.fixture(scope="module")
def usual():
    """The life from which most changes are made."""
    return outcomes(scenario_of("ukrainian_front", BUSY))


@pytest.mark.parametrize("key", NUMBERS)
def test_every_number_does_something(key):
    scenario = scenario_of("ukrainian_front", BUSY, WHERE.get(key, {}))
    step = STEP.get(key) or {key: elsewhere(key, scenario)}
    assert step[key] != scenario.values[key]
    assert outcomes(scenario.with_values(step)) != outcomes(scenario)


@pytest.mark.parametrize(("context", "key"), [(c, key) for c in CONTEXTS for key in LEGS[c]])
def test_every_leg_does_something(context, key):
    scenario = scenario_of(context, BUSY, soldiers=1000)
    _, route, leg, name = key.split(".")
    legs = next(each for each in scenario.routes if each.name == route).legs
    now = getattr(next(each for each in legs if each.name == leg), name)
    step = {key: now + 2 if name == "days" else (now or 0.0) + 0.1}
    assert outcomes(scenario.with_values(step)) != outcomes(scenario)


@pytest.mark.parametrize("key", SWITCHES)
def test_every_switch_does_something(key, usual):
    assert outcomes(scenario_of("ukrainian_front", BUSY, {key: False})) != usual


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_is_another_life(key, usual):
    lives = {
        outcomes(scenario_of("ukrainian_front", BUSY, {key: choice}))
        for choice in DEFAULT.entries[key].choices
    }
    assert len(lives) == len(DEFAULT.entries[key].choices)
    assert usual in lives


def test_every_key_is_covered():
    assert len(NUMBERS) > 90
    assert set(NUMBERS) | set(SWITCHES) | set(CHOICES) == set(DEFAULT.entries)
    assert all(DEFAULT.entries[key].bounds for key in NUMBERS)
    assert set(WHERE) | set(STEP) <= set(NUMBERS)


def test_a_parameter_that_does_nothing_is_seen(usual):
    """With nobody from a border province, what is known there; and a life is the same twice."""
    scenario = scenario_of("ukrainian_front", BUSY, {"force.border_province": 0.0})
    same = scenario.with_values({"information.border_start": 0.9})
    assert outcomes(same) == outcomes(scenario) != usual
