"""The calendar of a file: rows that change settings, or deploy the force, from a day on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.scenario.document import Document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.parts import Deployment, Entry, Event, Frozen, Route, Value
from sim.scenario.schema import EventForm, checked
from sim.scenario.sources import source_problem
from sim.scenario.values import LEG_KINDS, fit, kind_of, leg_key, leg_keys, unknown
from sim.scenario.wording import Place, shown

SECTIONS = ("context", "regime", "host", "outreach")
"""The sections that a calendar may change, besides the legs of routes."""

DRAWN_ONCE = ("regime.informants",)
"""Keys of those sections that make the force, and so cannot change later."""

Deployed = Callable[[str, Document], Deployment]
"""Reads the scenario that a document calls by a name. Raises ValueError where that cannot be one,
ScenarioError where it is faulty."""

Routes = tuple[Route, ...]


@dataclass(frozen=True)
class _Row:
    """A row with its head; `form` is None where that is faulty."""

    at: int
    data: Mapping[str, Any]
    form: EventForm | None
    deployment: Deployment | None

    @property
    def deploys(self) -> bool:
        """Whether it means to deploy; what it deploys may be faulty."""
        return "deploy" in self.data


@dataclass(frozen=True)
class _Ways:
    """The routes that a row may change: those of its day, None where they cannot be told."""

    now: Routes | None
    ever: Routes


def read_calendar(
    document: Document,
    known: Mapping[str, Entry],
    routes: Routes,
    deployed: Deployed,
    faults: list[Fault],
) -> tuple[Event, ...]:
    """The events of a document in the order of their days; on each day deployments come first."""
    table = document.data.get("calendar", [])
    if not isinstance(table, list):
        faults.append(document.fault(("calendar",), "must be written as [[calendar]]"))
        return ()
    rows = list(_rows(document, table, known, deployed, faults))
    events: list[Event] = []
    set_before: set[tuple[int, str]] = set()
    for row in rows:
        place: Place = ("calendar", row.at)
        changes = dict(_changes(document, place, row.data, known, _ways(row, rows, routes), faults))
        form = row.form
        if form is None:
            continue
        head_only = row.data.keys() <= EventForm.model_fields.keys() - {"deploy"}
        if head_only and "calendar" not in document.skipped:
            faults.append(document.fault(place, "changes nothing"))
        for key in [*changes, *(["deploy"] if row.deploys else [])]:
            if (form.day, key) in set_before:
                again = (*place, *key.split("."))
                faults.append(document.fault(again, f"is set above too for day {form.day}"))
            set_before.add((form.day, key))
        event = Event(
            day=form.day,
            note=form.note,
            changes=Frozen(changes),
            source=form.source,
            grade=form.grade,
            where=f"{document.path.name}:{document.line(place)}",
            row=row.at,
            deploy=row.deployment,
        )
        events.append(event)
    return tuple(sorted(events, key=lambda event: (event.day, event.deploy is None)))


def _rows(
    document: Document,
    table: Sequence[object],
    known: Mapping[str, Entry],
    deployed: Deployed,
    faults: list[Fault],
) -> Iterator[_Row]:
    for at, data in enumerate(table):
        place: Place = ("calendar", at)
        if not isinstance(data, Mapping):
            faults.append(document.fault(place, "must be a table, written as [[calendar]]"))
            continue
        head = {name: data[name] for name in data if name in EventForm.model_fields}
        form = checked(EventForm, head, document, place, faults)
        problem = source_problem(form.source, form.grade) if form else None
        if problem:
            faults.append(document.fault((*place, "source"), problem))
        deployment = None
        if form and form.deploy is not None:
            try:
                deployment = deployed(form.deploy, document)
                _must_fit(deployment, known)
            except ValueError as error:
                faults.append(document.fault((*place, "deploy"), str(error)))
            except ScenarioError as error:
                faults += error.faults
        yield _Row(at, data, form, deployment)


def _must_fit(deployment: Deployment, known: Mapping[str, Entry]) -> None:
    """A scenario on a base of its own may hold values that are out of bounds here."""
    for key, value in deployment.values.items():
        try:
            fit(kind_of(known[key]), value, key)
        except ValueError as error:
            raise ValueError(f"its {key} {error}") from None


def _ways(row: _Row, rows: Sequence[_Row], routes: Routes) -> _Ways:
    """The routes on the day of a row; those of a deployment are there on its day already."""
    moves = [each for each in rows if each.deploys]
    ever = (*routes, *(way for each in moves if each.deployment for way in each.deployment.routes))
    now: Routes | None = routes
    last = 0
    for each in moves:
        if each.form is None or row.form is None:
            return _Ways(None, ever)
        if last <= each.form.day <= row.form.day:
            last = each.form.day
            now = each.deployment.routes if each.deployment else None
    return _Ways(now, ever)


def _changes(
    document: Document,
    place: Place,
    row: Mapping[str, Any],
    known: Mapping[str, Entry],
    ways: _Ways,
    faults: list[Fault],
) -> Iterator[tuple[str, Value]]:
    """The keys that a row sets, with the values as the keys store them."""
    for name, value in row.items():
        if name in EventForm.model_fields:
            continue
        for path, inner in _leaves((name,), value, 4 if name == "route" else 3):
            key = ".".join(path)
            here = (*place, *path)
            try:
                if any("." in part for part in path):
                    raise ValueError("unknown key: write it without quotes")
                if name == "route" and key != name:
                    if ways.now is not None:
                        yield key, _leg_value(key, inner, ways.now, ways.ever)
                else:
                    yield key, _value(key, inner, known, ways.ever)
            except ValueError as error:
                faults.append(document.fault(here, str(error)))


def _leaves(path: tuple[str, ...], value: object, depth: int) -> Iterator[tuple[Any, object]]:
    if isinstance(value, Mapping) and value and len(path) < depth:
        for name, inner in value.items():
            yield from _leaves((*path, name), inner, depth)
    else:
        yield path, value


def _leg_value(key: str, value: object, now: Routes, ever: Routes) -> Value:
    if key in leg_keys(ever) and key not in leg_keys(now):
        raise ValueError("is no way out on this day")
    return fit(LEG_KINDS[leg_key(key, now)[2]], value, key)


def _value(key: str, value: object, known: Mapping[str, Entry], ever: Routes) -> Value:
    section = key.partition(".")[0]
    if key in known and section not in SECTIONS:
        raise ValueError(f"a calendar changes only {', '.join(SECTIONS)} and route")
    if key in DRAWN_ONCE:
        raise ValueError("is drawn when the force is deployed; a calendar cannot change it")
    if key in (*SECTIONS, "route"):
        raise ValueError(f"must be a table (got {shown(value)})")
    if key not in known:
        can = [name for name in known if name.partition(".")[0] in SECTIONS] + leg_keys(ever)
        raise ValueError(unknown(key, [*can, *EventForm.model_fields]))
    return fit(kind_of(known[key]), value, key)
