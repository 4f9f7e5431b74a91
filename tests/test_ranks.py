"""Closing ranks: who is gone steps out of the way, and nobody outside notices."""

import numpy as np
import pytest
from worlds import BUSY, CONTEXTS, SOCIAL, differing, evenings, same_bits, scenario_of, world_of

from sim import DefectionModel
from sim.fields import FIELDS
from sim.state import COMPANY, EVACUATED, IN_TRANSIT, NOBODY, ROOM, SERVING, SQUADS

BATTLE = {"context.casualty_hazard": 0.03, "contact.cut_off_share": 0.3}


def assert_at_home(state):
    c = state.companies
    assert (c["home"] == np.arange(ROOM)).all()
    assert (c["squad"][:, :COMPANY] == np.arange(COMPANY) % SQUADS).all()
    assert (c["front"] == COMPANY).all()
    assert not c["stepped_out"].any()
    assert (c["status"][:, COMPANY:] == NOBODY).all() and not c["news"][:, COMPANY:].any()


@pytest.mark.parametrize("context", CONTEXTS)
def test_between_days_everybody_stands_at_home(context):
    """And has the friends that he had."""
    world = world_of(scenario_of(context, BUSY, BATTLE, soldiers=250, days=25))
    persons, ties = world.state.person.copy(), world.state.tied()
    for day in evenings(world):
        assert_at_home(world.state)
        assert np.array_equal(world.state.person, persons), f"day {day}"
        assert all(same_bits(*pair) for pair in zip(ties, world.state.tied(), strict=True))
    assert (world.state.status != SERVING).mean() > 0.3


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_same_in_one_stretch_of_days_or_in_many(context):
    """Whoever left yesterday has to be found among those who are gone in either case."""
    scenario = scenario_of(context, SOCIAL, BATTLE, soldiers=370, days=40)
    whole, parts = world_of(scenario), world_of(scenario)
    whole.live(40)
    for until in (1, 2, 9, 10, 25, 26, 27, 40):
        parts.live(until)
    assert not differing(whole.state, parts.state)
    assert same_bits(whole.daily, parts.daily)
    for seen, other in zip(whole.view, parts.view, strict=True):
        assert same_bits(seen, other)


@pytest.mark.parametrize("context", CONTEXTS)
def test_nothing_of_who_is_gone_for_good_is_looked_at(context):
    """What he felt and believed may be no number at all: nothing else differs. What he learnt on
    his last day is told yet."""
    scenario = scenario_of(context, BUSY, BATTLE, soldiers=250, days=40)
    plain, poisoned = world_of(scenario), world_of(scenario)
    for world in (plain, poisoned):
        world.live(15)
    state = poisoned.state
    status, news = state.places("status"), state.places("news")
    lost = (status != SERVING) & (status != IN_TRANSIT) & (status != NOBODY) & (news == 0)
    assert lost.sum() > 20
    for name, field in FIELDS.items():
        if field.dtype == "f8" and not field.passing and not name.startswith("fresh"):
            state.places(name)[lost] = np.nan
    for world in (plain, poisoned):
        world.live(40)
    others = ~lost.ravel()[state.order]
    for name in FIELDS:
        assert same_bits(getattr(plain.state, name)[others], getattr(state, name)[others]), name
    assert same_bits(plain.daily, poisoned.daily)


def test_a_company_may_leave_whole_on_one_day():
    scenario = scenario_of("dmz", BUSY, {"regime.withdraw_after": 1.0}, soldiers=360, days=60)
    emptied = set()
    world = world_of(scenario)
    for day in evenings(world):
        serving = (world.state.status.reshape(3, COMPANY) == SERVING).sum(axis=1)
        left = (world.state.gone_day.reshape(3, COMPANY) == day).sum(axis=1)
        emptied |= set(np.flatnonzero((serving == 0) & (left > COMPANY // 2)).tolist())
    assert emptied == {0, 1, 2}
    whole = world_of(scenario)
    whole.live(60)
    assert not differing(world.state, whole.state)


@pytest.mark.parametrize("context", CONTEXTS)
def test_equal_where_somebody_takes_soldiers_out_and_back_between_days(context):
    """Whoever is taken out tells and shows nothing from the next day on, as in the agents engine,
    whatever day he is said to have left on."""
    scenario = scenario_of(context, SOCIAL, BATTLE, soldiers=130, days=16)
    world, model = world_of(scenario, 7), DefectionModel(scenario, rng=7, engine="agents")
    for day in evenings(world):
        model.step()
        assert not differing(world.state, model.world.state), f"day {day}"
        assert same_bits(world.daily[: day + 1], model.world.daily[: day + 1]), f"day {day}"
        assert same_bits(world.view.seen, model.world.view.seen), f"day {day}"
        for state in (world.state, model.world.state):
            status, gone_day = state.places("status"), state.places("gone_day")
            if day in (2, 7):
                status[0, day : day + 5] = EVACUATED
                gone_day[0, day + 3 : day + 5] = day
            if day == 10:
                status[0, 2:4] = SERVING


def test_who_comes_back_serves_again():
    """Somebody may set a status back between days."""
    world = world_of(scenario_of("ukrainian_front", BATTLE, soldiers=120, days=60))
    world.live(50)
    gone = np.flatnonzero(world.state.status != SERVING)
    assert len(gone) > 20
    world.state.places("status")[world.state.at(gone[0])] = SERVING
    before = world.state.days_at_risk
    world.live(51)
    after = world.state.days_at_risk
    still = world.state.status == SERVING
    assert np.array_equal(after[still] - before[still], np.ones(still.sum()))
    assert np.array_equal(after[gone[1:]], before[gone[1:]])
