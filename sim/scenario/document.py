"""A TOML file as data with places: what every reader of files in this project starts from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.lines import line_map
from sim.scenario.repair import UNPLACED, find_broken
from sim.scenario.wording import Place, name_of

LARGEST = 1_000_000
"""Bytes past which a file is not read."""

_MOST_REPAIRS = 50


@dataclass(frozen=True, eq=False)
class Document:
    """A file that could be read. `faults` are those of its form, which the reader stepped over."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[Place, int]
    faults: tuple[Fault, ...]
    skipped: frozenset[str] = field(default=frozenset())
    """Top-level names of the statements stepped over: what is missing there may not be."""

    def line(self, place: Place) -> int:
        """The line of the place, or of the nearest thing around it that the file writes."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def may_lack(self, *names: str) -> bool:
        """Whether a statement that was stepped over may belong to one of these top-level names."""
        return not self.skipped.isdisjoint({*names, "", UNPLACED})

    def fault(self, place: Place, problem: str) -> Fault:
        """A fault at the place."""
        return Fault(str(self.path), self.line(place), name_of(place), problem)


def read_document(path: Path) -> Document:
    """Read a TOML file.

    Raises ScenarioError when nothing can be made of it: it is missing, a directory, too large, not
    UTF-8, or not TOML past a point. Repeated keys and single broken lines are stepped over and
    stand in `Document.faults`, so that a caller can report them with all else that is wrong.
    """
    return _parsed(path, _content(path))


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _unreadable(path, "is a directory, not a file")
        if not path.exists():
            raise _unreadable(path, "no such file")
        if not path.is_file():
            raise _unreadable(path, "is not a regular file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise _unreadable(path, f"cannot be read: {reason}") from None
    if len(content) > LARGEST:
        raise _unreadable(path, f"is larger than {LARGEST:,} bytes")
    return content


@lru_cache(maxsize=64)
def _parsed(path: Path, content: bytes) -> Document:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"not UTF-8 (byte 0x{content[error.start]:02x})"
        raise ScenarioError([Fault(str(path), line, "encoding", problem)]) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    try:
        return _repaired(path, text)
    except RecursionError:
        raise ScenarioError([Fault(str(path), 1, "TOML", "nested too deeply")]) from None


def _repaired(path: Path, text: str) -> Document:
    """Parse; where one statement is wrong, note it, take it out, and parse again."""
    faults: list[Fault] = []
    skipped: set[str] = set()
    twice: dict[str, Place] = {}
    while True:
        try:
            data, lines = tomllib.loads(text), line_map(text)
            for alias, place in twice.items():
                faults += _merged(path, data, lines, alias, place)
            return Document(path, data, lines, tuple(faults), frozenset(skipped))
        except ValueError as error:
            broken = find_broken(text, str(error))
        faults.append(Fault(str(path), broken.line, name_of(broken.place), broken.problem))
        if broken.rest is None or len(faults) >= _MOST_REPAIRS:
            raise ScenarioError(faults)
        if broken.alias:
            twice[broken.alias] = broken.place
        skipped.update(part for part in broken.place[:1] if isinstance(part, str))
        text = broken.rest


def _merged(
    path: Path, data: dict[str, Any], lines: dict[Place, int], alias: str, place: Place
) -> Iterator[Fault]:
    """Move what a section's second header holds to the first; a key in both is a fault."""
    second, first = data.pop(alias), data
    for part in place:
        first = first[part]  # type: ignore[index]
    if not isinstance(first, dict):
        return  # whoever reads the section says what is wrong with it
    for at in [at for at in lines if at[0] == alias]:
        line, whole = lines.pop(at), (*place, *at[1:])
        if len(at) == 2 and at[1] in first:
            problem = f"duplicate key (first on line {lines.get(whole, 1)})"
            yield Fault(str(path), line, name_of(whole), problem)
        lines.setdefault(whole, line)
    for name, value in second.items():
        first.setdefault(name, value)


def _unreadable(path: Path, problem: str) -> ScenarioError:
    return ScenarioError([Fault(str(path), None, "file", problem)])
