"""The keys that exist: what base.toml defines, checked to be whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sim.scenario.document import Document, read_document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.parts import Entry
from sim.scenario.places import BASE, same_file, scenario_folder
from sim.scenario.schema import Definition, checked
from sim.scenario.sources import source_problem
from sim.scenario.switches import SWITCHES, read_mechanisms
from sim.scenario.values import fit, kind_of, unknown
from sim.scenario.wording import Place, shown

HEAD = ("title", "extends")
LISTS = ("route", "calendar")
NOT_SECTIONS = (*HEAD, *LISTS, "mechanisms")

ALWAYS: dict[str, str] = {
    "force": "soldiers days no_relatives relatives_abroad songbun.core songbun.wavering "
    "songbun.hostile market_generation conviction border_province women",
    "screening": "rejection accuracy pyongyang_rule",
    "regime": "officials_per_100 informants punishment family_punishment attribution "
    "self_criticism_per_week enemy_image return_reward martyr_honour reindoctrination "
    "suicide_norm crackdown crackdown_half_life_days withdraw_after",
    "context": "combat_intensity casualty_hazard disorder deprivation living_standard "
    "outside_information duty_share cause tension corruption",
    "host": "returns closure resettlement",
    "outreach": "leaflets credibility assurance reward corridor publicity",
    "decision": "rule",
}
"""The keys that users rely on, by section: no base may leave one out."""


@dataclass(frozen=True, eq=False)
class Definitions:
    """Every key with its entry in the base, and the groups of keys (`force.songbun`)."""

    entries: Mapping[str, Entry]
    groups: frozenset[str]
    sections: tuple[str, ...]


def always() -> list[str]:
    """The keys that every base defines."""
    return [f"{section}.{name}" for section, names in ALWAYS.items() for name in names.split()]


def shipped_definitions() -> Definitions:
    """The keys of the project's own base. Raises ScenarioError where that is faulty."""
    document = read_document(scenario_folder() / f"{BASE}.toml")
    found, faults = read_definitions(document)
    if document.faults or faults:
        raise ScenarioError([*document.faults, *faults])
    return found


@lru_cache(maxsize=16)
def read_definitions(document: Document) -> tuple[Definitions, tuple[Fault, ...]]:
    """The definitions of a file that extends nothing, and what is wrong with them."""
    faults: list[Fault] = []
    own = same_file(document.path, scenario_folder() / f"{BASE}.toml")
    model = None if own else shipped_definitions()
    entries: dict[str, Entry] = {}
    for place, value in _defined(document.data):
        key = ".".join(str(part) for part in place)
        if len(place) == 1 and (model is None or key in model.sections):
            faults.append(document.fault(place, f"must be a table (got {shown(value)})"))
            continue
        if (model and key not in model.entries) or _dotted(place):
            known = model.entries if model else ()
            faults.append(document.fault(place, unknown(key, known)))
            continue
        entry = _entry(document, place, key, value, faults)
        if entry and model:
            entry = _like(document, place, entry, model.entries[key], faults)
        if entry:
            entries[key] = entry
    entries |= read_mechanisms(document, faults)
    faults += _missing(document, list(model.entries) if model else always())
    sections = tuple(dict.fromkeys(key.partition(".")[0] for key in entries))
    groups = frozenset(key.rpartition(".")[0] for key in entries) - {*sections}
    return Definitions(entries, groups, sections), tuple(faults)


def _defined(data: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    """Each place where a definition stands, or should."""
    for section, table in data.items():
        if section in NOT_SECTIONS:
            continue
        if not isinstance(table, dict):
            yield (section,), table
            continue
        for name, value in table.items():
            if isinstance(value, dict) and value and _all_tables(value):
                for inner, definition in value.items():
                    yield (section, name, inner), definition
            else:
                yield (section, name), value


def _all_tables(table: Mapping[str, Any]) -> bool:
    return all(isinstance(value, dict) for value in table.values())


def _dotted(place: Place) -> bool:
    return any("." in str(part) for part in place)


def _entry(
    document: Document, place: Place, key: str, value: object, faults: list[Fault]
) -> Entry | None:
    found = checked(Definition, value, document, place, faults)
    if found is None:
        return None
    where = f"{document.path.name}:{document.line(place)}"
    entry = Entry(
        key=key,
        value=found.value,
        unit=found.unit,
        bounds=found.bounds,
        choices=found.choices or (),
        prior=found.prior,
        grade=found.grade,
        source=found.source,
        meaning=found.meaning,
        where=where,
        note=found.note,
    )
    problem = source_problem(found.source, found.grade)
    if problem:
        faults.append(document.fault((*place, "source"), problem))
    try:
        return replace(entry, value=fit(kind_of(entry), found.value, key))
    except ValueError as error:
        faults.append(document.fault((*place, "value"), str(error)))
        return None


def _like(
    document: Document, place: Place, entry: Entry, model: Entry, faults: list[Fault]
) -> Entry | None:
    """The entry with the kind of value that the rules expect at this key."""
    kind = (type(model.value), entry.bounds, model.choices)
    try:
        return replace(entry, value=fit(kind, entry.value, entry.key))
    except ValueError as error:
        faults.append(document.fault((*place, "value"), str(error)))
        return None


def _missing(document: Document, needed: list[str]) -> Iterator[Fault]:
    """A fault for each section that is missing, or each key of one that is there."""
    absent: dict[str, None] = {}
    for key in [*needed, *(f"mechanisms.{name}" for name in SWITCHES)]:
        section, *names = key.split(".")
        if section in document.skipped:
            continue
        table = document.data.get(section)
        if table is None:
            absent[section] = None
            continue
        for name in names:
            table = table.get(name) if isinstance(table, dict) else None
        if table is None and isinstance(document.data[section], dict):
            yield document.fault((section, *names), "missing")
    for section in absent:
        yield document.fault((section,), "missing section")
