"""`defection run`: some replicates of a scenario, and what they say."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.cli import options as given
from experiments.cli.asked import Asked
from experiments.cli.guard import FailedError
from experiments.cli.output import number, print_json, print_text
from experiments.cli.tables import Column, print_table

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
    replicates: given.Replicates = given.REPLICATES,
    seed: given.Seed = given.SEED,
    ensemble: given.Ensemble = False,
    workers: given.Workers = None,
    out: given.Out = None,
    engine: Annotated[
        Engine,
        typer.Option(help="The compiled day, or Mesa's agents: the same numbers, slowly."),
    ] = Engine.compiled,
    json: given.Json = False,
) -> None:
    """Run replicates of a scenario: outcomes and their 95% intervals."""
    from experiments.progress import reporter
    from experiments.single import claim_run, run_replicates, write_run

    given.refuse_ensemble(ensemble)
    asked = Asked(scenario, set_, off, days, soldiers)
    resolved = asked.noted()
    if out is not None:
        claim_run(Path(out), resolved)
    threads = given.worker_count(workers)
    result = run_replicates(resolved, replicates, seed, engine.value, threads, reporter())
    if result.failures:
        raise FailedError(_failed(result, replicates))
    if out is not None:
        write_run(Path(out), result, _command(asked, result), asked.notes(resolved))
    if json:
        print_json(result.record())
    else:
        _print(result, asked.changed())


def _command(asked: Asked, result: Replicates) -> str:
    """The command that gives these tables again."""
    words = ["defection", "run", *asked.words(), "--replicates", str(len(result.rows))]
    return shlex.join([*words, "--seed", str(result.seed), "--engine", result.engine])


def _failed(result: Replicates, replicates: int) -> str:
    first = result.failures[0]
    count = f"{len(result.failures)} of {replicates} runs failed"
    return f"{count}; the first, replicate {first.replicate}: {first.error}"


def _print(result: Replicates, changed: str) -> None:
    from experiments.manifest import UNCALIBRATED, has_own_force
    from sim.state import STATUSES

    estimates = result.estimates()
    values = result.scenario.values
    place = f"{values['force.soldiers']:,} soldiers, {values['force.days']} days"
    happened = [name for name in STATUSES if estimates[name]["mean"]]
    shown = [*RATES, *COUNTS, *happened, *MINDS]
    units = {measure.name: measure.unit for measure in result.outcomes}
    print_text(result.scenario.title if has_own_force(result.scenario) else result.scenario.name)
    if changed:
        print_text(f"changed: {changed}", "  ")
    print(f"{place}, {len(result.rows)} replicates, seed {result.seed}")
    ends = ("mean", "low", "high")
    columns = (*(Column(end, right=True) for end in ends), Column("unit", wraps=16))
    rows = [(name, *(number(estimates[name][end]) for end in ends), units[name]) for name in shown]
    print_table((Column("outcome", wraps=29), *columns), rows)
    rest = len(result.outcomes) - len(shown)
    print()
    print_text(f"low and high: 95% interval of the mean. {rest} more outcomes: --json, --out DIR")
    if any(estimates[name][end] is None for name in shown for end in ends):
        print_text("-: not to be told from so few runs, or from runs that are all the same")
    print_text(UNCALIBRATED)
