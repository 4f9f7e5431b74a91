"""Grades say who measured what: a value of others, or of another model, is assumed, with a note."""

import math

import pytest

from sim import simulate
from sim.scenario import load_scenario
from sim.scenario.places import scenario_names
from sim.scenario.sources import read_sources

ELSEWHERE = {
    "songbun_collins": "the whole population",
    "dukalskis_aware": "citizens, in another model",
    "pt_params": "choices between sums of money",
    "nagin_2013": "a direction, and no number",
}


@pytest.mark.parametrize("source", ELSEWHERE)
@pytest.mark.parametrize("name", scenario_names())
def test_what_was_measured_of_others_is_assumed(name, source):
    entries = load_scenario(name).entries.values()
    assert {e.grade for e in entries if e.source == source} == {"assumed"}


def test_a_note_says_of_whom_it_was_measured():
    entries = load_scenario("dmz").entries
    for name in ("core", "wavering", "hostile"):
        note = entries[f"force.songbun.{name}"].note
        assert "songbun_kpa_low" in note and "whole population" in note
        assert "songbun_kpa_low" in read_sources()


@pytest.mark.parametrize("name", ["russia_rear", "ukrainian_front", "rear_to_front"])
def test_sessions_abroad_are_assumed(name):
    entry = load_scenario(name).entries["regime.self_criticism_per_week"]
    assert (entry.value, entry.grade) == (1.0, "assumed")
    assert "exempt" in entry.note
    assert "exempt" in read_sources()[entry.source]["note"]


@pytest.mark.parametrize("name", scenario_names())
def test_what_is_derived_says_how(name):
    scenario = load_scenario(name)
    for each in (*scenario.entries.values(), *scenario.calendar):
        if each.grade == "derived":
            assert any(sign.isdigit() for sign in each.note), each


def test_the_computations_in_the_notes_hold():
    front = load_scenario("ukrainian_front").entries
    hazard = front["context.casualty_hazard"]
    assert "-ln(1 - 3000/11000)/36 = 0.0088" in hazard.note
    assert -math.log(1 - 3000 / 11000) / 36 == pytest.approx(hazard.value, abs=5e-4)
    assert front["battlefield.killed_share"].value == round(600 / 4700, 2)
    back = load_scenario("ukrainian_front").calendar[-1]
    april = -math.log(1 - 1700 / 8000) / 84 / hazard.value
    june = -math.log(1 - 3000 / 8000) / 130 / hazard.value
    assert (round(april, 2), round(june, 2)) == (0.32, 0.40)
    assert "= 0.32)" in back.note and "0.40)" in back.note
    assert april < back.changes["context.combat_intensity"] < june
    border = load_scenario("sino_korean_border")
    assert border.values["host.returns"] == round(8000 / 42538, 2)
    assert round(1076 / 2091, 2) == 0.51
    assert round(1 - 229 / 1047, 2) == 0.78


def test_the_casualties_of_the_front_are_those_that_its_note_gives():
    scenario = load_scenario("ukrainian_front")
    runs = [simulate(scenario, 1, replicate).daily for replicate in range(10)]
    kinds = ("killed_in_action", "self_killed", "evacuated")

    def lost(day):
        return sum(float(run[kind][day - 1]) for run in runs for kind in kinds) / len(runs)

    assert lost(75) == pytest.approx(3080, abs=5)
    assert lost(181) == pytest.approx(5015, abs=5)
    assert lost(227) == pytest.approx(5870, abs=5)
    assert lost(240) == pytest.approx(6090, abs=5)
    note = scenario.calendar[-1].note
    assert "5,015 by 30 April" in note and "5,870 by 15 June" in note
