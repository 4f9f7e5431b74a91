"""The analyses that a study asks for, checked by name and option, and against its points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.measures import outcome_measures
from experiments.study.form import Point
from experiments.study.table import Table
from sim.scenario.wording import shown, suggestion

MOST_VALUES = 10


def read_analyses(top: Table, series: list[str]) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """Each analysis with its options, and the series by day that it reads."""
    table = top.inner("analyses")
    found: dict[str, Mapping[str, Any]] = {}
    needed: list[str] = []
    for name in table.data:
        analysis = _registered().get(name)
        if analysis is None:
            near = suggestion(name, _registered())
            table.wrong(name, f"no such analysis in this version{near}")
            continue
        options = table.inner(name)
        faults = analysis.faults(options.data)
        for option, problem in faults:
            options.wrong(option, problem)
        if faults:
            continue
        found[name] = options.data
        for column in analysis.daily_columns(options.data):
            if column in series:
                needed.append(column)
            else:
                table.wrong(name, f"no series '{column}' by day{suggestion(column, series)}")
    return found, needed


def check_against_points(
    top: Table, analyses: Mapping[str, Mapping[str, Any]], points: Sequence[Point]
) -> None:
    """Note what an analysis asks for and the study does not have.

    In every analysis `lever` is a factor to be shown along, `where` has values of factors, and
    `outcomes` are names of outcomes.
    """
    known = [measure.name for measure in outcome_measures()]
    for name, options in analyses.items():
        table = top.inner("analyses").inner(name)
        outcomes = Table(top.document, (*table.place, "outcomes"), {}, top.faults)
        for position, outcome in enumerate(options.get("outcomes", ())):
            if outcome not in known:
                near = suggestion(outcome, known)
                outcomes.wrong(position, f"unknown outcome {shown(outcome)}{near}")
        if options.get("lever"):
            _check_lever(table, options["lever"], points)
        if options.get("where"):
            _check_where(table.inner("where"), points)


def _check_lever(table: Table, lever: str, points: Sequence[Point]) -> None:
    factors = points[0].factors
    if lever not in factors:
        table.wrong("lever", f"{shown(lever)} {_no_factor(lever, factors)}")
        return
    values = {point.factors[lever] for point in points}
    if len(values) == 1:
        only = f"{lever} is {shown(values.pop())} at every point"
        table.wrong("lever", f"{only}: there is nothing to show along it")


def _check_where(where: Table, points: Sequence[Point]) -> None:
    for scenario in dict.fromkeys(point.scenario.name for point in points):
        left = [point for point in points if point.scenario.name == scenario]
        for key, wanted in where.data.items():
            if key not in points[0].factors:
                where.wrong(key, _no_factor(key, points[0].factors))
                return
            there = list(dict.fromkeys(shown(point.factors[key]) for point in left))
            left = [point for point in left if point.factors[key] == wanted]
            if not left:
                have = ", ".join(there[:MOST_VALUES]) + (", ..." if there[MOST_VALUES:] else "")
                where.wrong(key, f"no point in {scenario} has {shown(wanted)}: they have {have}")
                break


def _no_factor(name: str, factors: Mapping[str, Any]) -> str:
    has = f": it has {', '.join(factors) or 'none'}"
    return f"is no factor of this study{suggestion(name, factors) or has}"


def _registered() -> Mapping[str, Any]:
    from experiments.analyses import ANALYSES

    return ANALYSES
