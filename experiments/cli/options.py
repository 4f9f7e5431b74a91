"""The options that commands share, and the values that are written in them."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from experiments.cli.guard import UsageError

MOST_SEED = 2**63 - 1
MOST_REPLICATES = 1_000_000
MOST_WORKERS = 4096
SEED, REPLICATES = 1, 20
ONLY_STUDIES = ("scenarios", "question", "replicates", "levers", "uncertainties", "design")


def _seed(value: int) -> int:
    if value > MOST_SEED:  # not said as an option's maximum: its 19 digits would stand in the help
        raise typer.BadParameter(f"{value} is above {MOST_SEED}.")
    return value


ScenarioName = Annotated[
    str,
    typer.Argument(metavar="SCENARIO", help="A name that 'defection scenarios' lists, or a file."),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Set a key of the scenario, as regime.informants=0.1; 'defection show' lists the keys "
        "with their units. May be repeated.",
    ),
]
Off = Annotated[
    list[str] | None,
    typer.Option(
        "--off",
        metavar="MECHANISM",
        help="Take a mechanism out, as hostage or watch: the keys mechanisms.* of 'defection "
        "show'. May be repeated.",
    ),
]
Days = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Days to simulate: force.days.", show_default="as in the scenario"
    ),
]
Soldiers = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Soldiers deployed: force.soldiers.", show_default="as in the scenario"
    ),
]
Replicates = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=1,
        max=MOST_REPLICATES,
        help="How often it is simulated, each time with other persons and other luck.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        metavar="N",
        min=0,
        callback=_seed,
        help="Seed of all chance: the same seed gives the same numbers.",
    ),
]
Ensemble = Annotated[bool, typer.Option("--ensemble", help="Not available in this version.")]
Workers = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        max=MOST_WORKERS,
        help="Threads; the numbers do not depend on it.",
        show_default="one for each processor",
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder to write tables into.", show_default="no tables"
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


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
