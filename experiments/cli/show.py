"""`defection show`: a resolved scenario, every value with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.cli import options as given
from experiments.cli.asked import Asked
from experiments.cli.output import number, print_json, print_text
from experiments.cli.tables import Column, print_table

if TYPE_CHECKING:
    from sim.scenario import Scenario

GRADED = (Column("grade"), Column("source", wraps=11), Column("set in", spare=1))
"""Where a value comes from."""


def show(
    scenario: given.ScenarioName,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    seed: given.Seed = given.SEED,
    json: given.Json = False,
) -> None:
    """Show a resolved scenario, and the force that it deploys.

    Each value stands with its unit, its grade (documented, derived or assumed) and its source.
    """
    from experiments.deployed import deployed_shares
    from experiments.progress import reporter

    resolved = Asked(scenario, set_, off, days, soldiers).noted()
    deployed = deployed_shares(resolved, seed, reporter().note)
    if json:
        print_json(record(resolved, deployed))
        return
    print_text(f"{resolved.name}: {resolved.title}")
    _values(resolved)
    _routes(resolved)
    _calendar(resolved)
    _deployed(deployed)
    _end(resolved)


def record(scenario: Scenario, deployed: dict[str, float]) -> dict[str, Any]:
    """The JSON object of `defection show --json`."""
    from experiments.manifest import grades, scenario_record
    from experiments.version import version

    full = scenario_record(scenario)
    provenance = full.pop("provenance")
    values = {
        key: {"value": value, **provenance[key], "meaning": scenario.entries[key].meaning}
        for key, value in full["values"].items()
    }
    return {
        "scenario": scenario.name,
        "version": version(),
        **full,
        "values": values,
        "deployed": deployed,
        "parameters": grades([scenario]),
        "calibrated": False,
    }


def _values(scenario: Scenario) -> None:
    columns = (Column("key", wraps=26), Column("value", right=True), Column("unit", wraps=11))
    rows: list[tuple[str, ...]] = []
    section = ""
    for key, entry in scenario.entries.items():
        if section not in ("", key.split(".")[0]):
            rows.append(())
        section = key.split(".")[0]
        value = number(entry.value)
        rows.append((key, value, entry.unit, entry.grade, entry.source, entry.where))
    print_table((*columns, *GRADED), rows)


def _routes(scenario: Scenario) -> None:
    numbers = ("days", "caught", "killed", "returned")
    columns = (Column("leg", wraps=12), Column("stage"), *(Column(n, right=True) for n in numbers))
    for route in scenario.routes:
        rows = []
        for leg in route.legs:
            cells = [number(getattr(leg, name)) for name in numbers]
            rows.append((leg.name, leg.stage, *cells, leg.grade, leg.source, leg.where))
        print_table((*columns, *GRADED), rows, f"route {route.name}")


def _calendar(scenario: Scenario) -> None:
    if not scenario.calendar:
        return
    rows = []
    for event in scenario.calendar:
        said = [f"deploy = {event.deploy.scenario}"] if event.deploy else []
        said += [f"{key} = {number(value)}" for key, value in event.changes.items()]
        rows.append((str(event.day), "\n".join(said), event.note))
    columns = (
        Column("day", right=True),
        Column("from then on", wraps=40),
        Column("note", wraps=30),
    )
    print_table(columns, rows, "calendar")


def _deployed(deployed: dict[str, float]) -> None:
    columns = (Column("of the force deployed"), Column("share", right=True))
    rows = [(name, number(share)) for name, share in deployed.items()]
    print_table(columns, rows, "after screening")


def _end(scenario: Scenario) -> None:
    from experiments.manifest import UNCALIBRATED, grades

    counts = ", ".join(f"{count} {grade}" for grade, count in grades([scenario]).items())
    print()
    print(f"parameters: {counts}")
    print_text("--json has each key's meaning, and so has docs/parameters.md")
    print_text(UNCALIBRATED)
