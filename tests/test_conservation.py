"""Nobody gets lost: statuses add up to the force, and who is gone stays as he was."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import (
    ALL_CONTEXTS,
    CONTEXTS,
    RULES,
    SOCIAL,
    WEIGHED,
    evenings,
    fields_of,
    lived,
    same_bits,
    scenario_of,
    world_of,
)

from sim.fields import FIELDS, PASSING
from sim.state import IN_TRANSIT, NOBODY, SERVING, STATUSES

FRESH = ("fresh_attempts", "fresh_catches", "fresh_escapes")
CHANGES = st.fixed_dictionaries(
    {
        "context.combat_intensity": st.floats(0.0, 1.0),
        "context.casualty_hazard": st.floats(0.0, 0.2),
        "context.rotation_home": st.floats(0.0, 0.05),
        "contact.cut_off_share": st.floats(0.0, 1.0),
        "decision.threshold": st.floats(-3.0, 1.0),
        "control.removal_threshold": st.floats(0.1, 1.0),
        "escape.to_nobody": st.floats(0.0, 1.0),
        "host.closure": st.floats(0.0, 1.0),
        "group.sounding": st.floats(0.0, 1.0),
        "aftermath.sanctions": st.floats(0.0, 1.0),
        "decision.rule": st.sampled_from(RULES),
    }
)


@settings(max_examples=30)
@given(st.sampled_from(ALL_CONTEXTS), CHANGES, st.integers(1, 300), st.integers(0, 2**32))
def test_nobody_gets_lost(context, changes, soldiers, seed):
    """Statuses add up to the force every day, in the soldiers and in the tallies; who is gone never
    serves again, and his fields keep their last day, but for those that pass with it. His family is
    punished on a morning after news of him, and on no other; what he learnt on his last day is
    fresh on no other."""
    world = world_of(scenario_of(context, SOCIAL, changes, soldiers=soldiers, days=15), seed)
    moving = {"status", "news", "family_punished", *FRESH, *PASSING}
    before = fields_of(world.state)
    for day in evenings(world):
        now = fields_of(world.state)
        statuses = np.bincount(now["status"], minlength=len(STATUSES))
        assert statuses.sum() == soldiers
        assert list(world.daily[day, : len(STATUSES)]) == list(statuses)
        gone = before["status"] != SERVING
        assert not np.any(now["status"][gone] == SERVING)
        ended = gone & (before["status"] != IN_TRANSIT)
        assert same_bits(now["status"][ended], before["status"][ended])
        for name in set(FIELDS) - moving:
            assert same_bits(now[name][gone], before[name][gone]), name
        punished = now["family_punished"] - before["family_punished"]
        assert set(punished) <= {0, 1}
        assert np.all(before["news"][punished == 1] != 0)
        assert not any(now[name][gone].any() for name in (*FRESH, *PASSING))
        assert np.array_equal(now["gone_day"] >= 0, now["status"] != SERVING)
        assert not np.any(now["expressed"][now["status"] != SERVING])
        before = now
    places = world.state.places("status").ravel()
    assert np.count_nonzero(places == NOBODY) == places.size - soldiers


@settings(max_examples=30)
@given(st.sampled_from(ALL_CONTEXTS), CHANGES, st.integers(0, 2**32))
def test_shares_and_probabilities_stay_within_their_interval(context, changes, seed):
    """All but `tipping`, which is normal: some act with nobody, and some with all others not."""
    world = world_of(scenario_of(context, SOCIAL, changes, days=20), seed)
    for _ in evenings(world):
        for name, field in FIELDS.items():
            if field.unit in ("share", "probability", "0/1") and name != "tipping":
                column = getattr(world.state, name)
                assert column.min() >= 0.0, name
                assert column.max() <= (1.0 + 1e-15 if name in WEIGHED else 1.0), name


@pytest.mark.parametrize("context", CONTEXTS)
def test_who_notices_a_catch_has_noticed_an_attempt(context):
    """Else what he learns, (a + catches) / (a + b + attempts), is no probability."""
    state = lived(scenario_of(context, SOCIAL)).state
    assert state.catches_noticed.max() > 0.0
    # What is only told counts in part; parts add up but for rounding.
    assert np.all(state.catches_noticed <= state.attempts_noticed + 1e-12)
