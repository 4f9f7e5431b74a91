"""The same luck in two worlds: what a change moves, and whom it cannot (model.md, section 7)."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from worlds import (
    BUSY,
    CONTEXTS,
    RULES,
    SOCIAL,
    evenings,
    fields_of,
    lived,
    same_bits,
    scenario_of,
    world_of,
)

from sim.fields import FIELDS
from sim.soldiers import State
from sim.state import BY_ROUTE, COMPANY, JOINED, KILLED_IN_ACTION, ROTATED_HOME, SERVING

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
    """Feedback off, and so nobody sounded out, in the thick of it."""
    scenario = scenario_of(context, SOCIAL, off=["feedback"], days=20)
    plain, changed = world_of(scenario), world_of(scenario)
    changed.state.places(field)[State.at(soldier)] = value
    plain.live(20)
    changed.live(20)
    others = np.arange(257) != soldier
    for name in FIELDS:
        a, b = getattr(plain.state, name), getattr(changed.state, name)
        assert same_bits(a[others], b[others]), name
    assert getattr(changed.state, field)[soldier] == value


@pytest.mark.parametrize("context", CONTEXTS)
def test_plots_stay_within_a_company(context):
    """Comrades are sounded out, nothing is told, and what is seen of others pulls nobody: with whom
    a soldier goes changes lives in his company, and none beyond."""
    off = ["aftermath", "peer_conformity", "cohesion"]
    scenario = scenario_of(context, SOCIAL, {"information.ties": 0.0}, off=off)
    number = np.arange(257)
    moved = 0
    for soldier in range(0, 240, 24):
        plain, changed = world_of(scenario), world_of(scenario)
        changed.state.places("threshold")[State.at(soldier)] = -10.0
        plain.live(30)
        changed.live(30)
        near = number // COMPANY == soldier // COMPANY
        for name in set(FIELDS) - {"heard", "voiced"}:
            a, b = getattr(plain.state, name), getattr(changed.state, name)
            assert same_bits(a[~near], b[~near]), name
        joined = [world.state.attempt == JOINED for world in (plain, changed)]
        moved += np.count_nonzero((joined[0] != joined[1]) & near)
    assert moved > 0


def test_one_who_falls_honours_no_other():
    """Feedback off, and honours that follow the share of the force that has fallen."""
    changes = {"aftermath.honour_lag": 1.0, "aftermath.honour_response": 5.0}
    scenario = scenario_of("ukrainian_front", BUSY, changes, off=["feedback"])
    plain, changed = world_of(scenario), world_of(scenario)
    fallen = lived(scenario).state
    first = int(np.flatnonzero((fallen.status == KILLED_IN_ACTION) & (fallen.gone_day < 15))[0])
    changed.state.places("status")[State.at(first)] = ROTATED_HOME
    plain.live(30)
    changed.live(30)
    others = np.arange(257) != first
    for name in ("hazard", "surrender"):
        a, b = getattr(plain.state, name), getattr(changed.state, name)
        assert same_bits(a[others], b[others]), name


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


# Under the threshold rule nobody goes who does not gain by it.
HOPE = {
    "host.returns": 0.0,
    "host.resettlement": 1.0,
    "belief.route_weight": 1.0,
    "belief.route_unknown": 1.0,
    "decision.freedom": 6.0,
    "decision.offer_floor": 1.0,
}

BACKGROUND = {
    "decision.temperature": st.floats(0.35, 1.0),
    "belief.watch_felt": st.floats(0.0, 0.35),
    "decision.threshold": st.floats(-2.0, 0.5),
    "decision.loyalty": st.floats(0.0, 2.0),
    "decision.freedom": st.floats(1.0, 4.0),
    "control.watch": st.floats(0.0, 2.0),
    "regime.enemy_image": st.floats(0.0, 1.0),
    "context.outside_information": st.floats(0.0, 1.0),
    "decision.tipping": st.floats(-0.3, 0.1),  # who waits for others' resolve waits in vain
}


@settings(max_examples=120)
@given(
    context=st.sampled_from(CONTEXTS),
    rule=st.sampled_from(RULES),
    lever=levers(),
    background=st.fixed_dictionaries(BACKGROUND),
    seed=st.integers(0, 2**32),
)
def test_more_control_never_moves_anybody_to_leave(context, rule, lever, background, seed):
    """No soldier's hazard, nor his resolve to surrender, is higher on any day (but for rounding,
    1e-12 of it), so no soldier's first attempt comes earlier; and none is less watched or afraid.

    Fear of being caught also spares a soldier the deaths of the route, so a watch that is felt can
    push where nothing is done to those who are caught. It cannot where what is done to them weighs
    more than those deaths, as it does here but where that is the lever: this holds for every rule
    that rises with the utility of leaving, falls with that of staying, and keeps the order of
    chances. Without feedback nobody is sounded
    out, else one who is stopped would be there to be asked by another.
    """
    key, low, high = lever
    common = BUSY | background | {"mechanisms.feedback": False, "decision.rule": rule}
    common |= HOPE if rule == "threshold" else {}
    worlds = [
        world_of(scenario_of(context, common, {key: level}, days=12), seed) for level in (low, high)
    ]
    p = worlds[0].settings.namespace(0)
    assert key == "regime.punishment" or p.derived.route_death < p.derived.sanction
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


@pytest.mark.parametrize("rule", RULES)
def test_more_control_stops_attempts(rule):
    """The property above is not empty: each lever from its lowest to its highest stops somebody."""
    common = BUSY | {"decision.rule": rule, "decision.tipping": -1.0}
    common |= HOPE if rule == "threshold" else {}
    for key, (low, high) in LEVERS.items():
        few, many = (
            lived(
                scenario_of(
                    "ukrainian_front", common, {key: level}, off=["feedback"], soldiers=1000
                )
            )
            for level in (high, low)
        )
        assert few.state.expected_attempts.sum() < many.state.expected_attempts.sum(), key
        stopped = (many.state.attempt == BY_ROUTE) & (few.state.attempt != BY_ROUTE)
        assert stopped.any() or key == "contact.attribution", key
