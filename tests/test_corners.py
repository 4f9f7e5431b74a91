"""The corners of the parameter space: whatever the bounds allow, every number stays a number."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import ALL_CONTEXTS, RULES, SOCIAL, WEIGHED, lived, scenario_of

from sim.engine.tally import SERIES
from sim.fields import COMPANY_FIELDS, FIELDS
from sim.outcomes import OUTCOMES
from sim.scenario import load_scenario
from sim.scenario.switches import SWITCHES

ENTRIES = load_scenario("dmz").entries
SHARES = ("force.songbun.core", "force.songbun.wavering", "force.songbun.hostile")  # add up to 1
NUMERIC = sorted(
    key
    for key, entry in ENTRIES.items()
    if entry.bounds and key not in ("force.soldiers", "force.days", *SHARES)
)
# A ratio without a case, and a rate without person-time, are NaN by definition.
MAY_BE_NAN = {o.name for o in OUTCOMES if o.kind in ("ratio", "rate", "expectation")} - {
    "expected_attempts",
    "expected_defections",
}
MEANS = {o.name for o in OUTCOMES if o.name.startswith(("mean_", "share_"))}


def bound(key, high):
    return ENTRIES[key].bounds[high]


def corner(bits):
    """Every numeric key at its lower or at its upper bound."""
    return {key: bound(key, high) for key, high in zip(NUMERIC, bits, strict=True)}


def assert_numbers(context, rule, changes, off=(), seed=0, soldiers=131):
    changes = changes | {"decision.rule": rule}
    world = lived(scenario_of(context, changes, off=off, soldiers=soldiers, days=6), seed)
    for name in FIELDS:
        column = getattr(world.state, name)
        assert np.isfinite(column).all(), name
        if FIELDS[name].unit in ("share", "probability", "0/1") and name != "tipping":
            above = 1e-15 if name in WEIGHED else 0.0
            assert 0.0 <= column.min() <= column.max() <= 1.0 + above, name
    for name in COMPANY_FIELDS:
        assert np.isfinite(world.state.companies[name]).all(), name
    assert np.isfinite(world.daily).all()
    out = world.outcomes()
    nobody = not world.daily[:, SERIES.index("serving")].any()
    allowed = MAY_BE_NAN | (MEANS if nobody else set())
    assert {name for name, value in out.items() if np.isnan(value)} <= allowed
    assert not any(np.isinf(value) for value in out.values())


def test_there_are_corners():
    assert len(NUMERIC) > 120
    assert set(NUMERIC) | {"force.soldiers", "force.days", *SHARES} == {
        key for key, entry in ENTRIES.items() if entry.bounds
    }


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("high", [0, 1], ids=["lowest", "highest"])
def test_everything_at_one_bound(high, rule):
    for context in ALL_CONTEXTS:
        assert_numbers(context, rule, corner([high] * len(NUMERIC)))


@pytest.mark.parametrize("rule", RULES)
def test_one_key_at_a_bound(rule):
    """Each key at each of its bounds, in the thick of it."""
    for at, key in enumerate(NUMERIC):
        context = ALL_CONTEXTS[at % len(ALL_CONTEXTS)]
        for high in (0, 1):
            assert_numbers(context, rule, SOCIAL | {key: bound(key, high)}, seed=at)


@settings(max_examples=60)
@given(
    context=st.sampled_from(ALL_CONTEXTS),
    rule=st.sampled_from(RULES),
    bits=st.lists(st.integers(0, 1), min_size=len(NUMERIC), max_size=len(NUMERIC)),
    off=st.sets(st.sampled_from(sorted(SWITCHES)), max_size=3),
    soldiers=st.sampled_from([1, 11, 121, 131]),
    seed=st.integers(0, 2**32),
)
@example("dmz", "prospect", [0, 1] * (len(NUMERIC) // 2) + [0] * (len(NUMERIC) % 2), set(), 131, 1)
def test_any_corner(context, rule, bits, off, soldiers, seed):
    """All keys at once, each at one of its bounds."""
    assert_numbers(context, rule, corner(bits), sorted(off), seed, soldiers)


@st.composite
def anywhere(draw):
    """Every numeric key, each anywhere between its bounds."""
    at = draw(st.lists(st.floats(0.0, 1.0), min_size=len(NUMERIC), max_size=len(NUMERIC)))
    found = {}
    for key, share in zip(NUMERIC, at, strict=True):
        low, high = ENTRIES[key].bounds
        value = min(low + (high - low) * share, high)
        found[key] = int(value) if isinstance(ENTRIES[key].value, int) else float(value)
    return found


@settings(max_examples=30)
@given(st.sampled_from(ALL_CONTEXTS), st.sampled_from(RULES), anywhere(), st.integers(0, 2**32))
def test_anywhere_within(context, rule, changes, seed):
    """All keys at once, each somewhere between its bounds."""
    assert_numbers(context, rule, changes, seed=seed)
