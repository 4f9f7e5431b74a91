"""The analyses that a study asks for, checked by name and option."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from experiments.study.table import Table
from sim.scenario.wording import suggestion


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


def _registered() -> Mapping[str, Any]:
    from experiments.analyses import ANALYSES

    return ANALYSES
