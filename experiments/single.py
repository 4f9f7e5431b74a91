"""Replicates of one scenario: what `defection run` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments import manifest as records
from experiments.deployed import deployed_shares
from experiments.folder import claim
from experiments.measures import Estimator, Measure, outcome_measures
from experiments.plan import Plan
from experiments.progress import Days, Reporter, say
from experiments.replication import Fixed
from experiments.store import Row
from experiments.sweep import Failure, Runs, Simulate, Sweep, Watcher
from experiments.version import version
from experiments.warming import simulator, steps_days, together

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Replicates:
    """What some replicates of a scenario gave."""

    scenario: Scenario
    seed: int
    engine: str
    outcomes: tuple[Measure, ...]
    rows: tuple[Row, ...]
    failures: tuple[Failure, ...]
    times: Mapping[str, str]

    def estimates(self) -> dict[str, dict[str, Any]]:
        """Mean, low, high and n of each outcome, by name."""
        names = [measure.name for measure in self.outcomes]
        return dict(zip(names, Estimator(self.outcomes).all(self.rows), strict=True))

    def record(self) -> dict[str, Any]:
        """The JSON object of `defection run --json`."""
        estimates = {
            name: {end: estimate[end] for end in ("mean", "low", "high")}
            for name, estimate in self.estimates().items()
        }
        person_time = estimates.pop("soldier_months")["mean"]
        return {
            "scenario": self.scenario.name,
            "version": version(),
            "seed": self.seed,
            "replicates": len(self.rows),
            "soldiers": self.scenario.values["force.soldiers"],
            "days": self.scenario.values["force.days"],
            "soldier_months": person_time,
            "outcomes": estimates,
            "calibrated": False,
        }


def run_replicates(
    scenario: Scenario,
    replicates: int,
    seed: int,
    engine: str,
    workers: int,
    reporter: Reporter,
    simulate: Simulate | None = None,
) -> Replicates:
    """Run them; the results are the same whatever the number of workers."""
    measures = outcome_measures()
    started = records.now()
    names = tuple(measure.name for measure in measures)
    plan = Plan({scenario.digest: scenario}, Fixed(replicates))
    with reporter:
        ready = simulate or simulator(scenario, engine, reporter.note)
        watcher: Watcher = reporter
        if steps_days(ready, engine):
            watcher = days = Days(reporter, replicates, int(scenario.values["force.days"]))
            ready = partial(ready, after_day=days.lived)
        runs = Runs(seed, names, engine=engine)
        sweep = Sweep(plan, runs, ready, simulate_all=together(ready, engine))
        sweep.run(workers, watcher)
    done = plan.done[scenario.digest]
    rows = tuple(row for replicate in sorted(done) if (row := done[replicate]) is not None)
    times = {"started": started, "finished": records.now()}
    return Replicates(scenario, seed, engine, measures, rows, tuple(sweep.failures), times)


def claim_run(folder: Path, scenario: Scenario) -> None:
    """Make a folder the run's, before anything is computed for it.

    Raises FolderError for one that holds anything else, such as this scenario with other values.
    """
    claim(folder, "run", scenario.name, fresh=False, settings={scenario.name: scenario.digest})


def write_run(folder: Path, result: Replicates, command: str, notes: Sequence[str] = ()) -> None:
    """The tables of a run, as those of a study with one point; `command` gives them again, and
    `notes` is what was said of its options."""
    from experiments.publish import write_manifest, write_tables
    from experiments.study.form import Point
    from experiments.tables import Shape

    point = Point(0, result.scenario, {})
    shape = Shape((), result.outcomes, ())
    write_tables(folder, [(point, list(result.rows))], shape, result.seed)
    graded = records.grades([result.scenario])
    manifest = {
        "kind": "run",
        "name": result.scenario.name,
        "title": records.title_of(result.scenario),
        "command": command,
        "notes": list(notes),
        **records.stamp(),
        "finished": result.times["finished"],
        "scenarios": {result.scenario.name: records.scenario_record(result.scenario)},
        "deployed": deployed_shares(result.scenario, result.seed, say),
        "factors": [],
        "points": [records.point_record(point, len(result.rows), len(result.failures))],
        "outcomes": records.measure_records(result.outcomes),
        "daily": [],
        "seeds": {"run": result.seed, "replicates": "seed column of runs.parquet"},
        "engine": result.engine,
        "parameters": graded,
        "assumed_parameters": graded["assumed"],
        "runs": len(result.rows),
        "failures": [],
        "artifacts": [],
        "times": dict(result.times),
    }
    write_manifest(folder, manifest)
