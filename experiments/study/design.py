"""Which values the factors take together: the rows of a design.

grid    every value of every lever with every other; `{ values = [...] }` uncertainties too.
list    the rows that the file writes. Either each row is a table, which may have a label and
        leaves at the scenario's own value what it does not name:

            [design]
            kind = "list"
            [[design.point]]
            label = "hostage off"
            "mechanisms.hostage" = false

        or the levers are columns of the same length, read across: the first row is the first
        value of each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from experiments.study.form import Value
from experiments.study.settings import Setting, accepted, different, settings
from experiments.study.table import Table
from sim.scenario.wording import Place, shown

if TYPE_CHECKING:
    from sim.scenario import Scenario

KINDS = ("grid", "list")
LATER = ("one_at_a_time", "latin_hypercube", "sobol", "morris", "coalitions")
MOST_POINTS = 20_000
RANGE = ("low", "high", "values", "distribution")


@dataclass(frozen=True)
class Row:
    """The values that the factors take at a point; where the file says so."""

    values: dict[str, Value]
    place: Place
    label: str | None = None


@dataclass(frozen=True)
class Column:
    """A factor and its values."""

    key: str
    place: Place
    values: list[Value]


def read_rows(top: Table, scenarios: Sequence[Scenario]) -> list[Row]:
    """The rows of the file's design; one that sets nothing, where there are no factors."""
    design = top.inner("design")
    design.only(("kind", "points", "point"))
    columns = _columns(top, scenarios)
    kind = design.one_of("kind", (*KINDS, *LATER), "grid")
    if kind in LATER:
        design.wrong("kind", f'"{kind}" is not available in this version: use grid or list')
        return []
    if "points" in design:
        design.wrong("points", f"has no place in a {kind}: its factors say how many there are")
    if kind == "grid":
        if "point" in design:
            design.wrong("point", 'has no place in a grid: use kind = "list"')
        return _grid(top, columns)
    if "point" in design:
        for name in ("levers", "uncertainties"):
            if top.data.get(name):
                top.wrong(name, "has no place beside [[design.point]]: say it in one of them")
        return _points(design, scenarios)
    return _across(top, columns)


def _columns(top: Table, scenarios: Sequence[Scenario]) -> list[Column]:
    """Levers, then uncertainties; a key is one or the other."""
    levers = _levers(top, scenarios)
    uncertainties = _uncertainties(top, scenarios)
    for column in uncertainties:
        if column.key in [lever.key for lever in levers]:
            problem = "is a lever too: say it in one of them"
            top.faults.append(top.document.fault(column.place, problem))
    return [*levers, *uncertainties]


def _levers(top: Table, scenarios: Sequence[Scenario]) -> list[Column]:
    table = top.inner("levers")
    return [
        Column(setting.key, setting.place, _values(table, scenarios, setting, setting.value))
        for setting in different(table, list(settings(table)))
    ]


def _uncertainties(top: Table, scenarios: Sequence[Scenario]) -> list[Column]:
    table = top.inner("uncertainties")
    columns = []
    for setting in different(table, list(settings(table, lambda v: bool(set(v) & set(RANGE))))):
        inner = Table(top.document, setting.place, setting.value, top.faults)
        inner.only(RANGE)
        values = []
        if "values" in inner:
            inside = Setting(setting.key, (*setting.place, "values"), inner.data["values"])
            values = _values(table, scenarios, inside, inside.value)
            for name in ("low", "high", "distribution"):
                if name in inner:
                    inner.wrong(name, "has no place beside values")
        elif isinstance(setting.value, dict):
            _range(inner, scenarios, setting.key)
        columns.append(Column(setting.key, setting.place, values))
    return columns


def _range(table: Table, scenarios: Sequence[Scenario], key: str) -> None:
    """A range is read, so that what is wrong in it is said, and then refused."""
    table.one_of("distribution", ("uniform", "log_uniform", "triangular"), "uniform")
    ends = []
    for name in ("low", "high"):
        if name not in table:
            table.wrong(name, "missing")
        elif accepted(table, scenarios, key, (*table.place, name), table.data[name]):
            ends.append(table.data[name])
    if len(ends) == 2 and not ends[0] < ends[1]:
        table.wrong("high", f"must be above low (got {shown(ends[1])})")
    problem = "a range from low to high is not available in this version: give values = [...]"
    table.wrong(None, problem)


def _values(
    table: Table, scenarios: Sequence[Scenario], setting: Setting, data: object
) -> list[Value]:
    """The different values in an array that every scenario takes."""
    fault = table.document.fault
    if not isinstance(data, list) or not data:
        problem = f"must be an array of values (got {shown(data)})" if data != [] else "is empty"
        table.faults.append(fault(setting.place, problem))
        return []
    if len(data) > MOST_POINTS:
        table.faults.append(fault(setting.place, f"has more than {MOST_POINTS:,} values"))
        return []
    values: list[Value] = []
    said: set[str] = set()
    for position, value in enumerate(data):
        place = (*setting.place, position)
        if accepted(table, scenarios, setting.key, place, value, said):
            if value in values:
                table.faults.append(fault(place, f"{shown(value)} stands twice"))
            values.append(value)
    return values


def _grid(top: Table, columns: Sequence[Column]) -> list[Row]:
    size = math.prod(len(column.values) for column in columns)
    if size > MOST_POINTS:
        top.wrong("levers", f"the grid has {size:,} rows; at most {MOST_POINTS:,} are read")
        return []
    keys = [column.key for column in columns]
    place = columns[0].place if columns else ()
    combinations = product(*(column.values for column in columns))
    return [Row(dict(zip(keys, values, strict=True)), place) for values in combinations]


def _across(top: Table, columns: Sequence[Column]) -> list[Row]:
    if not columns:
        top.wrong("design", "a list needs [[design.point]] rows, or [levers] of the same length")
        return []
    first = columns[0]
    for column in columns[1:]:
        if len(column.values) != len(first.values):
            problem = f"has {len(column.values)} values and '{first.key}' has {len(first.values)}"
            top.faults.append(top.document.fault(column.place, problem))
            return []
    rows = zip(*(column.values for column in columns), strict=True)
    keys = [column.key for column in columns]
    return _distinct(top, [Row(dict(zip(keys, row, strict=True)), first.place) for row in rows])


def _points(design: Table, scenarios: Sequence[Scenario]) -> list[Row]:
    rows = []
    for position, data in enumerate(design.array("point")):
        table = Table(design.document, (*design.place, "point", position), data, design.faults)
        label = table.text("label", "") or None
        values: dict[str, Value] = {}
        written = [setting for setting in settings(table) if setting.key != "label"]
        for setting in different(table, written):
            if accepted(table, scenarios, setting.key, setting.place, setting.value):
                values[setting.key] = setting.value
        rows.append(Row(values, table.place, label))
    _check_labels(design, rows)
    return _distinct(design, rows)


def _check_labels(design: Table, rows: Sequence[Row]) -> None:
    seen: set[str] = set()
    for row in rows:
        table = Table(design.document, row.place, {}, design.faults)
        if row.label is None and any(other.label for other in rows):
            table.wrong("label", "missing: other rows have one")
        elif row.label in seen:
            table.wrong("label", f"{shown(row.label)} stands twice")
        seen.add(row.label or "")


def _distinct(table: Table, rows: Sequence[Row]) -> list[Row]:
    seen: set[frozenset[tuple[str, Any]]] = set()
    if table.faults:
        return list(rows)
    for position, row in enumerate(rows):
        values = frozenset(row.values.items())
        if values in seen:
            problem = f"row {position + 1} sets the same as one before it"
            table.faults.append(table.document.fault(row.place, problem))
        seen.add(values)
    return list(rows)


def keys_of(rows: Iterable[Row]) -> list[str]:
    """Every key that some row sets, in the order of their first mention."""
    return list(dict.fromkeys(key for row in rows for key in row.values))
