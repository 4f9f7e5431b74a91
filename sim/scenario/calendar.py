"""The calendar of a file: rows that change settings from a day on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario import later
from sim.scenario.document import Document
from sim.scenario.faults import Fault
from sim.scenario.parts import Entry, Event, Frozen, Route, Value
from sim.scenario.reading import checked
from sim.scenario.schema import EventForm
from sim.scenario.sources import source_problem
from sim.scenario.values import LEG_KINDS, fit, kind_of, leg_key, leg_keys, unknown
from sim.scenario.wording import Place, shown

SECTIONS = ("context", "regime", "host", "outreach")
"""The sections that a calendar may change, besides the legs of routes."""


def read_calendar(
    document: Document,
    known: Mapping[str, Entry],
    routes: tuple[Route, ...],
    faults: list[Fault],
) -> tuple[Event, ...]:
    """The events of a document in the order of their days."""
    rows = document.data.get("calendar", [])
    if not isinstance(rows, list):
        faults.append(document.fault(("calendar",), "must be written as [[calendar]]"))
        return ()
    events: list[Event] = []
    set_before: set[tuple[int, str]] = set()
    for at, row in enumerate(rows):
        place: Place = ("calendar", at)
        if not isinstance(row, dict):
            faults.append(document.fault(place, "must be a table, written as [[calendar]]"))
            continue
        before = len(faults)
        changes = dict(_changes(document, place, row, known, routes, faults))
        head = {name: row[name] for name in row if name in EventForm.model_fields}
        form = checked(EventForm, head, document, place, faults)
        if form is None:
            continue
        problem = source_problem(form.source, form.grade)
        if problem:
            faults.append(document.fault((*place, "source"), problem))
        if not changes and len(faults) == before and "calendar" not in document.skipped:
            faults.append(document.fault(place, "changes nothing"))
        for key in changes:
            if (form.day, key) in set_before:
                again = (*place, *key.split("."))
                faults.append(document.fault(again, f"is set above too for day {form.day}"))
            set_before.add((form.day, key))
        where = f"{document.path.name}:{document.line(place)}"
        events.append(
            Event(form.day, form.note, Frozen(changes), form.source, form.grade, where, at)
        )
    return tuple(sorted(events, key=lambda event: event.day))


def _changes(
    document: Document,
    place: Place,
    row: Mapping[str, Any],
    known: Mapping[str, Entry],
    routes: tuple[Route, ...],
    faults: list[Fault],
) -> Iterator[tuple[str, Value]]:
    """The keys that a row sets, with the values as the keys store them."""
    for name, value in row.items():
        if name in EventForm.model_fields:
            continue
        if name in later.CALENDAR:
            faults.append(document.fault((*place, name), later.CALENDAR[name]))
            continue
        for path, inner in _leaves((name,), value, 4 if name == "route" else 3):
            key = ".".join(path)
            here = (*place, *path)
            try:
                if any("." in part for part in path):
                    raise ValueError("unknown key: write it without quotes")
                yield key, _fitted(key, inner, known, routes)
            except ValueError as error:
                faults.append(document.fault(here, str(error)))


def _leaves(path: tuple[str, ...], value: object, depth: int) -> Iterator[tuple[Any, object]]:
    if isinstance(value, Mapping) and value and len(path) < depth:
        for name, inner in value.items():
            yield from _leaves((*path, name), inner, depth)
    else:
        yield path, value


def _fitted(
    key: str, value: object, known: Mapping[str, Entry], routes: tuple[Route, ...]
) -> Value:
    section = key.partition(".")[0]
    if section == "route" and key != section:
        kind = LEG_KINDS[leg_key(key, routes)[2]]
        return fit(kind, value, key)
    can = [name for name in known if name.partition(".")[0] in SECTIONS] + leg_keys(routes)
    if key in known and section not in SECTIONS:
        raise ValueError(f"a calendar changes only {', '.join(SECTIONS)} and route")
    if key in (*SECTIONS, "route"):
        raise ValueError(f"must be a table (got {shown(value)})")
    if key not in known:
        raise ValueError(unknown(key, [*can, *EventForm.model_fields]))
    return fit(kind_of(known[key]), value, key)
