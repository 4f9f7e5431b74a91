"""The tables of a comparison: those of a study with a point for each arm, and the differences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from experiments import manifest as records
from experiments.compare import Arm, Comparison
from experiments.deployed import deployed_shares
from experiments.folder import DIFFERENCES, claim
from experiments.progress import say
from experiments.publish import write_manifest, write_tables
from experiments.store import write_whole
from experiments.study.form import Factor, Point
from experiments.tables import Shape, column_rows, comma_separated

ARM = Factor("arm", "label of the arm; every arm has the same luck", "")

PAIRED = {
    "compared_with": "label of the first arm, which the arm is compared with",
    "difference": "mean over the pairs of what the arm has more than the first, in the outcome's "
    "unit",
    "difference_low": "lower end of the 95% interval of the difference",
    "difference_high": "upper end of the 95% interval of the difference",
    "ratio": "what the arm has times that of the first, for counts, rates and expectations",
    "ratio_low": "lower end of the 95% interval of the ratio",
    "ratio_high": "upper end of the 95% interval of the ratio",
    "variance_saved": "share of the variance of the difference that the same luck takes away",
    "pairs": "replicates in which both arms define the outcome",
}
"""The columns of differences.csv, besides the arm and the outcome, and what they mean."""


def claim_comparison(folder: Path, arms: Sequence[Arm]) -> None:
    """Make a folder the comparison's, before anything is computed for it.

    Raises FolderError for one that holds anything else, such as these arms with other values.
    """
    settings = {arm.label: arm.scenario.digest for arm in arms}
    claim(folder, "compare", _name(arms), fresh=False, settings=settings)


def write_comparison(
    folder: Path, result: Comparison, command: str, notes: Sequence[str] = ()
) -> None:
    """Tables with a column `arm`; all of `--json` in the manifest; `command` gives them again, and
    `notes` is what was said of the arms."""
    points = [Point(i, arm.scenario, {ARM.name: arm.label}) for i, arm in enumerate(result.arms)]
    cells = [(point, list(rows)) for point, rows in zip(points, result.rows, strict=True)]
    shape = Shape((ARM,), result.outcomes, ())
    write_tables(folder, cells, shape, result.seed)
    write_whole(folder / DIFFERENCES, comma_separated(difference_rows(result)))
    write_whole(folder / "columns.csv", comma_separated(_columns(shape)))
    scenarios = [arm.scenario for arm in result.arms]
    graded = records.grades(scenarios)
    name = _name(result.arms)
    manifest = {
        "kind": "compare",
        "name": name,
        "title": name,
        "command": command,
        "notes": list(notes),
        **records.stamp(),
        "finished": result.times["finished"],
        "scenarios": {arm.label: records.scenario_record(arm.scenario) for arm in result.arms},
        "deployed": {
            arm.label: deployed_shares(arm.scenario, result.seed, say) for arm in result.arms
        },
        "factors": [ARM.name],
        "points": [records.point_record(point, len(rows), 0) for point, rows in cells],
        "outcomes": records.measure_records(result.outcomes),
        "daily": [],
        "seeds": {"run": result.seed, "replicates": "seed column of runs.parquet"},
        "engine": "compiled",
        "parameters": graded,
        "assumed_parameters": graded["assumed"],
        "runs": sum(len(rows) for rows in result.rows),
        "failures": [],
        "artifacts": [],
        "comparison": result.record(),
        "times": dict(result.times),
    }
    write_manifest(folder, manifest)


def difference_rows(result: Comparison) -> Iterator[dict[str, Any]]:
    """A row for each arm but the first and each outcome: `ARM`, `outcome`, and those of PAIRED."""
    for number, arm in enumerate(result.arms[1:], 1):
        for outcome, found in result.differences(number).items():
            told = found.json()
            ratio = told["ratio"] or dict.fromkeys(("mean", "low", "high"))
            yield {
                ARM.name: arm.label,
                "compared_with": result.arms[0].label,
                "outcome": outcome,
                "difference": told["mean"],
                "difference_low": told["low"],
                "difference_high": told["high"],
                "ratio": ratio["mean"],
                "ratio_low": ratio["low"],
                "ratio_high": ratio["high"],
                "variance_saved": told["variance_saved"],
                "pairs": told["pairs"],
            }


def _columns(shape: Shape) -> Iterator[dict[str, str]]:
    """The dictionary of the columns, with those of the differences."""
    shared = ("outcome", ARM.name)
    for row in column_rows(shape):
        yield row | {"tables": f"{row['tables']} differences"} if row["name"] in shared else row
    for name, meaning in PAIRED.items():
        yield {"name": name, "meaning": meaning, "unit": "", "tables": "differences"}


def _name(arms: Sequence[Arm]) -> str:
    return f"{arms[0].scenario.name}: " + " against ".join(arm.label for arm in arms)
