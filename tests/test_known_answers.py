"""Answers known in advance (model.md, section 7): what theory says, and what the world does."""

import numpy as np
import pytest
from scipy import stats
from worlds import (
    CONTEXTS,
    FREE,
    RULES,
    SOCIAL,
    STILL,
    differing,
    evenings,
    lived,
    same_bits,
    same_world,
    scenario_of,
    world_of,
)

from sim.mathematics import probability
from sim.state import SERVING

# Alone and unchanging: no combat, nothing learnt, no tour that ends, and nobody sounded out, since
# who joins an attempt does not wait for his own hazard.
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
    served = world.state.days_at_risk == days
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
        lived(scenario_of(context, SOCIAL, each, off=["hostage"])) for each in ({}, changes)
    )
    assert same_world(plain, changed, but=["hostage"])
    assert ("hostage" in differing(plain.state, changed.state)) == ("kin" in next(iter(changes)))
    with_hostages = lived(scenario_of(context, SOCIAL, changes))
    assert "hazard" in differing(plain.state, with_hostages.state)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_with_an_infinite_lever_nobody_with_relatives_leaves(context, rule):
    """Who is sure that he is read as a defector, and whose family then loses everything, asked by a
    comrade or not."""
    certain = {
        "regime.family_punishment": 1000.0,
        "regime.attribution": 1.0,
        "contact.attribution": 1.0,
        "belief.ambiguity": 0.0,
        "decision.threshold": -5.0,
        "force.no_relatives": 0.2,
        "mechanisms.screening": False,
        "decision.tipping": -1.0,
        "regime.withdraw_after": 0.0,
    }
    state = lived(
        scenario_of(context, SOCIAL, certain, {"decision.rule": rule}, soldiers=1000)
    ).state
    held = state.hostage > 0.0
    assert np.count_nonzero(held) > 500
    assert not state.attempt[held].any()
    assert state.hazard[held].max() < 1e-100
    assert state.surrender[held].max() < 1e-100
    assert state.attempt[~held].any()
