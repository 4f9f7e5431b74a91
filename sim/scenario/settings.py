"""The numbers of each day: a scenario after its calendar and its switches.

A period is a stretch of days in which nothing changes. Each is one record with a sub-record for
each section of the base, so that the key `force.songbun.core` is `p.force.songbun_core`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules.derived import derive
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.parts import STAGES, Entry, Route, Value
from sim.scenario.scenario import Scenario, leg_numbers
from sim.scenario.switches import SWITCHES

NO_LEG = -1
LEG_FIELDS = ("stage", "days", "caught", "killed", "returned")


@dataclass(frozen=True, eq=False)
class Settings:
    """What every day of a run is set to.

    periods: one record for each period; numbers as 'f8', whole numbers, switches and the positions
        of choices as 'i8'; `derived` holds what `sim.rules.derived` makes of the others.
    period_of_day: the period of each day, day 1 of the run first.
    routes: (period, route, leg, LEG_FIELDS); a leg that a shorter route lacks has stage NO_LEG,
        and so has every leg of a route that a period with fewer lacks.
    arrivals: whether the force is deployed to another scenario on each day.
    """

    scenario: Scenario
    periods: NDArray[Any]
    period_of_day: NDArray[np.int32]
    routes: NDArray[np.float64]
    arrivals: NDArray[np.bool_]

    @property
    def days(self) -> int:
        """Days simulated."""
        return len(self.period_of_day)

    @property
    def soldiers(self) -> int:
        """Soldiers deployed."""
        return int(self.scenario.values["force.soldiers"])

    @property
    def broken_share(self) -> float:
        """The key `aftermath.broken_share` on the first day."""
        return float(self.periods["aftermath"]["broken_share"][0])

    def namespace(self, period: int) -> SimpleNamespace:
        """The record of a period as plain Python numbers under the same names."""
        return self._namespaces[period]

    @cached_property
    def _namespaces(self) -> list[SimpleNamespace]:
        return [_as_namespace(self.periods[at]) for at in range(len(self.periods))]


def resolve_settings(scenario: Scenario) -> Settings:
    """The settings of a scenario.

    Raises ScenarioError for one that has no way out, as the base by itself.
    """
    if not scenario.routes:
        raise ScenarioError(
            [Fault(scenario.name, None, "route", "missing: at least one [[route]]")]
        )
    days = int(scenario.values["force.days"])
    stretches = _stretches(scenario, days)
    keys = tuple(scenario.entries)
    rows = []
    ways = []
    for stretch in stretches:
        numbers = [_number(scenario.entries[key], stretch.values[key]) for key in keys]
        ways.append([_leg_table(route, stretch.values) for route in stretch.routes])
        derived = derive(_spaced(keys, numbers), ways[-1])
        rows.append((numbers, {name: float(value) for name, value in derived.items()}))
    dtype = _dtype(tuple((key, _code(scenario.entries[key])) for key in keys), tuple(rows[0][1]))
    periods = np.array([_nested(keys, numbers, derived) for numbers, derived in rows], dtype)
    starts = [stretch.first for stretch in stretches]
    period_of_day = np.repeat(np.arange(len(starts), dtype=np.int32), np.diff([*starts, days]))
    arrivals = np.zeros(days, np.bool_)
    arrivals[[e.day - 1 for e in scenario.calendar if e.deploy and e.day <= days]] = True
    return Settings(scenario, periods, period_of_day, _padded(ways), arrivals)


@dataclass(frozen=True)
class _Stretch:
    """Days that are alike: the first of them, from 0, and the values and the routes that hold."""

    first: int
    values: dict[str, Any]
    routes: tuple[Route, ...]


def _stretches(scenario: Scenario, days: int) -> list[_Stretch]:
    """Each stretch of days that are alike."""
    routes = scenario.routes
    now = {**scenario.values, **_leg_values(routes)}
    stretches = [_Stretch(0, _switched(now), routes)]
    for event in scenario.calendar:
        first = event.day - 1
        if first >= days:
            break
        if event.deploy:
            routes = event.deploy.routes
            kept = {key: value for key, value in now.items() if not key.startswith("route.")}
            now = {**kept, **event.deploy.values, **_leg_values(routes)}
        now.update(event.changes)
        new, last = _Stretch(first, _switched(now), routes), stretches[-1]
        if first == last.first:
            stretches[-1] = new
        elif (new.values, new.routes) != (last.values, last.routes):
            stretches.append(new)
    return stretches


def _leg_values(routes: tuple[Route, ...]) -> dict[str, Any]:
    return {
        f"route.{route.name}.{leg.name}.{name}": number
        for route in routes
        for leg in route.legs
        for name, number in zip(LEG_FIELDS[1:], leg_numbers(leg), strict=True)
    }


def _switched(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with those of every mechanism that is off."""
    new = dict(values)
    for name, switch in SWITCHES.items():
        if not values[f"mechanisms.{name}"]:
            new.update(switch.off)
    return new


def _leg_table(route: Route, state: Mapping[str, Any]) -> list[list[float]]:
    """LEG_FIELDS of each leg; reception legs that say nothing are returned as the host does."""
    legs = []
    for leg in route.legs:
        numbers = [state[f"route.{route.name}.{leg.name}.{name}"] for name in LEG_FIELDS[1:]]
        if numbers[-1] is None:
            numbers[-1] = state["host.returns"] if leg.stage == "reception" else 0.0
        legs.append([float(STAGES.index(leg.stage)), *map(float, numbers)])
    return legs


def _padded(ways: list[list[list[list[float]]]]) -> NDArray[np.float64]:
    """(period, route, leg, LEG_FIELDS), with NO_LEG where there is nothing."""
    most = max(len(routes) for routes in ways)
    longest = max(len(legs) for routes in ways for legs in routes)
    table = np.zeros((len(ways), most, longest, len(LEG_FIELDS)))
    table[..., 0] = NO_LEG
    for period, routes in enumerate(ways):
        for at, legs in enumerate(routes):
            table[period, at, : len(legs)] = legs
    return table


def _code(entry: Entry) -> str:
    return "f8" if isinstance(entry.value, float) else "i8"


def _number(entry: Entry, value: Value) -> float | int:
    if isinstance(value, str):
        return entry.choices.index(value)
    return int(value) if _code(entry) == "i8" else float(value)


def _split(key: str) -> tuple[str, str]:
    section, _, name = key.partition(".")
    return section, name.replace(".", "_")


@lru_cache(maxsize=8)
def _sections(keys: tuple[str, ...]) -> dict[str, list[int]]:
    """The positions of the keys of each section."""
    found: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        found.setdefault(_split(key)[0], []).append(at)
    return found


@lru_cache(maxsize=8)
def _dtype(keys: tuple[tuple[str, str], ...], derived: tuple[str, ...]) -> np.dtype[Any]:
    sections = _sections(tuple(key for key, _ in keys))
    fields = [
        (section, [(_split(keys[at][0])[1], keys[at][1]) for at in places])
        for section, places in sections.items()
    ]
    return np.dtype([*fields, ("derived", [(name, "f8") for name in derived])])


def _nested(
    keys: tuple[str, ...], numbers: list[float | int], derived: Mapping[str, float]
) -> tuple[tuple[float | int, ...], ...]:
    rows = [tuple(numbers[at] for at in places) for places in _sections(keys).values()]
    return (*rows, tuple(derived.values()))


def _spaced(keys: tuple[str, ...], numbers: list[float | int]) -> SimpleNamespace:
    """The namespace of a period before anything is derived from it."""
    return SimpleNamespace(
        **{
            section: SimpleNamespace(**{_split(keys[at])[1]: numbers[at] for at in places})
            for section, places in _sections(keys).items()
        }
    )


def _as_namespace(record: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{
            section: SimpleNamespace(
                **{name: record[section][name].item() for name in record[section].dtype.names}
            )
            for section in record.dtype.names
        }
    )
