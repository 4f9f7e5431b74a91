"""Chance: every draw is a function of the seed and of what it decides, and of nothing else.

Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011) with the seed as key and, as counter, the person,
the other person or number, the day, and the purpose. No draw depends on the order of loops, on the
number of workers, or on another soldier having drawn.
"""

import hashlib
from typing import Any

import numpy as np

from sim.compiled import inlined, typed
from sim.mathematics import float_of_bits, normal_quantile

# What a draw decides. A number once given to a purpose keeps it.
ORIGIN, KIN, CHARACTER, TEMPER, EXAMINATION, UPBRINGING = 1, 2, 3, 4, 5, 6
TRUST = 10
SHOCK, DAY = 20, 21
NOTICE, GOSSIP, PUBLIC, HEARD = 30, 31, 32, 33
SURRENDER, LAST_STAND = 41, 42
LEG, REFUGE = 50, 51
PRIORITY, SOUNDING = 60, 61
ATTRIBUTION, SANCTION = 70, 71

_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)
_20 = np.uint64(20)
_12 = np.uint64(12)
_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_ONE = np.uint64(0x3FF0000000000000)
_HALF_52 = 2.0**-53
_HALF_32 = 2.0**-33


@inlined
def philox(key, c0, c1, c2, c3):  # type: ignore[no-untyped-def]
    """Four random words of 32 bits, as uint64, for a 64-bit key and four 32-bit counter words."""
    k0 = key & _LOW
    k1 = key >> _32
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0 = (p1 >> _32) ^ c1 ^ k0
        c1 = p1 & _LOW
        c2 = (p0 >> _32) ^ c3 ^ k1
        c3 = p0 & _LOW
        k0 = (k0 + _W0) & _LOW
        k1 = (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@inlined  # type: ignore[untyped-decorator]
def fine(high: Any, low: Any) -> Any:
    """A uniform number in (0, 1) of 52 bits, for events that may be very rare."""
    bits = _ONE | (high << _20) | (low >> _12)
    return float_of_bits(np.int64(bits)) - 1.0 + _HALF_52


@inlined  # type: ignore[untyped-decorator]
def coarse(word: Any) -> Any:
    """A uniform number in (0, 1) of 32 bits."""
    return float_of_bits(np.int64(_ONE | (word << _20))) - 1.0 + _HALF_32


@typed("UniTuple(uint64, 4)(uint64, int64, int64, int64, int64)")
def words(seed, first, second, day, purpose):  # type: ignore[no-untyped-def]
    """The four words that decide `purpose` for `first` (and `second`) on `day`."""
    return philox(
        np.uint64(seed), np.uint64(first), np.uint64(second), np.uint64(day), np.uint64(purpose)
    )


@typed("float64(uint64, int64, int64, int64, int64)")
def uniform(seed, first, second, day, purpose):  # type: ignore[no-untyped-def]
    """One fine uniform number for a purpose."""
    w = words(seed, first, second, day, purpose)
    return fine(w[0], w[1])


@typed("UniTuple(float64, 3)(uint64, int64, int64)")
def luck_of_the_day(seed, person, day):  # type: ignore[no-untyped-def]
    """What a day holds for a person: draws for an attempt (fine), the battlefield and a signal."""
    w = words(seed, person, 0, day, DAY)
    return fine(w[0], w[1]), coarse(w[2]), coarse(w[3])


@typed("float64(uint64, int64, int64, int64, int64)")
def normal(seed, first, second, day, purpose):  # type: ignore[no-untyped-def]
    """One standard normal number for a purpose."""
    return normal_quantile(uniform(seed, first, second, day, purpose))


def whole_number(name: str, value: object) -> int:
    """A number to draw by. Raises TypeError for what is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def replicate_seed(seed: int, replicate: int) -> int:
    """The 64-bit key of a replicate: a hash, so that neighbouring seeds share nothing.

    Raises as `whole_number`, since 1.0 would else be another replicate than 1; ValueError for a
    replicate below 0.
    """
    seed, replicate = whole_number("seed", seed), whole_number("replicate", replicate)
    if replicate < 0:
        raise ValueError(f"replicate must be 0 or more, not {replicate}")
    text = f"defection-sim replicate {seed} {replicate}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")
