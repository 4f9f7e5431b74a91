"""Elementary functions that give the same bits in Python and compiled, on every platform.

Libraries differ in the last bit of `exp` and `log`; additions, multiplications, divisions
and square roots do not. These functions use only the latter, and `equation` marks a scalar function
that runs as plain Python where an agent calls it and is compiled where a loop calls it.
"""

import math
import struct
from collections.abc import Callable
from typing import Any, TypeVar, cast

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload, register_jitable

F = TypeVar("F", bound=Callable[..., Any])

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.693147180369123816490
_LN2_LOW = 1.90821492927058770002e-10
_LN2 = 0.6931471805599453
_SQRT_HALF = 0.7071067811865476
# Adding and taking away 1.5 * 2**52 rounds to the nearest whole number.
_ROUND = 6755399441055744.0


def equation(function: F) -> F:
    """Mark a scalar function of the model: plain Python to agents, compiled inside loops."""
    return cast(F, register_jitable(error_model="numpy", forceinline=True)(function))


@intrinsic  # type: ignore[untyped-decorator]
def _float_of_bits(_context: Any, bits: Any) -> Any:
    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.DoubleType())

    return types.float64(types.int64), build


@intrinsic  # type: ignore[untyped-decorator]
def _bits_of_float(_context: Any, number: Any) -> Any:
    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], ir.IntType(64))

    return types.int64(types.float64), build


def float_of_bits(bits: Any) -> float:
    """The double whose IEEE 754 representation is `bits`."""
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])


@overload(float_of_bits, jit_options={"forceinline": True})  # type: ignore[untyped-decorator]
def _compiled_float_of_bits(bits: Any) -> Any:
    def compiled(bits: Any) -> Any:
        return _float_of_bits(bits)

    return compiled


def _times_power_of_two(x: float, k: float) -> float:
    return math.ldexp(x, int(k))


@overload(_times_power_of_two, jit_options={"forceinline": True})  # type: ignore[untyped-decorator]
def _compiled_times_power_of_two(x: Any, k: Any) -> Any:
    def compiled(x: Any, k: Any) -> Any:
        return x * _float_of_bits((_bits_of_float(k + _ROUND) + 1023) << 52)

    return compiled


def _mantissa(x: float) -> float:
    return math.frexp(x)[0]


@overload(_mantissa, jit_options={"forceinline": True})  # type: ignore[untyped-decorator]
def _compiled_mantissa(x: Any) -> Any:
    def compiled(x: Any) -> Any:
        bits = _bits_of_float(x) & 0x000FFFFFFFFFFFFF
        return _float_of_bits(bits | 0x3FE0000000000000)

    return compiled


def _exponent(x: float) -> float:
    return float(math.frexp(x)[1])


@overload(_exponent, jit_options={"forceinline": True})  # type: ignore[untyped-decorator]
def _compiled_exponent(x: Any) -> Any:
    def compiled(x: Any) -> Any:
        return float((_bits_of_float(x) >> 52) - 1022)

    return compiled


@equation
def unit(x: float) -> float:
    """`x` held within [0, 1]."""
    return 0.0 if x < 0.0 else (1.0 if x > 1.0 else x)


@equation
def _parts_of_exp(x: float) -> tuple[float, float]:
    """k and y of exp(x) = 2 ** k * (1 + y), where y is in about [-0.3, 0.42]."""
    x = -708.0 if x < -708.0 else (709.0 if x > 709.0 else x)
    k = (x * _LOG2_E + _ROUND) - _ROUND
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    # The series of exp(r), in pairs that do not wait for each other.
    r2 = r * r
    r4 = r2 * r2
    a = 1 / 6 + r * (1 / 24)
    b = 1 / 120 + r * (1 / 720)
    c = 1 / 5040 + r * (1 / 40320)
    d = 1 / 362880 + r * (1 / 3628800)
    e = 1 / 39916800 + r * (1 / 479001600) + r2 * (1 / 6227020800)
    p = (a + r2 * b) + r4 * ((c + r2 * d) + r4 * e)
    return k, r + r2 * (0.5 + r * p)


@equation
def exp(x: float) -> float:
    """The exponential, within 1 unit in the last place for -708 < x < 709; held at those ends."""
    k, y = _parts_of_exp(x)
    return _times_power_of_two(1.0 + y, k)


@equation
def log(x: float) -> float:
    """The natural logarithm of a normal x > 0, within 2 units in the last place."""
    m = _mantissa(x)
    e = _exponent(x)
    low = m < _SQRT_HALF
    m = 2.0 * m if low else m
    e = e - 1.0 if low else e
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = 1 / 19 + z * (1 / 21 + z * (1 / 23))
    p = 1 / 13 + z * (1 / 15 + z * (1 / 17 + z * p))
    p = 1 / 7 + z * (1 / 9 + z * (1 / 11 + z * p))
    p = 1 / 3 + z * (1 / 5 + z * p)
    return e * _LN2_HIGH + (2.0 * s + (2.0 * s * z * p + e * _LN2_LOW))


@equation
def power(x: float, exponent: float) -> float:
    """x ** exponent for x > 0, and 0 for x <= 0."""
    return exp(exponent * log(x if x > 1e-300 else 1e-300)) if x > 0.0 else 0.0


@equation
def logistic(x: float) -> float:
    """1 / (1 + exp(-x)): the share that chooses what is better by x (McFadden 1974)."""
    return 1.0 / (1.0 + exp(-x))


@equation
def probability(hazard: float) -> float:
    """1 - exp(-hazard), also where it is tiny: the chance within a day of a hazard per day."""
    k, y = _parts_of_exp(-hazard)
    whole = _times_power_of_two(1.0, k)
    return (1.0 - whole) - whole * y


@equation
def normal_quantile(p: float) -> float:
    """The inverse of the standard normal distribution function (Wichura 1988, AS 241, PPND16)."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 3.3430575583588128105e4 + r * 2.5090809287301226727e3
        top = 4.5921953931549871457e4 + r * (6.7265770927008700853e4 + r * top)
        top = 1.9715909503065514427e3 + r * (1.3731693765509461125e4 + r * top)
        top = 3.3871328727963666080e0 + r * (1.3314166789178437745e2 + r * top)
        low = 2.8729085735721942674e4 + r * 5.2264952788528545610e3
        low = 2.1213794301586595867e4 + r * (3.9307895800092710610e4 + r * low)
        low = 6.8718700749205790830e2 + r * (5.3941960214247511077e3 + r * low)
        return q * top / (1.0 + r * (4.2313330701600911252e1 + r * low))
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    if r <= 5.0:
        r = r - 1.6
        top = 2.27238449892691845833e-2 + r * 7.74545014278341407640e-4
        top = 1.27045825245236838258e0 + r * (2.41780725177450611770e-1 + r * top)
        top = 5.76949722146069140550e0 + r * (3.64784832476320460504e0 + r * top)
        top = 1.42343711074968357734e0 + r * (4.63033784615654529590e0 + r * top)
        low = 5.47593808499534494600e-4 + r * 1.05075007164441684324e-9
        low = 1.48103976427480074590e-1 + r * (1.51986665636164571966e-2 + r * low)
        low = 1.67638483018380384940e0 + r * (6.89767334985100004550e-1 + r * low)
        value = top / (1.0 + r * (2.05319162663775882187e0 + r * low))
    else:
        r = r - 5.0
        top = 2.71155556874348757815e-5 + r * 2.01033439929228813265e-7
        top = 2.65321895265761230930e-2 + r * (1.24266094738807843860e-3 + r * top)
        top = 1.78482653991729133580e0 + r * (2.96560571828504891230e-1 + r * top)
        top = 6.65790464350110377720e0 + r * (5.46378491116411436990e0 + r * top)
        low = 1.42151175831644588870e-7 + r * 2.04426310338993978564e-15
        low = 7.86869131145613259100e-4 + r * (1.84631831751005468180e-5 + r * low)
        low = 1.36929880922735805310e-1 + r * (1.48753612908506148525e-2 + r * low)
        value = top / (1.0 + r * (5.99832206555887937690e-1 + r * low))
    return -value if q < 0.0 else value
