"""`defection sources`: what the source keys of values stand for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.guard import UsageError
from experiments.cli.output import print_json, print_text, screen_width
from experiments.cli.tables import Column, table

NOBODY_KNOWS = "the source of a value that nobody knows: it was chosen here, and should be varied"


def sources(
    key: Annotated[
        str | None,
        typer.Argument(
            metavar="KEY",
            help="A source key, as 'defection show' prints it.",
            show_default="all keys, a line each",
        ),
    ] = None,
    json: given.Json = False,
) -> None:
    """Print what a source key stands for: who said what, and where.

    The keys are those of evidence.csv and literature.csv, which come with the scenarios.
    """
    if json:
        print_json(record(key))
    elif key is None:
        _list()
    else:
        _tell(_found(key))


def record(key: str | None) -> dict[str, Any]:
    """The JSON object of `defection sources --json`: a source, or all of them by key.

    A source has its table and the columns of its row, as they are written there: all texts. Raises
    UsageError for a key that is none.
    """
    from experiments.version import version
    from sim.scenario.sources import read_sources

    stamp = {"version": version()}
    if key is not None:
        return stamp | _found(key)
    return stamp | {"sources": {each: _found(each) for each in read_sources()}}


def _found(key: str) -> dict[str, Any]:
    """The row of a key, and the name of its table; None where it stands in neither."""
    from sim.scenario.sources import ASSUMPTION, read_sources, source_tables
    from sim.scenario.wording import suggestion

    if key == ASSUMPTION:
        return {"key": key, "table": None, "meaning": NOBODY_KNOWS}
    for name, rows in source_tables().items():
        if key in rows:
            return {"key": key, "table": name} | rows[key]
    near = suggestion(key, [*read_sources(), ASSUMPTION])
    raise UsageError(f"{key}: no such source; see 'defection sources'{near}")


def _list() -> None:
    from sim.scenario.sources import source_tables

    rows = [(key, _line(row)) for rows in source_tables().values() for key, row in rows.items()]
    for line in table((Column(""), Column("", wraps=20)), rows, screen_width()):
        print(line)


def _line(row: dict[str, str]) -> str:
    """A work by its citation, a piece of evidence by what was counted."""
    if "citation" in row:
        return row["citation"]
    return f"{row['quantity']}: {row['value']} {row['unit']}".rstrip()


def _tell(found: dict[str, Any]) -> None:
    where = f", in {found['table']}" if found["table"] else ""
    print_text(f"{found['key']}{where}", "  ")
    for name, text in found.items():
        if text and name not in ("key", "table"):
            print_text(f"{name:10}  {text}", " " * 12)
