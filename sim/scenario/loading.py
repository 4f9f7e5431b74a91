"""From a name or a path to a scenario: its files laid over one another, and checked together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sim.scenario.calendar import Deployed, read_calendar
from sim.scenario.chain import DEEPEST, Chain, read_chain
from sim.scenario.definitions import Definitions, read_definitions, shipped_definitions
from sim.scenario.document import Document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.layer import read_head, read_layer, read_routes
from sim.scenario.parts import Deployment, Entry, Event, Frozen, Route
from sim.scenario.places import find_parent, find_scenario, is_there, no_such, same_file
from sim.scenario.scenario import Scenario
from sim.scenario.values import CLASSES, SONGBUN, contradictions
from sim.scenario.wording import Place

DEPLOYED = ("context.", "host.")
"""What a force deployed to a scenario finds there, besides the ways out."""

DAYS = "force.days"
"""The last day of a scenario, day 1 being the first."""


def load_scenario(
    name_or_path: str | Path,
    overrides: Mapping[str, object] | None = None,
    off: Iterable[str] = (),
) -> Scenario:
    """Read a scenario by its name or from a file, then set `overrides`, then switch `off`.

    Raises ScenarioError, which holds every fault of the files, or of the overrides.
    """
    scenario = _Reader().read(find_scenario(name_or_path))
    if overrides:
        scenario = scenario.with_values(overrides, "overrides")
    off = [off] if isinstance(off, str) else list(off)
    return scenario.without(off, "off") if off else scenario


@dataclass
class _Reader:
    """Reads a scenario and those that it deploys, each once. `open` are those not read to the end:
    each of them deploys the next."""

    open: list[Path] = field(default_factory=list)
    done: dict[Path, Scenario | ScenarioError] = field(default_factory=dict)

    def read(self, path: Path) -> Scenario:
        """The scenario of a file. Raises ScenarioError with every fault."""
        if path not in self.done:
            self.open.append(path)
            try:
                self.done[path] = _assembled(path.stem, read_chain(path), self.deployed)
            except ScenarioError as error:
                self.done[path] = error
            self.open.pop()
        found = self.done[path]
        if isinstance(found, ScenarioError):
            raise found
        return found

    def deployed(self, name: str, document: Document) -> Deployment:
        """What the scenario that a document calls by this name brings to a force deployed to it.

        Raises ValueError where the name cannot stand there, ScenarioError for a faulty scenario.
        """
        path = find_parent(name, document.path)
        if path is None or not is_there(path):
            raise ValueError(no_such(name))
        if any(same_file(path, before) for before in self.open):
            raise ValueError("a circle: " + " -> ".join(each.name for each in [*self.open, path]))
        if len(self.open) >= DEEPEST:
            raise ValueError(f"more than {DEEPEST} scenarios deploy one another")
        scenario = self.read(path)
        if not scenario.routes:
            raise ValueError("has no way out: no [[route]]")
        moves = {key: each for key, each in scenario.values.items() if key.startswith(DEPLOYED)}
        return Deployment(scenario.name, Frozen(moves), scenario.routes)


@dataclass
class _Stack:
    """What the files say so far, the base first."""

    deployed: Deployed
    title: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    calendar: tuple[Event, ...] = ()
    routes_of: Document | None = None
    calendar_of: Document | None = None
    songbun_of: Document | None = None
    days_known: bool = False
    notes: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def _assembled(name: str, chain: Chain, deployed: Deployed) -> Scenario:
    """The scenario of a chain. Raises ScenarioError with the faults of all its files."""
    stack = _Stack(deployed)
    known = _lay_base(stack, chain.base) if chain.base else shipped_definitions()
    stack.entries = {**known.entries}
    for document in chain.layers:
        _lay(stack, document, known)
    scenario = Scenario(
        name,
        stack.title,
        Frozen(stack.entries),
        stack.routes,
        stack.calendar,
        tuple(stack.notes),
    )
    faults = [*chain.faults, *stack.faults]
    if chain.layers and not stack.routes:
        faults = _without_routes(chain, faults)
    faults += _contradictions(scenario, stack)
    if faults:
        raise ScenarioError(_by_file(faults))
    return scenario


def _without_routes(chain: Chain, faults: list[Fault]) -> list[Fault]:
    """What to say where no file read has a route. Behind a broken chain there may be one."""
    if chain.base is None:
        return [fault for fault in faults if "].route." not in fault.key]
    if not any(fault.key.startswith("route") for fault in faults):
        faults.append(chain.layers[-1].fault(("route",), "missing: at least one [[route]]"))
    return faults


def _lay_base(stack: _Stack, document: Document) -> Definitions:
    """Read the file that defines the keys. Raises ScenarioError where they are not whole."""
    known, found = read_definitions(document)
    faults = [*document.faults, *found]
    stack.title = read_head(document, faults)
    stack.routes = read_routes(document, faults) or ()
    stack.routes_of = stack.songbun_of = document
    stack.entries = {**known.entries}
    stack.days_known = DAYS in known.entries
    _lay_calendar(stack, document, faults)
    if found:
        raise ScenarioError(_by_file(faults))
    stack.faults += faults
    return known


def _lay(stack: _Stack, document: Document, known: Definitions) -> None:
    """Lay one file on top of those before it."""
    faults: list[Fault] = list(document.faults)
    layer = read_layer(document, known, faults)
    stack.title = layer.title
    stack.entries |= layer.entries
    stack.days_known |= DAYS in layer.entries
    if any(key in layer.entries for key in CLASSES):
        stack.songbun_of = document
    if layer.routes is not None:
        stack.routes, stack.routes_of = layer.routes, document
    _lay_calendar(stack, document, faults)
    stack.faults += faults


def _lay_calendar(stack: _Stack, document: Document, faults: list[Fault]) -> None:
    """Read the calendar that holds after this file: its own, or its parent's on new routes."""
    if "calendar" in document.data:
        _note_replaced(stack, document)
        stack.calendar_of = document
    elif stack.routes_of is not document:
        return
    if stack.calendar_of is not None:
        stack.calendar = read_calendar(
            stack.calendar_of, stack.entries, stack.routes, stack.deployed, faults
        )
    if "calendar" in document.data:
        faults += list(_never_reached(stack, document, faults))


def _note_replaced(stack: _Stack, document: Document) -> None:
    """Say how many rows a calendar takes the place of."""
    if stack.calendar_of is None or not stack.calendar:
        return
    count = len(stack.calendar)
    rows = "only row is" if count == 1 else f"{count} rows are"
    stack.notes.append(
        f"the calendar of {document.path.name} takes the place of that of "
        f"{stack.calendar_of.path.name}, whose {rows} dropped"
    )


def _never_reached(stack: _Stack, document: Document, faults: Iterable[Fault]) -> Iterator[Fault]:
    """A fault for each row that the file writes for a day after its last one.

    Only the file that writes a row answers for it: what extends the file may be shorter, and so may
    a run. Where the days cannot be told, nothing is said of them.
    """
    doubtful = any(_hides_days(fault) for fault in (*stack.faults, *faults))
    if doubtful or not stack.days_known or document.may_lack("force"):
        return
    last = int(stack.entries[DAYS].value)
    for event in stack.calendar:
        if event.day > last:
            problem = f"must be at most {last}, the last day by {DAYS} (got {event.day})"
            yield document.fault(("calendar", event.row, "day"), problem)


def _hides_days(fault: Fault) -> bool:
    """Whether the file may mean other days than those that were read from it."""
    misspelt = any(f"'{meant}'" in fault.problem for meant in ("force", DAYS))
    return misspelt or fault.key in ("force", DAYS, f"{DAYS}.value")


def _contradictions(scenario: Scenario, stack: _Stack) -> list[Fault]:
    """The contradictions of the whole, each at the line where it can be mended."""
    faults = []
    for key, problem in contradictions(scenario):
        document, place = _origin(key, scenario, stack)
        if document is None or any(fault.key.startswith(key) for fault in stack.faults):
            continue
        fault = document.fault(place, problem)
        faults.append(Fault(fault.file, fault.line, key, problem))
    return faults


def _origin(key: str, scenario: Scenario, stack: _Stack) -> tuple[Document | None, Place]:
    if key == SONGBUN:
        return stack.songbun_of, tuple(SONGBUN.split("."))
    if key.startswith("calendar["):
        row = int(key[len("calendar[") : key.index("]")]) - 1
        return stack.calendar_of, ("calendar", row)
    _, name, leg_name = key.split(".")
    for at, route in enumerate(scenario.routes):
        for row, leg in enumerate(route.legs):
            if (route.name, leg.name) == (name, leg_name):
                return stack.routes_of, ("route", at, "leg", row)
    return stack.routes_of, ("route",)


def _by_file(faults: list[Fault]) -> list[Fault]:
    """In line order within each file, the files in the order they first appear."""
    files = list(dict.fromkeys(fault.file for fault in faults))
    return sorted(faults, key=lambda fault: (files.index(fault.file), fault.line or 0))
