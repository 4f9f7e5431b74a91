"""Strict reading of one table of a study file: every key known, every value of its type."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sim.scenario.document import Document
from sim.scenario.faults import Fault
from sim.scenario.wording import Place, number, shown, suggestion


class Table:
    """A table of a document; what is wrong in it is added to `faults`, and reading goes on."""

    def __init__(self, document: Document, place: Place, data: object, faults: list[Fault]) -> None:
        self.document = document
        self.place = place
        self.faults = faults
        if not isinstance(data, Mapping):
            self.wrong(None, f"must be a table (got {shown(data)})")
            data = {}
        self.data: Mapping[str, Any] = data

    def wrong(self, key: str | int | None, problem: str) -> None:
        """Note a fault at a key of this table, or at the table itself."""
        place = self.place if key is None else (*self.place, key)
        self.faults.append(self.document.fault(place, problem))

    def only(self, known: Collection[str]) -> None:
        """Note every key that is none of these."""
        for key in self.data:
            if key not in known:
                self.wrong(key, f"unknown key{suggestion(key, known)}")

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def inner(self, key: str) -> Table:
        """A table inside this one; empty where it is not there."""
        return Table(self.document, (*self.place, key), self.data.get(key, {}), self.faults)

    def text(self, key: str, default: str | None = None) -> str:
        """Text; without a default, it has to be there."""
        value = self._value(key, default)
        if value is not None and not isinstance(value, str):
            self.wrong(key, f"must be text (got {shown(value)})")
        return value if isinstance(value, str) else ""

    def one_of(self, key: str, options: Collection[str], default: str) -> str:
        """One of some words."""
        value = self.text(key, default)
        if value not in options and isinstance(self.data.get(key, ""), str):
            near = suggestion(value, options)
            self.wrong(key, f"must be one of {', '.join(options)} (got {shown(value)}){near}")
            return default
        return value

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number between two others."""
        value = self._value(key, default)
        if value is None:
            return low
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(key, f"must be a whole number (got {shown(value)})")
        elif not low <= value <= high:
            bounds = f"{low} and {high}"
            self.wrong(key, f"must be between {bounds} (got {shown(value)})")
        else:
            return value
        return low

    def real(self, key: str, above: float, high: float) -> float:
        """A number above one and at most another; it has to be there."""
        value = self._value(key, None)
        if value is None:
            return high
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if not plain or not math.isfinite(value):
            self.wrong(key, f"must be a finite number (got {shown(value)})")
        elif not above < value <= high:
            bounds = f"above {number(above)} and at most {number(high)}"
            self.wrong(key, f"must be {bounds} (got {shown(value)})")
        else:
            return float(value)
        return high

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            self.wrong(key, f"must be true or false (got {shown(value)})")
        return value is True

    def array(self, key: str, default: Iterable[Any] | None = None) -> list[Any]:
        """An array; without a default, it has to be there and to hold something."""
        value = self._value(key, default if default is None else list(default))
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(key, f"must be an array (got {shown(value)})")
            return []
        if default is None and not value:
            self.wrong(key, "must not be empty")
        return value

    def names(self, key: str, default: Iterable[str] | None = None) -> list[str]:
        """An array of different texts."""
        found = []
        for position, value in enumerate(self.array(key, default)):
            element = Table(self.document, (*self.place, key), {}, self.faults)
            if not isinstance(value, str):
                element.wrong(position, f"must be text (got {shown(value)})")
            elif value in found:
                element.wrong(position, f"{shown(value)} stands twice")
            else:
                found.append(value)
        return found

    def _value(self, key: str, default: Any) -> Any:
        if key not in self.data and default is None and self._surely_missing(key):
            self.wrong(key, "missing")
        return self.data.get(key, default)

    def _surely_missing(self, key: str) -> bool:
        top = str(self.place[0]) if self.place else key
        return not self.document.skipped & {top, ""}
