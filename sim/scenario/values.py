"""What values may be: each at its key, and those that must fit together.

One check for files, the calendar, `--set` and studies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

import numpy as np

from sim.scenario.parts import LEG_NUMBERS, Entry, Event, Route, Value
from sim.scenario.wording import number, shown, suggestion

Kind = tuple[type, tuple[float, float] | None, tuple[str, ...]]
"""What a key takes: int, float, str or bool; the bounds of a number; the choices of a text."""

LEG_KINDS: dict[str, Kind] = {
    "days": (int, (0, 3650), ()),
    "caught": (float, (0.0, 1.0), ()),
    "killed": (float, (0.0, 1.0), ()),
    "returned": (float, (0.0, 1.0), ()),
}

SONGBUN = "force.songbun"
CLASSES = tuple(f"{SONGBUN}.{name}" for name in ("core", "wavering", "hostile"))
CHANCES = ("caught", "killed", "returned")
NEARLY = 1e-9


def kind_of(entry: Entry) -> Kind:
    """What the key of this entry takes."""
    return type(entry.value), entry.bounds, entry.choices


def fit(kind: Kind, value: object, key: str = "") -> Value:
    """The value as the key stores it: a whole number at a key of numbers becomes a float.

    Raises ValueError, whose text says what is wrong.
    """
    if isinstance(value, np.generic):
        value = value.item()
    wanted, bounds, choices = kind
    got = f" (got {shown(value)})"
    if wanted is bool:
        if not isinstance(value, bool):
            raise ValueError("must be true or false" + got)
        return value
    if wanted is str:
        if not isinstance(value, str):
            raise ValueError("must be text" + got)
        if value not in choices:
            listed = ", ".join(shown(choice) for choice in choices)
            raise ValueError(f"must be one of {listed}" + got + suggestion(value, choices))
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a {'whole ' if wanted is int else ''}number" + got)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("must be a finite number" + got)
    if wanted is int and not isinstance(value, int):
        raise ValueError("must be a whole number" + got)
    if bounds and not bounds[0] <= value <= bounds[1]:
        low, high = (number(bound) for bound in bounds)
        raise ValueError(f"must be between {low} and {high}" + got + _as_share(bounds, value))
    return int(value) if wanted is int else float(value)


def _as_share(bounds: tuple[float, float], value: float) -> str:
    """What a number in per cent is between 0 and 1."""
    if tuple(bounds) != (0.0, 1.0) or not 2 <= value <= 100:
        return ""
    return f": {number(value)}% is {value / 100:g}"


def leg_key(key: str, routes: Iterable[Route]) -> tuple[int, int, str]:
    """Route, leg and field of a key `route.NAME.LEG.field`.

    Raises ValueError, whose text says what is wrong.
    """
    parts = key.split(".")
    for at, route in enumerate(routes):
        for place, leg in enumerate(route.legs):
            if len(parts) == 4 and parts[1] == route.name and parts[2] == leg.name:
                if parts[3] in LEG_NUMBERS:
                    return at, place, parts[3]
                raise ValueError("unknown field of a leg" + suggestion(key, leg_keys(routes)))
    raise ValueError("unknown key" + suggestion(key, leg_keys(routes)))


def leg_keys(routes: Iterable[Route]) -> list[str]:
    """Every key `route.NAME.LEG.field`."""
    return [
        f"route.{route.name}.{leg.name}.{field}"
        for route in routes
        for leg in route.legs
        for field in LEG_NUMBERS
    ]


def unknown(key: str, known: Iterable[str]) -> str:
    """What to say about a key that is none of the known."""
    names = list(known)
    section, _, name = key.partition(".")
    sections = list(dict.fromkeys(option.partition(".")[0] for option in names))
    if name and section not in sections:
        return "unknown section" + suggestion(section, sections)
    return "unknown key" + suggestion(key, names)


class Resolved(Protocol):
    """What the checks look at."""

    @property
    def values(self) -> Mapping[str, Value]: ...
    @property
    def routes(self) -> tuple[Route, ...]: ...
    @property
    def calendar(self) -> tuple[Event, ...]: ...


def contradictions(scenario: Resolved) -> list[tuple[str, str]]:
    """Key and problem for each contradiction; that of the N-th row of the file's calendar, from 1,
    starts with `calendar[N]`."""
    return [*_songbun(scenario.values), *_legs(scenario.routes), *_calendar(scenario)]


def _songbun(values: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    total = sum(float(values[key]) for key in CLASSES if key in values)
    if abs(total - 1.0) > NEARLY:
        yield SONGBUN, f"core, wavering and hostile must add up to 1 (they add up to {total:.6g})"


def _legs(routes: Iterable[Route]) -> Iterator[tuple[str, str]]:
    for route in routes:
        for leg in route.legs:
            problem = too_much(leg.caught, leg.killed, leg.returned or 0.0)
            if problem:
                yield f"route.{route.name}.{leg.name}", problem


def _calendar(scenario: Resolved) -> Iterator[tuple[str, str]]:
    now = _chances(scenario.routes)
    for event in scenario.calendar:
        if event.deploy:
            yield from _legs(event.deploy.routes)
            now = _chances(event.deploy.routes)
        changed = {key: value for key, value in event.changes.items() if key in now}
        now.update(changed)
        for key in sorted({key.rpartition(".")[0] for key in changed}):
            problem = too_much(*(float(now[f"{key}.{each}"] or 0.0) for each in CHANCES))
            if problem:
                yield f"calendar[{event.row + 1}].{key}", problem


def _chances(routes: Iterable[Route]) -> dict[str, Value | None]:
    """The chances of every leg, by key."""
    return {
        f"route.{route.name}.{leg.name}.{each}": getattr(leg, each)
        for route in routes
        for leg in route.legs
        for each in CHANCES
    }


def too_much(caught: float, killed: float, returned: float) -> str | None:
    """What is wrong with the chances of one leg, if anything."""
    total = caught + killed + returned
    if total <= 1.0 + NEARLY:
        return None
    return f"caught, killed and returned must add up to 1 at most (they add up to {total:.6g})"
