"""Writing the tables of finished runs into their folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments import tables
from experiments.folder import MANIFEST
from experiments.plan import Plan
from experiments.store import Row, write_whole
from experiments.study.form import Point
from experiments.tables import Shape

Cells = list[tuple[Point, list[Row]]]


def collect(points: Sequence[Point], plan: Plan) -> Cells:
    """The finished runs of each point, as many as the replication rule asked for."""
    return [
        (point, tables.finished(point, plan.done, plan.replication.wanted(plan.done[point.digest])))
        for point in points
    ]


def write_tables(folder: Path, cells: Cells, shape: Shape, seed: int) -> None:
    """runs.parquet, daily.parquet where series are recorded, summary.csv and columns.csv."""
    from sim.chance import replicate_seed

    replicates = {row.replicate for _, rows in cells for row in rows}
    seeds = {replicate: replicate_seed(seed, replicate) for replicate in replicates}
    write_whole(folder / "runs.parquet", tables.parquet(tables.runs_table(cells, shape, seeds)))
    if shape.daily:
        write_whole(folder / "daily.parquet", tables.parquet(tables.daily_table(cells, shape)))
    else:
        (folder / "daily.parquet").unlink(missing_ok=True)
    summary = tables.comma_separated(tables.summary_rows(cells, shape))
    write_whole(folder / "summary.csv", summary)
    write_whole(folder / "columns.csv", tables.comma_separated(tables.column_rows(shape)))


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """manifest.json, for readers: indented, in the order in which it was put together."""
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False)
    write_whole(folder / MANIFEST, (text + "\n").encode())
