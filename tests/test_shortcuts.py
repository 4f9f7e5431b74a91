"""What is worked out once for many, or only when it changes, is what each would find."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from worlds import CONTEXTS, LONE, SOCIAL, differing, evenings, scenario_of, world_of

from sim import DefectionModel
from sim.force.persons import _most_reliable
from sim.state import BY_ROUTE, IN_TRANSIT, SERVING, STATUSES


@pytest.mark.parametrize("context", CONTEXTS)
def test_equal_where_comrades_of_one_origin_do_not_know_alike(context):
    """The compiled day looks at ways out once for all who know as much, and else for each."""
    scenario = scenario_of(context, SOCIAL, {"force.women": 0.3, "force.border_province": 0.4})
    world = world_of(scenario, 3)
    model = DefectionModel(scenario, rng=3, engine="agents")
    unlike = 0
    for day in evenings(world):
        model.step()
        assert not differing(world.state, model.world.state), f"day {day}"
        serving = world.state.status[:120] == SERVING
        unlike = max(unlike, len(set(world.state.knowledge[:120][serving])))
        if day in (3, 9):
            for state in (world.state, model.world.state):
                knowledge = state.places("knowledge")
                knowledge[0] = np.linspace(0.0, 1.0, knowledge.shape[1])
    assert unlike > 10
    assert (world.state.attempt == BY_ROUTE).any()


def test_statuses_that_somebody_changed_are_counted():
    """A company's statuses are counted anew only where that is needed, which this is."""
    world = world_of(scenario_of("dmz", LONE, days=6))
    world.live(3)
    world.state.places("status")[0, :7] = IN_TRANSIT
    for day in (3, 4, 5):
        world.live(day + 1)
        counts = np.bincount(world.state.status, minlength=len(STATUSES))
        assert list(world.daily[day, : len(STATUSES)]) == list(counts)


@given(arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 9)), st.data())
def test_those_picked_look_most_reliable(seen, data):
    """As if all were put in order, of equals the first."""
    wanted = data.draw(st.integers(1, len(seen)))
    ranked = np.argsort(-seen, kind="stable")[:wanted]
    assert list(_most_reliable(seen / 3.0, wanted)) == sorted(ranked)
