"""Intervals hold what they promise.

Coverage is tested by simulation with a fixed seed. Where the true coverage is 95%, the number of
hits in 2,000 trials is binomial; the tests fail below its 1e-6 quantile (about 92.5%), so a correct
interval would raise a false alarm for one seed in a million.
"""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.estimate import (
    RARE,
    clopper_pearson,
    garwood,
    mean_interval,
    quantile_interval,
    ratio_interval,
)

TRIALS = 2000
FEWEST_HITS = int(stats.binom.ppf(1e-6, TRIALS, 0.95))


def hits(true, intervals):
    return sum(low <= true <= high for _, low, high in intervals)


@pytest.mark.parametrize("n", [2, 5, 50])
def test_expectations_are_covered(n):
    draw = np.random.default_rng(1).normal(3.0, 0.5, (TRIALS, n))
    assert hits(3.0, (mean_interval(row, "expectation") for row in draw)) >= FEWEST_HITS


@pytest.mark.parametrize("mean", [0.004, 0.05, 0.7, 6.0])
@pytest.mark.parametrize("n", [1, 3, 50])
def test_rare_counts_are_covered_even_where_most_replicates_are_zero(mean, n):
    draw = np.random.default_rng(2).poisson(mean, (TRIALS, n))
    assert hits(mean, (mean_interval(row, "count") for row in draw)) >= FEWEST_HITS


def test_counts_that_come_in_clusters_are_covered():
    draw = np.random.default_rng(3).negative_binomial(2, 2 / (2 + 20.0), (TRIALS, 50))
    assert hits(20.0, (mean_interval(row, "count") for row in draw)) >= FEWEST_HITS * 0.98


def test_pooled_rates_are_covered_with_unequal_exposure():
    chance = np.random.default_rng(4)
    exposure = chance.uniform(1, 8, (TRIALS, 30))
    events = chance.poisson(0.02 * exposure)
    found = (mean_interval(e / x, "rate", x) for e, x in zip(events, exposure, strict=True))
    assert hits(0.02, found) >= FEWEST_HITS


def test_pooled_shares_are_covered():
    chance = np.random.default_rng(5)
    trials = chance.poisson(2.0, (TRIALS, 30))
    successes = chance.binomial(trials, 0.1)
    with np.errstate(invalid="ignore"):
        share = successes / trials
    found = (mean_interval(s, "share", n) for s, n in zip(share, trials, strict=True))
    assert hits(0.1, found) >= FEWEST_HITS


def test_paired_ratios_are_covered():
    chance = np.random.default_rng(6)
    luck = chance.gamma(20, 1 / 20, (TRIALS, 50))
    own = chance.gamma(200, 1 / 200, (2, TRIALS, 50))
    pairs = zip(8.0 * luck * own[0], luck * own[1], strict=True)
    assert hits(8.0, (ratio_interval(a, b, "expectation") for a, b in pairs)) >= FEWEST_HITS


def test_ratios_of_rare_counts_are_covered():
    draw = np.random.default_rng(7).poisson([[[0.3]], [[0.1]]], (2, TRIALS, 50))
    pairs = zip(*draw, strict=True)
    assert hits(3.0, (ratio_interval(a, b, "count") for a, b in pairs)) >= FEWEST_HITS


def test_quantiles_are_covered():
    draw = np.random.default_rng(8).exponential(1.0, (TRIALS, 100))
    true = stats.expon.ppf(0.9)
    assert hits(true, (quantile_interval(row, 0.9) for row in draw)) >= FEWEST_HITS


def test_zero_counts_still_have_an_upper_bound():
    mean, low, high = mean_interval(np.zeros(50), "count")
    assert (mean, low) == (0.0, 0.0)
    assert high == pytest.approx(-math.log(0.025) / 50)


def test_zero_rates_have_an_upper_bound_where_the_exposure_is_known():
    assert mean_interval(np.zeros(10), "rate", np.full(10, 66.0)).high == pytest.approx(
        -math.log(0.025) / 660
    )
    assert math.isnan(mean_interval(np.zeros(10), "rate").high)


def test_a_share_that_is_always_zero_or_one_is_not_certain():
    none, all_of_them = mean_interval(np.zeros(50), "share"), mean_interval(np.ones(50), "share")
    assert none[:2] == (0.0, 0.0)
    assert math.isnan(none.high)
    assert math.isnan(all_of_them.low)
    assert all_of_them.high == 1.0
    assert mean_interval(np.zeros(50), "share", np.full(50, 8.0)).high == clopper_pearson(0, 400)[1]


@pytest.mark.parametrize("kind", ["expectation", "share", "ratio", "level", "rate"])
def test_one_replicate_has_no_interval(kind):
    one = mean_interval([0.3], kind)
    assert one.mean == 0.3
    assert math.isnan(one.low) and math.isnan(one.high)
    assert one.json() == {"mean": 0.3, "low": None, "high": None}


def test_one_replicate_of_a_rare_count_has_the_poisson_interval_and_a_frequent_one_none():
    assert mean_interval([3.0], "count")[1:] == pytest.approx(
        stats.chi2.ppf([0.025, 0.975], [6, 8]) / 2
    )
    assert math.isnan(mean_interval([RARE + 1.0], "count").high)


def test_a_constant_is_known_exactly():
    assert mean_interval(np.full(20, 0.1), "level") == (0.1, 0.1, 0.1)
    assert mean_interval(np.full(20, 11000.0), "count") == (11000.0, 11000.0, 11000.0)


def test_undefined_replicates_are_left_out_and_none_left_is_unknown():
    assert mean_interval([0.2, math.nan, 0.4], "share").mean == pytest.approx(0.3)
    assert all(map(math.isnan, mean_interval([math.nan, math.nan], "share")))
    assert all(map(math.isnan, mean_interval([], "count")))


def test_bounds_stay_within_what_is_possible():
    assert mean_interval([0.0, 0.0, 5.0], "expectation").low == 0.0
    assert mean_interval([0.0, 0.0, 0.2], "level").low == 0.0
    low, high = mean_interval([0.0, 1.0, 1.0], "share")[1:]
    assert 0.0 <= low < high <= 1.0
    for kind in ("level", "ratio", "count"):
        assert mean_interval([60.0, 60.0, 57.0], kind, most=60.0).high == 60.0
        assert mean_interval([60.0, 60.0, 57.0], kind).high > 60.0
    assert mean_interval([0.0, 0.0, 1.0], "count").low == 0.0
    always = mean_interval(np.ones(9), "ratio", most=1.0)
    assert math.isnan(always.low) and always.high == 1.0


def test_the_order_of_replicates_does_not_matter():
    values = np.random.default_rng(9).lognormal(size=200)
    assert mean_interval(values, "rate") == mean_interval(values[::-1], "rate")


def test_ratio_of_constants_and_of_zeros():
    assert ratio_interval([2.0, 2.0], [1.0, 1.0], "expectation") == (2.0, 2.0, 2.0)
    assert ratio_interval([2.0, 1.0], [0.0, 0.0], "expectation") == (math.inf, 0.0, math.inf)
    assert all(map(math.isnan, ratio_interval([0.0], [0.0], "count")))
    never = ratio_interval([0, 0, 0], [4, 6, 5], "count")
    assert never.mean == 0.0 == never.low
    assert never.high == pytest.approx(0.025 ** (1 / -15) - 1)


def test_garwood_agrees_with_the_chi_square_form():
    low, high = garwood([0, 1, 12])
    assert low == pytest.approx([0.0, *stats.chi2.ppf(0.025, [2, 24]) / 2])
    assert high == pytest.approx(stats.chi2.ppf(0.975, [2, 4, 26]) / 2)


def test_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match="unknown kind"):
        mean_interval([1.0, 2.0], "guess")


def test_a_count_of_all_is_as_unsure_as_one_of_nobody():
    """Ten replicates in which all 300 serve say as much of those who do not as ten zeros."""
    all_serve = mean_interval([300.0] * 10, "count", most=300.0)
    nobody = mean_interval([0.0] * 10, "count")
    assert (all_serve.mean, all_serve.high) == (300.0, 300.0)
    assert all_serve.low == pytest.approx(300.0 - nobody.high)
    few = mean_interval([300.0] * 9 + [299.0], "count", most=300.0)
    assert few.low < all_serve.low < few.high <= 300.0
