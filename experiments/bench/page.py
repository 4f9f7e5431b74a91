"""The part of docs/performance.md that is made of docs/performance.json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.bench.tables import Told, headline, tables


def page(record: Mapping[str, Any]) -> str:
    """What `defection bench --json` found, in Markdown."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: Mapping[str, Any]) -> Iterator[str]:
    yield from ("", f"{headline(record)}.", "")
    if record["quick"]:
        yield from ("**A quick run, to be replaced by a full one: no figures to quote.**", "")
    for told in tables(record):
        yield from (f"### {told.title}", "", *_table(told), "")
        if told.note:
            yield from (told.note, "")


def _table(told: Told) -> Iterator[str]:
    yield _row(told.columns)
    yield _row(["---", *["---:"] * (len(told.columns) - 1)])
    yield from (_row(row) for row in told.rows)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
