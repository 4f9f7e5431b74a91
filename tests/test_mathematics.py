"""Elementary functions: close to the truth, and the same bits in Python and compiled."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy.special import ndtri

from sim.mathematics import exp, log, logistic, normal_quantile, power, probability, unit

TINY = math.ulp(0.5)
FINITE = st.floats(-1e4, 1e4)
INSIDE = st.floats(2.0**-53, 1.0 - 2.0**-53)
NORMAL = st.floats(2.3e-308, 1e308)


def exact(function, *arguments):
    """The value of a function of decimal numbers, to 60 digits."""
    with localcontext(prec=60):
        return function(*map(Decimal, arguments))


def ulps(found, truth):
    """How far a double is from the truth, in units of the last place of the truth."""
    with localcontext(prec=60):
        return float(abs(Decimal(found) - truth) / Decimal(math.ulp(float(truth))))


@given(st.floats(-708.0, 709.0) | st.floats(-1.0, 1.0))
def test_exp_is_within_two_units_in_the_last_place(x):
    assert ulps(exp(x), exact(Decimal.exp, x)) <= 2.0


@pytest.mark.parametrize("low", [-700.0, -1.0, -0.3466, 0.3465, 1.0, 700.0])
def test_exp_holds_its_claim_everywhere(low):
    """Through stretches that hold both ends of the interval to which arguments are reduced."""
    worst = max(ulps(exp(x), exact(Decimal.exp, x)) for x in np.linspace(low, low + 1.4, 1001))
    assert worst <= 2.0


def test_exp_is_held_at_its_ends():
    assert exp(-1e300) == exp(-708.0) > 0.0
    assert exp(1e300) == exp(709.0) < math.inf
    assert exp(0.0) == 1.0


@given(NORMAL | st.floats(0.5, 2.0))
def test_log_is_within_two_units_in_the_last_place(x):
    assert ulps(log(x), exact(Decimal.ln, x)) <= 2.0
    assert log(1.0) == 0.0


@given(st.floats(1e-6, 1e6), st.floats(-10.0, 10.0))
def test_power(x, exponent):
    """An error of log grows with the exponent: within 4 units and 4 for each unit of the result's
    logarithm."""
    size = abs(exponent * math.log(x))
    truth = exact(lambda a, b: (a.ln() * b).exp(), x, exponent)
    assert ulps(power(x, exponent), truth) <= 4.0 + 4.0 * size
    assert power(0.0, exponent) == power(-x, exponent) == 0.0


@given(st.floats(-700.0, 700.0))
def test_logistic_is_within_three_units_in_the_last_place(x):
    truth = exact(lambda a: 1 / (1 + (-a).exp()), x)
    assert ulps(logistic(x), truth) <= 3.0
    assert logistic(x) + logistic(-x) == pytest.approx(1.0, abs=2 * TINY)


@given(st.floats(-1e9, 1e9))
def test_logistic_is_a_probability(x):
    assert 0.0 <= logistic(x) <= 1.0
    assert unit(logistic(x)) == logistic(x)


@given(st.floats(1e-300, 50.0) | st.floats(1e-9, 0.004))
def test_probability(hazard):
    """Relative error below 1e-13, also where it is tiny."""
    truth = exact(lambda h: 1 - (-h).exp() if h > Decimal("1e-50") else h, hazard)
    assert probability(hazard) == pytest.approx(float(truth), rel=1e-13, abs=0.0)
    assert probability(hazard) == pytest.approx(-math.expm1(-hazard), rel=1e-13, abs=0.0)


def test_limits_of_probability():
    assert probability(0.0) == 0.0
    assert probability(1e6) == 1.0
    assert probability(5e-324) >= 0.0


@pytest.mark.parametrize("hazard", [0.002, *((k + 0.5) * math.log(2.0) for k in range(12))])
def test_probability_rises_where_its_power_of_two_changes(hazard):
    """There one series ends and the next begins, without a step down."""
    hazards = [hazard]
    for _ in range(300):
        hazards = [math.nextafter(hazards[0], 0.0), *hazards, math.nextafter(hazards[-1], 9.0)]
    assert np.all(np.diff([probability(h) for h in hazards]) >= 0.0)


@given(st.floats(0.0, 5.0), st.floats(1e-9, 0.1))
def test_more_hazard_is_more_probability(hazard, more):
    assert probability(hazard) <= probability(hazard + more)


@given(st.floats(-700.0, 700.0), st.floats(1e-9, 10.0))
def test_functions_rise(x, more):
    assert exp(x) <= exp(x + more)
    assert logistic(x) <= logistic(x + more)
    assert log(exp(x)) <= log(exp(x + more))


@given(INSIDE)
def test_normal_quantile(p):
    """Relative error below 1e-14 against SciPy's, and odd around one half."""
    assert normal_quantile(p) == pytest.approx(float(ndtri(p)), rel=1e-14, abs=1e-16)
    assert normal_quantile(0.5) == 0.0
    assert normal_quantile(1.0 - p) == pytest.approx(-normal_quantile(p), rel=1e-3, abs=1e-3)


@given(INSIDE, st.floats(1e-12, 0.5))
def test_normal_quantile_rises(p, more):
    q = p + more
    if q < 1.0:
        assert normal_quantile(p) <= normal_quantile(q)


def test_the_quantile_is_finite_at_the_last_draw():
    """The smallest and the largest number that a fine draw can be."""
    assert normal_quantile(2.0**-53) == pytest.approx(-8.2, abs=0.1)
    assert normal_quantile(1.0 - 2.0**-53) == pytest.approx(8.2, abs=0.1)


@njit(error_model="numpy")
def _compiled(real, inside, normal, out):
    for k in range(len(real)):
        x, p, y = real[k], inside[k], normal[k]
        out[k, 0] = exp(x)
        out[k, 1] = log(y)
        out[k, 2] = power(y, x / 1e4)
        out[k, 3] = logistic(x)
        out[k, 4] = probability(abs(x))
        out[k, 5] = probability(p * 0.004)
        out[k, 6] = normal_quantile(p)
        out[k, 7] = unit(x)
        out[k, 8] = power(x, 2.0 * p)


def _plain(x, p, y):
    return (
        exp(x),
        log(y),
        power(y, x / 1e4),
        logistic(x),
        probability(abs(x)),
        probability(p * 0.004),
        normal_quantile(p),
        unit(x),
        power(x, 2.0 * p),
    )


@settings(max_examples=300)
@given(st.lists(st.tuples(FINITE | st.floats(-40.0, 40.0), INSIDE, NORMAL), min_size=1))
def test_python_and_compiled_give_the_same_bits(numbers):
    """Also in a loop that the compiler may vectorise."""
    real, inside, normal = np.array(numbers * 4).T.copy()
    out = np.empty((len(real), 9))
    _compiled(real, inside, normal, out)
    expected = np.array([_plain(*row) for row in numbers * 4])
    assert out.tobytes() == expected.tobytes()
