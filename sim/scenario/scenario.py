"""A resolved scenario: every key with its value, the routes, and the calendar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.parts import Entry, Event, Frozen, Leg, Route, Value
from sim.scenario.switches import unknown_mechanism
from sim.scenario.values import (
    LEG_KINDS,
    contradictions,
    fit,
    kind_of,
    leg_key,
    leg_keys,
    unknown,
)

SET = "--set"
OFF = "--off"


@dataclass(frozen=True)
class Scenario:
    """What is assumed for a run, complete and checked."""

    name: str
    title: str
    entries: Frozen[Entry]
    routes: tuple[Route, ...]
    calendar: tuple[Event, ...]
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What its files do that may not be meant, and is no fault."""

    @cached_property
    def values(self) -> Frozen[Value]:
        """Every key of the base, and every switch as `mechanisms.NAME`, with its value."""
        return Frozen({key: entry.value for key, entry in self.entries.items()})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that a run depends on: values, routes and calendar, in hexadecimal."""
        content = {
            "values": dict(self.values),
            "routes": _route_numbers(self.routes),
            "calendar": [
                [event.day, dict(event.changes), *_deployed(event)] for event in self.calendar
            ],
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def every_route(self) -> tuple[Route, ...]:
        """The routes of the first day, and then those of every deployment."""
        moves = (event.deploy.routes for event in self.calendar if event.deploy)
        return (*self.routes, *(route for routes in moves for route in routes))

    @property
    def keys(self) -> list[str]:
        """Every key that can be set, those of the legs of every route too."""
        return list(dict.fromkeys([*self.entries, *leg_keys(self.every_route)]))

    def __hash__(self) -> int:
        return hash(self.digest)

    def with_values(self, values: Mapping[str, object], label: str = SET) -> Scenario:
        """The scenario with these keys set, on every day: the calendar no longer changes them, and
        a deployment leaves them as they are. A leg is set on every route of its name.

        Raises ScenarioError with every fault: unknown key, wrong type, out of bounds, or values
        that contradict each other.
        """
        faults: list[Fault] = []
        entries = dict(self.entries)
        legs: dict[str, dict[str, Any]] = {}
        for key, value in values.items():
            try:
                if key.startswith("route."):
                    _set_leg(legs, self, key, value, label)
                else:
                    entries[key] = _set_key(self, key, value, label)
            except ValueError as error:
                faults.append(Fault(label, None, key, str(error)))
        new = replace(
            self,
            entries=Frozen(entries),
            routes=_with_legs(self.routes, legs),
            calendar=tuple(_calendar_around(self.calendar, values, legs)),
        )
        faults += [Fault(label, None, key, problem) for key, problem in contradictions(new)]
        if faults:
            raise ScenarioError(faults)
        return new

    def without(self, mechanisms: Iterable[str], label: str = OFF) -> Scenario:
        """The scenario with these mechanisms off. Raises ScenarioError for names that are none."""
        names = list(mechanisms)
        faults = [
            Fault(label, None, name, unknown_mechanism(name))
            for name in names
            if f"mechanisms.{name}" not in self.entries
        ]
        if faults:
            raise ScenarioError(faults)
        return self.with_values({f"mechanisms.{name}": False for name in names}, label)


def leg_numbers(leg: Leg) -> tuple[float, float, float, float | None]:
    """Days, caught, killed and returned."""
    return leg.days, leg.caught, leg.killed, leg.returned


def _set_key(scenario: Scenario, key: str, value: object, label: str) -> Entry:
    entry = scenario.entries.get(key)
    if entry is None:
        section, _, name = key.partition(".")
        if section == "mechanisms":
            raise ValueError(unknown_mechanism(name))
        raise ValueError(unknown(key, scenario.keys))
    new = fit(kind_of(entry), value, key)
    return replace(entry, value=new, source=label, grade="assumed", where=label, note="")


def _set_leg(
    legs: dict[str, dict[str, Any]], scenario: Scenario, key: str, value: object, label: str
) -> None:
    field = leg_key(key, scenario.every_route)[2]
    told = {"source": label, "grade": "assumed", "where": label, "note": ""}
    new = {field: fit(LEG_KINDS[field], value, key)}
    legs[key.rpartition(".")[0]] = legs.get(key.rpartition(".")[0], told) | new


def _with_legs(
    routes: tuple[Route, ...], changes: Mapping[str, Mapping[str, Any]]
) -> tuple[Route, ...]:
    """The routes with changes by `route.NAME.LEG`."""
    if not changes:
        return routes
    return tuple(
        replace(
            route,
            legs=tuple(
                replace(leg, **changes.get(f"route.{route.name}.{leg.name}", {}))
                for leg in route.legs
            ),
        )
        for route in routes
    )


def _calendar_around(
    calendar: tuple[Event, ...],
    keys: Mapping[str, object],
    legs: Mapping[str, Mapping[str, Any]],
) -> Iterator[Event]:
    """The calendar without changes to these keys, and without rows that then change nothing."""
    for event in calendar:
        changes = {key: value for key, value in event.changes.items() if key not in keys}
        if event.deploy:
            values = {key: each for key, each in event.deploy.values.items() if key not in keys}
            routes = _with_legs(event.deploy.routes, legs)
            deploy = replace(event.deploy, values=Frozen(values), routes=routes)
            yield replace(event, changes=Frozen(changes), deploy=deploy)
        elif len(changes) == len(event.changes):
            yield event
        elif changes:
            yield replace(event, changes=Frozen(changes))


def _route_numbers(routes: tuple[Route, ...]) -> list[Any]:
    return [
        [route.name, [[leg.name, leg.stage, *leg_numbers(leg)] for leg in route.legs]]
        for route in routes
    ]


def _deployed(event: Event) -> list[Any]:
    if event.deploy is None:
        return []
    return [dict(event.deploy.values), _route_numbers(event.deploy.routes)]
