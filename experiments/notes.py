"""What is right as it stands, and may still not be what was meant: notes, never refusals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.priors import prior_notes
from experiments.study.points import FORCE, LABEL
from experiments.study.settings import value_of
from sim.scenario.switches import SWITCHES
from sim.scenario.wording import number, shown

if TYPE_CHECKING:
    from experiments.study import Study
    from experiments.study.form import Value
    from sim.scenario import Scenario
    from sim.scenario.parts import Event

NAMES = (FORCE.name, LABEL.name)


def setting_notes(before: Scenario, after: Scenario, values: Mapping[str, Value]) -> list[str]:
    """Of keys that are set for all days: what of the calendar that drops, and what has no effect;
    and of any key, a value outside its prior range.

    before: the scenario as its files have it; after: with these values and all else that is set.
    """
    notes = [*_dropped_notes(before, after, values), *_without_effect(after, values)]
    return [*notes, *prior_notes([after])]


def _dropped_notes(before: Scenario, after: Scenario, values: Mapping[str, Value]) -> Iterator[str]:
    for key in values:
        if key not in after.keys:
            continue
        value = value_of(after, key)
        days = int(after.values["force.days"])
        if what := " and ".join(_dropped(before, key, [value], days)):
            yield f"{key} is {_said(value)} on all days; {what} dropped"


def _dropped(scenario: Scenario, key: str, values: Sequence[Value], days: int) -> Iterator[str]:
    """What of the calendar goes where the key is set to these values, and would make a change."""
    rows: list[int] = []
    moves: list[int] = []
    other = False
    for event in scenario.calendar:
        if event.day > days:
            break
        for found, where in ((event.changes.get(key), rows), (_brought(event, key), moves)):
            if found is not None:
                where.append(event.day)
                other |= any(found != value for value in values)
    if other and rows:
        verb = "is" if len(rows) == 1 and not moves else "are"
        plural = "" if len(rows) == 1 else "s"
        yield f"the calendar's change{plural} on {_days(rows)}" + ("" if moves else f" {verb}")
    if other and moves:
        verb = "are" if rows or len(moves) > 1 else "is"
        yield f"what the deployment on {_days(moves)} brings {verb}"


def _brought(event: Event, key: str) -> Value | None:
    """The value of a key where the row sends the force."""
    if event.deploy is None:
        return None
    if not key.startswith("route."):
        return event.deploy.values.get(key)
    _, name, leg_name, field = key.split(".")
    routes = (route for route in event.deploy.routes if route.name == name)
    legs = (leg for route in routes for leg in route.legs if leg.name == leg_name)
    return next((getattr(leg, field) for leg in legs), None)


def _without_effect(scenario: Scenario, keys: Iterable[str]) -> Iterator[str]:
    """Which of the keys that are set have no effect, their mechanism being off."""
    for key in keys:
        for name, switch in SWITCHES.items():
            mechanism = f"mechanisms.{name}"
            if key not in switch.off or scenario.values[mechanism]:
                continue
            value = scenario.values[key]
            if value != switch.off[key]:
                yield f"{mechanism} is off, so {key} = {_said(value)} has no effect"
            break


def study_notes(study: Study) -> list[str]:
    """Of each lever of a study, once: what of the calendars it drops, and own values that are none
    of its levels; and of any key, values outside its prior range."""
    names = [factor.name for factor in study.factors if factor.name not in NAMES]
    labelled = LABEL.name in {factor.name for factor in study.factors}
    notes: list[str] = []
    for key in names:
        notes += _dropped_by_lever(study, key)
        if not labelled:
            notes += _own_is_no_level(study, key)
    return [*notes, *prior_notes(point.scenario for point in study.points)]


def _dropped_by_lever(study: Study, key: str) -> Iterator[str]:
    said: dict[str, list[str]] = {}
    for scenario in study.scenarios:
        points = [point for point in study.points if point.scenario.name == scenario.name]
        days = max(int(point.scenario.values["force.days"]) for point in points)
        levels = [point.factors[key] for point in points]
        if what := " and ".join(_dropped(scenario, key, levels, days)):
            said.setdefault(what, []).append(scenario.name)
    for what, names in said.items():
        yield f"a level of {key} holds on all days; in {', '.join(names)} {what} dropped"


def _own_is_no_level(study: Study, key: str) -> Iterator[str]:
    missing: dict[str, list[str]] = {}
    for scenario in study.scenarios:
        levels = [p.factors[key] for p in study.points if p.scenario.name == scenario.name]
        own = value_of(scenario, key)
        if own not in levels:
            missing.setdefault(_said(own), []).append(scenario.name)
    if missing:
        own_values = ", ".join(f"{own} in {', '.join(names)}" for own, names in missing.items())
        yield (
            f"{key}: the own value ({own_values}) is not among the levels; "
            "findings compare two levels, and name both"
        )


def _days(days: Sequence[int]) -> str:
    different = [str(day) for day in dict.fromkeys(days)]
    if len(different) == 1:
        return f"day {different[0]}"
    return f"days {', '.join(different[:-1])} and {different[-1]}"


def _said(value: Value) -> str:
    plain = isinstance(value, float) and not isinstance(value, bool)
    return number(value) if plain else shown(value)
