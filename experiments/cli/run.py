"""`defection run`: some replicates of a scenario, and what they say."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.guard import FailedError
from experiments.cli.output import console, number, print_json, table

if TYPE_CHECKING:
    from experiments.single import Replicates

RATES = (
    "expected_attempts_per_1000_soldier_months",
    "expected_attempts_per_1000_soldier_months_hostage",
    "expected_attempts_per_1000_soldier_months_no_hostage",
    "expected_defections_per_1000_soldier_months",
)
COUNTS = ("attempts", "expected_attempts", "expected_defections")
MINDS = ("mean_wish", "share_wish", "mean_willing", "share_willing", "mean_stress")


class Engine(StrEnum):
    """Who lives the day."""

    compiled = "compiled"
    agents = "agents"


def run(
    scenario: given.ScenarioName,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    replicates: given.Replicates = 20,
    seed: given.Seed = 1,
    ensemble: given.Ensemble = False,
    workers: given.Workers = None,
    out: given.Out = None,
    engine: Annotated[
        Engine, typer.Option(help="agents steps Mesa agents: the same numbers, slowly.")
    ] = Engine.compiled,
    json: given.Json = False,
) -> None:
    """Run replicates of a scenario: the outcomes with their 95% intervals."""
    from experiments.progress import reporter
    from experiments.single import claim_run, run_replicates, write_run

    given.refuse_ensemble(ensemble)
    resolved = given.scenario_from(scenario, set_, off, days, soldiers)
    given.note_overridden(resolved, given.parse_settings(set_ or ()))
    if out is not None:
        claim_run(Path(out), resolved)
        (Path(out) / "report.html").unlink(missing_ok=True)  # it tells of the tables before
    threads = given.worker_count(workers)
    result = run_replicates(resolved, replicates, seed, engine.value, threads, reporter())
    if result.failures:
        raise FailedError(_failed(result, replicates))
    if out is not None:
        write_run(Path(out), result, _command(scenario, set_ or (), off or (), result))
    if json:
        print_json(result.record())
    else:
        _print(result, given.changed(set_, off, days, soldiers))


def _command(name: str, sets: Sequence[str], off: Sequence[str], result: Replicates) -> str:
    """The command that gives these tables again."""
    values = result.scenario.values
    words = ["defection", "run", name]
    words += [word for text in sets for word in ("--set", text)]
    words += [word for mechanism in off for word in ("--off", mechanism)]
    for key in ("force.soldiers", "force.days"):
        if not any(text.startswith(key) for text in sets):
            words += [f"--{key.removeprefix('force.')}", values[key]]
    words += ["--replicates", len(result.rows), "--seed", result.seed, "--engine", result.engine]
    return shlex.join(str(word) for word in words)


def _failed(result: Replicates, replicates: int) -> str:
    first = result.failures[0]
    count = f"{len(result.failures)} of {replicates} runs failed"
    return f"{count}; the first, replicate {first.replicate}: {first.error}"


def _print(result: Replicates, changed: str) -> None:
    from experiments.manifest import UNCALIBRATED
    from sim.state import STATUSES

    estimates = result.estimates()
    values = result.scenario.values
    place = f"{values['force.soldiers']:,} soldiers, {values['force.days']} days"
    happened = [name for name in STATUSES if estimates[name]["mean"]]
    shown = [*RATES, *COUNTS, *happened, *MINDS]
    units = {measure.name: measure.unit for measure in result.outcomes}
    ends = ("mean", "low", "high")
    made = table("outcome", *ends, "unit", right=ends)
    for name in shown:
        made.add_row(name, *_cells(estimates[name]), units[name])
    screen = console()
    screen.print(result.scenario.title)
    if changed:
        screen.print(f"changed: {changed}", soft_wrap=True)
    screen.print(f"{place}, {len(result.rows)} replicates, seed {result.seed}")
    screen.print(made)
    rest = len(result.outcomes) - len(shown)
    screen.print(f"low and high: 95% interval of the mean. {rest} more outcomes: --json, --out DIR")
    screen.print(UNCALIBRATED)


def _cells(estimate: dict[str, Any]) -> list[str]:
    return [number(estimate[end]) for end in ("mean", "low", "high")]
