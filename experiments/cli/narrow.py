"""A part of a scenario: what belongs to a section or to a key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.cli.guard import UsageError

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.parts import Event, Route

CALENDAR = "calendar"


def narrowed(scenario: Scenario, part: str, asked: str) -> Scenario:
    """The scenario with no other keys and legs, and of its calendar what moves these.

    part: a section, a group of keys or a key; `route` and all that begins with it; `calendar`.
    asked: the name or file that the scenario was asked for by.
    Raises UsageError for what is none of these.
    """
    from sim.scenario.parts import Frozen
    from sim.scenario.wording import suggestion

    names = _names(scenario)
    if part not in names:
        sections = ", ".join(name for name in names if "." not in name)
        near = suggestion(part, names) or f"; the sections are {sections}"
        raise UsageError(f"{part}: no such section or key; see 'defection show {asked}'{near}")
    ways = scenario.routes if part == "route" else scenario.every_route
    return replace(
        scenario,
        entries=Frozen({k: each for k, each in scenario.entries.items() if _holds(part, k)}),
        routes=tuple(_routes(ways, part)),
        calendar=tuple(_calendar(scenario.calendar, part)),
    )


def _names(scenario: Scenario) -> list[str]:
    """Every key, and every beginning of one that ends before a dot, the shortest first."""
    found = {
        ".".join(key.split(".")[:length])
        for key in scenario.keys
        for length in range(1, key.count(".") + 2)
    }
    return sorted({*found, CALENDAR}, key=lambda name: (name.count("."), name))


def _holds(part: str, key: str) -> bool:
    return key == part or key.startswith(f"{part}.")


def _routes(routes: tuple[Route, ...], part: str) -> Iterator[Route]:
    from sim.scenario.values import leg_keys

    for route in routes:
        legs = [
            leg
            for leg in route.legs
            if any(_holds(part, key) for key in leg_keys([replace(route, legs=(leg,))]))
        ]
        if legs:
            yield replace(route, legs=tuple(legs))


def _calendar(calendar: tuple[Event, ...], part: str) -> Iterator[Event]:
    from sim.scenario.parts import Frozen

    for event in calendar:
        if part == CALENDAR:
            yield event
            continue
        changes = {key: each for key, each in event.changes.items() if _holds(part, key)}
        moved = event.deploy and (
            any(_holds(part, key) for key in event.deploy.values)
            or any(_routes(event.deploy.routes, part))
        )
        if moved or changes:
            yield replace(event, changes=Frozen(changes), deploy=event.deploy if moved else None)
