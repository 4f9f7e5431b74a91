"""Which values of the factors are those of the scenarios themselves: what "as it is" may mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.results import StudyResults

FORCE, LABEL = "force", "label"
NAMES = (FORCE, LABEL)
"""Factors that name a force or a row: they have no value in a scenario."""


def own(study: StudyResults, scenario: str, factor: str) -> Any:
    """The scenario's own value of a key, also of a leg; None where the study does not say."""
    record = _record(study, scenario)
    values: Mapping[str, Any] = record.get("values", {})
    if factor in values or not factor.startswith("route."):
        return values.get(factor)
    _, name, leg_name, field = factor.split(".")
    for route in record.get("routes", ()):
        for leg in route["legs"] if route["name"] == name else ():
            if leg["name"] == leg_name:
                given = leg[field]
                return values.get("host.returns") if given is None else given
    return None


def levels(study: StudyResults, scenario: str, factor: str) -> list[Any]:
    """The different values that the points of a scenario take, in the order of the points."""
    there = study.runs.loc[study.runs["scenario"] == scenario, ["point", factor]]
    return list(dict.fromkeys(there.drop_duplicates("point").sort_values("point")[factor]))


def is_held(study: StudyResults, factor: str) -> bool:
    """Whether every scenario's own value is among its levels. Names count as held."""
    return factor in NAMES or all(
        is_level(own(study, name, factor), levels(study, name, factor)) for name in _names(study)
    )


def is_level(value: Any, values: Sequence[Any]) -> bool:
    """Whether the value is one of these; true and false are no numbers here."""
    return value is not None and any(
        each == value and isinstance(each, bool) == isinstance(value, bool) for each in values
    )


def is_as_it_is(study: StudyResults, factor: str) -> bool:
    """Whether a reference point has the factor as every scenario has it, on every day.

    It has not where some scenario's own value is no level, or where a calendar would change it, by
    itself or by a deployment: a level holds on all days.
    """
    if factor in NAMES:
        return True
    ground = factor.startswith(("context.", "host.", "route."))
    moved = any(
        factor in row.get("changes", {}) or (ground and row.get("deploy"))
        for name in _names(study)
        for row in _record(study, name).get("calendar", ())
    )
    return is_held(study, factor) and not moved


def _names(study: StudyResults) -> list[str]:
    return list(dict.fromkeys(study.runs["scenario"]))


def _record(study: StudyResults, scenario: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = study.manifest.get("scenarios", {}).get(scenario, {})
    return found
