"""What `tomllib` stumbled over, and the text without it, so that the rest can still be checked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sim.scenario.lines import ScanError, Scanner, Statement, line_map
from sim.scenario.wording import Place

_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TOO_LONG = re.compile(r"\d[\d_]{4000,}")
_TWICE = ("Cannot overwrite a value", "Duplicate inline table key", "Cannot declare")
_CLOSED = ("Cannot mutate immutable namespace", "Cannot redefine namespace")
_WHOLE_LINE = re.compile(r"[ \t]*[A-Za-z0-9_.\-\"' \t]+=")


UNPLACED = "TOML"
"""Where a broken line stands whose key cannot be told."""


@dataclass(frozen=True)
class Broken:
    """One broken statement. `rest` is the text without it, on the same lines; None where taking it
    out could move other statements into another table.

    A section that stands twice is not taken out: in `rest` it is called `alias`."""

    line: int
    place: Place
    problem: str
    rest: str | None
    alias: str = ""


def find_broken(text: str, message: str) -> Broken:
    """Read the place and the reason from a message of `tomllib` about this text."""
    what, offset = _AT.sub("", message), _offset(message, text)
    scanner = Scanner(text)
    statement = _statement_at(scanner, offset)
    if statement and what.startswith(_TWICE):
        return _twice(text, scanner, statement, what, offset)
    if statement and what.startswith(_CLOSED):
        line, problem = scanner.line_at(statement.start), "adds to a table that is closed above"
        return Broken(line, statement.place, problem, _without_statement(text, statement))
    last = max(len(text.rstrip()) - 1, 0)
    column = offset - text.rfind("\n", 0, offset)
    where = f" (column {column})" if offset < len(text) else " at the end of the file"
    if what.startswith("Exceeds the limit"):
        what = "a number of too many digits"
    problem = "not TOML: " + what[:1].lower() + what[1:] + where
    line, place = scanner.line_at(min(offset, last)), _key_on_line(text, offset)
    return Broken(line, place or (UNPLACED,), problem, _without_line(text, offset))


def _twice(text: str, scanner: Scanner, statement: Statement, what: str, offset: int) -> Broken:
    inner = re.search(r"table key '(.*)'", what)
    rest = _without_statement(text, statement)
    if inner:
        place = (*statement.place, inner.group(1))
        return Broken(scanner.line_at(offset), place, "duplicate key", rest)
    first, line = scanner.lines.get(statement.place, 0), scanner.line_at(statement.start)
    before = f" (first on line {first})" if 0 < first < line else ""
    if not statement.header:
        return Broken(line, statement.place, "duplicate key" + before, rest)
    alias = f"\0{line}"
    if what.startswith("Cannot declare") and text[statement.start : statement.start + 2] != "[[":
        header = f'["\\u0000{line}"]'
        rest = text[: statement.start] + header + text[statement.end :]
    return Broken(line, statement.place, "duplicate section" + before, rest, alias)


def _offset(message: str, text: str) -> int:
    """Where `tomllib` stopped."""
    found = _AT.search(message)
    if found and found.group(1):
        before = 0
        for _ in range(int(found.group(1)) - 1):
            before = text.index("\n", before) + 1
        return before + int(found.group(2)) - 1
    digits = None if found else _TOO_LONG.search(text)
    return digits.start() if digits else len(text)


def _statement_at(scanner: Scanner, offset: int) -> Statement | None:
    """The statement around the offset, where the text is sound up to the statement's end."""
    last: Statement | None = None
    try:
        for statement in scanner.statements():
            if statement.start > offset:
                break
            last = statement
    except (ScanError, RecursionError):
        pass
    return last if last and last.end >= offset else None


def _without_statement(text: str, statement: Statement) -> str | None:
    if statement.header:
        return None
    blank = "\n" * text.count("\n", statement.start, statement.end)
    return text[: statement.start] + blank + text[statement.end :]


def _line_around(text: str, offset: int) -> tuple[int, int]:
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _without_line(text: str, offset: int) -> str | None:
    """The text without a line that holds the whole of one broken `key = value`."""
    start, end = _line_around(text, offset)
    line = text[start:end]
    if offset >= len(text) or not _WHOLE_LINE.match(line) or '"""' in line or "'''" in line:
        return None
    if line.count("[") != line.count("]") or line.count("{") != line.count("}"):
        return None
    try:
        line_map(text[:start])
    except (ScanError, RecursionError):
        return None
    return text[:start] + text[end:]


def _key_on_line(text: str, offset: int) -> Place:
    """The table and key of the line that is broken, where they can be told."""
    start, end = _line_around(text, min(offset, len(text)))
    scanner = Scanner(text[:start])
    table: Place = ()
    try:
        for statement in scanner.statements():
            if statement.header:
                table = statement.place
    except (ScanError, RecursionError):
        return ()
    key = re.match(r"[ \t]*([A-Za-z0-9_.-]+)[ \t]*=", text[start:end])
    return (*table, *key.group(1).split(".")) if key else ()
