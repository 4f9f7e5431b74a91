"""Every lever gets its sentence, and two of them one on whether one changes what the other does."""

import dataclasses
import math
from itertools import product

import numpy as np
import pandas as pd
import pytest

from experiments.analyses import ANALYSES
from experiments.analyses.interactions import interactions
from experiments.estimate import ratio_of_ratios
from experiments.results import StudyResults

RATE = "expected_attempts_per_1000_soldier_months"
DEFECTED = "expected_defections_per_1000_soldier_months"
LEAFLETS, INFORMANTS, WATCH = "outreach.leaflets", "regime.informants", "mechanisms.watch"
OWN = {LEAFLETS: 0.3, INFORMANTS: 0.05, WATCH: True}
EFFECT = {LEAFLETS: {0.0: 0.9, 0.3: 1.0, 0.9: 1.2}, INFORMANTS: {0.0: 3.0, 0.05: 1.0}}


def made(folder, factors, interplay=1.0, own=OWN, noise=0.0, replicates=8):
    """A study of two levers whose effects are known, and what both do together beyond that."""
    rows = []
    for point, levels in enumerate(product(*factors.values())):
        values = dict(zip(factors, levels, strict=True))
        true = math.prod(EFFECT.get(key, {}).get(value, 1.0) for key, value in values.items())
        true *= 4.0 if values.get(WATCH) is False else 1.0
        moved = [value != OWN[key] for key, value in values.items()]
        true *= interplay if all(moved) and values[LEAFLETS] == 0.0 else 1.0
        for replicate in range(replicates):
            luck = np.random.default_rng([1, replicate]).gamma(20)
            own_luck = np.exp(noise * np.random.default_rng([2, replicate, point]).normal())
            place = {"scenario": "dmz", "point": point, "replicate": replicate, **values}
            rows.append(place | {RATE: true * luck * own_luck, DEFECTED: 0.1 * true * luck})
    runs = pd.DataFrame(rows)
    keys = ["scenario", "point", *factors]
    summary = runs.melt([*keys, "replicate"], [RATE, DEFECTED], "outcome", "mean")
    summary = summary.groupby([*keys, "outcome"], as_index=False)["mean"].mean()
    summary = summary.assign(low=summary["mean"] * 0.9, high=summary["mean"] * 1.1, n=replicates)
    record = {"title": "DMZ: soldiers", "values": dict(own)}
    manifest = {"factors": list(factors), "scenarios": {"dmz": record}, "failures": []}
    columns = pd.DataFrame({"name": [], "unit": []})
    return StudyResults(folder, manifest, runs, None, summary, columns)


TWO = {LEAFLETS: [0.0, 0.3, 0.9], INFORMANTS: [0.0, 0.05]}


def test_both_levers_and_what_one_changes_in_the_other_are_told(tmp_path):
    study = made(tmp_path, TWO, 1.25, noise=0.01)
    told = ANALYSES["rates"].run(study, {})[0].findings[1:]
    assert [line.partition(" by ")[0] for line in told] == [
        "DMZ: ending leaflets multiplies the rate of expected attempts",
        "DMZ: ending informants multiplies the rate of expected attempts",
        "DMZ: ending informants multiplies the effect of ending leaflets on the rate of expected"
        " attempts",
    ]
    found = [float(line.partition(" by ")[2].partition(" ")[0]) for line in told]
    assert found == pytest.approx([0.9, 3.0, 1.25], rel=0.02)


def test_a_switch_is_a_second_lever_too(tmp_path):
    factors = {LEAFLETS: [0.0, 0.3], WATCH: [True, False]}
    (found,) = interactions(made(tmp_path, factors, 0.5), RATE, LEAFLETS)
    assert found.ratio.mean == pytest.approx(0.5)
    assert "switching off the watch mechanism multiplies the effect of ending" in found.sentence()


def test_no_interaction_is_called_none(tmp_path):
    (found,) = interactions(made(tmp_path, TWO, noise=0.1), RATE, LEAFLETS)
    assert found.ratio.low < 1 < found.ratio.high
    assert found.sentence().endswith("): no visible interaction.")


def test_values_that_are_none_of_the_scenarios_are_named(tmp_path):
    own = OWN | {LEAFLETS: 0.2}
    (found,) = interactions(made(tmp_path, TWO, own=own), RATE, INFORMANTS)
    assert (found.doing, found.other) == ("ending informants", "lowering leaflets from 0.9 to 0")
    three = TWO | {WATCH: [False]}
    (found,) = interactions(made(tmp_path, three, own=own), RATE, INFORMANTS)
    assert found.other == "lowering leaflets from 0.9 to 0 at watch mechanism off"


def test_without_the_fourth_point_nothing_is_said(tmp_path):
    study = made(tmp_path, TWO)
    both = (study.runs[LEAFLETS] == 0.0) & (study.runs[INFORMANTS] == 0.0)
    study = dataclasses.replace(study, runs=study.runs[~both])
    assert interactions(study, RATE, LEAFLETS) == []


def test_rare_counts_and_zeros_are_left_alone():
    few = np.array([1.0, 0.0, 2.0])
    many = np.array([100.0, 120.0, 90.0])
    assert math.isnan(ratio_of_ratios(few, many, many, many).mean)
    assert math.isnan(ratio_of_ratios(0 * many, many, many, many).mean)
    assert math.isnan(ratio_of_ratios([], [], [], []).mean)
    assert ratio_of_ratios(many, many, many, many) == (1.0, 1.0, 1.0)
    with pytest.raises(ValueError, match="same replicates"):
        ratio_of_ratios(many, many, many, many[:2])


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """Twelve replicates that share their luck, 2,000 times: 95% within four standard errors."""
    chance = np.random.default_rng(5)
    shared = chance.gamma(9.0, size=(2000, 1, 12))
    true = np.array([3.3, 3.0, 1.1, 2.0])
    four = true[:, None] * shared * np.exp(0.2 * chance.normal(size=(2000, 4, 12)))
    wanted = (true[0] / true[1]) / (true[2] / true[3])
    found = [ratio_of_ratios(*each) for each in four]
    covered = np.mean([interval.low <= wanted <= interval.high for interval in found])
    assert abs(covered - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 2000)
