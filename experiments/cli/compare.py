"""`defection compare`: arms of a scenario on the same luck, and who fares differently in them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.asked import Asked
from experiments.cli.guard import FailedError
from experiments.cli.output import number, print_json, print_text
from experiments.cli.run import COUNTS, MINDS, RATES
from experiments.cli.tables import Column, print_table
from experiments.progress import say

if TYPE_CHECKING:
    from experiments.compare import Arm, Comparison

Arms = Annotated[
    list[str] | None,
    typer.Option(
        "--arm",
        metavar="LABEL:CHANGES",
        help="A name for an arm, and what it sets: many:regime.informants=0.1,regime.lectures=0; "
        "scenario=NAME takes another scenario. A single arm is compared with SCENARIO as it is, "
        "several with the first. Needed at least once; may be repeated.",
    ),
]


def compare(
    scenario: given.ScenarioName,
    arm: Arms = None,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    replicates: given.Replicates = given.REPLICATES,
    seed: given.Seed = given.SEED,
    ensemble: given.Ensemble = False,
    workers: given.Workers = None,
    out: given.Out = None,
    json: given.Json = False,
) -> None:
    """Compare arms on the same luck: differences, and changed fates.

    An arm is SCENARIO with something changed. One that names another scenario gets the force of the
    first arm: all keys of force and screening.
    """
    from experiments.cli.arms import has_baseline, read_arms
    from experiments.compare import run_arms
    from experiments.compare_tables import claim_comparison, write_comparison
    from experiments.progress import reporter

    given.refuse_ensemble(ensemble)
    asked = Asked(scenario, set_, off, days, soldiers)
    arms = read_arms(arm or (), asked)
    notes = _notes(arms, asked)
    for note in notes:
        say(f"note: {note}")
    if out is not None:
        claim_comparison(Path(out), arms)
    result = run_arms(arms, replicates, seed, given.worker_count(workers), reporter())
    if result.failures:
        raise FailedError(_failed(result, replicates))
    if out is not None:
        write_comparison(Path(out), result, _command(asked, arm or (), result), notes)
    if json:
        print_json(result.record())
    else:
        _print(result, asked.changed(), has_baseline(arms, asked))


def _notes(arms: Sequence[Arm], asked: Asked) -> list[str]:
    """What to say of the keys that are set; of what holds in one arm only, in which."""
    labels: dict[str, list[str]] = {}
    for arm in arms:
        for note in replace(asked, name=arm.named).notes(arm.scenario, arm.changes):
            labels.setdefault(note, []).append(arm.label)
    everywhere = len(arms)
    return [
        note if len(where) == everywhere else f"in {', '.join(where)}, {note}"
        for note, where in labels.items()
    ]


def _command(asked: Asked, texts: Sequence[str], result: Comparison) -> str:
    """The command that gives these tables again."""
    arms = [word for text in texts for word in ("--arm", text)]
    replicates = ["--replicates", str(len(result.rows[0])), "--seed", str(result.seed)]
    return shlex.join(["defection", "compare", *asked.words(), *arms, *replicates])


def _failed(result: Comparison, replicates: int) -> str:
    first = result.failures[0]
    label = next(arm.label for arm in result.arms if arm.digest == first.digest)
    count = f"{len(result.failures)} of {len(result.arms) * replicates} runs failed"
    return f"{count}; the first, {label}, replicate {first.replicate}: {first.error}"


def _print(result: Comparison, changed: str, baseline: bool) -> None:
    from experiments.manifest import UNCALIBRATED

    for arm in result.arms:
        values = arm.scenario.values
        force = f"{values['force.soldiers']:,} soldiers for {values['force.days']} days"
        print_text(f"{arm.label}: {arm.scenario.name}, {force}", "  ")
    if changed:
        print_text(f"changed in all: {changed}", "  ")
    _differing(result)
    if not baseline:
        first = f"'{result.arms[0].label}', the first arm"
        print_text(f"each is compared with {first}; there is no baseline", "  ")
    for other in range(1, len(result.arms)):
        _outcomes(result, other)
        _fates(result, other)
    print()
    print_text(
        f"{len(result.rows[0])} replicates with the same luck in every arm, seed {result.seed}. "
        "low and high: 95% interval of the change, replicate by replicate; noise removed: share of "
        "its variance that the same luck takes away; more outcomes: --json, --out DIR"
    )
    print_text(UNCALIBRATED)


def _differing(result: Comparison) -> None:
    from experiments.compare import differing

    found = differing(result.arms)
    elsewhere = len({arm.scenario.name for arm in result.arms}) > 1
    asked = {key for arm in result.arms for key in arm.changes}
    setting = {k: v for k, v in found["setting"].items() if k in asked or not elsewhere}
    for key, values in {**found["controls"], **setting}.items():
        print_text(f"  {key}: " + ", ".join(f"{a} {number(v)}" for a, v in values.items()), "    ")
    rest = [key for key in found["setting"] if key not in setting]
    rest += [key for key in ("routes", "calendar") if found[key]]
    if rest:
        where = "and where they are" if elsewhere else "and"
        print_text(f"  {where}: " + ", ".join(rest), "    ")


def _outcomes(result: Comparison, other: int) -> None:
    from sim.state import STATUSES

    labels = [result.arms[k].label for k in (0, other)]
    means = [result.estimates(k) for k in (0, other)]
    happened = [n for n in STATUSES if any(estimates[n]["mean"] for estimates in means)]
    found = result.differences(other)
    rows = []
    for name in (*RATES, *COUNTS, *happened, *MINDS):
        both = [number(estimates[name]["mean"]) for estimates in means]
        gap = found[name].json()
        ends = [number(gap[end]) for end in ("mean", "low", "high")]
        ratio = number(gap["ratio"]["mean"]) if gap["ratio"] else ""
        rows.append((name, *both, *ends, ratio, _share(gap["variance_saved"])))
    columns = (
        Column("outcome", wraps=18),
        *(Column(name, right=True) for name in (*labels, "change", "low", "high")),
        Column("ratio", right=True, spare=1),
        Column("noise removed", right=True, spare=2),
    )
    print_table(columns, rows, f"{labels[1]} against {labels[0]}")


def _fates(result: Comparison, other: int) -> None:
    fates: dict[str, Any] = result.changes[other - 1].json()
    first, label = result.arms[0].label, result.arms[other].label
    everybody = fates["kinds"]["all"]
    if not (everybody["changed_status"] or everybody["changed_attempt"]):
        both = f"the {number(fates['persons_in_both'])} persons a replicate in both"
        print()
        print_text(f"whose fate changed: nobody's, of {both} {first} and {label}")
        return
    shared = f"{number(fates['persons_in_both'])} persons a replicate serve in both"
    title = f"whose fate changed; {shared}: {_share(fates['overlap'])}"
    heads = ("persons", "other fate", f"tried in {first} only", f"tried in {label} only")
    counts = ("persons", "changed_status", "tried_in_first", "tried_in_other")
    columns = (Column("kind"), *(Column(head, right=True) for head in heads))
    rows = [(kind, *(number(n[name]) for name in counts)) for kind, n in fates["kinds"].items()]
    print_table(columns, rows, title)
    moves = [f"{m['first']} -> {m['other']} {number(m['persons'])}" for m in fates["moves"]]
    if moves:
        print_text("commonest changes: " + ", ".join(moves[:6]), "  ")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"
