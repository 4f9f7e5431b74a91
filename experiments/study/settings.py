"""Scenario keys as a study file writes them, dotted or nested, and what a scenario says to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.study.form import Value
from experiments.study.table import Table
from sim.scenario import ScenarioError
from sim.scenario.faults import Fault
from sim.scenario.wording import Place, shown

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Setting:
    """A dotted scenario key, where the file writes it, and what it writes."""

    key: str
    place: Place
    value: Any


def settings(table: Table, leaf: Callable[[Any], bool] | None = None) -> Iterator[Setting]:
    """The keys in a table: `"regime.informants" = ...` and `regime.informants = ...` are the same.

    A nested table is walked into, unless `leaf` says that it is a value.
    """

    def walk(data: Mapping[str, Any], parts: tuple[str, ...]) -> Iterator[Setting]:
        for name, value in data.items():
            path = (*parts, name)
            if isinstance(value, Mapping) and not (leaf and leaf(value)):
                yield from walk(value, path)
            else:
                yield Setting(".".join(path), (*table.place, *path), value)

    return walk(table.data, ())


def different(table: Table, found: Sequence[Setting]) -> list[Setting]:
    """The settings without those whose key stands there twice, in two spellings."""
    first: dict[str, Setting] = {}
    for setting in found:
        if setting.key in first:
            problem = f"'{setting.key}' stands twice"
            table.faults.append(table.document.fault(setting.place, problem))
        else:
            first[setting.key] = setting
    return list(first.values())


def objections(scenarios: Sequence[Scenario], key: str, value: object) -> list[str]:
    """What the scenarios have against a value by itself; which of them, where it is not all.

    What it contradicts is left to the point, where the values stand together.
    """
    if isinstance(value, list | dict):
        return [f"must be one value (got {shown(value)})"]
    by_problem: dict[str, list[str]] = {}
    for scenario in scenarios:
        try:
            scenario.with_values({key: value})
        except ScenarioError as error:
            for fault in error.faults:
                if fault.key == key:
                    by_problem.setdefault(fault.problem, []).append(scenario.name)
    return [
        problem if len(names) == len(scenarios) else f"in {', '.join(names)}: {problem}"
        for problem, names in by_problem.items()
    ]


def accepted(
    table: Table,
    scenarios: Sequence[Scenario],
    key: str,
    place: Place,
    value: object,
    said: set[str] | None = None,
) -> bool:
    """Whether every scenario takes the value; if not, the faults are noted at the place.

    `said` gathers what was noted of a key's values, so that nothing is said of each of them again.
    """
    problems = objections(scenarios, key, value)
    said = set() if said is None else said
    fresh = [problem for problem in problems if problem not in said]
    table.faults.extend(table.document.fault(place, problem) for problem in fresh)
    said.update(problems)
    return not problems


def value_of(scenario: Scenario, key: str) -> Value:
    """The value of a key in a scenario, also of a leg of a route: route.NAME.LEG.caught."""
    if key in scenario.values:
        return scenario.values[key]
    _, name, leg_name, field = key.split(".")
    routes = (route for route in scenario.every_route if route.name == name)
    leg = next(leg for route in routes for leg in route.legs if leg.name == leg_name)
    value = getattr(leg, field)
    return float(scenario.values["host.returns"]) if value is None else value


def noted(faults: Sequence[Fault], limit: int = 100) -> list[Fault]:
    """The first faults, and how many more there are."""
    if len(faults) <= limit:
        return list(faults)
    last = faults[limit]
    more = f"and {len(faults) - limit} more faults"
    return [*faults[:limit], Fault(last.file, last.line, last.key, more)]
