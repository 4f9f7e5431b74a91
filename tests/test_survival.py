"""Cumulative incidence against known answers and against other software."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.survival import (
    cumulative_incidence,
    daily_events,
    incidence_from_times,
    incidence_table,
)

status = pytest.importorskip("sim.state")


def world(replicates=3, days=5, force=100, **series):
    """Everybody serves, but for the statuses given, by days or by replicates x days."""
    index = pd.MultiIndex.from_product([range(replicates), range(1, days + 1)])
    frame = pd.DataFrame(dict.fromkeys(status.STATUSES, 0.0), index=index)
    for name, counts in series.items():
        frame[name] = np.broadcast_to(np.asarray(counts, float), (replicates, days)).ravel()
    frame["serving"] = force - frame.drop(columns="serving").sum(axis=1)
    return frame.rename_axis(["replicate", "day"]).reset_index()


def curve(table, cause, column="mean"):
    return table.loc[table["cause"] == cause, column].to_numpy()


def test_without_censoring_incidence_is_the_share_of_the_force():
    killed, fled = [0, 10, 10, 30, 30], [1, 1, 2, 2, 5]
    table = incidence_table(world(killed_in_action=killed, defected=fled))
    assert curve(table, "killed_in_action") == pytest.approx(np.array(killed) / 100)
    assert curve(table, "defected") == pytest.approx(np.array(fled) / 100)


def test_who_went_home_cannot_defect_any_more():
    table = incidence_table(world(rotated_home=[0, 50, 50, 50, 50], defected=[0, 0, 5, 5, 5]))
    assert curve(table, "defected")[-1] == pytest.approx(0.05)
    assert curve(table, "rotated_home")[-1] == pytest.approx(0.5)


def test_a_soldier_under_way_is_still_at_risk():
    causes, at_risk, events = daily_events(
        world(in_transit=[4, 4, 0, 0, 0], defected=[0, 0, 4, 4, 4])
    )
    assert (at_risk[0] == [100, 100, 100, 96, 96]).all()
    assert events[0, causes.index("defected")].tolist() == [0, 0, 4, 0, 0]


def test_the_incidences_and_survival_add_up_to_one():
    chance = np.random.default_rng(1)
    events = chance.poisson(1.0, (4, 3, 60)).astype(float)
    at_risk = 1000 - np.cumsum(events.sum(axis=1), axis=1) + events.sum(axis=1) - 2 * np.arange(60)
    survival = np.cumprod(1 - events.sum(axis=1) / at_risk, axis=1)
    total = cumulative_incidence(at_risk, events).sum(axis=1) + survival
    assert total == pytest.approx(np.ones_like(total), abs=1e-12)


def test_constant_hazards_meet_the_closed_form():
    hazard, days = np.array([0.01, 0.002]), np.arange(1, 241)
    at_risk = (1 - hazard.sum()) ** (days - 1) * 1e6
    found = cumulative_incidence(at_risk, hazard[:, None] * at_risk)
    known = hazard[:, None] / hazard.sum() * (1 - (1 - hazard.sum()) ** days)
    assert found == pytest.approx(known)


def lives(n=400):
    chance = np.random.default_rng(3)
    return chance.permutation(np.arange(1.0, n + 1)), chance.choice([0, 1, 2], n, p=[0.3, 0.5, 0.2])


@pytest.mark.parametrize("cause", [1, 2])
def test_it_agrees_with_lifelines(cause):
    lifelines = pytest.importorskip("lifelines")
    time, causes = lives()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = lifelines.AalenJohansenFitter(calculate_variance=False).fit(time, causes, cause)
    moments, incidence = incidence_from_times(time, causes, [1, 2])
    known = fit.cumulative_density_.iloc[:, 0]
    assert incidence[cause - 1] == pytest.approx(known.loc[moments].to_numpy(), abs=1e-12)


def test_all_causes_together_are_one_minus_kaplan_meier():
    time, causes = lives()
    time = np.ceil(time / 7)  # with ties
    sample = stats.CensoredData(uncensored=time[causes > 0], right=time[causes == 0])
    known = stats.ecdf(sample).cdf
    moments, incidence = incidence_from_times(time, causes, [1, 2])
    assert incidence.sum(axis=0) == pytest.approx(known.evaluate(moments))


def test_the_daily_and_the_individual_estimator_agree():
    chance = np.random.default_rng(4)
    time = chance.integers(1, 31, 500)
    causes = chance.choice(["defected", "removed", "rotated_home"], 500)
    time[causes == "rotated_home"] = np.maximum(time[causes == "rotated_home"], 5)
    series = {c: [(time[causes == c] <= d).sum() for d in range(1, 31)] for c in set(causes)}
    table = incidence_table(world(1, 30, 500, **series))
    _, incidence = incidence_from_times(time, causes, ["defected", "removed", "rotated_home"])
    assert curve(table, "defected") == pytest.approx(incidence[0])
    assert curve(table, "removed") == pytest.approx(incidence[1])


def test_no_event_leaves_an_upper_bound():
    table = incidence_table(world(replicates=3, force=100))
    assert (table["mean"] == 0).all() and (table["low"] == 0).all()
    assert curve(table, "defected", "high") == pytest.approx(np.full(5, -np.log(0.025) / 300))


def test_the_band_covers():
    """500 studies of 20 replicates; fails below the 1e-6 quantile of hits at a true 95%."""
    chance = np.random.default_rng(5)
    studies, replicates, days, force = 500, 20, 30, 200
    hit = {"defected": 0, "removed": 0}
    for _ in range(studies):
        fled = np.cumsum(chance.poisson(0.002, (replicates, days)), axis=1)
        shared = chance.gamma(4, 1 / 4, (replicates, 1))
        gone = np.cumsum(chance.poisson(0.5 * shared * np.ones(days)), axis=1)
        table = incidence_table(world(replicates, days, force, defected=fled, removed=gone))
        last = table[table["day"] == days].set_index("cause")
        for cause, true in (("defected", 0.06), ("removed", 15.0)):
            hit[cause] += last.loc[cause, "low"] <= true / force <= last.loc[cause, "high"]
    fewest = stats.binom.ppf(1e-6, studies, 0.95)
    assert min(hit.values()) >= fewest, hit


def test_one_replicate_has_no_band_but_the_floor():
    table = incidence_table(
        world(replicates=1, force=1000, killed_in_action=[200] * 5, defected=[1] * 5)
    )
    assert np.isnan(curve(table, "killed_in_action", "low")).all()
    assert curve(table, "defected", "high")[-1] == pytest.approx(
        stats.chi2.ppf(0.975, 4) / 2 / 1000
    )


def test_a_count_that_shrinks_is_refused():
    with pytest.raises(ValueError, match="'defected' falls"):
        daily_events(world(defected=[2, 1, 1, 1, 1]))


def test_a_status_that_was_not_recorded_is_named():
    with pytest.raises(ValueError, match="removed"):
        daily_events(world().drop(columns="removed"))
