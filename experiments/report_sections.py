"""What a report says, section by section; each function returns HTML."""

from __future__ import annotations

import base64
import math
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from experiments.estimate import Interval
from experiments.figures.words import level, outcome_words, plain, told
from experiments.manifest import counted
from experiments.report_page import UNKNOWN, heading, items, paragraphs, picture, table

HEADLINE = (
    "expected_attempts_per_1000_soldier_months",
    "expected_defections_per_1000_soldier_months",
    "attempts",
    "defected",
)
"""Outcomes of the table of numbers; summary.csv has them all."""

Record = Mapping[str, Any]
Rows = Sequence[Mapping[str, str]]


class Picture(NamedTuple):
    """A figure, the finding that is its title, and lines: what it shows, then what was found."""

    svg: str
    title: str
    lines: list[str]


def status(manifest: Record) -> str:
    """How far the numbers may be believed."""
    assumed = manifest.get("assumed_parameters")
    count = "it is not recorded how many" if assumed is None else f"{assumed}"
    if manifest.get("calibrated"):
        return f"Calibrated; {count} parameters are assumed."
    return (
        "Uncalibrated: values are handed down from an earlier model that was fitted to the record, "
        f"and nothing has been refitted; {count} are assumed. Read the differences, not the levels."
    )


def found(figures: Sequence[Picture], manifest: Record) -> str:
    """The finding of each figure above it, what it shows as its alternative text; of a comparison,
    what its arms differ by."""
    if "comparison" in manifest:
        return differences(manifest["comparison"])
    parts = [
        heading(f.title or "A figure without a title")
        + picture(base64.b64encode(f.svg.encode()).decode(), ". ".join([f.title, *f.lines[:1]]))
        for f in figures
    ]
    return "".join(parts) or paragraphs(["No figure was made. The numbers follow."])


def details(figures: Sequence[Picture], manifest: Record) -> str:
    """The findings one by one, and the analyses that could not be made."""
    intervals = (
        "The bounds after 95% hold the mean over replicates. They speak of chance within the "
        "model; whether the model is right they do not say."
    )
    parts = [items(f.lines[1:]) for f in figures]
    made = manifest.get("artifacts", [])
    wrong = [f"{a.get('analysis')}: {a['error']}" for a in made if "error" in a]
    if wrong:
        parts.append(paragraphs(["What could not be shown:"]) + items(wrong))
    if not parts and "comparison" not in manifest:
        parts.append(paragraphs(["No analysis was asked for."]))
    return paragraphs([intervals]) + "".join(parts)


def differences(comparison: Record) -> str:
    """What each arm has more than the first, replicate by replicate: a row an arm and outcome."""
    rows = [
        [arm, outcome_words(outcome), _interval(found[outcome]), _interval(found[outcome]["ratio"])]
        for arm, found in comparison["differences"].items()
        for outcome in HEADLINE
        if outcome in found
    ]
    first = comparison["compared_with"]
    note = (
        f"Against {first}, replicate by replicate on the same luck: the mean difference, the ratio "
        f"of the means, and below them their 95% intervals; {UNKNOWN} where the replicates cannot "
        "say. differences.csv has all outcomes."
    )
    return paragraphs([note]) + table(["arm", "outcome", "difference", "ratio"], rows, left=2)


def numbers(summary: Rows, manifest: Record, columns: Mapping[str, Record]) -> str:
    """A row a point, with the main outcomes."""
    factors = [f for f in manifest.get("factors", []) if summary and f in summary[0]]
    outcomes = [o for o in HEADLINE if any(row["outcome"] == o for row in summary)]
    points: dict[str, dict[str, str]] = {}
    for row in summary:
        place = {"scenario": plain(row["scenario"])} | {f: _text(row[f]) for f in factors}
        points.setdefault(row["point"], place)[row["outcome"]] = _estimate(row)
    names = ["scenario", *factors, *outcomes]
    rows = [[cells.get(name, UNKNOWN) for name in names] for cells in points.values()]
    header = ["scenario", *map(plain, factors), *map(outcome_words, outcomes)]
    meanings = [f"{outcome_words(o)}: {columns.get(o, {}).get('meaning', '')}" for o in outcomes]
    every = len({row["outcome"] for row in summary})
    note = (
        f"The mean, and below it its 95% interval; {UNKNOWN} where the replicates cannot say. "
        f"summary.csv has all {every} outcomes, columns.csv says what they mean."
    )
    return table(header, rows, left=1 + len(factors)) + paragraphs([note]) + items(meanings)


def assumptions(manifest: Record, columns: Mapping[str, Record]) -> str:
    """How well the parameters are known, and what was varied."""
    counts = [f"{count} {grade}" for grade, count in manifest.get("parameters", {}).items()]
    words = [
        f"Parameters by how well they are known: {'; '.join(counts) or 'not recorded'}. "
        "A documented one was measured or reported by somebody, a derived one computed from such "
        "figures; an assumed one is a guess, to be varied. Each counts once, by the scenario "
        "in which it is known least.",
        str(manifest.get("calibration", status(manifest))).capitalize().rstrip(".") + ".",
    ]
    rows = [_lever(factor, manifest, columns) for factor in manifest.get("factors", [])]
    header = [
        "lever",
        "meaning",
        "unit",
        "values in this study",
        "in the scenario",
        "grade: source",
    ]
    varied = table(header, rows, left=len(header)) if rows else paragraphs(["Nothing was varied."])
    where = (
        "Every value with its unit, source and grade stands in manifest.json; the command "
        "defection show SCENARIO prints them."
    )
    notes = [str(note) for note in manifest.get("notes", [])]
    noted = paragraphs(["To note:"]) + items(notes) if notes else ""
    return paragraphs(words) + varied + noted + paragraphs([where])


def reproduction(manifest: Record) -> str:
    """The command, and what makes two runs of it the same."""
    asked, scenarios = manifest.get("study", {}), manifest.get("scenarios", {})
    file = asked.get("file", manifest.get("name", UNKNOWN))
    seeds = manifest.get("seeds", {})
    seed = seeds.get("study", seeds.get("run", UNKNOWN))
    ran = dict.fromkeys(str(p["replicates"]) for p in manifest.get("points", []))
    packages = ", ".join(f"{n} {v}" for n, v in manifest.get("packages", {}).items())
    facts = {
        "command": manifest.get("command", shlex.join(["defection", "study", file])),
        "version": manifest.get("version", UNKNOWN),
        "code (sha256)": manifest.get("code", UNKNOWN),
        "study file (sha256)": asked.get("sha256", UNKNOWN),
        **{f"scenario {n} (sha256)": s.get("digest", UNKNOWN) for n, s in scenarios.items()},
        "seed": seed if seed == UNKNOWN else f"{seed}; a replicate has the same one at every point",
        "replicates": " or ".join(ran) or UNKNOWN,
        "runs": counted(manifest) if "runs" in manifest else UNKNOWN,
        "packages": packages or UNKNOWN,
        "finished": manifest["finished"],
    }
    failures = [
        f"{f.get('scenario')}, point {f.get('point')}, replicate {f.get('replicate')}: "
        f"{f.get('error')}"
        for f in manifest.get("failures", [])
    ]
    failed = f"Failed, and left out: {len(failures)}." if failures else "No run failed."
    rows = [[name, _value(value)] for name, value in facts.items() if value != UNKNOWN]
    return table(["", ""], rows, left=2) + paragraphs([failed]) + items(failures)


def _interval(found: Record | None) -> str:
    """A mean above its interval, of a record that may lack some of it."""
    record = found or {}
    return _estimate({name: str(_known(record.get(name))) for name in ("mean", "low", "high")})


def _known(value: float | None) -> float:
    return math.nan if value is None else value


def _estimate(row: Mapping[str, str]) -> str:
    mean, low, high = (float(row[name] or "nan") for name in ("mean", "low", "high"))
    if math.isnan(mean):
        return f"{UNKNOWN}\n{UNKNOWN}"
    middle, bounds = told(Interval(mean, low, high))
    known = bounds.removeprefix("95%: ") if bounds.startswith("95%: ") else UNKNOWN
    return f"{middle}\n{known.replace('unknown', UNKNOWN)}"


def _lever(factor: str, manifest: Record, columns: Mapping[str, Record]) -> list[str]:
    """Name, meaning, unit, the values it took, the scenarios' own value, grade and source."""
    taken = dict.fromkeys(_value(p["factors"][factor]) for p in manifest.get("points", []))
    scenarios = manifest.get("scenarios", {})
    own = {n: _value(s["values"][factor]) for n, s in scenarios.items() if factor in s["values"]}
    kept = [f"{value} ({plain(name)})" for name, value in own.items()]
    sources = [s["provenance"][factor] for s in scenarios.values() if factor in s["provenance"]]
    return [
        factor,
        str(columns.get(factor, {}).get("meaning", "")),
        str(columns.get(factor, {}).get("unit", "")),
        ", ".join(taken),
        next(iter(own.values())) if len(set(own.values())) == 1 else ", ".join(kept) or UNKNOWN,
        f"{sources[0]['grade']}: {sources[0]['source']}" if sources else UNKNOWN,
    ]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return level(float(value)) if isinstance(value, int | float) else str(value)


def _text(cell: str) -> str:
    """A cell of a CSV file, as `_value` writes it."""
    try:
        return level(float(cell))
    except ValueError:
        return cell.lower() if cell in ("True", "False") else cell
