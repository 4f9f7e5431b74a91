"""The options that commands share, and the scenario that they describe."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli.guard import UsageError

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_SEED = 2**63 - 1
MOST_REPLICATES = 1_000_000
MOST_WORKERS = 4096

ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A name in scenarios/, or a path.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Set a scenario key; may be repeated."),
]
Off = Annotated[
    list[str] | None,
    typer.Option("--off", metavar="MECHANISM", help="Switch a mechanism off; may be repeated."),
]
Days = Annotated[int | None, typer.Option(help="Days to simulate: force.days.")]
Soldiers = Annotated[int | None, typer.Option(help="Soldiers deployed: force.soldiers.")]
Replicates = Annotated[int, typer.Option(min=1, max=MOST_REPLICATES, help="Replicates.")]
Seed = Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Seed of all chance.")]
Ensemble = Annotated[
    bool, typer.Option("--ensemble", help="Draw parameters from the calibrated ensemble.")
]
Workers = Annotated[
    int | None,
    typer.Option(min=1, max=MOST_WORKERS, help="Threads; as many as processors by default."),
]
Out = Annotated[
    str | None, typer.Option("--out", metavar="DIR", help="Folder to write the tables into.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]


def scenario_from(
    name: str,
    sets: Sequence[str] | None = None,
    off: Sequence[str] | None = None,
    days: int | None = None,
    soldiers: int | None = None,
) -> Scenario:
    """The scenario with its options applied, ready to be lived.

    Raises ScenarioError with every fault of the options, or of a scenario that has no way out.
    """
    from sim.scenario import ScenarioError, load_scenario
    from sim.scenario.settings import resolve_settings

    scenario = load_scenario(name)
    settings = parse_settings(sets or ())
    forced = {"force.days": ("--days", days), "force.soldiers": ("--soldiers", soldiers)}
    faults = []
    for key, (option, number) in forced.items():
        if number is None:
            continue
        if key in settings:
            raise UsageError(f"{option}: {key}: is set by --set too")
        try:
            scenario = scenario.with_values({key: number}, option)
        except ScenarioError as error:
            faults += error.faults
    try:
        scenario = scenario.with_values(settings) if settings else scenario
    except ScenarioError as error:
        faults += error.faults
    try:
        scenario = scenario.without(off) if off else scenario
    except ScenarioError as error:
        faults += error.faults
    if faults:
        raise ScenarioError(faults)
    resolve_settings(scenario)
    return scenario


def parse_settings(texts: Sequence[str], option: str = "--set") -> dict[str, Any]:
    """KEY=VALUE, each key once; a value is a TOML scalar, or else text."""
    settings: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        key = key.strip()
        if not equals or not key:
            raise UsageError(f"{option}: {text or 'nothing'}: must be KEY=VALUE")
        if key in settings:
            raise UsageError(f"{option}: {key}: stands twice")
        settings[key] = parse_value(value.strip())
    return settings


def parse_value(text: str) -> Any:
    """A TOML scalar; what is none is text, as it stands."""
    try:
        parsed = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    value = parsed["value"]
    single = set(parsed) == {"value"} and isinstance(value, bool | int | float | str)
    return value if single else text


def worker_count(workers: int | None) -> int:
    """The number asked for, or of processors."""
    return workers or os.cpu_count() or 1


def refuse_ensemble(ensemble: bool) -> None:
    """There is none before the model is calibrated."""
    if ensemble:
        raise UsageError("--ensemble: is not available in this version: no ensemble is calibrated")
