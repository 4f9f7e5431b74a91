"""`defection study`: a study from its file to its folder."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.asked import keys_of
from experiments.cli.guard import FAILED, UsageError
from experiments.cli.output import print_json, print_text
from experiments.progress import say

if TYPE_CHECKING:
    from experiments.results import StudyResults
    from experiments.study import Study

MOST_SHARES = 10_000
MOST_FAILURES = 5
ONLY_SCENARIOS = ("extends", "route", "calendar", "mechanisms", "context", "host", "regime")


def study(
    file: Annotated[
        str,
        typer.Argument(
            metavar="STUDY", help="A name that 'defection studies' lists, or a study file."
        ),
    ],
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Only say what would be run, and about how long it takes."),
    ] = False,
    workers: given.Workers = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Not available in this version.")
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="K/N",
            help="Do the K-th of N shares of the runs, each on a machine of its own; the tables "
            "come with the last.",
            show_default="all of them",
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option(
            metavar="DIR",
            help="Folder to write tables and figures into.",
            show_default="results/ and the study's name",
        ),
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw away what was run before, instead of resuming.")
    ] = False,
    json: given.Json = False,
) -> None:
    """Run a study, or what is missing of it: tables and figures."""
    from experiments.notes import study_notes
    from experiments.progress import reporter
    from experiments.runner import UnfinishedError, run_study

    if cluster is not None:
        raise UsageError("--cluster: is not available in this version: use --workers or --shard")
    if shard is not None and fresh:
        raise UsageError("--fresh: has no place beside --shard: it would undo the other shares")
    part = _part(shard)
    loaded = _loaded(file)
    for note in study_notes(loaded):
        say(f"note: {note}")
    if part != (1, 1) and not _fixed(loaded):
        raise UsageError("--shard: needs a fixed number of replicates")
    threads = given.worker_count(workers)
    if dry_run:
        _plan(loaded, threads, json)
        return
    try:
        results = run_study(
            loaded, workers=threads, out=out, fresh=fresh, part=part, reporter=reporter()
        )
    except UnfinishedError as unfinished:
        say(str(unfinished))
        if json:
            print_json({"study": loaded.name, "finished": False, "calibrated": False})
        return
    _tell(results, json)


def _loaded(name: str) -> Study:
    """The study of a name or file; says so where it is a scenario that is named."""
    from experiments.study import load_study
    from sim.scenario import ScenarioError
    from sim.scenario.places import scenario_names

    if name in scenario_names():
        raise UsageError(f"{name}: is a scenario: use 'defection run {name}'")
    try:
        return load_study(name)
    except ScenarioError:
        keys = keys_of(name)
        if keys & {*ONLY_SCENARIOS} and not keys & {*given.ONLY_STUDIES}:
            say(f"{name}: this looks like a scenario file: use 'defection run {name}'")
        raise


def _part(shard: str | None) -> tuple[int, int]:
    if shard is None:
        return (1, 1)
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", shard, re.ASCII)
    k, n = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= k <= n <= MOST_SHARES:
        most = f"1 <= K <= N <= {MOST_SHARES}"
        raise UsageError(f"--shard: must be K/N with {most} (got {shard!r})")
    return (k, n)


def _fixed(study: Study) -> bool:
    from experiments.replication import Fixed

    return isinstance(study.replication, Fixed)


def _plan(study: Study, workers: int, json: bool) -> None:
    from experiments.runner import describe

    plan = describe(study, workers)
    if json:
        print_json({"study": study.name, **plan, "workers": workers, "calibrated": False})
        return
    print_text(study.title)
    for point in study.points:
        values = point.scenario.values
        force = f"{values['force.soldiers']:,} soldiers, {values['force.days']} days"
        factors = ", ".join(f"{name} {value}" for name, value in point.factors.items())
        what = f"{point.scenario.name}: {factors or 'as it is'} ({force})"
        print_text(f"{point.number:5}  {what}", " " * 7)
    same = plan["points"] - plan["different_points"]
    shared = f" ({same} of them the same as another, run once)" if same else ""
    bound = "" if plan["exactly"] else "at most "
    print_text(
        f"{plan['points']} points{shared}, {bound}{plan['replicates']} replicates each: "
        f"{bound}{plan['runs']:,} runs, about {plan['about']} with {workers} workers"
    )


def _tell(results: StudyResults, json: bool) -> None:
    from experiments.folder import FILES, MANIFEST
    from experiments.manifest import counted

    manifest = results.manifest
    if json:
        print_json(record(results))
    else:
        print_text(manifest["study"]["title"])
        for artifact in manifest["artifacts"]:
            for finding in artifact.get("findings", ()):
                print_text(f"- {finding}", "  ")
        there = [name for name in (MANIFEST, *FILES) if (results.folder / name).is_file()]
        made = ", ".join(sorted(there))
        print_text(f"{counted(manifest)} in {results.folder}: {made}", "  ")
        print_text(_figures(manifest), "  ")
        print_text(manifest["calibration"])
    _complain(manifest)


def _figures(manifest: dict[str, Any]) -> str:
    """Which figures there are, in which forms, and where their numbers are."""
    files = [Path(f) for made in manifest["artifacts"] for f in made.get("files", ())]
    forms: dict[str, list[str]] = {}
    for path in files:
        if path.suffix in (".svg", ".png"):
            forms.setdefault(path.with_suffix("").as_posix(), []).append(path.suffix)
    failed = [f"{made['analysis']} failed: {made['error']}" for made in without(manifest)]
    if not forms:
        return "; ".join(["no figures", *failed]) if failed else "no figures asked for"
    said = "figures: " + ", ".join(name + " and ".join(found) for name, found in forms.items())
    tables = sorted({f"{path.parent.as_posix()}/" for path in files if path.suffix == ".csv"})
    said = f"{said}; the numbers behind them: {', '.join(tables)}" if tables else said
    return "; ".join([said, *failed])


def without(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The analyses that were asked for and gave nothing."""
    return [made for made in manifest["artifacts"] if "error" in made]


def _complain(manifest: dict[str, Any]) -> None:
    """Say what failed, and end with the code for it."""
    failures = manifest["failures"]
    wrong = without(manifest)
    for failure in failures[:MOST_FAILURES]:
        place = f"{failure['scenario']}, point {failure['point']}"
        say(f"{place}, replicate {failure['replicate']} failed: {failure['error']}")
    if failures:
        say(f"{len(failures)} runs failed: they are left out of the tables; run the study again")
    if failures or wrong:
        raise typer.Exit(FAILED)


def record(results: StudyResults) -> dict[str, Any]:
    """The JSON object of `defection study --json`."""
    from experiments.folder import FILES, MANIFEST, made_files

    manifest = results.manifest
    names = [MANIFEST, *FILES, *made_files(manifest)]
    return {
        "study": manifest["name"],
        "version": manifest["version"],
        "folder": str(results.folder),
        "finished": True,
        "points": len(manifest["points"]),
        "runs": manifest["runs"],
        "failures": len(manifest["failures"]),
        "seed": manifest["seeds"]["study"],
        "files": sorted(name for name in names if (results.folder / name).is_file()),
        "findings": [
            finding for made in manifest["artifacts"] for finding in made.get("findings", ())
        ],
        "calibrated": manifest["calibrated"],
    }
