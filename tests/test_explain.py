"""A soldier who is asked: his terms add up, and give the resolve that he had, to the last bit."""

import json
import math

import pytest
from test_cli import call
from worlds import BUSY, CONTEXTS, evenings, lived, scenario_of, world_of

from sim import DefectionModel, Soldier
from sim.explain import RULES, WORDS, explain
from sim.rules.decision import Leaving, Staying
from sim.scenario import load_scenario
from sim.state import RANKS, STATUSES

SOLDIERS = 130
# Knowing nothing of the way, the soldiers of the threshold rule would all stay.
TROUBLED = BUSY | {"regime.crackdown": 1.0, "outreach.publicity": 0.5, "regime.withdraw_after": 6.0}
SMALL = ("--soldiers", "60", "--days", "8")


def told_by_all(world):
    return [explain(world, index) for index in range(world.state.soldiers)]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("context", CONTEXTS)
def test_terms_add_up_and_give_the_resolve_of_the_run(rule, context):
    world = world_of(
        scenario_of(context, TROUBLED, {"decision.rule": rule}, soldiers=SOLDIERS, days=13)
    )
    seen = set()
    for day in evenings(world):
        if day % 4:
            continue
        for told in told_by_all(world):
            total = math.fsum(term["value"] for term in told["terms"])
            assert abs(total - told["utility"]) < 1e-12
            assert told["reproduces"] is (True if told["decided"] else None)
            sizes = [abs(term["value"]) for term in told["terms"]]
            assert sizes == sorted(sizes, reverse=True)
            seen.add((told["status"], told["decided"]))
    assert {("serving", True), ("evacuated", True)} <= seen


def test_terms_are_those_of_leaving_less_those_of_staying():
    world = lived(scenario_of("ukrainian_front", soldiers=40, days=60))
    for told in told_by_all(world):
        values = {term["name"]: term["value"] for term in told["terms"]}
        assert set(values) == {*Leaving._fields, *Staying._fields, "threshold", "conformity"}
        assert told["leaving"] == pytest.approx(sum(values[name] for name in Leaving._fields))
        assert told["staying"] == pytest.approx(-sum(values[name] for name in Staying._fields))
        i = told["soldier"]
        assert values["threshold"] == -world.state.threshold[i]
        logit = math.log(told["willing"] / (1 - told["willing"]))
        assert logit * told["temperature"] == pytest.approx(told["utility"])
        assert told["willing"] == world.state.willing[i]
        assert told["wish"] == world.state.wish[i] or told["status"] != "serving"
        assert told["one_in"] == pytest.approx(1 / -math.expm1(-told["hazard"]))


def test_every_term_has_its_words():
    others = {"threshold", "conformity", "gains_and_losses"}
    assert set(WORDS) == {*Leaving._fields, *Staying._fields, *others}


def test_who_is_gone_is_asked_of_his_last_decision():
    """On the day he tried; else, taken or hit before that day's decision, on the day before."""
    days = 30
    scenario = scenario_of("ukrainian_front", TROUBLED, soldiers=SOLDIERS, days=days)
    world = world_of(scenario)
    willing = [None, *(world.state.willing.copy() for _ in evenings(world))]
    ends = set()
    for told in told_by_all(world):
        fate = told["fate"]
        if told["status"] == "serving":
            assert fate is None
            assert (told["decided"], told["terms_day"]) == (True, days)
            continue
        left, asked = fate["left_on_day"], told["terms_day"]
        assert told["decided"] or left == 1
        if told["decided"]:
            assert told["willing"] == willing[asked][told["soldier"]]
            assert told["reproduces"]
        assert left - 1 <= asked <= left
        assert asked == left or fate["attempt"] == "none"
        assert (fate["ended_on_day"] is None) == (told["status"] == "in_transit")
        ends.add(told["status"])
    assert {"removed", "evacuated", "unit_withdrawn", "defected"} <= ends


def test_fields_that_somebody_changed_are_not_passed_off_as_the_run():
    """One of the gone whose life was not that of his world lived again is said to differ."""
    scenario = scenario_of("ukrainian_front", TROUBLED, soldiers=60, days=20)
    for engine in ("compiled", "agents"):
        model = DefectionModel(scenario, rng=7, engine=engine)
        while model.running:
            model.step()
            model.agents.do(lambda soldier: setattr(soldier, "conviction", 0.05))
        gone = [s.explain() for s in model.agents if s.status != "serving"]
        decided = [told for told in gone if told["decided"] and told["terms_day"] > 1]
        assert decided
        assert not any(told["reproduces"] for told in decided)


def test_one_who_fell_on_the_first_day_never_decided():
    wiped = {"context.combat_intensity": 1.0, "context.casualty_hazard": 0.5}
    world = lived(scenario_of("ukrainian_front", wiped, soldiers=60, days=1))
    fallen = [told for told in told_by_all(world) if told["fate"]]
    assert fallen
    for told in fallen:
        assert (told["terms_day"], told["decided"], told["reproduces"]) == (1, False, None)


def test_before_the_first_day_he_stands_as_he_arrived():
    told = explain(world_of(scenario_of("dmz", soldiers=20)), 3)
    assert (told["day"], told["terms_day"], told["decided"]) == (0, 1, False)


def test_where_he_stands():
    world = lived(scenario_of("dmz", {"regime.informants": 0.2}, soldiers=500, days=2))
    s = world.state
    sizes = {"squad_leader": 10, "officer": 30, "political_officer": 120, "state_security": 480}
    for index in (0, 119, 233, 499):
        told = explain(world, index)
        unit = told["unit"]
        at = (unit["battalion"] - 1) * 480 + (unit["company"] - 1) * 120
        at += (unit["platoon"] - 1) * 30 + (unit["squad"] - 1) * 10
        assert at == index - index % 10
        for name, over in told["above_him"].items():
            size = sizes[name]
            assert all(k // size == index // size and k != index for k in over)
            assert all(RANKS[s.rank[k]] == name for k in over)
        assert told["who"]["rank"] == RANKS[s.rank[index]]
        watch = told["watch"]
        assert len(watch["informants_in_platoon"]) >= watch["informants_serving_near"]
        assert all(s.informant[k] for k in watch["informants_in_platoon"])
        assert index not in watch["informants_in_platoon"]
        assert told["status"] == STATUSES[s.status[index]]
    assert explain(world, 499)["above_him"]["state_security"] != []


@pytest.mark.parametrize("index", [-1, 20])
def test_a_soldier_that_there_is_not(index):
    with pytest.raises(IndexError, match="they are 0 to 19"):
        explain(world_of(scenario_of("dmz", soldiers=20)), index)


def test_both_engines_tell_the_same():
    scenario = scenario_of("ukrainian_front", TROUBLED, soldiers=60, days=6)
    models = [DefectionModel(scenario, rng=5, engine=name) for name in ("compiled", "agents")]
    for model in models:
        for _ in range(6):
            model.step()
    for index in range(60):
        first, second = (explain(model, index) for model in models)
        assert first == second


class Fearless(Soldier):
    """Staying holds nothing for him."""

    def staying(self, *mortality):
        return super().staying(*mortality)._replace(return_reward=-1.0)


def test_a_rule_of_his_own_is_not_passed_over():
    model = DefectionModel(
        load_scenario("dmz", {"force.soldiers": 20, "force.days": 2}),
        rng=5,
        engine="agents",
        soldier_class=Fearless,
    )
    model.step()
    assert model.soldier(4).explain() == explain(model, 4)
    assert explain(model, 4)["reproduces"] is False


def test_explain_prints_one_json_object():
    line = ("explain", "ukrainian_front", *SMALL, "--soldier", "41", "--day", "5", "--json")
    done = call(*line, "--set", "regime.informants=0.2", "--seed", "4", "--replicate", "2")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["scenario"], told["seed"], told["replicate"]) == ("ukrainian_front", 4, 2)
    assert (told["soldier"], told["day"], told["calibrated"]) == (41, 5, False)
    scenario = load_scenario(
        "ukrainian_front",
        {"force.soldiers": 60, "force.days": 8, "regime.informants": 0.2},
    )
    world = world_of(scenario, 4, 2)
    world.live(5)
    assert explain(world, 41).items() <= told.items()


def test_the_last_day_is_asked_for_by_default():
    assert json.loads(call("explain", "dmz", *SMALL, "--soldier", "1", "--json").stdout)["day"] == 8


@pytest.mark.parametrize("rule", RULES)
def test_explain_for_a_reader(rule):
    text = call(
        "explain", "dmz", *SMALL, "--soldier", "41", "--set", f"decision.rule={rule}"
    ).stdout
    for words in (
        "soldier 41 of dmz, day 8",
        "class, standing",
        "squad leader",
        "political officer",
        "monitors in effect",
        "punishment of his family, if he is caught or read as a defector",
        "all together",
        f"by the {rule} rule",
        "surveillance",
        "a day: he",
        "uncalibrated",
    ):
        assert words in text, text


def test_fates_are_told_in_words():
    scenario = ("dmz", "--soldiers", "60", "--days", "20")
    keys = [f"{key}={value}" for key, value in TROUBLED.items()]
    options = [word for key in keys for word in ("--set", key)]
    texts = {}
    world = lived(scenario_of("dmz", TROUBLED, soldiers=60, days=20), seed=1)
    for told in told_by_all(world):
        fate = told["fate"] or {"attempt": "none"}
        texts.setdefault((told["status"], told["decided"], fate["attempt"]), told["soldier"])
    assert len(texts) > 4
    for (status, decided, attempt), index in texts.items():
        text = call("explain", *scenario, *options, "--soldier", str(index)).stdout
        assert ("he serves" if status == "serving" else status.replace("_", " ")) in text
        assert ("below is how he stood" in text) is not decided
        assert (f"({attempt}," in text) is (attempt != "none")


WRONG = [
    (["dmz"], "soldier"),
    (["dmz", "--soldier", "x"], "soldier"),
    (["dmz", "--soldier", "-1"], "--soldier: must be between 0 and 14999 (got -1)"),
    (["dmz", "--soldier", "15000"], "--soldier: must be between 0 and 14999 (got 15000)"),
    (["dmz", "--soldier", "1", "--day", "0"], "--day: must be between 1 and 365 (got 0)"),
    (["dmz", "--soldier", "1", "--day", "366"], "--day: must be between 1 and 365 (got 366)"),
    (["dmx", "--soldier", "1"], "did you mean 'dmz'?"),
    (["base", "--soldier", "1"], "missing: at least one [[route]]"),
    (["dmz", "--soldier", "1", "--off", "hostge"], "did you mean"),
]


@pytest.mark.parametrize(("line", "problem"), WRONG)
def test_a_wrong_question_is_said(line, problem):
    done = call("explain", *line)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr
    assert len(done.stderr.splitlines()) <= 6
