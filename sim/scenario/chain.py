"""The files that a scenario rests on: itself, what it extends, and so on down to a base."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario.definitions import NOT_SECTIONS
from sim.scenario.document import Document, read_document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.places import BASE, find_parent, is_there, no_such, same_file, scenario_folder

DEEPEST = 20
"""Files that a chain may have."""


@dataclass(frozen=True)
class Chain:
    """`base` is the file that defines the keys, None where the chain breaks before it; `layers`
    are the files on top of it, the scenario last."""

    base: Document | None
    layers: tuple[Document, ...]
    faults: tuple[Fault, ...]


def read_chain(path: Path) -> Chain:
    """Read the files from a scenario down to its base.

    Raises ScenarioError when the first file cannot be read; what breaks further down is a fault of
    the chain, so that the files above it can still be checked.
    """
    documents = [read_document(path)]
    faults: list[Fault] = []
    while True:
        child = documents[-1]
        extends = child.data.get("extends")
        if not isinstance(extends, str):
            break
        parent = find_parent(extends, child.path)
        problem = _problem(parent, extends, documents)
        if problem or parent is None:
            faults.append(child.fault(("extends",), problem))
            return Chain(None, tuple(documents[::-1]), tuple(faults))
        try:
            documents.append(read_document(parent))
        except ScenarioError as error:
            return Chain(None, tuple(documents[::-1]), error.faults)
    root = documents[-1]
    if _is_base(root):
        return Chain(root, tuple(documents[-2::-1]) if len(documents) > 1 else (), ())
    if "extends" not in root.data and "extends" not in root.skipped:
        faults.append(root.fault(("extends",), f'missing: write extends = "{BASE}"'))
    return Chain(None, tuple(documents[::-1]), tuple(faults))


def _problem(parent: Path | None, extends: str, documents: list[Document]) -> str:
    if parent is None or not is_there(parent):
        return no_such(extends)
    seen = [document.path for document in documents]
    if any(same_file(parent, before) for before in seen):
        return "a circle: " + " -> ".join(each.name for each in [*seen, parent])
    return "" if len(documents) < DEEPEST else f"more than {DEEPEST} files extend one another"


def _is_base(document: Document) -> bool:
    """Whether the file means to define keys: it extends nothing, and most values have a meaning."""
    if "extends" in document.data:
        return False
    if same_file(document.path, scenario_folder() / f"{BASE}.toml"):
        return True
    sections = (table for name, table in document.data.items() if name not in NOT_SECTIONS)
    defined = [_defines(value) for table in sections for value in _values(table)]
    return sum(defined) > len(defined) / 2


def _values(table: Any) -> list[Any]:
    return list(table.values()) if isinstance(table, dict) else []


def _defines(value: Any) -> bool:
    return isinstance(value, dict) and ("meaning" in value or "unit" in value)
