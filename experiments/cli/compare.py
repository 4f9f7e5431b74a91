"""`defection compare`: arms of a scenario on the same luck, and who fares differently in them."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.guard import FailedError
from experiments.cli.output import console, number, print_json, table
from experiments.cli.run import COUNTS, MINDS, RATES

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.compare import Comparison

NOISE = "noise removed by pairing"

Arms = Annotated[
    list[str] | None,
    typer.Option(
        "--arm",
        metavar="LABEL:KEY=VALUE[,KEY=VALUE]...",
        help="An arm and what it sets, also scenario=NAME; one is compared with the scenario "
        "itself, of several the others with the first.",
    ),
]


def compare(
    scenario: given.ScenarioName,
    arm: Arms = None,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    replicates: given.Replicates = 20,
    seed: given.Seed = 1,
    ensemble: given.Ensemble = False,
    workers: given.Workers = None,
    out: given.Out = None,
    json: given.Json = False,
) -> None:
    """Compare arms on the same luck: paired differences, and whose fate changes.

    An arm that names another scenario gets the force of the first arm: all of force and screening.
    """
    from experiments.cli.arms import read_arms
    from experiments.compare import run_arms
    from experiments.compare_tables import claim_comparison, write_comparison
    from experiments.progress import reporter

    given.refuse_ensemble(ensemble)
    arms = read_arms(arm or (), scenario, set_, off, days, soldiers)
    for each in arms:
        keys = dict.fromkeys([*given.parse_settings(set_ or ()), *each.changes])
        given.note_overridden(each.scenario, keys, f"in {each.label}, ")
    if out is not None:
        claim_comparison(Path(out), arms)
        (Path(out) / "report.html").unlink(missing_ok=True)  # it tells of the tables before
    result = run_arms(arms, replicates, seed, given.worker_count(workers), reporter())
    if result.failures:
        raise FailedError(_failed(result, replicates))
    if out is not None:
        words = _command(scenario, arm or (), set_ or (), off or (), days, soldiers, result)
        write_comparison(Path(out), result, words)
    if json:
        print_json(result.record())
    else:
        _print(result, given.changed(set_, off, days, soldiers))


def _command(
    name: str,
    texts: Sequence[str],
    sets: Sequence[str],
    off: Sequence[str],
    days: int | None,
    soldiers: int | None,
    result: Comparison,
) -> str:
    """The command that gives these tables again."""
    words = ["defection", "compare", name]
    for option, values in (("--arm", texts), ("--set", sets), ("--off", off)):
        words += [word for value in values for word in (option, value)]
    for option, given_number in (("--days", days), ("--soldiers", soldiers)):
        words += [option, str(given_number)] if given_number is not None else []
    words += ["--replicates", str(len(result.rows[0])), "--seed", str(result.seed)]
    return shlex.join(words)


def _failed(result: Comparison, replicates: int) -> str:
    first = result.failures[0]
    label = next(arm.label for arm in result.arms if arm.digest == first.digest)
    count = f"{len(result.failures)} of {len(result.arms) * replicates} runs failed"
    return f"{count}; the first, {label}, replicate {first.replicate}: {first.error}"


def _print(result: Comparison, changed: str) -> None:
    from experiments.manifest import UNCALIBRATED

    screen = console()
    for arm in result.arms:
        values = arm.scenario.values
        force = f"{values['force.soldiers']:,} soldiers, {values['force.days']} days"
        screen.print(f"{arm.label}: {arm.scenario.title} ({force})")
    if changed:
        screen.print(f"changed in all: {changed}", soft_wrap=True)
    _differing(screen, result)
    for other in range(1, len(result.arms)):
        _outcomes(screen, result, other)
        _fates(screen, result, other)
    screen.print(
        f"{len(result.rows[0])} replicates with the same luck in every arm, seed {result.seed}. "
        "low and high: 95% interval of the paired difference; noise removed by pairing: share of "
        "its variance that the same luck takes away; more outcomes: --json, --out DIR"
    )
    screen.print(UNCALIBRATED)


def _differing(screen: Console, result: Comparison) -> None:
    from experiments.compare import differing

    found = differing(result.arms)
    for key, values in found["controls"].items():
        screen.print(f"  {key}: " + ", ".join(f"{a} {number(v)}" for a, v in values.items()))
    setting = list(found["setting"]) + [k for k in ("routes", "calendar") if found[k]]
    if setting:
        screen.print("  and where they are: " + ", ".join(setting))


def _outcomes(screen: Console, result: Comparison, other: int) -> None:
    from sim.state import STATUSES

    labels = [result.arms[k].label for k in (0, other)]
    means = [result.estimates(k) for k in (0, other)]
    happened = [n for n in STATUSES if any(estimates[n]["mean"] for estimates in means)]
    columns = (*labels, "difference", "low", "high", "ratio", NOISE)
    title = f"{labels[1]} against {labels[0]}"
    made = table("outcome", *columns, title=title, right=columns)
    found = result.differences(other)
    for name in (*RATES, *COUNTS, *happened, *MINDS):
        both = [number(estimates[name]["mean"]) for estimates in means]
        gap = found[name].json()
        ends = [number(gap[end]) for end in ("mean", "low", "high")]
        ratio = number(gap["ratio"]["mean"]) if gap["ratio"] else ""
        made.add_row(name, *both, *ends, ratio, _share(gap["variance_saved"]))
    screen.print(made)


def _fates(screen: Console, result: Comparison, other: int) -> None:
    fates: dict[str, Any] = result.changes[other - 1].json()
    first, label = result.arms[0].label, result.arms[other].label
    everybody = fates["kinds"]["all"]
    if not (everybody["changed_status"] or everybody["changed_attempt"]):
        both = f"the {number(fates['persons_in_both'])} persons a replicate in both"
        screen.print(f"whose fate changed: nobody's, of {both} {first} and {label}")
        return
    columns = ("persons", "other fate", f"tried in {first} only", f"tried in {label} only")
    overlap = _share(fates["overlap"])
    shared = f"{number(fates['persons_in_both'])} persons a replicate serve in both: {overlap}"
    made = table("kind", *columns, title=f"whose fate changed; {shared}", right=columns)
    for kind, counts in fates["kinds"].items():
        shown = ("persons", "changed_status", "tried_in_first", "tried_in_other")
        made.add_row(kind, *(number(counts[name]) for name in shown))
    screen.print(made)
    moves = [f"{m['first']} -> {m['other']} {number(m['persons'])}" for m in fates["moves"]]
    if moves:
        screen.print("commonest changes: " + ", ".join(moves[:6]))


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}%"
