"""The tables of a study: the same runs give the same bytes.

Rows are sorted by point and replicate, columns stand in the order of the study file and of
`sim.outcomes`, and nothing in a table says when or by how many workers it was made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.measures import Estimator, Measure
from experiments.store import Row
from experiments.study.form import Factor, Point

if TYPE_CHECKING:
    import pyarrow as pa

Done = Mapping[str, Mapping[int, Row | None]]


@dataclass(frozen=True)
class Shape:
    """What the columns of a study's tables are."""

    factors: tuple[Factor, ...]
    outcomes: tuple[Measure, ...]
    daily: tuple[Measure, ...]


def finished(point: Point, done: Done, wanted: int) -> list[Row]:
    """The runs of a point that did not fail, by replicate."""
    rows = done[point.digest]
    return [row for replicate in range(wanted) if (row := rows.get(replicate)) is not None]


def runs_table(
    cells: Sequence[tuple[Point, list[Row]]], shape: Shape, seeds: Mapping[int, int]
) -> pa.Table:
    """A row per point and replicate."""
    pairs = [(point, row) for point, rows in cells for row in rows]
    outcomes = np.array([row.outcomes for _, row in pairs]).reshape(len(pairs), -1)
    columns: dict[str, Any] = {
        "scenario": [point.scenario.name for point, _ in pairs],
        "point": np.array([point.number for point, _ in pairs], np.int64),
        "replicate": np.array([row.replicate for _, row in pairs], np.int64),
        "seed": np.array([seeds[row.replicate] for _, row in pairs], np.uint64),
    }
    for factor in shape.factors:
        columns[factor.name] = [point.factors[factor.name] for point, _ in pairs]
    for index, measure in enumerate(shape.outcomes):
        columns[measure.name] = outcomes[:, index] if len(pairs) else np.empty(0)
    return _table(columns)


def daily_table(cells: Sequence[tuple[Point, list[Row]]], shape: Shape) -> pa.Table:
    """A row per point, replicate and day; day 1 is the first."""
    pairs = [(point, row) for point, rows in cells for row in rows]
    days = np.array([row.daily.shape[1] for _, row in pairs], np.int64)

    def spread(values: list[Any]) -> np.ndarray:
        return np.repeat(np.array(values, object), days)

    columns: dict[str, Any] = {
        "scenario": spread([point.scenario.name for point, _ in pairs]),
        "point": np.repeat(np.array([point.number for point, _ in pairs], np.int64), days),
        "replicate": np.repeat(np.array([row.replicate for _, row in pairs], np.int64), days),
        "day": np.concatenate([np.arange(1, n + 1, dtype=np.int64) for n in days] or [days]),
    }
    for factor in shape.factors:
        columns[factor.name] = spread([point.factors[factor.name] for point, _ in pairs])
    for index, measure in enumerate(shape.daily):
        series = [row.daily[index] for _, row in pairs]
        columns[measure.name] = np.concatenate(series or [np.empty(0)])
    return _table(columns)


def _table(columns: Mapping[str, Any]) -> pa.Table:
    import pyarrow as pa

    return pa.table({name: pa.array(values) for name, values in columns.items()})


def parquet(table: pa.Table) -> bytes:
    """The table as a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=6, row_group_size=1 << 20)
    return sink.getvalue().to_pybytes()


def summary_rows(
    cells: Sequence[tuple[Point, list[Row]]], shape: Shape
) -> Iterable[dict[str, Any]]:
    """A row per point and outcome: the mean over replicates and its interval."""
    estimator = Estimator(shape.outcomes)
    for point, rows in cells:
        place = {"scenario": point.scenario.name, "point": point.number, **point.factors}
        for measure, estimate in zip(shape.outcomes, estimator.all(rows), strict=True):
            yield {**place, "outcome": measure.name, **estimate}


def column_rows(shape: Shape) -> Iterable[dict[str, str]]:
    """The dictionary of every column, and the tables that have it."""
    for name, (meaning, tables) in PLACES.items():
        if shape.daily or tables != "daily":
            yield {"name": name, "meaning": meaning, "unit": "", "tables": tables}
    groups = [
        (shape.factors, "runs daily summary"),
        (shape.outcomes, "runs summary"),
        (shape.daily, "daily"),
    ]
    for columns, tables in groups:
        for column in columns:
            meaning, unit = column.meaning, column.unit
            yield {"name": column.name, "meaning": meaning, "unit": unit, "tables": tables}


PLACES = {
    "scenario": ("name of the scenario", "runs daily summary"),
    "point": ("number of the point: a scenario with its factors set", "runs daily summary"),
    "replicate": ("number of the replicate: the same luck at every point", "runs daily"),
    "seed": ("key of the replicate's chance: a hash of the study's seed and the replicate", "runs"),
    "day": ("day of the run; a series says how things stand at its end", "daily"),
    "outcome": ("name of an outcome; its meaning and unit stand under that name", "summary"),
    "mean": ("mean of the outcome over the replicates of the point", "summary"),
    "low": ("lower end of the 95% interval of the mean", "summary"),
    "high": ("upper end of the 95% interval of the mean", "summary"),
    "n": ("replicates in which the outcome is defined", "summary"),
}


def comma_separated(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as a CSV file with a header; an empty field where there is no number."""
    buffer = io.StringIO()
    writer = None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(buffer, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return buffer.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value
