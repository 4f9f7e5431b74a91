"""What a study leaves behind, as pandas frames."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.folder import kind_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class StudyResults:
    """The tables of a finished study, or of a run written with --out.

    `runs`: a row per point and replicate: scenario, point, replicate, seed, [force], [label],
    the factors by dotted name, the outcomes.
    `daily`: a row per point, replicate and day, with the recorded series; None if none were.
    `summary`: a row per point and outcome: scenario, point, [force], [label], the factors,
    outcome, mean, low, high, n.
    `columns`: name, meaning and unit of every column and outcome.
    """

    folder: Path
    manifest: dict[str, Any]
    runs: pd.DataFrame
    daily: pd.DataFrame | None
    summary: pd.DataFrame
    columns: pd.DataFrame

    @property
    def factors(self) -> list[str]:
        """The factor columns in order: `force` and `label` where the study has them, then keys."""
        return list(self.manifest["factors"])

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return len(self.manifest["failures"])


def read_results(folder: str | Path) -> StudyResults:
    """Read back the folder of a study or run. FileNotFoundError where it holds no finished one."""
    import pandas as pd

    folder = Path(folder)
    daily = folder / "daily.parquet"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if not manifest.get("finished"):
        raise FileNotFoundError(f"{folder}: {unfinished(manifest)}")
    return StudyResults(
        folder=folder,
        manifest=manifest,
        runs=pd.read_parquet(folder / "runs.parquet"),
        daily=pd.read_parquet(daily) if daily.exists() else None,
        summary=pd.read_csv(folder / "summary.csv"),
        columns=pd.read_csv(folder / "columns.csv"),
    )


def unfinished(manifest: dict[str, Any]) -> str:
    """What to say of a folder whose manifest says that what began in it did not end."""
    kind = kind_of(manifest)
    resumes = " to resume it" if kind == "study" else ""
    return f"the {kind} in it is not finished; run it again{resumes}"
