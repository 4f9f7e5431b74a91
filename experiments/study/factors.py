"""The factors of a study as its file writes them, before anything is made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from experiments.study.design import RANGE
from experiments.study.points import FORCE, LABEL
from experiments.study.settings import Setting, settings
from experiments.study.table import Table

Factors = Mapping[str, Sequence[Any] | None]
"""Values by factor; None where a point may have others than those that the file writes."""

MAKE_POINTS = ("scenarios", "force", "levers", "uncertainties", "design")
"""The keys at the top of a file that decide which points there are."""


def is_whole(top: Table, known: Collection[str]) -> bool:
    """Whether all that the file says of its points could be read.

    A line that was stepped over, or a table under a name that is none of the known, may have meant
    to say more.
    """
    tables = (key for key, value in top.data.items() if isinstance(value, dict | list))
    return not top.document.may_lack(*MAKE_POINTS) and all(key in known for key in tables)


def written_factors(top: Table) -> Factors:
    """Every factor that a file names, be it right or wrong. Nothing is noted as a fault."""
    silent = Table(top.document, top.place, top.data, [])
    forces = silent.data.get("force", [])
    rows = silent.inner("design").data.get("point", [])
    factors: dict[str, Sequence[Any] | None] = {}
    for name, tables in ((FORCE.name, forces), (LABEL.name, rows)):
        if labels := [table["label"] for table in _tables(tables) if table.get("label")]:
            factors[name] = labels
    for setting in settings(silent.inner("levers")):
        factors[setting.key] = _array(setting.value)
    for setting in settings(silent.inner("uncertainties"), lambda v: bool(set(v) & set(RANGE))):
        inner = setting.value.get("values") if isinstance(setting.value, dict) else None
        factors[setting.key] = _array(inner)
    for at, row in enumerate(_tables(rows)):
        place = Table(top.document, ("design", "point", at), row, [])
        factors |= {setting.key: None for setting in settings(place) if not _is_label(setting)}
    return factors


def _tables(value: object) -> list[Mapping[str, Any]]:
    """The tables in an array of them; a single one stands for itself."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, Mapping)]


def _array(value: object) -> Sequence[Any] | None:
    return value if isinstance(value, list) and value else None


def _is_label(setting: Setting) -> bool:
    return setting.key == LABEL.name
