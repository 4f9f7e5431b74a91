"""On which line of a TOML text each table, key and array element stands.

`tomllib` gives values without places. This scanner walks the same text and gives places without
values; it trusts `tomllib` to have read the text, or to have read it up to the statement that the
scanner is asked about.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from sim.scenario.wording import Place

_GAP = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}\n#]+")


class ScanError(Exception):
    """The text is not TOML from here on."""


@dataclass(frozen=True)
class Statement:
    """A table header, or a key and its value, from `start` to `end` (offsets into the text)."""

    start: int
    end: int
    place: Place
    header: bool


class Scanner:
    """One walk over a text; `lines` fills as `statements` yields."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Place, int] = {}
        self._breaks = [at for at, sign in enumerate(text) if sign == "\n"]
        self._tables: dict[Place, int] = {}

    def line_at(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._breaks, offset - 1) + 1

    def statements(self) -> Iterator[Statement]:
        """Every statement in order. Raises ScanError where the text is not TOML."""
        table: Place = ()
        at = self._gap(0)
        while at < len(self.text):
            start, header = at, self.text[at] == "["
            if header:
                table, at = self._header(at)
                place = table
            else:
                place, at = self._pair(at, table)
            yield Statement(start, at, place, header)
            at = self._gap(at)

    def _header(self, at: int) -> tuple[Place, int]:
        start, several = at, self.text.startswith("[[", at)
        parts, at = self._key(at + (2 if several else 1))
        at = self._expect("]]" if several else "]", at)
        place = self._within(parts[:-1], start)
        last = (*place, parts[-1])
        if several:
            self._note(last, start)
            self._tables[last] = self._tables.get(last, 0) + 1
        elif last not in self._tables:
            self._note(last, start)
            return last, at
        place = (*last, self._tables[last] - 1)
        self._note(place, start)
        return place, at

    def _within(self, parts: list[str], start: int) -> Place:
        """The table that a header's leading names lead to: in an array of tables, its last."""
        place: Place = ()
        for part in parts:
            place = (*place, part)
            self._note(place, start)
            if place in self._tables:
                place = (*place, self._tables[place] - 1)
        return place

    def _pair(self, at: int, table: Place) -> tuple[Place, int]:
        start = at
        parts, at = self._key(at)
        place = table
        for part in parts:
            place = (*place, part)
            self._note(place, start)
        return place, self._value(self._expect("=", at), place)

    def _key(self, at: int) -> tuple[list[str], int]:
        parts: list[str] = []
        while True:
            at = self._space(at)
            found = (_TEXT if self.text[at : at + 1] in {'"', "'"} else _BARE).match(self.text, at)
            if not found:
                raise ScanError
            word = found.group()
            parts.append(_unquoted(word) if word[0] in "\"'" else word)
            at = self._space(found.end())
            if self.text[at : at + 1] != ".":
                return parts, at
            at += 1

    def _value(self, at: int, place: Place) -> int:
        """Past the value that starts after `at`, noting what stands inside it."""
        at = self._space(at)
        first = self.text[at : at + 1]
        if first == "[":
            return self._array(at + 1, place)
        if first == "{":
            return self._inline(at + 1, place)
        found = (_TEXT if first in {'"', "'"} else _PLAIN).match(self.text, at)
        if not found:
            raise ScanError
        return found.end()

    def _array(self, at: int, place: Place) -> int:
        position = 0
        at = self._gap(at)
        while self.text[at : at + 1] != "]":
            element = (*place, position)
            self._note(element, at)
            at = self._gap(self._value(at, element))
            if self.text[at : at + 1] == ",":
                at = self._gap(at + 1)
            elif self.text[at : at + 1] != "]":
                raise ScanError
            position += 1
        return at + 1

    def _inline(self, at: int, place: Place) -> int:
        at = self._gap(at)
        while self.text[at : at + 1] != "}":
            at = self._gap(self._pair(at, place)[1])
            if self.text[at : at + 1] == ",":
                at = self._gap(at + 1)
            elif self.text[at : at + 1] != "}":
                raise ScanError
        return at + 1

    def _note(self, place: Place, at: int) -> None:
        self.lines.setdefault(place, self.line_at(at))

    def _expect(self, sign: str, at: int) -> int:
        at = self._space(at)
        if not self.text.startswith(sign, at):
            raise ScanError
        return at + len(sign)

    def _gap(self, at: int) -> int:
        found = _GAP.match(self.text, at)
        return found.end() if found else at

    def _space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at


def line_map(text: str) -> dict[Place, int]:
    """The line of every place in a valid TOML text, from 1."""
    scanner = Scanner(text)
    for _ in scanner.statements():
        pass
    return scanner.lines


def _unquoted(word: str) -> str:
    try:
        return str(tomllib.loads(f"k = {word}")["k"])
    except ValueError:
        raise ScanError from None
