"""What must hold between values: shares that add up, and chances that fit on one leg."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from sim.scenario.parts import Event, Leg, Route, Value

SONGBUN = "force.songbun"
CLASSES = tuple(f"{SONGBUN}.{name}" for name in ("core", "wavering", "hostile"))
CHANCES = ("caught", "killed", "returned")
NEARLY = 1e-9


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
    legs: dict[str, Leg] = {
        f"route.{route.name}.{leg.name}": leg for route in scenario.routes for leg in route.legs
    }
    now: dict[str, Value | None] = {
        f"{key}.{field}": getattr(leg, field) for key, leg in legs.items() for field in CHANCES
    }
    for event in scenario.calendar:
        now.update(event.changes)
        changed = {key.rpartition(".")[0] for key in event.changes if key.startswith("route.")}
        for key in sorted(changed & legs.keys()):
            chances = (float(now[f"{key}.{each}"] or 0.0) for each in CHANCES)
            problem = too_much(*chances)
            if problem:
                yield f"calendar[{event.row + 1}].{key}", problem


def too_much(caught: float, killed: float, returned: float) -> str | None:
    """What is wrong with the chances of one leg, if anything."""
    total = caught + killed + returned
    if total <= 1.0 + NEARLY:
        return None
    return f"caught, killed and returned must add up to 1 at most (they add up to {total:.6g})"
