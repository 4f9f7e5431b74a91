"""What is worked out once for many, or only when it changes, is what each would find."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numba.core.errors import NumbaError
from worlds import (
    BUSY,
    CONTEXTS,
    LONE,
    SOCIAL,
    differing,
    evenings,
    same_bits,
    same_world,
    scenario_of,
    world_of,
)

from sim import DefectionModel, run, simulate
from sim.blocks import LINE
from sim.compiled import allocating, entry, inlined, loop
from sim.engine import ahead
from sim.fields import BLOCK, COMPANY_FIELDS, EVERY_DAY, FIELDS, LASTING
from sim.force.persons import _most_reliable
from sim.places import company_in_turn
from sim.state import (
    BY_ROUTE,
    COMPANY,
    EVACUATED,
    IN_TRANSIT,
    KILLED_IN_ACTION,
    MISSING,
    SERVING,
    STATUSES,
)


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


@pytest.mark.parametrize(("context", "days"), [("ukrainian_front", 90), ("rear_to_front", 30)])
def test_many_days_in_one_call_where_some_know_more(context, days):
    """Those who do leave; or all arrive on new ground, on day 20, and know alike again."""
    change = {"context.casualty_hazard": 0.1} if context == "ukrainian_front" else {}
    scenario = scenario_of(context, change, soldiers=240, days=days)
    whole, daily = world_of(scenario, 3), world_of(scenario, 3)
    for world in (whole, daily):
        world.live(1)
        world.state.places("knowledge")[0, 0] = 0.9
        world.state.places("knowledge")[1, :20] = 0.9
    whole.live(days)
    alike = [daily.state.companies["alike"].tolist() for _ in evenings(daily)]
    assert same_world(whole, daily)
    assert alike[0] == [0, 0] and alike[-1] != [0, 0]


@pytest.mark.parametrize("days", [60, 76])
def test_what_only_the_last_day_tells_is_of_that_day(days):
    """Amid the assaults at the front, and in the pause after them, when nobody is cut off."""
    scenario = scenario_of("ukrainian_front", soldiers=240, days=days)
    whole, daily = world_of(scenario), world_of(scenario)
    whole.live(days)
    for _ in evenings(daily):
        pass
    assert same_world(whole, daily)
    assert whole.state.surrender.any() == (days == 60)
    assert whole.state.mortality.all() == (whole.state.status == SERVING).all()


def test_companies_take_turns_there_and_back():
    for companies in (1, 2, 9):
        there, back = (
            [company_in_turn(turn, companies, day) for turn in range(companies)] for day in (4, 5)
        )
        assert there == list(range(companies)) == back[::-1]


def test_a_scenario_is_resolved_once_for_all_its_replicates():
    """However often it is loaded; one that differs in a value is another."""
    run._settings_of.cache_clear()
    for seed in (1, 2):
        for value in (0.1, 0.2):
            simulate(scenario_of("dmz", {"regime.informants": value}, soldiers=20, days=3), seed)
    assert run._settings_of.cache_info().misses == 2
    few, many = (
        simulate(scenario_of("dmz", {"regime.informants": value}, soldiers=200, days=3), 1)
        for value in (0.0, 0.5)
    )
    assert not few.state.informant.any() and many.state.informant.any()


def test_statuses_that_somebody_changed_are_counted():
    """A company's statuses are counted anew only where that is needed, which this is."""
    world = world_of(scenario_of("dmz", LONE, days=6))
    world.live(3)
    world.state.places("status")[0, :7] = IN_TRANSIT
    for day in (3, 4, 5):
        world.live(day + 1)
        counts = np.bincount(world.state.status, minlength=len(STATUSES))
        assert list(world.daily[day, : len(STATUSES)]) == list(counts)


@pytest.mark.parametrize("border", [0.0, 1.0, 0.02])
def test_equal_where_a_company_has_few_or_none_of_one_origin(border):
    changes = {"force.border_province": border, "force.women": 0.3}
    scenario = scenario_of("dmz", BUSY, changes, days=8)
    world = world_of(scenario, 3)
    model = DefectionModel(scenario, rng=3, engine="agents")
    for day in evenings(world):
        model.step()
        assert not differing(world.state, model.world.state), f"day {day}"
        assert same_bits(world.daily[day], model.world.daily[day]), f"day {day}"


@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_kept_from_day_to_day_is_what_is_found_anew_each_day(context):
    """Each stretch of days begins with counting anew; here all days are one stretch, or each."""
    battle = {"context.casualty_hazard": 0.02, "contact.cut_off_share": 0.5}
    scenario = scenario_of(context, SOCIAL, battle)
    whole, daily = world_of(scenario), world_of(scenario)
    whole.live(whole.settings.days)
    for _ in evenings(daily):
        pass
    assert same_world(whole, daily)
    assert whole.state.catches_noticed.any() and whole.state.companies["felt_hazard"].all()


def test_what_every_day_needs_lies_together():
    """Only that is read through in a large force."""
    needed = {name for name in LASTING if FIELDS[name].daily} | set(COMPANY_FIELDS)
    needed |= set(BLOCK.names) - set(FIELDS) - {"stepped_out"}
    for name in BLOCK.names:
        form, start = BLOCK.fields[name][:2]
        within = EVERY_DAY.start <= start and start + form.itemsize <= EVERY_DAY.stop
        assert within == (name in needed), name
        assert not form.shape or start % LINE == 0, name


def test_equal_where_companies_are_read_through():
    """A large force, and the last company of it with a single soldier."""
    soldiers = ahead.MANY * COMPANY + 1
    scenario = scenario_of("dmz", BUSY, soldiers=soldiers, days=2)
    world, model = world_of(scenario, 3), DefectionModel(scenario, rng=3, engine="agents")
    world.live(2)
    while model.running:
        model.step()
    assert same_world(world, model.world)
    assert np.count_nonzero(world.state.attempt) > 100


def of_squads(state, values):
    """The sums of a field of whole companies by squad, shape (companies, squads)."""
    return np.where(state.places("status") == SERVING, values, 0.0).reshape(-1, 10, 12).sum(axis=1)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_what_somebody_changes_between_days_counts(engine):
    """Nothing else happens here: nobody leaves, and no battle is fought."""
    still = {"decision.initiative": 1e-9, "context.casualty_hazard": 0.0, "regime.informants": 0.1}
    still |= {"context.rotation_home": 0.0, "control.removal_threshold": 1.0}
    scenario = scenario_of("dmz", still, soldiers=240, days=9)
    model = DefectionModel(scenario, rng=3, engine=engine)
    state = model.world.state
    status, gone_day = state.places("status"), state.places("gone_day")

    def live_a_day():
        model.step()
        serving = status == SERVING
        in_squad = of_squads(state, np.ones(status.shape))
        assert np.array_equal(state.companies["in_squad"], in_squad)
        comrades = np.tile((in_squad - 1.0) / 9.0, 10)
        assert np.array_equal(state.places("comrades")[serving], comrades[serving])
        spies = of_squads(state, state.places("informant")).reshape(2, 4, 3).sum(axis=2)
        near = np.tile(np.repeat(spies, 3, axis=1), 10) - state.places("informant")
        assert np.array_equal(state.places("informants_near")[serving], near[serving])
        counts = np.bincount(state.status, minlength=len(STATUSES))
        assert list(model.world.daily[model.day - 1, : len(STATUSES)]) == list(counts)

    live_a_day()
    status[0, 0:60:12] = EVACUATED  # five of a squad go
    live_a_day()
    status[0, 0:60:12], status[0, 1:61:12] = SERVING, EVACUATED  # and come back as others go
    live_a_day()
    status[0, 1:61:12] = KILLED_IN_ACTION  # who are found to have died
    live_a_day()
    state.places("informant")[1] = 1
    live_a_day()
    felt = state.companies["felt_hazard"][1]
    status[1, :12], gone_day[1, :12] = KILLED_IN_ACTION, model.day - 1
    live_a_day()
    assert state.companies["felt_hazard"][1] > felt
    assert np.all(state.places("squad_losses")[1, 12:] == 0.1)
    fear = state.fear[state.status == SERVING].mean()
    state.places("attempts_noticed")[:] = state.places("catches_noticed")[:] = 100.0
    live_a_day()
    assert state.fear[state.status == SERVING].mean() > fear + 0.1
    state.places("news")[1, 30] = MISSING
    live_a_day()
    assert list(state.companies["known_attempts"]) == [0, 1]
    assert not state.news.any()


def test_what_lives_a_day_cannot_allocate():
    def sum_of_new(size):
        return np.zeros(size).sum()

    for kind in (entry, loop, inlined):
        with pytest.raises(NumbaError):
            kind(sum_of_new)(3)
    may = allocating(sum_of_new)
    assert loop(lambda size: may(size))(3) == 0.0


@given(arrays(np.int64, st.integers(1, 60), elements=st.integers(0, 9)), st.data())
def test_those_picked_look_most_reliable(seen, data):
    """As if all were put in order, of equals the first."""
    wanted = data.draw(st.integers(1, len(seen)))
    ranked = np.argsort(-seen, kind="stable")[:wanted]
    assert list(_most_reliable(seen / 3.0, wanted)) == sorted(ranked)
