"""Every parameter and every switch does something: each is changed, and something must follow."""

import pytest
from worlds import BUSY, CONTEXTS, differing, lived, same_bits, scenario_of

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
    "outreach.leaflets": {"outreach.corridor": 0.5},
    "screening.pyongyang_rule": {"force.no_relatives": 0.5},
    "decision.kin_abroad": {"force.relatives_abroad": 0.5},
    "escape.mobility": {"force.women": 0.8},
    "force.days": {},
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


def outcome(scenario):
    world = lived(scenario)
    return world, repr(measure(world.state, world.daily))


def same_life(one, other):
    """Whether two runs agree in every field, tally and outcome."""
    (a, told_of_a), (b, told_of_b) = one, other
    same_size = a.state.soldiers == b.state.soldiers and a.daily.shape == b.daily.shape
    if not same_size or told_of_a != told_of_b:
        return False
    return not differing(a.state, b.state) and same_bits(a.daily, b.daily)


@pytest.fixture(scope="module")
def usual():
    """The life from which most changes are made."""
    return outcome(scenario_of("ukrainian_front", BUSY))


@pytest.mark.parametrize("key", NUMBERS)
def test_every_number_does_something(key, usual):
    where = WHERE.get(key, {})
    before = outcome(scenario_of("ukrainian_front", BUSY, where)) if where else usual
    scenario = scenario_of("ukrainian_front", BUSY, where)
    step = STEP.get(key) or {key: elsewhere(key, scenario)}
    assert step[key] != scenario.values[key]
    changed = outcome(scenario.with_values(step))
    assert not same_life(before, changed)
    assert same_life(before, outcome(scenario))


@pytest.mark.parametrize(("context", "key"), [(c, key) for c in CONTEXTS for key in LEGS[c]])
def test_every_leg_does_something(context, key):
    scenario = scenario_of(context, BUSY, soldiers=1000)
    name = key.rpartition(".")[2]
    _, route, leg, _ = key.split(".")
    legs = next(each for each in scenario.routes if each.name == route).legs
    now = getattr(next(each for each in legs if each.name == leg), name)
    step = {key: int(now) + 2 if name == "days" else (now or 0.0) + 0.1}
    assert not same_life(outcome(scenario), outcome(scenario.with_values(step)))


@pytest.mark.parametrize("key", SWITCHES)
def test_every_switch_does_something(key, usual):
    off = outcome(scenario_of("ukrainian_front", BUSY, off=[key.partition(".")[2]]))
    assert not same_life(usual, off)


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_is_another_life(key, usual):
    lives = [
        outcome(scenario_of("ukrainian_front", BUSY, {key: choice}))
        for choice in DEFAULT.entries[key].choices
    ]
    for at, one in enumerate(lives):
        assert not any(same_life(one, other) for other in lives[at + 1 :])
    assert any(same_life(one, usual) for one in lives)


def test_every_key_is_covered():
    assert len(NUMBERS) > 90
    assert set(NUMBERS) | set(SWITCHES) | set(CHOICES) == set(DEFAULT.entries)
    assert all(DEFAULT.entries[key].bounds for key in NUMBERS)
    assert set(WHERE) | set(STEP) <= set(NUMBERS)


def test_a_parameter_that_does_nothing_is_seen(usual):
    """The same settings in other words: with nobody from a border province, what they know."""
    nobody = {"force.border_province": 0.0}
    before = scenario_of("ukrainian_front", BUSY, nobody)
    after = before.with_values({"information.border_start": 0.9})
    assert same_life(outcome(before), outcome(after))
    assert not same_life(usual, outcome(before))
