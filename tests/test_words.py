"""Numbers as the figures and findings say them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.estimate import Interval
from experiments.figures import words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0123, "0.012"),
        (1234.5, "1,200"),
        (9.96, "10"),
        (0.0996, "0.10"),
        (1e-5, "1.0 × 10⁻⁵"),
        (-0.25, "-0.25"),
        (99.4, "99"),
        (np.nan, "unknown"),
        (np.inf, "without bound"),
    ],
)
def test_numbers_have_two_digits(value, text):
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        ((1.0234, 1.0187, 1.0291), "1.023 (95%: 1.019 to 1.029)"),
        ((46_752, 46_604, 46_904), "46,800 (95%: 46,600 to 46,900)"),
        ((0.0111405, 0.0109283, 0.0113526), "0.0111 (95%: 0.0109 to 0.0114)"),
        (
            (0.03214665605502899, 0.032146656055028984, 0.032146656055028998),
            "0.0321467 (95%: 0.0321467 to 0.0321467)",
        ),
        ((2e-7, 1e-7, 3e-7), "2 × 10⁻⁷ (95%: 10⁻⁷ to 3 × 10⁻⁷)"),
        ((9.998, 9.96, 10.03), "10.00 (95%: 9.96 to 10.03)"),
        ((0.5, 0.5, 0.5), "0.50 (95%: 0.50 to 0.50)"),
        ((3.0, np.nan, np.nan), "3.0 (95% interval unknown)"),
        ((0.0, 0.0, np.nan), "0 (95%: 0 to unknown)"),
    ],
)
def test_a_mean_and_its_bounds_have_the_same_places(interval, text):
    assert words.estimated(Interval(*interval)) == text


PLAIN = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """The number that a text says."""
    text = text.replace(",", "").translate(PLAIN)
    return float(text.replace(" × 10", "e") if " × 10" in text else text.replace("10-", "1e-"))


@given(st.floats(1e-6, 1e6), st.floats(1e-9, 0.5), st.floats(0.0, 1.0))
def test_a_mean_is_told_within_its_bounds(middle, width, at):
    low, high = middle * (1 - width), middle * (1 + width)
    mean, bounds = words.told(Interval(low + at * (high - low), low, high))
    texts = [mean, *bounds.removeprefix("95%: ").split(" to ")]
    said = [read(text) for text in texts]
    assert said[1] <= said[0] <= said[2]


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (1, "100%"),
        (0.5, "50%"),
        (0.99989, "99.989%"),
        (0.99992, "99.992%"),
        (0.95, "95%"),
        (0.9, "90%"),
        (0.00012, "0.012%"),
    ],
)
def test_shares_near_the_ends_are_told_from_them(share, text):
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("outcome", "text"),
    [
        ("expected_attempts", "expected attempts"),
        ("expected_attempts_per_1000_soldier_months", "the rate of expected attempts"),
        (
            "expected_attempts_per_1000_soldier_months_no_hostage",
            "the rate of expected attempts (no hostage)",
        ),
        ("prisoners_per_casualty", "prisoners per casualty"),
    ],
)
def test_a_rate_is_called_one(outcome, text):
    assert words.measured(outcome) == text
