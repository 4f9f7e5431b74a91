"""The options that commands share, and the scenario that they describe."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli.guard import UsageError
from experiments.cli.output import number
from experiments.progress import say

if TYPE_CHECKING:
    from sim.scenario import Scenario

MOST_SEED = 2**63 - 1
MOST_REPLICATES = 1_000_000
MOST_WORKERS = 4096
ONLY_STUDIES = ("scenarios", "question", "replicates", "levers", "uncertainties", "design")

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
    from sim.scenario import ScenarioError
    from sim.scenario.settings import resolve_settings

    scenario = _loaded(name)
    settings = parse_settings(sets or ())
    forced = {"force.days": ("--days", days), "force.soldiers": ("--soldiers", soldiers)}
    faults = []
    for key, (option, asked) in forced.items():
        if asked is None:
            continue
        if key in settings:
            raise UsageError(f"{option}: {key}: is set by --set too")
        try:
            scenario = scenario.with_values({key: asked}, option)
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


def _loaded(name: str) -> Scenario:
    """The scenario of a name or file; says so where it is a study that is named."""
    from experiments.study.places import list_studies
    from sim.scenario import ScenarioError, load_scenario
    from sim.scenario.places import BASE, is_name, is_there, scenario_names
    from sim.scenario.wording import suggestion

    names = scenario_names()
    if is_name(name) and name not in (*names, BASE) and not is_there(Path(name)):
        if name in [info.name for info in list_studies()]:
            raise UsageError(f"{name}: is a study: use 'defection study {name}'")
        near = suggestion(name.lower(), names)
        raise UsageError(f"{name}: no such scenario; see 'defection scenarios'{near}")
    try:
        return load_scenario(name)
    except ScenarioError:
        if keys_of(name) & {*ONLY_STUDIES}:
            say(f"{name}: this looks like a study file: use 'defection study {name}'")
        raise


def keys_of(name: str) -> set[str]:
    """The keys and tables at the top of a file; none where it cannot be read."""
    from sim.scenario import ScenarioError, read_document

    try:
        return set(read_document(Path(name)).data)
    except ScenarioError:
        return set()


def changed(
    sets: Sequence[str] | None,
    off: Sequence[str] | None,
    days: int | None,
    soldiers: int | None,
) -> str:
    """What the options change in a scenario, as `KEY = VALUE, ...`; empty if nothing."""
    said = {key: number(value) for key, value in parse_settings(sets or ()).items()}
    forced = {"force.soldiers": soldiers, "force.days": days}
    said |= {key: str(value) for key, value in forced.items() if value is not None}
    said |= {f"mechanisms.{name}": "off" for name in off or ()}
    return ", ".join(f"{key} = {value}" for key, value in said.items())


def note_overridden(scenario: Scenario, keys: Iterable[str], label: str = "") -> None:
    """Say on stderr which of the keys that are set have no effect, their mechanism being off."""
    from sim.scenario.switches import SWITCHES

    moved = {key for event in scenario.calendar for key in event.changes}
    for key in keys:
        for name, switch in SWITCHES.items():
            mechanism = f"mechanisms.{name}"
            if key not in switch.off or scenario.values[mechanism] or mechanism in moved:
                continue
            value = scenario.values[key]
            if value != switch.off[key]:
                effect = f"so {key} = {number(value)} has no effect"
                say(f"note: {label}{mechanism} is off, {effect}")
            break


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
