"""A soldier who is asked of the front: giving himself up there, and what disorder does to watch."""

import pytest
from test_cli import call
from test_explain import RULES, SOLDIERS, TROUBLED, told_by_all
from worlds import lived, scenario_of

CUT_OFF = {
    "contact.cut_off_share": 0.5,
    "contact.death": 1.0,
    "contact.traitor_norm": 0.0,
    "context.casualty_hazard": 0.05,
    "context.combat_intensity": 0.9,
    "regime.enemy_image": 0.0,
    "regime.suicide_norm": 0.0,
    "regime.withdraw_after": 100.0,
}


@pytest.mark.parametrize("rule", RULES)
def test_giving_oneself_up_is_told_as_the_run_weighed_it(rule):
    busy = TROUBLED | CUT_OFF | {"decision.rule": rule}
    world = lived(scenario_of("ukrainian_front", busy, soldiers=SOLDIERS, days=9))
    met, gone_before = [], []
    for told in told_by_all(world):
        evening = world.again(told["terms_day"]) if told["decided"] else None
        weighed = evening.state.surrender[told["soldier"]] if evening else 0.0
        assert told["terms_of"] == "leaving"
        if told["contact"] is None:
            assert weighed == 0.0
            gone_before.append(told["fate"]["attempt"])
            continue
        assert told["contact"]["surrender"] == weighed
        met.append(told["contact"])
    assert met
    assert "at contact" not in gone_before
    if rule == "quantal":
        gap = met[0]["giving_up"] - met[0]["fighting_on"]
        assert (gap > 0) is (met[0]["surrender"] > 0.5)
    quiet = lived(scenario_of("dmz", {"mechanisms.contact": False}, soldiers=20, days=2))
    assert all(told["contact"] is None for told in told_by_all(quiet))


def test_the_monitors_in_effect_are_those_near_him_with_what_raises_and_takes():
    world = lived(scenario_of("ukrainian_front", TROUBLED, soldiers=SOLDIERS, days=12))
    raised = taken = 0
    for told in told_by_all(world):
        watch = told["watch"]
        near = watch["officials_in_platoon"] + watch["informants_serving_near"]
        if told["decided"]:
            effect = near * (1 + watch["crackdown"]) * (1 - watch["disorder"])
            assert watch["monitors"] == pytest.approx(effect)
            raised += watch["crackdown"] > 0
            taken += watch["disorder"] > 0
    assert raised and taken


def test_one_who_gave_himself_up_is_told_whose_terms_these_are():
    options = [word for k, v in CUT_OFF.items() for word in ("--set", f"{k}={v}")]
    line = ("explain", "ukrainian_front", "--soldiers", "60", "--days", "20", *options)
    world = lived(scenario_of("ukrainian_front", CUT_OFF, soldiers=60, days=20), seed=1)
    everybody = told_by_all(world)
    told = next(t for t in everybody if t["fate"] and t["fate"]["attempt"] == "at contact")
    text = " ".join(call(*line, "--soldier", str(told["soldier"])).stdout.split())
    day = told["fate"]["left_on_day"]
    for words in (
        f"day 20: gone since day {day}; what follows is of day {day} (person",
        f"he gave himself up at contact on day {day}: a decision of its own",
        "these terms are those of leaving by a way out on that day",
        "at contact giving himself up",
        "once cut off, he gives himself up with a chance of",
        "1 informant serving near him (in his platoon: soldier ",
        "more in a crackdown, less the",
        "% that the disorder of combat takes; suspicion",
    ):
        assert words in text, text
    serving = next(t["soldier"] for t in everybody if t["fate"] is None)
    text = " ".join(call(*line, "--soldier", str(serving)).stdout.split())
    assert "gone since" not in text
    assert "a decision of its own" not in text
