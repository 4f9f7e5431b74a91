"""The points of a study: each scenario, with each force, at each row of the design.

A point's factors are the name of its force, where there are several, the label of its row, where
rows have one, and every key that some row of the design sets, with the value that it has here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.study.design import MOST_POINTS, Row, keys_of
from experiments.study.force import Force
from experiments.study.form import Factor, Point, Value
from experiments.study.settings import value_of
from experiments.study.table import Table
from sim.scenario import ScenarioError

if TYPE_CHECKING:
    from sim.scenario import Scenario

FORCE = Factor("force", "the force of the point, by its label in the study", "")
LABEL = Factor("label", "the row of the design, by its label in the study", "")


def make_points(
    top: Table, scenarios: Sequence[Scenario], forces: Sequence[Force], rows: Sequence[Row]
) -> list[Point]:
    """Every point in order; what a scenario has against a combination is noted as a fault."""
    if len(scenarios) * len(forces) * len(rows) > MOST_POINTS:
        count = len(scenarios) * len(forces) * len(rows)
        top.wrong("scenarios", f"the study has {count:,} points; at most {MOST_POINTS:,} are read")
        return []
    keys = keys_of(rows)
    label = top.document.path.name
    points: list[Point] = []
    for scenario in scenarios:
        for force in forces:
            for row in rows:
                try:
                    resolved = scenario.with_values({**force.values, **row.values}, label)
                except ScenarioError as error:
                    where = row.place or force.place
                    what = f"in {scenario.name}: " + "; ".join(f.problem for f in error.faults)
                    top.faults.append(top.document.fault(where, what))
                    continue
                names = _names(force, row)
                factors = {**names, **{key: value_of(resolved, key) for key in keys}}
                points.append(Point(len(points), resolved, factors))
    return points


def make_factors(scenario: Scenario, points: Sequence[Point]) -> tuple[Factor, ...]:
    """What the factor columns of these points mean."""
    factors = []
    for name in points[0].factors if points else ():
        if name in (FORCE.name, LABEL.name):
            factors.append(FORCE if name == FORCE.name else LABEL)
        else:
            factors.append(_factor(scenario, name))
    return tuple(factors)


def _factor(scenario: Scenario, key: str) -> Factor:
    if key in scenario.entries:
        entry = scenario.entries[key]
        return Factor(key, entry.meaning, entry.unit)
    _, route, leg, field = key.split(".")
    return Factor(key, f"{field} on leg {leg} of route {route}", "")


def _names(force: Force, row: Row) -> dict[str, Value]:
    names: dict[str, Value] = {}
    if force.label is not None:
        names[FORCE.name] = force.label
    if row.label is not None:
        names[LABEL.name] = row.label
    return names
