"""Which factors a figure of rates shows, and how many lines that makes, from the points alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.analyses.own import FORCE, LABEL

MOST_LINES = 8
"""Lines that a panel can hold and a reader can tell apart."""

Levels = Mapping[str, Sequence[Any]]
"""The different values of each factor, over all points."""


def varied(levels: Levels) -> list[str]:
    """The factors with more than one value, but for those that the label of a row decides."""
    free = [factor for factor, values in levels.items() if len(values) > 1]
    return [f for f in free if f in (FORCE, LABEL)] if LABEL in levels else free


def is_switch(values: Sequence[Any]) -> bool:
    """Whether all are true or false."""
    return all(isinstance(value, bool) for value in values)


def is_number(values: Sequence[Any]) -> bool:
    """Whether all are numbers; true and false are none."""
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def axis(levels: Levels, wanted: str = "") -> str:
    """The factor along the axis: the one asked for, else the number with most values, else any."""
    if wanted:
        return wanted
    free = varied(levels)
    numbers = [factor for factor in free if is_number(levels[factor])]
    if numbers:
        return max(numbers, key=lambda factor: len(levels[factor]))
    return LABEL if LABEL in free else (free[-1] if free else "")


def too_many(points: Sequence[Mapping[str, Any]], wanted: str = "") -> str:
    """Why a figure of rates cannot show points with these factors; nothing where it can."""
    names = list(points[0]) if points else []
    levels = {name: list(dict.fromkeys(point[name] for point in points)) for name in names}
    along = axis(levels, wanted)
    others = [factor for factor in varied(levels) if factor != along]
    lines = len({tuple(point[factor] for factor in others) for point in points})
    if lines <= MOST_LINES:
        return ""
    shown = f" along {along}" if along else ""
    return f"draws at most {MOST_LINES} lines a panel; these points make {lines}{shown} (" + (
        f"{' x '.join(f'{len(levels[each])} of {each}' for each in others)})"
    )
