"""The names that scripts rely on (interface.md): a Mesa model of real agents, batch tools too."""

import mesa
import numpy as np
import pytest
from mesa import DataCollector
from worlds import BUSY, scenario_of

import sim
from sim import DefectionModel, Soldier, load_scenario, simulate
from sim.fields import FIELDS
from sim.scenario import ScenarioError
from sim.state import RANKS, SONGBUN, STATUSES

SMALL = {"force.soldiers": 60, "force.days": 5}


class Counted(DefectionModel):
    """Collects what Mesa's batch tools ask for."""

    def __init__(self, *arguments, **changes):
        super().__init__(*arguments, **changes)
        self.datacollector = DataCollector(
            model_reporters={
                "serving": lambda model: model.counts()["serving"],
                "informants": lambda model: int(model.world.state.informant.sum()),
            }
        )

    def step(self):
        super().step()
        self.datacollector.collect(self)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_the_example_of_the_interface(engine):
    model = DefectionModel(
        "dmz", rng=7, engine=engine, soldier_class=Soldier, **{"regime.informants": 0.05} | SMALL
    )
    model.step()
    serving = model.agents.select(lambda s: s.status == "serving")
    assert isinstance(serving, mesa.agent.AgentSet)
    assert len(serving) == model.counts()["serving"] == 60
    assert all(isinstance(soldier, mesa.Agent) for soldier in serving)
    assert model.agents_by_type[Soldier] == model.agents
    assert model.assumptions.values["regime.informants"] == 0.05


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_a_soldier_shows_every_field(engine):
    """As the state holds it, and status, class and rank in words."""
    model = DefectionModel(scenario_of("ukrainian_front", BUSY), rng=7, engine=engine)
    for _ in range(12):
        model.step()
    state = model.world.state
    for index in (0, 119, 120, 256):
        soldier = model.agents[index]
        for name in set(FIELDS) - {"status", "songbun", "rank"}:
            assert getattr(soldier, name) == getattr(state, name)[index], name
        assert soldier.status == STATUSES[state.status[index]]
        assert soldier.songbun == SONGBUN[state.songbun[index]]
        assert soldier.rank == RANKS[state.rank[index]]
        assert soldier.status_code == state.status[index]
    assert isinstance(soldier.fear, float)
    assert len({soldier.status for soldier in model.agents}) > 4


def test_agents_can_be_asked_for_late():
    """They are made when first asked for, and see the world as it then is."""
    early, late = (DefectionModel("dmz", rng=7, **SMALL) for _ in range(2))
    assert early.agents.get("fear")
    for _ in range(4):
        early.step()
        late.step()
    assert early.agents.get("fear") == late.agents.get("fear")


def test_mesa_tools_read_and_write_fields():
    model = DefectionModel("dmz", rng=7, engine="agents", **SMALL)
    assert model.agents.agg("hostage", np.mean) == np.mean(model.world.state.hostage)
    model.agents.set("threshold", 3.0)
    assert set(model.world.state.threshold) == {3.0}
    groups = model.agents.groupby("songbun")
    assert set(groups.groups) <= set(SONGBUN)
    assert sum(len(members) for _, members in groups) == 60


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_the_last_day_ends_the_run(engine):
    model = DefectionModel("dmz", rng=7, engine=engine, **SMALL)
    assert model.day == 0
    for day in range(1, 6):
        assert model.running
        model.step()
        assert model.day == day
    assert not model.running
    before = model.world.daily.tobytes()
    model.step()
    assert model.day == 5 and model.world.daily.tobytes() == before
    model = DefectionModel("dmz", rng=7, engine=engine, **SMALL)
    model.run_model()
    assert model.day == 5 and model.world.daily.tobytes() == before


def test_batch_run():
    """Every combination, the seed being one of the parameters."""
    grid = {"scenario": "dmz", "rng": [1, 2], "regime.informants": [0.0, 1.0], **SMALL}
    rows = mesa.batch_run(Counted, grid, display_progress=False)
    assert len(rows) == 4
    assert {(row["rng"], row["regime.informants"]) for row in rows} == {
        (seed, share) for seed in (1, 2) for share in (0.0, 1.0)
    }
    for row in rows:
        assert row["informants"] == 60 * row["regime.informants"]
        assert row["serving"] <= 60
        assert row["Step"] == 4


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_seeds_and_replicates(engine):
    def life(rng, replicate=0):
        model = DefectionModel("dmz", rng=rng, replicate=replicate, engine=engine, **SMALL)
        model.run_model()
        return model.world.state.companies.tobytes()

    assert life(7) == life(7) == life(np.int64(7))
    assert len({life(7), life(8), life(7, 1), life(8, 1)}) == 4
    assert life(None) != life(None)


@pytest.mark.parametrize("rng", [True, 1.0, "7", np.random.default_rng(1)])
def test_a_seed_is_a_whole_number(rng):
    with pytest.raises(TypeError, match="rng must be a whole number"):
        DefectionModel("dmz", rng=rng)


@pytest.mark.parametrize("number", [True, 1.0, "7", None])
@pytest.mark.parametrize("name", ["seed", "replicate"])
def test_so_are_the_numbers_of_a_run(name, number):
    """1.0 would otherwise give other numbers than 1."""
    numbers = {"seed": 1, "replicate": 0} | {name: number}
    with pytest.raises(TypeError, match=f"{name} must be a whole number"):
        simulate(load_scenario("dmz", SMALL), **numbers)
    with pytest.raises(TypeError, match="replicate must be a whole number"):
        DefectionModel("dmz", rng=1, replicate=number)


def test_what_is_wrong_is_said():
    with pytest.raises(ValueError, match="engine 'fast' is none of compiled, agents"):
        DefectionModel("dmz", rng=1, engine="fast")
    with pytest.raises(ScenarioError, match=r"regime.informant: .*regime.informants"):
        DefectionModel("dmz", rng=1, **{"regime.informant": 0.05})
    with pytest.raises(ScenarioError, match=r"regime\.informants"):
        DefectionModel("dmz", rng=1, **{"regime.informants": 5.0})


def test_a_loaded_scenario_will_do():
    scenario = load_scenario("dmz", SMALL)
    assert DefectionModel(scenario, rng=1).assumptions == scenario
    changed = DefectionModel(scenario, rng=1, **{"mechanisms.watch": False})
    assert changed.assumptions.digest == scenario.without(["watch"]).digest


def test_the_names_of_the_package():
    assert set(sim.__all__) >= {"DefectionModel", "Soldier", "load_scenario", "simulate"}
    assert all(getattr(sim, name) for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Soldiers'"):
        _ = sim.Soldiers


def test_two_numbers_of_a_soldier():
    """docs/python.md: Mesa counts from 1, the project from 0, also in what a soldier explains."""
    model = DefectionModel("dmz", rng=4, **SMALL)
    collector = DataCollector(agent_reporters={"index": "index"})
    model.step()
    collector.collect(model)
    frame = collector.get_agent_vars_dataframe().reset_index()
    assert frame["index"].tolist() == list(range(60))
    assert (frame["AgentID"] == frame["index"] + 1).all()
    soldier = model.soldier(7)
    assert (soldier.index, soldier.unique_id, soldier.explain()["soldier"]) == (7, 8, 7)


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_a_number_that_no_soldier_has_is_said(engine):
    model = DefectionModel("dmz", rng=1, engine=engine, **SMALL)
    for index in (-1, 60):
        for asked in (model.soldier, model.ties_of):
            with pytest.raises(IndexError, match=rf"no soldier {index}: they are numbered 0 to 59"):
                asked(index)


def test_ties_are_known_to_either_engine():
    both = [DefectionModel("dmz", rng=1, engine=e, **SMALL) for e in ("compiled", "agents")]
    for index in range(60):
        ties, same = (model.ties_of(index) for model in both)
        assert ties == same
        assert sum(share for _, share in ties) == pytest.approx(1.0)


def test_the_day_of_a_company_is_there_once_agents_have_lived_it():
    compiled, agents = (
        DefectionModel("dmz", rng=1, engine=engine, **SMALL) for engine in ("compiled", "agents")
    )
    with pytest.raises(LookupError, match="company_today is there after a day"):
        agents.company_today[0]
    for model in (compiled, agents):
        model.step()
    with pytest.raises(LookupError, match="company_today needs engine='agents'"):
        compiled.company_today[0]
    fear = agents.company_today[0].session_fear
    for model in (compiled, agents):
        assert model.world.state.companies[0]["session_fear"] == fear > 0


@pytest.mark.parametrize(
    ("ask", "kind", "said"),
    [
        (lambda: DefectionModel("dmz", rng=-1), ValueError, "rng must be 0 or more, not -1"),
        (lambda: DefectionModel("dmz", 1, replicate=-1), ValueError, "replicate must be 0 or more"),
        (lambda: simulate(load_scenario("dmz"), 1, -1), ValueError, "0 or more, not -1"),
        (
            lambda: simulate("dmz", 1),
            TypeError,
            "scenario must be a Scenario, as from load_scenario('dmz')",
        ),
        (lambda: load_scenario("dmz", off="hostge"), ScenarioError, "off: hostge: unknown mech"),
        (lambda: DefectionModel("dmz", seed=4), TypeError, "seed: the seed is called rng here:"),
        (lambda: DefectionModel("mars"), ScenarioError, "mars: scenario: no scenario or file"),
        (lambda: DefectionModel("dmzz"), ScenarioError, "name, did you mean 'dmz'?"),
        (
            lambda: DefectionModel("dmz", **{"regime.spies": 1}),
            ScenarioError,
            "DefectionModel: regime.spies: unknown key",
        ),
        (
            lambda: load_scenario("dmz", {"regime.spies": 1}),
            ScenarioError,
            "overrides: regime.spies: unknown key",
        ),
        (
            lambda: load_scenario("dmz", off=["hostge"]),
            ScenarioError,
            "off: hostge: unknown mechanism, did you mean 'hostage'?",
        ),
    ],
)
def test_what_a_script_gets_wrong_is_said_in_its_own_words(ask, kind, said):
    """No option of a command line that nobody typed, no line of a file that is not there."""
    with pytest.raises(kind) as raised:
        ask()
    assert said in str(raised.value)
    assert "--" not in str(raised.value) and ":1:" not in str(raised.value)


def test_the_parameters_of_the_day_are_those_of_the_day_for_either_engine():
    size = {"force.soldiers": 10, "force.days": 200}
    models = [
        DefectionModel("rear_to_front", rng=1, engine=e, **size) for e in ("compiled", "agents")
    ]
    found = []
    while all(model.running for model in models):
        for model in models:
            model.step()
        compiled, agents = (model.p for model in models)
        assert compiled is models[0].settings.namespace(
            models[0].settings.period_of_day[models[0].day - 1]
        )
        assert compiled == agents
        found.append(compiled.context)
    assert found[0] != found[-1]
