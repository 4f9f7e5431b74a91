"""Answers known in advance (model.md, section 7): what theory says, and what the world does."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats
from worlds import (
    BUSY,
    CONTEXTS,
    FREE,
    STILL,
    differing,
    evenings,
    fields_of,
    lived,
    same_bits,
    same_world,
    scenario_of,
    world_of,
)

from sim.fields import FIELDS
from sim.mathematics import probability
from sim.state import BY_ROUTE, COMPANY, SERVING

# Alone and unchanging: no combat, nothing learnt, no tour that ends.
ALONE = STILL | FREE | {"decision.initiative": 1.0}


# No interaction, constant covariates


def first_attempts(going_home, soldiers=20_000, days=90):
    """Daily chance of each soldier, and the day of his attempt."""
    scenario = scenario_of(
        "dmz", ALONE, {"context.rotation_home": going_home}, soldiers=soldiers, days=days
    )
    world = world_of(scenario)
    world.live(1)
    hazard = world.state.hazard.copy()
    world.live(days)
    served = world.state.days_at_risk > 1.0
    assert same_bits(hazard[served], world.state.hazard[served])
    return np.array([probability(h) for h in hazard.tolist()]), world.state.attempt_day


@pytest.mark.parametrize("going_home", [0.0, 0.01], ids=["alone", "competing"])
def test_time_to_attempt_is_geometric(going_home):
    """Attempts by period of ten days and by quartile of hazard meet the closed form, in which a
    tour that ends competes. Chi-square; false alarm: 1 in 1,000 seeds."""
    daily, found = first_attempts(going_home)
    stays = 1.0 - probability(going_home)
    days = np.arange(90)[:, None]
    chance = stays ** (days + 1) * (1.0 - daily) ** days * daily
    counted, expected = [], []
    hazards = np.array_split(np.argsort(daily), 4)
    for quartile in hazards:
        for first in range(0, 90, 10):
            day = found[quartile]
            counted.append(np.count_nonzero((day >= first) & (day < first + 10)))
            expected.append(chance[first : first + 10, quartile].sum())
    remaining = len(daily) - np.array([sum(counted), sum(expected)])
    assert min(expected) > 10.0
    counted, expected = np.append(counted, remaining[0]), np.append(expected, remaining[1])
    assert stats.chisquare(counted, expected).pvalue > 1e-3
    assert counted[:-1].sum() > 2_000


def test_incidence_meets_the_closed_form():
    """The share that has tried by each day. The bound of Kolmogorov and Smirnov on the
    largest gap between counted and expected; false alarm: less than 1 in 1,000 seeds."""
    daily, found = first_attempts(0.0)
    days = np.arange(90)
    counted = np.array([np.mean((found >= 0) & (found <= day)) for day in days])
    expected = np.array([np.mean(1.0 - (1.0 - daily) ** (day + 1)) for day in days])
    assert np.abs(counted - expected).max() < stats.kstwobign.ppf(0.999) / np.sqrt(len(daily))
    assert counted[-1] > 0.1


def test_expected_attempts_have_their_closed_form():
    """A soldier expects his chance of every day that he serves, the last one too."""
    daily, found = first_attempts(0.0, soldiers=500)
    world = lived(scenario_of("dmz", ALONE, soldiers=500, days=90))
    served = np.where(found < 0, 90, found + 1)
    assert np.allclose(world.state.expected_attempts, daily * served, rtol=1e-12, atol=0.0)


# Stress only


@pytest.mark.parametrize("intensity", [0.0, 0.3, 1.0])
def test_stress_meets_the_closed_form(intensity):
    """Constant combat and want, and nobody hit: s(t) = s* (1 - (1 - rate)^t)."""
    scenario = scenario_of(
        "ukrainian_front",
        {
            "context.combat_intensity": intensity,
            "battlefield.intensity_spread": 0.0,
            "context.casualty_hazard": 0.0,
            "context.deprivation": 0.6,
        },
        soldiers=130,
        days=80,
    )
    world = world_of(scenario)
    p = world.settings.namespace(0).battlefield
    load = p.stress_combat * intensity + p.stress_deprivation * 0.6
    rate = load + p.stress_recovery * (1.0 - intensity)
    for day in evenings(world):
        serving = world.state.status == SERVING
        expected = load / rate * (1.0 - (1.0 - rate) ** (day + 1))
        assert np.allclose(world.state.stress[serving], expected, rtol=1e-12, atol=0.0)


# Information by ties only

TALK = {
    "context.outside_information": 0.0,
    "outreach.leaflets": 0.0,
    "context.combat_intensity": 0.0,
    "context.rotation_home": 0.0,
    "decision.initiative": 0.0,
    "control.report": 0.0,
    "information.ties": 0.05,
}


def test_talk_among_equals_is_the_logistic_map():
    """Everybody starts with the same, and the shares of one's trust add up to 1."""
    changes = {"information.start": 0.02, "information.border_start": 0.0}
    world = world_of(scenario_of("dmz", TALK, changes, days=150))
    known = 0.02
    for _ in evenings(world):
        known += 0.05 * known * (1.0 - known)
        assert np.allclose(world.state.information, known, rtol=1e-12, atol=0.0)
    assert known > 0.9


def test_talk_spreads_as_the_logistic_curve():
    """A tenth starts with a fifth more. The mean stays within 0.03 of the logistic curve through
    its start that grows by the same factor a day while few know."""
    changes = {"force.border_province": 0.1, "information.start": 0.02}
    changes |= {"information.border_start": 0.2}
    world = world_of(scenario_of("dmz", TALK, changes, soldiers=3000, days=150))
    start = world.state.information.mean()
    for day in evenings(world):
        odds = start / (1.0 - start) * (1.0 + 0.05) ** (day + 1)
        assert abs(world.state.information.mean() - odds / (1.0 + odds)) < 0.03
    assert start < 0.05 and world.state.information.mean() > 0.9


# Hostage off


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    "changes",
    [
        {"regime.family_punishment": 1000.0},
        {"decision.guilt": 10.0},
        {"regime.martyr_honour": 0.0},
        {"kin.hold": 5.0},
        {"kin.married": 1.0, "kin.siblings": 3.0, "kin.parent_lives": 0.0},
        {"kin.partner_closeness": 0.0, "kin.parent_closeness": 1.0, "kin.sibling_closeness": 0.0},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_without_hostages_nothing_of_theirs_has_an_effect(context, changes):
    plain, changed = (
        lived(scenario_of(context, BUSY, each, off=["hostage"])) for each in ({}, changes)
    )
    assert same_world(plain, changed, but=["hostage"])
    assert ("hostage" in differing(plain.state, changed.state)) == ("kin" in next(iter(changes)))
    with_hostages = lived(scenario_of(context, BUSY, changes))
    assert "hazard" in differing(plain.state, with_hostages.state)


@pytest.mark.parametrize("context", CONTEXTS)
def test_with_an_infinite_lever_nobody_with_relatives_leaves(context):
    """Who is sure that he is read as a defector, and whose family then loses everything."""
    certain = {
        "regime.family_punishment": 1000.0,
        "regime.attribution": 1.0,
        "contact.attribution": 1.0,
        "belief.ambiguity": 0.0,
        "decision.threshold": -5.0,
        "force.no_relatives": 0.2,
        "mechanisms.screening": False,
    }
    state = lived(scenario_of(context, BUSY, certain, soldiers=1000)).state
    held = state.hostage > 0.0
    assert np.count_nonzero(held) > 500
    assert not state.attempt[held].any()
    assert state.hazard[held].max() < 1e-100
    assert state.surrender[held].max() < 1e-100
    assert state.attempt[~held].any()


# The smallest different world


@pytest.mark.parametrize("context", CONTEXTS)
@settings(max_examples=12)
@given(
    field=st.sampled_from(["threshold", "hostage", "standing", "individualism", "kin_abroad"]),
    soldier=st.integers(0, 256),
    value=st.floats(0.0, 1.0),
)
@example("threshold", 130, -10.0)
def test_one_soldier_changes_no_other(context, field, soldier, value):
    """Feedback off, in the thick of it."""
    scenario = scenario_of(context, BUSY, off=["feedback"], days=20)
    plain, changed = world_of(scenario), world_of(scenario)
    changed.state.places(field)[divmod(soldier, COMPANY)] = value
    plain.live(20)
    changed.live(20)
    others = np.arange(257) != soldier
    for name in FIELDS:
        a, b = getattr(plain.state, name), getattr(changed.state, name)
        assert same_bits(a[others], b[others]), name
    assert getattr(changed.state, field)[soldier] == value


# More control, feedback off, the same luck

LEVERS = {
    "regime.officials_per_100": (0.0, 10.0),
    "regime.informants": (0.0, 0.5),
    "regime.punishment": (0.0, 3.0),
    "regime.family_punishment": (0.0, 5.0),
    "kin.hold": (0.0, 3.0),
    "decision.guilt": (0.0, 2.0),
    "regime.attribution": (0.0, 1.0),
    "contact.attribution": (0.0, 1.0),
}


@st.composite
def levers(draw):
    """A lever, and a low and a high place of it that differ by more than rounding."""
    key = draw(st.sampled_from(sorted(LEVERS)))
    low, high = LEVERS[key]
    at = draw(st.floats(0.0, 0.95))
    more = draw(st.floats(at + 0.05, 1.0))
    return key, low + (high - low) * at, low + (high - low) * more


BACKGROUND = {
    "decision.temperature": st.floats(0.35, 1.0),
    "belief.watch_felt": st.floats(0.0, 0.35),
    "decision.threshold": st.floats(-2.0, 0.5),
    "decision.loyalty": st.floats(0.0, 2.0),
    "control.watch": st.floats(0.0, 2.0),
    "regime.enemy_image": st.floats(0.0, 1.0),
    "context.outside_information": st.floats(0.0, 1.0),
}


@settings(max_examples=60)
@given(
    context=st.sampled_from(CONTEXTS),
    lever=levers(),
    background=st.fixed_dictionaries(BACKGROUND),
    seed=st.integers(0, 2**32),
)
def test_more_control_never_moves_anybody_to_leave(context, lever, background, seed):
    """No soldier's hazard, nor his resolve to surrender, is higher on any day (but for rounding,
    1e-12 of it), so no soldier's first attempt comes earlier; and none is less watched or afraid.

    Fear of being caught also spares a soldier the deaths of the route, so a watch that is felt can
    push where nothing is done to those who are caught. It cannot outweigh the chances that the
    watch closes where belief.watch_felt is below decision.temperature, as it is here.
    """
    key, low, high = lever
    common = BUSY | background | {"mechanisms.feedback": False}
    worlds = [
        world_of(scenario_of(context, common, {key: level}, days=12), seed) for level in (low, high)
    ]
    never = 10_000
    for _ in zip(*map(evenings, worlds), strict=True):
        less, more = (fields_of(world.state) for world in worlds)
        both = (less["status"] == SERVING) & (more["status"] == SERVING)
        for name in ("hazard", "surrender"):
            assert np.all(more[name][both] <= less[name][both] * (1.0 + 1e-12)), name
        for name in ("surveillance", "fear"):
            assert np.all(more[name][both] >= less[name][both]), name
    tried = [np.where(s["attempt_day"] < 0, never, s["attempt_day"]) for s in (less, more)]
    assert np.all(tried[0] <= tried[1])


def test_more_control_stops_attempts():
    """The property above is not empty: each lever from its lowest to its highest stops somebody."""
    for key, (low, high) in LEVERS.items():
        few, many = (
            lived(scenario_of("ukrainian_front", BUSY, {key: level}, off=["feedback"]))
            for level in (high, low)
        )
        assert few.state.expected_attempts.sum() < many.state.expected_attempts.sum(), key
        stopped = (many.state.attempt == BY_ROUTE) & (few.state.attempt != BY_ROUTE)
        assert stopped.any() or key == "contact.attribution", key
