"""What the source keys of scenario files stand for: evidence.csv and literature.csv."""

from __future__ import annotations

import csv
import io
from functools import cache

from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.places import scenario_folder
from sim.scenario.wording import shown, suggestion

ASSUMPTION = "assumption"
"""The source of a value that nobody knows."""

TABLES = ("evidence.csv", "literature.csv")


@cache
def source_tables() -> dict[str, dict[str, dict[str, str]]]:
    """By table, every row by its key. Raises ScenarioError for a faulty table."""
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for name in TABLES:
        rows = tables[name] = {}
        path = scenario_folder() / name
        try:
            table = csv.DictReader(io.StringIO(path.read_text("utf-8"), newline=""), strict=True)
            for row in table:
                if None in row or None in row.values() or not row.get("key"):
                    raise ValueError("a row is not as long as the header, or has no key")
                if any(row["key"] in others for others in tables.values()):
                    raise ValueError(f"key {row['key']!r} stands twice")
                rows[row["key"]] = dict(row)
        except (OSError, ValueError, csv.Error) as error:
            raise ScenarioError([Fault(str(path), 1, "table", str(error))]) from None
    return tables


@cache
def read_sources() -> dict[str, dict[str, str]]:
    """Every row of both tables by its key. Raises ScenarioError for a faulty table."""
    return {key: row for rows in source_tables().values() for key, row in rows.items()}


def source_problem(source: str, grade: str) -> str | None:
    """What is wrong with the source of a value of this grade, if anything."""
    if source == ASSUMPTION:
        return None if grade == "assumed" else f"a {grade} value needs a source"
    if source in read_sources():
        return None
    return f"no source {shown(source)} in {' or '.join(TABLES)}" + suggestion(
        source, read_sources()
    )
