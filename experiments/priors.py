"""Values outside the range in which a key is held to be uncertain: meant, or perhaps a slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from sim.scenario.switches import SWITCHES
from sim.scenario.wording import number

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.parts import Entry, Value


def prior_notes(scenarios: Iterable[Scenario]) -> list[str]:
    """A note for each key that has values outside its prior range, in any of the scenarios.

    Nothing is said of a value that a scenario or a study of the project has, and of the one that
    stands for a mechanism that is off: neither is a slip. Nor where the mechanism is off anyway.
    """
    outside: dict[str, dict[float, None]] = {}
    ranges: dict[str, tuple[float, float]] = {}
    for key, value, (low, high) in _told(scenarios):
        if not low <= value <= high and not _is_known(key, value):
            outside.setdefault(key, {})[value] = None
            ranges[key] = (low, high)
    return [_note(key, list(values), *ranges[key]) for key, values in outside.items()]


def _note(key: str, values: list[float], low: float, high: float) -> str:
    said = f"outside the prior range of the key, {number(low)} to {number(high)}"
    if len(values) == 1:
        return f"{key} = {number(values[0])} lies {said}"
    *others, last = map(number, values)
    return f"{key}: {', '.join(others)} and {last} lie {said}"


def _told(scenarios: Iterable[Scenario]) -> Iterator[tuple[str, float, tuple[float, float]]]:
    """Key, value and prior range of each value that is set, also by a calendar, once."""
    seen: set[tuple[str, Value]] = set()
    for scenario in scenarios:
        idle = _idle(scenario)
        for key, value in _values(scenario):
            entry: Entry | None = scenario.entries.get(key)
            if entry is None or entry.prior is None or (key, value) in seen or key in idle:
                continue
            seen.add((key, value))
            yield key, float(value), entry.prior


def _values(scenario: Scenario) -> Iterator[tuple[str, Value]]:
    yield from scenario.values.items()
    for event in scenario.calendar:
        yield from event.changes.items()


def _idle(scenario: Scenario) -> set[str]:
    """The keys that have no effect, their mechanism being off."""
    off = (s.off for name, s in SWITCHES.items() if not scenario.values[f"mechanisms.{name}"])
    return {key for keys in off for key in keys}


def _is_known(key: str, value: float) -> bool:
    off = (switch.off.get(key) for switch in SWITCHES.values())
    return value in off or value in _shipped().get(key, ())


@cache
def _shipped() -> dict[str, set[Value]]:
    """The values of each key in the scenarios of the project, and in its studies."""
    from experiments.study import list_studies, load_study
    from sim.scenario import load_scenario
    from sim.scenario.places import BASE, scenario_names

    found: dict[str, set[Value]] = {}
    for name in (BASE, *scenario_names()):
        for key, value in _values(load_scenario(name)):
            found.setdefault(key, set()).add(value)
    for info in list_studies():
        for point in load_study(info.path).points:
            for key, level in point.factors.items():
                found.setdefault(key, set()).add(level)
    return found
