"""Arms on the same luck: what `defection compare` does.

An arm is a scenario. Replicate r has the same seed in every arm, so a difference between arms is
what the arms differ in, and what follows from it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from experiments import manifest as records
from experiments.fates import Changes, Trace, trace
from experiments.measures import Estimator, Measure, outcome_measures
from experiments.pairing import SAME, Difference, differences
from experiments.plan import Plan
from experiments.progress import Reporter
from experiments.replication import Fixed
from experiments.store import Row
from experiments.sweep import Failure, Runs, Simulate, Sweep
from experiments.version import version
from experiments.warming import simulator

if TYPE_CHECKING:
    from sim.scenario import Scenario
    from sim.scenario.parts import Value

SETTING = ("context.", "host.", "outreach.")
"""Where the soldiers are sent. What else differs between arms is named one by one."""


@dataclass(frozen=True)
class Arm:
    """A scenario under a label; `changes` are the keys that the arm itself sets, and `named` is
    the scenario's name or file, as it was asked for."""

    label: str
    scenario: Scenario
    changes: Mapping[str, Value]
    named: str = ""

    @property
    def digest(self) -> str:
        """What the runs of this arm depend on, besides seed and replicate."""
        return self.scenario.digest


@dataclass(frozen=True)
class Comparison:
    """What some replicates of each arm gave. `rows` has the rows of each arm by replicate;
    `changes` compares each arm after the first with it."""

    arms: tuple[Arm, ...]
    seed: int
    outcomes: tuple[Measure, ...]
    rows: tuple[tuple[Row, ...], ...]
    changes: tuple[Changes, ...]
    failures: tuple[Failure, ...]
    times: Mapping[str, str]

    def estimates(self, arm: int) -> dict[str, dict[str, Any]]:
        """Mean, low and high of each outcome of an arm, by name."""
        names = [measure.name for measure in self.outcomes]
        return dict(zip(names, Estimator(self.outcomes).all(self.rows[arm]), strict=True))

    def differences(self, arm: int) -> dict[str, Difference]:
        """What an arm differs by from the first, by outcome."""
        found = differences(self.outcomes, self.rows[0], self.rows[arm])
        if self.arms[arm].digest != self.arms[0].digest:
            return found
        return {name: Difference(SAME, d.ratio, d.saved, d.pairs) for name, d in found.items()}

    def record(self) -> dict[str, Any]:
        """The JSON object of `defection compare --json`."""
        others = range(1, len(self.arms))
        return {
            "scenario": self.arms[0].scenario.name,
            "version": version(),
            "seed": self.seed,
            "replicates": len(self.rows[0]),
            "arms": [self._arm(arm) for arm in range(len(self.arms))],
            "differing": differing(self.arms),
            "compared_with": self.arms[0].label,
            "differences": {
                self.arms[arm].label: {n: d.json() for n, d in self.differences(arm).items()}
                for arm in others
            },
            "fates": {self.arms[arm].label: self.changes[arm - 1].json() for arm in others},
            "calibrated": False,
        }

    def _arm(self, number: int) -> dict[str, Any]:
        """An arm, with its outcomes as `defection run --json` gives them."""
        arm = self.arms[number]
        estimates = {
            name: {end: estimate[end] for end in ("mean", "low", "high")}
            for name, estimate in self.estimates(number).items()
        }
        return {
            "label": arm.label,
            "scenario": arm.scenario.name,
            "changes": dict(arm.changes),
            "digest": arm.digest,
            "soldiers": arm.scenario.values["force.soldiers"],
            "days": arm.scenario.values["force.days"],
            "soldier_months": estimates.pop("soldier_months")["mean"],
            "outcomes": estimates,
        }


def differing(arms: Sequence[Arm]) -> dict[str, Any]:
    """In which keys the arms differ, with the value in each.

    `setting` has those of context, host and outreach; `controls` all others; `routes` and
    `calendar` say whether these differ.
    """
    scenarios = [arm.scenario for arm in arms]
    keys = [k for k in scenarios[0].values if len({s.values[k] for s in scenarios}) > 1]
    found = {key: {arm.label: arm.scenario.values[key] for arm in arms} for key in keys}
    routes = [[_way(route) for route in s.every_route] for s in scenarios]
    calendars = [
        [(e.day, e.deploy and dict(e.deploy.values), dict(e.changes)) for e in s.calendar]
        for s in scenarios
    ]
    return {
        "controls": {k: v for k, v in found.items() if not k.startswith(SETTING)},
        "setting": {k: v for k, v in found.items() if k.startswith(SETTING)},
        "routes": any(other != routes[0] for other in routes),
        "calendar": any(other != calendars[0] for other in calendars),
    }


def _way(route: Any) -> tuple[Any, ...]:
    fields = ("name", "stage", "days", "caught", "killed", "returned")
    return route.name, [tuple(getattr(leg, name) for name in fields) for leg in route.legs]


def run_arms(
    arms: Sequence[Arm],
    replicates: int,
    seed: int,
    workers: int,
    reporter: Reporter,
    simulate: Simulate | None = None,
) -> Comparison:
    """Run them; the results are the same whatever the number of workers."""
    measures = outcome_measures()
    started = records.now()
    names = tuple(measure.name for measure in measures)
    plan = Plan({arm.digest: arm.scenario for arm in arms}, Fixed(replicates))
    plan.extend(plan.scenarios)
    plan.queue = deque(sorted(plan.queue, key=lambda unit: unit[1]))  # all arms of a replicate
    with reporter:
        ready = simulate or simulator(arms[0].scenario, "compiled", reporter.note)
        witness = Witness(ready, [arm.digest for arm in arms])
        sweep = Sweep(plan, Runs(seed, names), witness)
        sweep.run(workers, reporter)
    rows = [
        tuple(row for r in range(replicates) if (row := plan.done[arm.digest][r]) is not None)
        for arm in arms
    ]
    times = {"started": started, "finished": records.now()}
    found = tuple(witness.changes)
    return Comparison(tuple(arms), seed, measures, tuple(rows), found, tuple(sweep.failures), times)


@dataclass
class Witness:
    """A simulation that remembers each soldier's end until all arms of the replicate are in."""

    simulate: Simulate
    digests: Sequence[str]
    changes: list[Changes] = field(default_factory=list)
    waiting: dict[int, dict[str, Trace]] = field(default_factory=dict)
    lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.changes = [Changes() for _ in self.digests[1:]]

    def __call__(self, scenario: Scenario, seed: int, replicate: int, engine: str) -> Any:
        run = self.simulate(scenario, seed, replicate, engine=engine)
        found = trace(run.state)
        with self.lock:
            seen = self.waiting.setdefault(replicate, {})
            seen[scenario.digest] = found
            complete = len(seen) == len(set(self.digests))
            if complete:
                del self.waiting[replicate]
        if complete:
            for digest, changes in zip(self.digests[1:], self.changes, strict=True):
                changes.add(seen[self.digests[0]], seen[digest])
        return run
