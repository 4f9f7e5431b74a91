"""Reading a study file: strictly, with every fault of the file at once.

title, question       text
scenarios             names, or paths beside the study file
replicates            a number, or { until = OUTCOME, relative_width = 0.1, at_most = 400 }
seed, ensemble        a whole number; true is for a calibrated model
force                 see experiments.study.force
[levers]              what somebody decides: key = [values]
[uncertainties]       what nobody knows: key = { values = [...] }
[design]              see experiments.study.design
[record]              daily = [series]
[analyses]            NAME = { options }
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.measures import Estimator, daily_measures, outcome_measures
from experiments.replication import Fixed, Replication, Until
from experiments.study.analyses import (
    check_against_factors,
    check_against_points,
    read_analyses,
)
from experiments.study.design import Row, read_rows
from experiments.study.factors import is_whole, written_factors
from experiments.study.force import read_forces
from experiments.study.form import Point, Study
from experiments.study.places import beside
from experiments.study.points import make_factors, make_points
from experiments.study.settings import noted
from experiments.study.table import Table
from sim.scenario import Fault, ScenarioError, load_scenario
from sim.scenario.document import read_document
from sim.scenario.settings import resolve_settings
from sim.scenario.wording import shown, suggestion

if TYPE_CHECKING:
    from sim.scenario import Scenario

KEYS = (
    *("title", "question", "scenarios", "replicates", "seed", "ensemble", "force"),
    *("levers", "uncertainties", "design", "record", "analyses"),
)
MOST_REPLICATES = 1_000_000
MOST_SEED = 2**63 - 1


def read_study(path: Path) -> Study:
    """The study that a file describes. Raises ScenarioError with every fault of the file."""
    document = read_document(path)
    faults = list(document.faults)
    top = Table(document, (), document.data, faults)
    top.only(KEYS)
    title, question = top.text("title"), top.text("question", "")
    seed = top.whole("seed", 0, MOST_SEED, default=1)
    if top.flag("ensemble", False):
        top.wrong("ensemble", "true is not available in this version: no ensemble is calibrated")
    replication = _replication(top)
    daily = _daily(top)
    analyses, needed = read_analyses(top, [measure.name for measure in daily_measures()])
    scenarios, points = _points(top)
    if points:
        check_against_points(top, analyses, points)
    elif is_whole(top, KEYS):
        check_against_factors(top, analyses, written_factors(top))
    if faults:
        raise ScenarioError(noted(faults))
    series = [m.name for m in daily_measures() if m.name in {*daily, *needed}]
    return Study(
        name=path.stem,
        path=path,
        title=title,
        question=question,
        scenarios=tuple(scenarios),
        replication=replication,
        seed=seed,
        factors=make_factors(points[0].scenario, points),
        points=tuple(points),
        daily=tuple(series),
        analyses=analyses,
    )


def _points(top: Table) -> tuple[list[Scenario], list[Point]]:
    """The scenarios, and the points; none where a fault leaves open which there are."""
    before = len(top.faults)
    scenarios = _scenarios(top)
    forces, rows = read_forces(top, scenarios), read_rows(top, scenarios)
    _separate(top, {key for force in forces for key in force.values}, rows)
    if len(top.faults) > before or not is_whole(top, KEYS):
        return scenarios, []
    points = make_points(top, scenarios, forces, rows)
    return scenarios, points if len(top.faults) == before else []


def _replication(top: Table) -> Replication:
    if not isinstance(top.data.get("replicates"), Mapping):
        return Fixed(top.whole("replicates", 1, MOST_REPLICATES))
    table = top.inner("replicates")
    table.only(("until", "relative_width", "at_most"))
    estimator = Estimator(outcome_measures())
    names = [measure.name for measure in estimator.outcomes]
    outcome = table.text("until")
    if outcome not in names and isinstance(table.data.get("until"), str):
        table.wrong("until", f"unknown outcome {shown(outcome)}{suggestion(outcome, names)}")
    width = table.real("relative_width", 0.0, 100.0)
    at_most = table.whole("at_most", 2, MOST_REPLICATES)
    return Until(outcome, width, at_most, estimator)


def _scenarios(top: Table) -> list[Scenario]:
    """The scenarios by name or path; those that cannot be read are noted and left out."""
    scenarios: list[Scenario] = []
    for position, name in enumerate(top.names("scenarios")):
        table = Table(top.document, ("scenarios",), {}, top.faults)
        try:
            scenario = load_scenario(beside(top.document.path, name))
            resolve_settings(scenario)
        except ScenarioError as error:
            for fault in error.faults:
                table.wrong(position, f"{shown(name)}: {_elsewhere(fault, name)}")
            continue
        if scenario.name in [other.name for other in scenarios]:
            table.wrong(position, f"a scenario named {shown(scenario.name)} stands twice")
        scenarios.append(scenario)
    return scenarios


def _elsewhere(fault: Fault, name: str) -> str:
    """What is wrong in a scenario; the name of one that is not there has been said."""
    missing = fault.line is None and fault.key == "scenario"
    return fault.problem if missing else str(fault).removeprefix(f"{name}: ")


def _daily(top: Table) -> list[str]:
    table = top.inner("record")
    table.only(("daily",))
    known = [measure.name for measure in daily_measures()]
    names = table.names("daily", ())
    inner = Table(top.document, ("record", "daily"), {}, top.faults)
    for name in names:
        if name not in known:
            position = table.data["daily"].index(name)
            inner.wrong(position, f"unknown series {shown(name)}{suggestion(name, known)}")
    return names


def _separate(top: Table, forced: set[str], rows: Sequence[Row]) -> None:
    """A key is set by the force or by the design, not by both."""
    for row in rows:
        for key in sorted(forced & set(row.values)):
            problem = f"'{key}' is set by the force too: say it in one of them"
            top.faults.append(top.document.fault(row.place, problem))
            forced = forced - {key}
