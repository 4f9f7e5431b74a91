"""What one file says on top of those that it extends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sim.scenario.definitions import HEAD, NOT_SECTIONS, Definitions
from sim.scenario.document import Document
from sim.scenario.faults import Fault
from sim.scenario.parts import Entry, Leg, Route
from sim.scenario.schema import Given, Head, LegForm, RouteForm, checked
from sim.scenario.sources import source_problem
from sim.scenario.switches import read_mechanisms
from sim.scenario.values import fit, kind_of, unknown
from sim.scenario.wording import Place, shown, suggestion


@dataclass(frozen=True)
class Layer:
    """What a file sets: entries by key, and its routes where it has any."""

    title: str
    entries: Mapping[str, Entry]
    routes: tuple[Route, ...] | None


def read_head(document: Document, faults: list[Fault]) -> str:
    """The title; what stands at the top and belongs nowhere is a fault."""
    data = {name: document.data[name] for name in HEAD if name in document.data}
    head = checked(Head, data, document, (), faults)
    return head.title if head else ""


def read_layer(document: Document, known: Definitions, faults: list[Fault]) -> Layer:
    """Read a file that extends another, against the keys that exist."""
    title = read_head(document, faults)
    entries: dict[str, Entry] = {}
    for section, table in document.data.items():
        if section in NOT_SECTIONS:
            continue
        if section not in known.sections:
            names = (*known.sections, *NOT_SECTIONS)
            kind = "section" if isinstance(table, dict) else "key"
            problem = f"unknown {kind}" + suggestion(section, names)
            faults.append(document.fault((section,), problem))
            continue
        for place, value in _settings(document, section, table, known, faults):
            entry = _entry(document, place, value, known, faults)
            if entry:
                entries[entry.key] = entry
    entries |= read_mechanisms(document, faults)
    return Layer(title, entries, read_routes(document, faults))


def _settings(
    document: Document, section: str, table: object, known: Definitions, faults: list[Fault]
) -> Iterator[tuple[Place, object]]:
    """Each place of a section where a known key is set."""
    waiting: list[tuple[Place, object]] = [((section,), table)]
    while waiting:
        place, value = waiting.pop(0)
        key = ".".join(str(part) for part in place)
        quoted = any("." in str(part) for part in place)
        if key in known.entries and not quoted:
            yield place, value
        elif key in known.groups or len(place) == 1:
            if isinstance(value, Mapping):
                waiting += [((*place, name), inner) for name, inner in value.items()]
            else:
                problem = f"must be a table (got {shown(value)})"
                faults.append(document.fault(place, problem))
        elif quoted and key in known.entries:
            faults.append(document.fault(place, "unknown key: write it without quotes"))
        else:
            faults.append(document.fault(place, unknown(key, known.entries)))


def _entry(
    document: Document, place: Place, value: object, known: Definitions, faults: list[Fault]
) -> Entry | None:
    before = known.entries[".".join(str(part) for part in place)]
    table = isinstance(value, Mapping)
    given = checked(Given, value if table else {"value": value}, document, place, faults)
    if given is None:
        return None
    problem = source_problem(given.source, given.grade)
    if problem:
        faults.append(document.fault((*place, "source"), problem))
    try:
        new = fit(kind_of(before), given.value, before.key)
    except ValueError as error:
        faults.append(document.fault((*place, "value") if table else place, str(error)))
        return None
    return replace(
        before,
        value=new,
        source=given.source,
        grade=given.grade,
        note=given.note,
        where=f"{document.path.name}:{document.line(place)}",
    )


def read_routes(document: Document, faults: list[Fault]) -> tuple[Route, ...] | None:
    """The routes of a file; None where it has none and keeps those of its parent."""
    if "route" not in document.data:
        return None
    rows = document.data["route"]
    if not isinstance(rows, list):
        faults.append(document.fault(("route",), "must be written as [[route]]"))
        return ()
    routes: list[Route] = []
    for at, row in enumerate(rows):
        place = ("route", at)
        form = checked(RouteForm, row, document, place, faults)
        legs = tuple(_legs(document, place, row, faults))
        if form is None:
            continue
        if any(route.name == form.name for route in routes):
            problem = f"a route named {shown(form.name)} stands above"
            faults.append(document.fault((*place, "name"), problem))
        routes.append(Route(form.name, legs, _where(document, place)))
    return tuple(routes)


def _legs(document: Document, place: Place, row: Any, faults: list[Fault]) -> Iterator[Leg]:
    legs = row.get("leg") if isinstance(row, dict) else None
    seen: set[str] = set()
    for at, leg in enumerate(legs if isinstance(legs, list) else []):
        here = (*place, "leg", at)
        form = checked(LegForm, leg, document, here, faults)
        if form is None:
            continue
        if form.name in seen:
            problem = f"a leg named {shown(form.name)} stands above"
            faults.append(document.fault((*here, "name"), problem))
        seen.add(form.name)
        problem = source_problem(form.source, form.grade) or ""
        if problem:
            faults.append(document.fault((*here, "source"), problem))
        yield Leg(**form.model_dump(), where=_where(document, here))


def _where(document: Document, place: Place) -> str:
    return f"{document.path.name}:{document.line(place)}"
