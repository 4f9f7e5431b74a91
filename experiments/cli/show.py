"""`defection show`: a resolved scenario, every value with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.cli import options as given
from experiments.cli.output import console, number, print_json, table

if TYPE_CHECKING:
    from rich.console import Console

    from sim.scenario import Scenario


def show(
    scenario: given.ScenarioName,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    seed: given.Seed = 1,
    json: given.Json = False,
) -> None:
    """Show a resolved scenario: values with unit, grade and source; the force it deploys."""
    from experiments.deployed import deployed_shares
    from experiments.progress import reporter

    resolved = given.scenario_from(scenario, set_, off, days, soldiers)
    given.note_overridden(resolved, given.parse_settings(set_ or ()))
    deployed = deployed_shares(resolved, seed, reporter().note)
    if json:
        print_json(record(resolved, deployed))
        return
    screen = console()
    screen.print(f"{resolved.name}: {resolved.title}")
    _values(screen, resolved)
    _routes(screen, resolved)
    _calendar(screen, resolved)
    _deployed(screen, deployed)
    _end(screen, resolved)


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


def _values(screen: Console, scenario: Scenario) -> None:
    made = table("key", "value", "unit", "grade", "source", "set in", right=("value",))
    section = ""
    for key, entry in scenario.entries.items():
        if section not in ("", key.split(".")[0]):
            made.add_section()
        section = key.split(".")[0]
        source = entry.source
        made.add_row(key, number(entry.value), entry.unit, entry.grade, source, entry.where)
    screen.print(made)


def _routes(screen: Console, scenario: Scenario) -> None:
    columns = ("leg", "stage", "days", "caught", "killed", "returned", "grade", "source", "set in")
    for route in scenario.routes:
        numbers = ("days", "caught", "killed", "returned")
        made = table(*columns, title=f"route {route.name}", right=numbers)
        for leg in route.legs:
            cells = [number(getattr(leg, name)) for name in numbers]
            made.add_row(leg.name, leg.stage, *cells, leg.grade, leg.source, leg.where)
        screen.print(made)


def _calendar(screen: Console, scenario: Scenario) -> None:
    if not scenario.calendar:
        return
    made = table("day", "from that day on", "note", title="calendar", right=("day",))
    for event in scenario.calendar:
        said = [f"deploy = {event.deploy.scenario}"] if event.deploy else []
        said += [f"{key} = {number(value)}" for key, value in event.changes.items()]
        changes = ", ".join(said)
        made.add_row(str(event.day), changes, event.note)
    screen.print(made)


def _deployed(screen: Console, deployed: dict[str, float]) -> None:
    made = table("of the force deployed", "share", title="after screening", right=("share",))
    for name, share in deployed.items():
        made.add_row(name, number(share))
    screen.print(made)


def _end(screen: Console, scenario: Scenario) -> None:
    from experiments.manifest import UNCALIBRATED, grades

    counts = ", ".join(f"{count} {grade}" for grade, count in grades([scenario]).items())
    screen.print(f"parameters: {counts}")
    screen.print("--json has each key's meaning, and so has docs/parameters.md")
    screen.print(UNCALIBRATED)
