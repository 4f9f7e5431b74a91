"""`defection show`: a resolved scenario, every value with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.asked import Asked
from experiments.cli.output import number, print_json, print_text
from experiments.cli.tables import Column, print_table

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.parts import Entry

GRADED = (Column("grade"), Column("source", wraps=11), Column("set in", spare=1))
"""Where a value comes from."""

POOL = ("force", "screening")
"""The sections that speak of those who are examined; who of them is deployed stands below."""


def show(
    scenario: given.ScenarioName,
    part: Annotated[
        str | None,
        typer.Argument(
            metavar="PART",
            help="A section or a key, as regime or regime.informants; route or calendar.",
            show_default="all of it",
        ),
    ] = None,
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
    from experiments.cli.narrow import narrowed
    from experiments.deployed import deployed_shares
    from experiments.manifest import has_own_force, title_of
    from experiments.progress import reporter, say

    whole = Asked(scenario, set_, off, days, soldiers).noted()
    for note in whole.notes:
        say(f"note: {note}")
    shown = whole if part is None else narrowed(whole, part, scenario)
    drafts = part is None or part in POOL
    deployed = deployed_shares(whole, seed, reporter().note) if drafts else {}
    if json:
        print_json(record(shown, deployed, whole))
        return
    title = title_of(whole)
    print_text(f"{whole.name}: {title}" if has_own_force(whole) else title)
    _values(shown)
    _routes(shown)
    _calendar(shown, asked=part == "calendar")
    _deployed(deployed)
    _end(shown, part is None)


def record(shown: Scenario, deployed: dict[str, float], whole: Scenario) -> dict[str, Any]:
    """The JSON object of `defection show --json`; of a part, with what belongs to it."""
    from experiments.manifest import grades, scenario_record
    from experiments.version import version

    full = scenario_record(shown) | {"digest": whole.digest}
    provenance = full.pop("provenance")
    values = {
        key: {"value": value, **provenance[key], "meaning": shown.entries[key].meaning}
        for key, value in full["values"].items()
    }
    return {
        "scenario": whole.name,
        "version": version(),
        **full,
        "values": values,
        "deployed": deployed,
        "parameters": grades([shown]),
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
    if not rows:
        return
    print_table((*columns, *GRADED), rows)
    if len(rows) == 1:
        _meaning(entry)


def _meaning(entry: Entry) -> None:
    """What a key that is shown by itself stands for."""
    bounds = " to ".join(map(number, entry.bounds or ())) or " or ".join(entry.choices)
    facts = {
        "meaning": entry.meaning,
        "may be": bounds,
        "prior": " to ".join(map(number, entry.prior or ())),
        "note": entry.note,
    }
    print()
    for name, text in facts.items():
        if text:
            print_text(f"{name:8}  {text}", " " * 10)


def _routes(scenario: Scenario) -> None:
    numbers = ("days", "caught", "killed", "returned")
    columns = (Column("leg", wraps=12), Column("stage"), *(Column(n, right=True) for n in numbers))
    for route in scenario.routes:
        rows = []
        for leg in route.legs:
            cells = [number(getattr(leg, name)) for name in numbers]
            rows.append((leg.name, leg.stage, *cells, leg.grade, leg.source, leg.where))
        print_table((*columns, *GRADED), rows, f"route {route.name}")


def _calendar(scenario: Scenario, asked: bool) -> None:
    if not scenario.calendar:
        if asked:
            print_text("the calendar has no row: every day has the same settings")
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
    if not deployed:
        return
    columns = (Column("of the force deployed"), Column("share", right=True))
    rows = [(name, number(share)) for name, share in deployed.items()]
    print_table(columns, rows, "after screening")


def _end(scenario: Scenario, whole: bool) -> None:
    from experiments.manifest import UNCALIBRATED, grades

    print()
    if whole:
        counts = ", ".join(f"{count} {grade}" for grade, count in grades([scenario]).items())
        print(f"parameters: {counts}")
    print_text(
        "--json has each key's meaning, and so has docs/parameters.md; "
        "'defection sources KEY' tells what a source is"
    )
    print_text(UNCALIBRATED)
