"""The tables of a comparison: those of a study with a point for each arm."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments import manifest as records
from experiments.compare import Arm, Comparison
from experiments.deployed import deployed_shares
from experiments.folder import claim
from experiments.progress import say
from experiments.publish import write_manifest, write_tables
from experiments.study.form import Factor, Point
from experiments.tables import Shape

ARM = Factor("arm", "label of the arm; every arm has the same luck", "")


def claim_comparison(folder: Path, arms: Sequence[Arm]) -> None:
    """Make a folder the comparison's, before anything is computed for it."""
    claim(folder, "compare", _name(arms), fresh=False)


def write_comparison(folder: Path, result: Comparison, command: str) -> None:
    """Tables with a column `arm`; all of `--json` in the manifest; `command` gives them again."""
    points = [Point(i, arm.scenario, {ARM.name: arm.label}) for i, arm in enumerate(result.arms)]
    cells = [(point, list(rows)) for point, rows in zip(points, result.rows, strict=True)]
    shape = Shape((ARM,), result.outcomes, ())
    write_tables(folder, cells, shape, result.seed)
    scenarios = [arm.scenario for arm in result.arms]
    graded = records.grades(scenarios)
    name = _name(result.arms)
    manifest = {
        "kind": "compare",
        "name": name,
        "title": name,
        "command": command,
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


def _name(arms: Sequence[Arm]) -> str:
    return f"{arms[0].scenario.name}: " + " against ".join(arm.label for arm in arms)
