"""Numbers and lists as a reader wants them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.estimate import Interval

_LEAST = 1e-5
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 2) -> str:
    """Two significant digits, powers of ten only where zeros would have to be counted."""
    if math.isnan(value):
        return "unknown"
    if math.isinf(value):
        return "without bound" if value > 0 else "-∞"
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    size = int(exponent)
    if size < -4:
        power = f"10{str(size).translate(SUPERSCRIPT)}"
        return power if mantissa == "1" else f"{mantissa} × {power}"
    return f"{float(f'{mantissa}e{size}'):,.{max(0, digits - 1 - size)}f}"


def level(value: float) -> str:
    """A value that somebody set, as he would write it."""
    return f"{value:,g}"


def percent(share: float) -> str:
    """A share in per cent; near the ends as many digits as tell it from 0 and 1."""
    if not 0 < share < 1:
        return f"{number(100 * share)}%"
    rest = 1 - share
    if rest < 0.1:
        digits = f"{100 * share:.{max(0, math.ceil(-math.log10(rest)) - 1)}f}"
        return (digits.rstrip("0").rstrip(".") if "." in digits else digits) + "%"
    return f"{number(100 * share)}%"


def told(interval: Interval, factor: float = 1.0, unit: str = "") -> tuple[str, str]:
    """The mean, and the 95% bounds in words, all to the place of half the interval's width, which
    may be next to nothing."""
    half = (interval.high - interval.low) * factor / 2
    wide = 0 < half < math.inf
    decimals = (
        -math.floor(math.log10(max(half, _LEAST * abs(factor * interval.mean)))) if wide else 0
    )
    mean, low, high = (
        (_to_place(value, decimals) if wide else number(value)) + unit
        for value in (factor * interval.mean, factor * interval.low, factor * interval.high)
    )
    if math.isnan(interval.low) and math.isnan(interval.high):
        return mean, "95% interval unknown"
    return mean, f"95%: {low} to {high}"


def estimated(interval: Interval, factor: float = 1.0, unit: str = "") -> str:
    """The mean with its bounds after it."""
    mean, bounds = told(interval, factor, unit)
    return f"{mean} ({bounds})"


def _to_place(value: float, decimals: int) -> str:
    """A number with so many decimals; with none, and zeros at its end, where they are below 0."""
    value = round(value, decimals)
    size = math.floor(math.log10(abs(value))) if value else -decimals
    return number(value, max(size + 1 + decimals, 1))


def listing(items: Sequence[str], last: str = "and") -> str:
    """a, b and c"""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def outcome_words(name: str) -> str:
    """expected_attempts_per_1000_soldier_months -> expected attempts per 1,000 soldier-months"""
    return name.replace("1000_soldier_months", "1,000_soldier-months").replace("_", " ")


def measured(name: str) -> str:
    """What is multiplied by a ratio: expected_attempts -> expected attempts; of so many per 1,000
    soldier-months (of a group), the rate of expected attempts (group)."""
    what, found, group = outcome_words(name).partition(" per 1,000 soldier-months")
    return f"the rate of {what}{f' ({group.strip()})' if group else ''}" if found else what


def plain(name: str) -> str:
    """Its last part, with spaces: regime.family_punishment -> family punishment."""
    return name.rsplit(".", 1)[-1].replace("_", " ")
