"""What there is, and whether a file is right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli.guard import WRONG_INPUT
from experiments.cli.options import ONLY_STUDIES
from experiments.cli.output import screen_width
from experiments.cli.tables import Column, table
from experiments.progress import say

if TYPE_CHECKING:
    from experiments.study import Study
    from sim.scenario import Scenario


def scenarios() -> None:
    """List the scenarios that come with the project."""
    from sim.scenario import list_scenarios

    _print([(info.name, info.title) for info in list_scenarios()])


def studies() -> None:
    """List the studies that come with the project."""
    from experiments.study.places import list_studies

    _print([(info.name, info.title) for info in list_studies()])


def check(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE", help="Scenario or study files, or their names.")
    ],
) -> None:
    """Check scenario and study files.

    Every fault is said with its line and what may be meant.
    """
    from sim.scenario import ScenarioError

    faulty = False
    for name in files:
        try:
            kind = _check(name)
        except ScenarioError as error:
            faulty = True
            say(str(error))
        else:
            print(f"{name}: a {kind} without faults")
    if faulty:
        raise typer.Exit(WRONG_INPUT)


def _check(name: str) -> str:
    """Read a file strictly; returns what it is."""
    from sim.scenario import load_scenario, read_document

    path = Path(name)
    if path.suffix == ".toml" or path.exists():
        if set(read_document(path).data) & set(ONLY_STUDIES):
            from experiments.study import read_study

            _note_study(read_study(path))
            return "study"
        _note_scenario(load_scenario(path))
        return "scenario"
    return _check_name(name)


def _check_name(name: str) -> str:
    """A shipped scenario or study by its name."""
    from experiments.study import list_studies, load_study
    from sim.scenario import load_scenario

    if name in [info.name for info in list_studies()]:
        _note_study(load_study(name))
        return "study"
    _note_scenario(load_scenario(name))
    return "scenario"


def _note_scenario(scenario: Scenario) -> None:
    from experiments.priors import prior_notes

    for note in (*scenario.notes, *prior_notes([scenario])):
        say(f"note: {note}")


def _note_study(study: Study) -> None:
    from experiments.notes import study_notes

    for note in study_notes(study):
        say(f"note: {note}")


def _print(rows: list[tuple[str, str]]) -> None:
    for line in table((Column(""), Column("", wraps=20)), rows, screen_width()):
        print(line)
