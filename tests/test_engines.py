"""Two engines, equal bits: every field of every soldier and every tally, after every day."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mesa import DataCollector
from worlds import (
    ALL_CONTEXTS,
    BUSY,
    CONTEXTS,
    FREE,
    LONE,
    RULES,
    SOCIAL,
    differing,
    evenings,
    lived,
    same_bits,
    same_world,
    scenario_of,
    world_of,
)

from sim import DefectionModel, Soldier, load_scenario, simulate
from sim.outcomes import OUTCOMES
from sim.run import simulate_all
from sim.scenario.switches import SWITCHES
from sim.state import AT_CONTACT, BY_ROUTE, FOILED, JOINED

SCENARIO = load_scenario("ukrainian_front")
NUMERIC = sorted(key for key, entry in SCENARIO.entries.items() if entry.bounds)
FIXED = {"force.soldiers", "force.days"} | {k for k in NUMERIC if k.startswith("force.songbun.")}


def assert_equal_every_day(scenario, seed=7):
    """Walk both engines side by side."""
    world = world_of(scenario, seed)
    model = DefectionModel(scenario, rng=seed, engine="agents")
    assert not differing(world.state, model.world.state)
    for name in world.state.ties.dtype.names:
        assert same_bits(world.state.ties[name], model.world.state.ties[name])
    for day in evenings(world):
        model.step()
        assert not differing(world.state, model.world.state), f"day {day}"
        assert same_bits(world.daily[day], model.world.daily[day]), f"day {day}"
        for name, seen in world.view._asdict().items():
            assert same_bits(seen, getattr(model.world.view, name)), f"day {day}: {name}"
    assert not model.running
    return world


@pytest.mark.parametrize("context", ALL_CONTEXTS)
def test_equal_as_deployed(context):
    """Through the first assaults at the front: days 1 to 50."""
    world = assert_equal_every_day(scenario_of(context, days=50))
    assert world.state.days_at_risk.max() == 50.0


@pytest.mark.parametrize("context", ALL_CONTEXTS)
def test_equal_where_everything_happens(context):
    battle = {"context.casualty_hazard": 0.02, "contact.cut_off_share": 0.8}
    world = assert_equal_every_day(scenario_of(context, SOCIAL, battle))
    s = world.state
    counts = world.daily[-1]
    assert len(set(s.status)) >= 9
    assert set(s.attempt) == {0, BY_ROUTE, AT_CONTACT, FOILED, JOINED}
    assert s.hope.max() > 0.0
    assert s.catches_noticed.max() > 0.0
    assert counts.sum() > 0.0


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_equal_under_each_switch(context, switch):
    assert_equal_every_day(scenario_of(context, SOCIAL, off=[switch], soldiers=133, days=12))


def test_equal_with_everything_off():
    assert_equal_every_day(scenario_of("ukrainian_front", SOCIAL, off=SWITCHES, days=12))


def values_within(key):
    low, high = SCENARIO.entries[key].bounds
    if isinstance(SCENARIO.values[key], int):
        return st.integers(int(low), int(high))
    return st.floats(low, high, allow_subnormal=False) | st.sampled_from([low, high])


CHANGES = st.lists(
    st.sampled_from(sorted(set(NUMERIC) - FIXED)), min_size=1, max_size=8, unique=True
).flatmap(lambda keys: st.fixed_dictionaries({key: values_within(key) for key in keys}))

LEGS = st.dictionaries(
    st.sampled_from(["exit.caught", "exit.killed", "evasion.caught", "reception.returned"]),
    st.floats(0.0, 0.3, allow_subnormal=False),
    max_size=2,
)


@settings(max_examples=60)
@given(
    context=st.sampled_from(CONTEXTS),
    changes=CHANGES,
    legs=LEGS,
    off=st.sets(st.sampled_from(sorted(SWITCHES)), max_size=2),
    rule=st.sampled_from(RULES),
    soldiers=st.sampled_from([1, 2, 10, 11, 61, 120, 121, 131]),
    seed=st.integers(0, 2**32),
)
@example("dmz", {"decision.temperature": 0.01}, {}, set(), "quantal", 121, 0)
@example(
    "ukrainian_front",
    {"context.casualty_hazard": 0.5, "kin.hold": 0.0},
    {},
    set(),
    "prospect",
    121,
    1,
)
@example(
    "russia_rear",
    {"screening.rejection": 0.95, "force.no_relatives": 1.0},
    {},
    set(),
    "threshold",
    11,
    2,
)
def test_equal_for_any_parameters(context, changes, legs, off, rule, soldiers, seed):
    """Each anywhere within its bounds, at the bounds too, in forces that fill no unit."""
    route = f"route.{load_scenario(context).routes[0].name}"
    changes |= {"decision.rule": rule}
    changes |= {f"{route}.{leg}": chance for leg, chance in legs.items()}
    scenario = scenario_of(context, SOCIAL, changes, off=sorted(off), soldiers=soldiers, days=6)
    assert_equal_every_day(scenario, seed)


@pytest.mark.parametrize("steps", [[1] * 30, [3, 1, 12, 14], [29, 1]])
def test_living_in_pieces_is_living_at_once(steps):
    scenario = scenario_of("ukrainian_front", SOCIAL)
    at_once, in_pieces = lived(scenario), world_of(scenario)
    for step in steps:
        in_pieces.live(in_pieces.day + step)
    assert same_world(at_once, in_pieces)


def test_many_in_one_call_are_each_alone():
    """Replicates and scenarios of all sizes side by side: no world sees the memory of another."""
    jobs = [
        (scenario_of(context, SOCIAL, soldiers=size, days=size % 9 + 8), replicate)
        for context, size in zip((*ALL_CONTEXTS, "dmz"), (1, 130, 257, 61, 480, 12), strict=True)
        for replicate in (0, 5)
    ]
    for (scenario, replicate), run in zip(jobs, simulate_all(jobs, 3), strict=True):
        world = lived(scenario, 3, replicate)
        assert not differing(world.state, run.state)
        assert repr(world.outcomes()) == repr(run.outcomes)
        assert same_bits(world.daily, np.column_stack(list(run.daily.values())))


def test_threads_change_nothing():
    """Eight replicates one after the other, and two at a time."""
    scenario = scenario_of("ukrainian_front", SOCIAL, soldiers=500)

    def run(replicate):
        return lived(scenario, 3, replicate)

    alone = list(map(run, range(8)))
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(run, range(8)))
    assert all(same_world(a, b) for a, b in zip(alone, together, strict=True))
    assert len({world.daily.tobytes() for world in alone}) == 8


@pytest.mark.parametrize("context", CONTEXTS)
def test_equal_outcomes(context):
    scenario = scenario_of(context, SOCIAL, FREE, {"group.sounding": 0.4}, soldiers=133, days=15)
    compiled, agents = (simulate(scenario, 4, 2, engine) for engine in ("compiled", "agents"))
    assert list(compiled.outcomes) == [outcome.name for outcome in OUTCOMES]
    assert repr(compiled.outcomes) == repr(agents.outcomes)
    assert not differing(compiled.state, agents.state)
    assert compiled.daily.keys() == agents.daily.keys()
    assert all(same_bits(compiled.daily[n], agents.daily[n]) for n in compiled.daily)
    assert compiled.outcomes["attempts"] > 0.0 and compiled.outcomes["joiners"] > 0.0


class Steadfast(Soldier):
    """Nobody whose relatives hold him ever begins to leave."""

    def decide(self):
        super().decide()
        if self.hostage > 0.0:
            self.hazard = 0.0


class Named(Soldier):
    """Adds to a soldier without changing a rule."""

    def label(self):
        return f"{self.rank} {self.person}"


def test_a_rule_can_be_overridden_in_plain_python():
    scenario = scenario_of("dmz", BUSY, LONE, off=["contact"])
    models = [
        DefectionModel(scenario, rng=7, engine="agents", soldier_class=each)
        for each in (Soldier, Steadfast)
    ]
    for model in models:
        for _ in range(20):
            model.step()
    plain, changed = (model.world.state for model in models)
    assert plain.attempt[plain.hostage > 0.0].any()
    assert not changed.attempt[changed.hostage > 0.0].any()
    assert changed.attempt[changed.hostage == 0.0].any()
    assert "hazard" in differing(plain, changed)


@pytest.mark.parametrize("rule", ["decide", "leaving", "fight", "arrive", "look_around"])
def test_the_compiled_day_refuses_an_overridden_rule(rule):
    overriding = type("Overriding", (Soldier,), {rule: lambda self, *_: None})
    with pytest.raises(ValueError, match=f"Overriding overrides {rule}: .* engine='agents'"):
        DefectionModel("dmz", rng=1, soldier_class=overriding)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_a_field_cannot_be_hidden(engine):
    hiding = type("Hiding", (Soldier,), {"pull": lambda self: 0.0})
    with pytest.raises(ValueError, match="Hiding hides the field pull"):
        DefectionModel("dmz", rng=1, engine=engine, soldier_class=hiding)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
@pytest.mark.parametrize("name", ["beleive", "believ", "belive"])
def test_a_misspelt_rule_is_not_taken_for_a_method_of_ones_own(engine, name):
    slip = type("Slip", (Soldier,), {name: lambda self: None})
    with pytest.raises(ValueError, match=rf"Slip\.{name} overrides .*, did you mean 'believe'"):
        DefectionModel("dmz", rng=1, engine=engine, soldier_class=slip)
    names = ("learned", "decides", "_believe", "hear", "fears", "monitor", "steps", "removed")
    helped = {own: lambda self: None for own in names} | {"mood": "grim"}
    scenario = scenario_of("dmz", soldiers=1, days=4)
    DefectionModel(scenario, rng=1, engine=engine, soldier_class=type("Own", (Soldier,), helped))


def test_every_pass_of_a_subclass_is_walked_every_day():
    days = []
    noting = type("Noting", (Soldier,), {"after": lambda self: days.append(self.model.day)})
    model = DefectionModel(
        scenario_of("dmz", soldiers=1, days=4), rng=1, engine="agents", soldier_class=noting
    )
    while model.running:
        model.step()
    assert days == [0, 1, 2, 3]


def test_a_world_lives_forward_and_to_its_end():
    world = world_of(scenario_of("dmz", soldiers=10, days=5))
    world.live(3)
    for until in (2, 6, -1):
        with pytest.raises(ValueError, match=f"until must be 3 to 5, not {until}"):
            world.live(until)


def test_a_subclass_that_only_adds_is_welcome_in_both():
    scenario = scenario_of("dmz", soldiers=12)
    for engine in ("compiled", "agents"):
        model = DefectionModel(scenario, rng=1, engine=engine, soldier_class=Named)
        model.step()
        person = int(model.world.state.person[0])
        assert model.agents[0].label().endswith(f" {person}")


def collected(scenario, engine):
    """What Mesa's own collector sees of six days."""
    model = DefectionModel(scenario, rng=5, engine=engine)
    collector = DataCollector(
        model_reporters={
            "serving": lambda m: m.counts()["serving"],
            "willing": lambda m: m.agents.agg("willing", sum),
        },
        agent_reporters={"status": "status", "fear": "fear", "hazard": lambda s: s.hazard},
    )
    collector.collect(model)
    for _ in range(6):
        model.step()
        collector.collect(model)
    return collector.get_model_vars_dataframe(), collector.get_agent_vars_dataframe()


def test_the_data_collector_sees_the_same_in_both():
    scenario = scenario_of("ukrainian_front", BUSY, soldiers=61)
    compiled, agents = (collected(scenario, engine) for engine in ("compiled", "agents"))
    for a, b in zip(compiled, agents, strict=True):
        assert a.equals(b)
    of_model, of_soldiers = compiled
    assert len(of_model) == 7
    assert len(of_soldiers) == 7 * 61
    assert of_model["serving"].iloc[-1] < 61
    served = (of_soldiers["status"] == "serving").groupby(level="Step").sum()
    assert list(served) == list(of_model["serving"])


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_a_model_that_nobody_holds_is_freed(engine):
    model = DefectionModel(scenario_of("dmz", soldiers=30), rng=1, engine=engine)
    model.step()
    assert len(model.agents) == 30
    kept = weakref.ref(model), weakref.ref(model.world)
    del model
    gc.collect()
    assert [reference() for reference in kept] == [None, None]
