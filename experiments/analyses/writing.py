"""Every analysis leaves a figure in two formats and the table that it shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.analyses.registry import Artifact
from experiments.results import StudyResults

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def write(
    study: StudyResults,
    name: str,
    figure: Figure,
    table: pd.DataFrame,
    title: str,
    shown: str,
    findings: Sequence[str],
) -> Artifact:
    """figures/NAME.svg and .png, tables/NAME.csv. `shown` says what is to be seen."""
    from experiments.figures.style import save

    files = save(figure, study.folder / "figures", name, title, [shown, *findings])
    folder = study.folder / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.csv"
    table.to_csv(path, index=False, lineterminator="\n")
    return Artifact(name, title, tuple(findings), (*files, path))
