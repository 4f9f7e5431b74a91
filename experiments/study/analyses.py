"""The analyses that a study asks for, checked by name and option, and against its points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from experiments.measures import outcome_measures
from experiments.study.factors import Factors
from experiments.study.form import Point
from experiments.study.table import Table
from sim.scenario.wording import shown, suggestion

MOST_VALUES = 10


def read_analyses(top: Table, series: list[str]) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """Each analysis with those of its options that are right, and the series by day that it reads.

    `outcomes` are names of outcomes in every analysis.
    """
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
        faults = dict(analysis.faults(options.data))
        for option, problem in faults.items():
            options.wrong(option, problem)
        found[name] = {key: each for key, each in options.data.items() if key not in faults}
        _check_outcomes(options, found[name].get("outcomes", ()))
        for column in analysis.daily_columns(found[name]):
            if column in series:
                needed.append(column)
            else:
                table.wrong(name, f"no series '{column}' by day{suggestion(column, series)}")
    return found, needed


def _check_outcomes(options: Table, outcomes: Sequence[str]) -> None:
    known = [measure.name for measure in outcome_measures()]
    if options.data.get("outcomes") == []:
        options.wrong("outcomes", "must not be empty")
    table = Table(options.document, (*options.place, "outcomes"), {}, options.faults)
    for position, outcome in enumerate(outcomes):
        if outcome not in known:
            near = suggestion(outcome, known)
            table.wrong(position, f"unknown outcome {shown(outcome)}{near}")


def check_against_points(
    top: Table, analyses: Mapping[str, Mapping[str, Any]], points: Sequence[Point]
) -> None:
    """Note what an analysis asks for and the study does not have.

    In every analysis `lever` is a factor to be shown along, and `where` has values of factors.
    """
    factors = {name: [point.factors[name] for point in points] for name in points[0].factors}
    before = len(top.faults)
    for where in _asked(top, analyses, factors):
        _check_where(where, points)
    if len(top.faults) > before:
        return
    for name, options in analyses.items():
        problem = _registered()[name].refuses([point.factors for point in points], options)
        if problem:
            top.inner("analyses").wrong(name, problem)


def check_against_factors(
    top: Table, analyses: Mapping[str, Mapping[str, Any]], factors: Factors
) -> None:
    """The same where faults of the file leave no points: what its factors alone can tell."""
    for where in _asked(top, analyses, factors):
        for key, wanted in where.data.items():
            values = factors.get(key)
            if values is not None and wanted not in values:
                where.wrong(key, f"no point has {shown(wanted)}: they have {_listed(values)}")


def _asked(
    top: Table, analyses: Mapping[str, Mapping[str, Any]], factors: Factors
) -> Iterator[Table]:
    """The `where` of each analysis, after a look at what it and `lever` name."""
    for name, options in analyses.items():
        table = top.inner("analyses").inner(name)
        if options.get("lever"):
            _check_lever(table, options["lever"], factors)
        if options.get("where"):
            where = table.inner("where")
            for key in where.data:
                if key not in factors:
                    where.wrong(key, _no_factor(key, factors))
            yield where


def _check_lever(table: Table, lever: str, factors: Factors) -> None:
    if lever not in factors:
        table.wrong("lever", f"{shown(lever)} {_no_factor(lever, factors)}")
        return
    values = factors[lever]
    if values and all(value == values[0] for value in values):
        only = f"{lever} is {shown(values[0])} at every point"
        table.wrong("lever", f"{only}: there is nothing to show along it")


def _check_where(where: Table, points: Sequence[Point]) -> None:
    for scenario in dict.fromkeys(point.scenario.name for point in points):
        left = [point for point in points if point.scenario.name == scenario]
        for key, wanted in where.data.items():
            if key not in points[0].factors:
                continue
            there = [point.factors[key] for point in left]
            left = [point for point in left if point.factors[key] == wanted]
            if not left:
                have = _listed(there)
                where.wrong(key, f"no point in {scenario} has {shown(wanted)}: they have {have}")
                break


def _listed(values: Iterable[object]) -> str:
    """The different values, or the first of them."""
    different = list(dict.fromkeys(map(shown, values)))
    return ", ".join(different[:MOST_VALUES]) + (", ..." if different[MOST_VALUES:] else "")


def _no_factor(name: str, factors: Iterable[str]) -> str:
    names = list(factors)
    has = f": it has {', '.join(names) or 'none'}"
    return f"is no factor of this study{suggestion(name, names) or has}"


def _registered() -> Mapping[str, Any]:
    from experiments.analyses import ANALYSES

    return ANALYSES
