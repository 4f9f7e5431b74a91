"""The record of a study: what was asked, of which values and whose code, and what came of it."""

from __future__ import annotations

import hashlib
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from experiments.measures import Measure
from experiments.notes import study_notes
from experiments.replication import Fixed, Replication
from experiments.version import code_digest, package_versions, version

if TYPE_CHECKING:
    from experiments.study import Point, Study
    from experiments.sweep import Failure
    from experiments.tables import Shape
    from sim.scenario import Scenario

UNCALIBRATED = (
    "uncalibrated: values are handed down from an earlier model that was fitted to the record, and "
    "nothing has been refitted here, so agreement with that record is no independent check; read "
    "differences, not levels"
)


def now() -> str:
    """The time in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def stamp() -> dict[str, Any]:
    """What every result says of itself."""
    return {
        "calibrated": False,
        "calibration": UNCALIBRATED,
        "version": version(),
        "code": code_digest(),
        "packages": package_versions(),
    }


def scenario_record(scenario: Scenario) -> dict[str, Any]:
    """A scenario with every value and where it comes from."""
    provenance = {
        key: {
            "unit": entry.unit,
            "grade": entry.grade,
            "source": entry.source,
            "where": entry.where,
            **({"note": entry.note} if entry.note else {}),
        }
        for key, entry in scenario.entries.items()
    }
    return {
        "title": scenario.title,
        "digest": scenario.digest,
        "values": dict(scenario.values),
        "provenance": provenance,
        "routes": [_route(route) for route in scenario.routes],
        "calendar": [
            {
                "day": event.day,
                "note": event.note,
                "deploy": event.deploy.scenario if event.deploy else None,
                "changes": dict(event.changes),
            }
            for event in scenario.calendar
        ],
    }


def title_of(scenario: Scenario) -> str:
    """The title of its file, which may tell of the force; of another force, the name and this."""
    if has_own_force(scenario):
        return scenario.title
    values = scenario.values
    force = f"{values['force.soldiers']:,} soldiers for {values['force.days']} days"
    return f"{scenario.name}, {force}"


def has_own_force(scenario: Scenario) -> bool:
    """Whether soldiers and days are those that a line of its files gives."""
    keys = ("force.soldiers", "force.days")
    return all(":" in scenario.entries[key].where for key in keys)


def _route(route: Any) -> dict[str, Any]:
    fields = ("name", "stage", "days", "caught", "killed", "returned", "grade", "source")
    legs = [{field: getattr(leg, field) for field in fields} for leg in route.legs]
    return {"name": route.name, "legs": legs}


def grades(scenarios: Iterable[Scenario]) -> dict[str, int]:
    """How many parameters are documented, derived or assumed; each counts once, at its weakest."""
    order = ("documented", "derived", "assumed")
    weakest: dict[str, str] = {}
    for scenario in scenarios:
        for key, entry in scenario.entries.items():
            if key.startswith("mechanisms."):
                continue
            known = weakest.get(key, "documented")
            weakest[key] = max(known, entry.grade, key=order.index)
    counts = Counter(weakest.values())
    return {grade: counts[grade] for grade in order}


def study_record(study: Study) -> dict[str, Any]:
    """What the study file says, resolved."""
    text = study.path.read_bytes()
    return {
        "title": study.title,
        "question": study.question,
        "file": study.path.name,
        "sha256": hashlib.sha256(text).hexdigest(),
        "text": text.decode("utf-8", "replace"),
        "scenarios": [scenario.name for scenario in study.scenarios],
        "replicates": replication_record(study.replication),
        "analyses": {name: dict(options) for name, options in study.analyses.items()},
    }


def study_command(study: Study) -> str:
    """What asks for the study again: by its name where it comes along, else by its file's path.

    From the folder where it was asked for, or, for a path that leads from the root, the file's own.
    """
    from experiments.study.places import comes_along
    from sim.scenario.places import shorter

    path = shorter(study.path)
    file = path.name if path.is_absolute() else str(path)
    return shlex.join(["defection", "study", study.name if comes_along(path) else file])


def replication_record(replication: Replication) -> int | dict[str, Any]:
    """The replication as the study file writes it."""
    if isinstance(replication, Fixed):
        return replication.replicates
    return {
        "until": replication.outcome,
        "relative_width": replication.width,
        "at_most": replication.at_most,
    }


def point_record(point: Point, replicates: int, failed: int) -> dict[str, Any]:
    """A point, and how often it was run."""
    return {
        "point": point.number,
        "scenario": point.scenario.name,
        "digest": point.digest,
        "soldiers": point.scenario.values["force.soldiers"],
        "days": point.scenario.values["force.days"],
        "factors": dict(point.factors),
        "replicates": replicates,
        "failed": failed,
    }


def measure_records(measures: Sequence[Measure]) -> list[Mapping[str, str]]:
    """The dictionary of some measures."""
    return [
        {"name": m.name, "meaning": m.meaning, "unit": m.unit, "kind": m.kind} for m in measures
    ]


def study_manifest(
    study: Study,
    shape: Shape,
    replicates: Sequence[int],
    failures: Sequence[Failure],
    times: Mapping[str, Any],
) -> dict[str, Any]:
    """The record of a finished study."""
    failed = {failure.digest: 0 for failure in failures}
    for failure in failures:
        failed[failure.digest] += 1
    graded = grades(study.scenarios)
    return {
        "kind": "study",
        "name": study.name,
        "command": study_command(study),
        **stamp(),
        "finished": times["finished"],
        "study": study_record(study),
        "notes": study_notes(study),
        "scenarios": {s.name: scenario_record(s) for s in study.scenarios},
        "factors": [factor.name for factor in study.factors],
        "points": [
            point_record(point, count, failed.get(point.digest, 0))
            for point, count in zip(study.points, replicates, strict=True)
        ],
        "outcomes": measure_records(shape.outcomes),
        "daily": measure_records(shape.daily),
        "seeds": {"study": study.seed, "replicates": "seed column of runs.parquet"},
        "parameters": graded,
        "assumed_parameters": graded["assumed"],
        "runs": sum(replicates),
        "failures": failure_records(study.points, failures),
        "times": dict(times),
    }


def failure_records(points: Sequence[Point], failures: Sequence[Failure]) -> list[dict[str, Any]]:
    """Each run that failed, at the first point that it belongs to."""
    first = {point.digest: point for point in reversed(points)}
    found = [(first[failure.digest], failure) for failure in failures]
    found.sort(key=lambda pair: (pair[0].number, pair[1].replicate))
    return [
        {
            "scenario": point.scenario.name,
            "point": point.number,
            "replicate": failure.replicate,
            "error": failure.error,
        }
        for point, failure in found
    ]


def counted(manifest: Mapping[str, Any]) -> str:
    """How many rows the table of runs has; a run counts once, however many points share it."""
    rows = manifest["runs"]
    points = manifest.get("points", ())
    runs = sum({p["digest"]: p["replicates"] for p in points}.values()) if points else rows
    if runs == rows:
        return f"{rows:,} runs"
    return f"{rows:,} rows ({runs:,} runs; equal points share theirs)"
