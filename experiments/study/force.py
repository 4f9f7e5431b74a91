"""The force of a study: the same persons for every scenario, as deployed, or both.

    force = { soldiers = 11000, days = 180 }

gives every scenario so many soldiers for so long. Any key of [force] may stand here, and one of
[screening] by its full name. `like = "russia_rear"` takes all of both from a scenario, so that
every context gets the very same persons; what stands beside it overrides. An array of tables with
labels crosses the study with several forces, under a column `force`:

    force = [{ label = "as deployed" }, { label = "equal force", like = "russia_rear" }]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from experiments.study.form import Value
from experiments.study.places import beside
from experiments.study.settings import Setting, accepted, different, settings
from experiments.study.table import Table
from sim.scenario import ScenarioError, load_scenario
from sim.scenario.wording import Place, shown

if TYPE_CHECKING:
    from sim.scenario import Scenario

SECTIONS = ("force.", "screening.")


@dataclass(frozen=True)
class Force:
    """What is set for every scenario; nothing for a force as deployed."""

    label: str | None
    values: dict[str, Value]
    place: Place


def read_forces(top: Table, scenarios: Sequence[Scenario]) -> list[Force]:
    """The forces of a study; one, as deployed, where the file says nothing."""
    if "force" not in top:
        return [Force(None, {}, ())]
    if not isinstance(top.data["force"], list):
        return [_force(top.inner("force"), scenarios)]
    forces: list[Force] = []
    for position, data in enumerate(top.array("force")):
        table = Table(top.document, ("force", position), data, top.faults)
        force = _force(table, scenarios)
        if not table.data.get("label"):
            table.wrong("label", "missing: each of several forces needs one")
        elif force.label in [other.label for other in forces]:
            table.wrong("label", f"{shown(force.label)} stands twice")
        forces.append(force)
    return forces


def _force(table: Table, scenarios: Sequence[Scenario]) -> Force:
    label = table.text("label", "") or None
    values = _like(table) if "like" in table else {}
    written = [s for s in settings(table) if s.key not in ("label", "like")]
    for setting in different(table, [_in_full(setting) for setting in written]):
        if accepted(table, scenarios, setting.key, setting.place, setting.value):
            values[setting.key] = setting.value
    return Force(label, values, table.place)


def _in_full(setting: Setting) -> Setting:
    full = setting.key.startswith(SECTIONS)
    return setting if full else replace(setting, key=f"force.{setting.key}")


def _like(table: Table) -> dict[str, Value]:
    name = table.text("like")
    try:
        scenario = load_scenario(beside(table.document.path, name))
    except ScenarioError as error:
        for fault in error.faults:
            table.wrong("like", fault.problem)
        return {}
    return {key: value for key, value in scenario.values.items() if key.startswith(SECTIONS)}
