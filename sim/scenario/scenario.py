"""A resolved scenario: every key with its value, the routes, and the calendar."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sim.scenario.checks import contradictions
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.parts import Entry, Event, Frozen, Leg, Route, Value
from sim.scenario.reading import unknown_mechanism
from sim.scenario.values import LEG_KINDS, fit, kind_of, leg_key, leg_keys, unknown

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

    @cached_property
    def values(self) -> Frozen[Value]:
        """Every key of the base, and every switch as `mechanisms.NAME`, with its value."""
        return Frozen({key: entry.value for key, entry in self.entries.items()})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that a run depends on: values, routes and calendar, in hexadecimal."""
        content = {
            "values": dict(self.values),
            "routes": [
                [route.name, [[leg.name, leg.stage, *leg_numbers(leg)] for leg in route.legs]]
                for route in self.routes
            ],
            "calendar": [[event.day, dict(event.changes)] for event in self.calendar],
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def keys(self) -> list[str]:
        """Every key that can be set, those of the routes' legs too."""
        return [*self.entries, *leg_keys(self.routes)]

    def __hash__(self) -> int:
        return hash(self.digest)

    def with_values(self, values: Mapping[str, object], label: str = SET) -> Scenario:
        """The scenario with these keys set, on every day: the calendar no longer changes them.

        Raises ScenarioError with every fault: unknown key, wrong type, out of bounds, or values
        that contradict each other.
        """
        faults: list[Fault] = []
        entries, routes = dict(self.entries), list(self.routes)
        for key, value in values.items():
            try:
                if key.startswith("route."):
                    _set_leg(routes, key, value, label)
                else:
                    entries[key] = _set_key(self, key, value, label)
            except ValueError as error:
                faults.append(Fault(label, None, key, str(error)))
        new = replace(
            self,
            entries=Frozen(entries),
            routes=tuple(routes),
            calendar=_without(self.calendar, values),
        )
        faults += [Fault(label, None, key, problem) for key, problem in contradictions(new)]
        if faults:
            raise ScenarioError(faults)
        return new

    def without(self, mechanisms: Iterable[str]) -> Scenario:
        """The scenario with these mechanisms off. Raises ScenarioError for names that are none."""
        names = list(mechanisms)
        faults = [
            Fault(OFF, None, name, unknown_mechanism(name))
            for name in names
            if f"mechanisms.{name}" not in self.entries
        ]
        if faults:
            raise ScenarioError(faults)
        return self.with_values({f"mechanisms.{name}": False for name in names}, OFF)


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


def _set_leg(routes: list[Route], key: str, value: object, label: str) -> None:
    at, place, field = leg_key(key, routes)
    legs = list(routes[at].legs)
    changes: dict[str, Any] = {field: fit(LEG_KINDS[field], value, key)}
    changes |= {"source": label, "grade": "assumed", "where": label, "note": ""}
    legs[place] = replace(legs[place], **changes)
    routes[at] = replace(routes[at], legs=tuple(legs))


def _without(calendar: tuple[Event, ...], keys: Mapping[str, object]) -> tuple[Event, ...]:
    """The calendar without changes to these keys, and without rows that then change nothing."""
    kept = []
    for event in calendar:
        changes = {key: value for key, value in event.changes.items() if key not in keys}
        if len(changes) == len(event.changes):
            kept.append(event)
        elif changes:
            kept.append(replace(event, changes=Frozen(changes)))
    return tuple(kept)
