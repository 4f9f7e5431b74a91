"""Running a study: its points to runs, its runs to tables, its tables to figures."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from experiments import manifest as records
from experiments.deployed import deployed_shares
from experiments.folder import REPORT, SHARDS, claim, results_folder
from experiments.measures import Measure, daily_measures, outcome_measures
from experiments.plan import Plan
from experiments.progress import Reporter, Silent, duration
from experiments.publish import collect, write_manifest, write_tables
from experiments.replication import Fixed
from experiments.results import StudyResults, read_results
from experiments.store import Schema, Store
from experiments.study import Point, Study, load_study
from experiments.sweep import Failure, Runs, Simulate, Sweep
from experiments.tables import Shape
from experiments.version import code_digest
from experiments.warming import simulator, together


class UnfinishedError(Exception):
    """Other machines still have runs to do; there are no tables yet."""


@dataclass(frozen=True)
class Options:
    """How a study is run; none of it shows in its tables."""

    workers: int | None = None
    out: str | Path | None = None
    fresh: bool = False
    part: tuple[int, int] = (1, 1)


def run_study(
    name_or_path: str | Path | Study,
    *,
    workers: int | None = None,
    out: str | Path | None = None,
    fresh: bool = False,
    part: tuple[int, int] = (1, 1),
    reporter: Reporter | None = None,
    simulate: Simulate | None = None,
) -> StudyResults:
    """Run a study, or what is missing of it, and return its tables.

    workers: threads; as many as there are processors if None.
    out: the folder of the results; results/NAME under the current folder if None.
    fresh: throw away what an earlier run of it left, instead of resuming.
    part: (k, n), the k-th of n shares of the runs; the tables come with the last share, until then
    UnfinishedError is raised.

    Raises ScenarioError for a faulty file and FolderError for a folder that holds something else.
    Runs that failed are in `StudyResults.manifest["failures"]`.
    """
    if part != (1, 1) and not 1 <= part[0] <= part[1]:
        raise ValueError(f"part must be (k, n) with 1 <= k <= n, not {part}")
    study = name_or_path if isinstance(name_or_path, Study) else load_study(name_or_path)
    if part != (1, 1) and not isinstance(study.replication, Fixed):
        raise ValueError("shares of a study need a fixed number of replicates")
    options = Options(workers, out, fresh, part)
    return Job(study, options, reporter or Silent(), simulate).run()


class Job:
    """A study on its way to its folder."""

    def __init__(
        self, study: Study, options: Options, reporter: Reporter, simulate: Simulate | None
    ) -> None:
        self.study = study
        self.options = options
        self.reporter = reporter
        self.simulate = simulate
        self.folder = results_folder(study.name, options.out)
        self.workers = options.workers or os.cpu_count() or 1
        by_name = {measure.name: measure for measure in daily_measures()}
        daily = tuple(by_name[name] for name in study.daily)
        self.shape = Shape(study.factors, outcome_measures(), daily)
        scenarios = {point.digest: point.scenario for point in study.points}
        self.plan = Plan(scenarios, study.replication, options.part)

    def run(self) -> StudyResults:
        """All of it."""
        started, clock = records.now(), time.monotonic()
        study, plan = self.study, self.plan
        reported = (self.folder / REPORT).exists()
        claim(self.folder, "study", study.name, self.options.fresh)
        outcomes, daily = _names(self.shape.outcomes), _names(self.shape.daily)
        store = Store(self.folder / SHARDS, Schema(code_digest(), study.seed, outcomes, daily))
        kept = plan.keep(store.read())
        self._greet(kept, store.damaged)
        runs, ready = Runs(study.seed, outcomes, daily), self._simulator()
        sweep = Sweep(plan, runs, ready, store, together(ready, runs.engine))
        with self.reporter:
            sweep.run(self.workers, self.reporter)
        plan.keep(store.read())  # other shares may have ended meanwhile
        if not plan.complete():
            raise UnfinishedError(f"{self.folder}: this share is done, but not all others are")
        times = {
            "started": started,
            "finished": records.now(),
            "seconds": round(time.monotonic() - clock, 3),
            "workers": self.workers,
            "runs_kept_from_before": kept,
        }
        store.clear_leftovers()
        results = self._publish(sweep.failures, times)
        if reported:
            self._report()
        return results

    def _report(self) -> None:
        """Write the report anew where there was one."""
        from experiments.report import ReportError, write_report

        try:
            write_report(self.folder)
        except ReportError as error:
            self.reporter.note(str(error))

    def _simulator(self) -> Simulate:
        self.plan.extend(self.plan.scenarios)
        if self.simulate is not None or not self.plan.queue:
            return self.simulate or _nothing_to_do
        return simulator(self.study.points[0].scenario, "compiled", self.reporter.note)

    def _greet(self, kept: int, damaged: int) -> None:
        if damaged:
            self.reporter.note(f"{damaged} damaged shard(s) thrown away, to be done again")
        if kept:
            self.reporter.note(f"{kept:,} finished runs kept from before")

    def _publish(self, failures: Sequence[Failure], times: Mapping[str, Any]) -> StudyResults:
        study, folder = self.study, self.folder
        cells = collect(study.points, self.plan)
        write_tables(folder, cells, self.shape, study.seed)
        replicates = [len(rows) for _, rows in cells]
        manifest = records.study_manifest(study, self.shape, replicates, failures, times)
        if self.simulate is None:
            manifest["deployed"] = self._deployed()
        manifest["artifacts"] = [_planned(name) for name in study.analyses]
        write_manifest(folder, manifest)
        results = read_results(folder)
        manifest["artifacts"] = self._analyse(results) if any(replicates) else []
        write_manifest(folder, manifest)
        return replace(results, manifest=manifest)

    def _deployed(self) -> list[dict[str, Any]]:
        """Who serves, for each scenario and force: replicate 0 at the first such point."""
        first: dict[tuple[str, object], Point] = {}
        for point in self.study.points:
            first.setdefault((point.scenario.name, point.factors.get("force")), point)
        return [
            {
                "scenario": name,
                "force": force,
                "shares": deployed_shares(point.scenario, self.study.seed, self.reporter.note),
            }
            for (name, force), point in first.items()
        ]

    def _analyse(self, results: StudyResults) -> list[dict[str, Any]]:
        """The figures that the study asks for; one that fails is a failure of it alone."""
        if not self.study.analyses:
            return []
        from experiments.analyses import ANALYSES, AnalysisError

        made: list[dict[str, Any]] = []
        for name, options in self.study.analyses.items():
            try:
                artifacts = ANALYSES[name].run(results, options)
            except Exception as error:  # one that fails does not take the others with it
                known = isinstance(error, AnalysisError)
                what = str(error) if known else f"{type(error).__name__}: {error}"
                self.reporter.note(f"analysis {name}: {what}")
                made.append({"analysis": name, "error": what})
                continue
            made.extend(_artifact(name, artifact, self.folder) for artifact in artifacts)
        return made


def describe(study: Study, workers: int) -> dict[str, Any]:
    """What a study would do: its points, its runs, and about how long they take."""
    scenarios = {point.digest: point.scenario for point in study.points}
    plan = Plan(scenarios, study.replication)
    at_most = study.replication.at_most
    seconds = sum(plan.cost.values()) * at_most / workers
    return {
        "points": len(study.points),
        "different_points": len(scenarios),
        "replicates": at_most,
        "exactly": isinstance(study.replication, Fixed),
        "runs": len(scenarios) * at_most,
        "seconds": seconds,
        "about": duration(seconds),
    }


def _names(measures: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(measure.name for measure in measures)


def _nothing_to_do(*_: object, **__: object) -> Any:
    raise AssertionError("no run was missing")


def _planned(analysis: str) -> dict[str, Any]:
    """What the manifest says of an analysis until it is made: an end in between leaves files."""
    files = [f"figures/{analysis}.svg", f"figures/{analysis}.png", f"tables/{analysis}.csv"]
    return {"analysis": analysis, "error": "was interrupted; run the study again", "files": files}


def _artifact(analysis: str, artifact: Any, folder: Path) -> dict[str, Any]:
    return {
        "analysis": analysis,
        "name": artifact.name,
        "title": artifact.title,
        "findings": list(artifact.findings),
        "files": [path.relative_to(folder).as_posix() for path in artifact.files],
    }
