"""One self-contained HTML file of a study: no script, no network, the same bytes each time."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments import report_sections as sections
from experiments.figures.style import read_words
from experiments.folder import REPORT, made_files
from experiments.report_page import items, page, paragraphs, section
from experiments.results import unfinished

WILL_NOT = (
    "It compares assumptions: what would follow if people decided as written down here.",
    "It forecasts nothing. A rate in it is not a prediction for any force, place or year.",
    "It knows no real person. Every soldier in it is drawn at random, and nothing in it can tell "
    "who would leave.",
    "It cannot show that an assumption is true: several sets of them give the same record.",
)


class ReportError(Exception):
    """The folder has no study that a report could be written of; the message says why."""


def write_report(folder: Path) -> Path:
    """Write report.html into the folder of a finished study or run, and return its path."""
    manifest = _read_manifest(folder)
    summary = _read_table(folder, "summary.csv")
    columns = {row["name"]: row for row in reversed(_read_table(folder, "columns.csv"))}
    figures = _read_figures(folder, manifest)
    asked = manifest.get("study", {})
    title = str(asked.get("title") or manifest.get("title") or manifest.get("name") or folder.name)
    question = str(asked.get("question") or "None was written down.")
    body = [
        section("The question", paragraphs([question])),
        section("What was found", sections.found(figures, manifest)),
        section("In detail", sections.details(figures, manifest)),
        section("The numbers", sections.numbers(summary, manifest, columns)),
        section("What is assumed", sections.assumptions(manifest, columns)),
        section("What this will not do", items(WILL_NOT)),
        section("How to reproduce it", sections.reproduction(manifest)),
    ]
    path = folder / REPORT
    text = page(title, sections.status(manifest), body)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _read_manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise ReportError(f"{folder}: no such folder")
    path = folder / "manifest.json"
    if not path.is_file():
        raise ReportError(f"{folder}: no study: there is no manifest.json in it")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise ReportError(f"{path}: cannot be read: {error}") from None
    if not isinstance(manifest, dict):
        raise ReportError(f"{path}: is not the manifest of a study")
    if not manifest.get("finished"):
        raise ReportError(f"{folder}: {unfinished(manifest)}")
    return manifest


def _read_table(folder: Path, name: str) -> list[dict[str, str]]:
    try:
        with open(folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, ValueError, csv.Error) as error:
        raise ReportError(f"{folder / name}: cannot be read: {error}") from None


def _read_figures(folder: Path, manifest: Mapping[str, Any]) -> list[sections.Picture]:
    """Each figure that the manifest lists, in its order, with its own words.

    Others that lie there may tell of an earlier study in this folder.
    """
    whole = [a for a in manifest.get("artifacts", []) if "error" not in a]
    listed = dict.fromkeys(name for name in made_files({"artifacts": whole}))
    there = [folder / n for n in listed if n.endswith(".svg") and (folder / n).is_file()]
    texts = [path.read_text(encoding="utf-8") for path in there]
    return [sections.Picture(text, *read_words(text)) for text in texts]
