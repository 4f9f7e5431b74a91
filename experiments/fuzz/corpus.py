"""What is right, and gets broken: small scenarios and studies, the shipped ones, command lines."""

from __future__ import annotations

from functools import cache

from experiments.study.places import list_studies
from sim.scenario import scenario_folder

SCENARIO, OTHER, STUDY, DONE = "tiny.toml", "other.toml", "tiny_study.toml", "done"

FORCE = "[force]\nsoldiers = 24\ndays = 3\n"

ROUTES = """[[route]]
name = "out"
[[route.leg]]
name = "exit"
stage = "exit"
days = 0
caught = 0.4
killed = 0.1
[[route.leg]]
name = "reception"
stage = "reception"
days = 0
caught = 0.0
killed = 0.0
"""

FILES = {
    SCENARIO: f"""title = "Tiny"
extends = "dmz"
{FORCE}
[regime]
informants = {{ value = 0.1, source = "assumption", note = "a guess" }}

[context]
combat_intensity = 0.2
casualty_hazard = 0.02

[mechanisms]
stress = false

{ROUTES.replace("days = 0", "days = 1", 1)}
[[calendar]]
day = 2
note = "an assault"
context.combat_intensity = 0.8
route.out.exit.caught = 0.2
""",
    OTHER: f'title = "Elsewhere"\nextends = "ukrainian_front"\n{FORCE}',
    STUDY: """title = "A tiny study"
question = "What if?"
scenarios = ["./tiny.toml"]
replicates = 2
seed = 3

[levers]
"regime.family_punishment" = [0.0, 1.5]
"mechanisms.hostage" = [true, false]

[record]
daily = ["attempts", "share_willing"]
""",
}

STUDIES = (
    FILES[STUDY],
    """title = "Points in a list"
scenarios = ["./tiny.toml", "./other.toml"]
replicates = { until = "expected_attempts", relative_width = 0.5, at_most = 4 }
force = [{ label = "own" }, { label = "equal", soldiers = 12, days = 2 }]

[design]
kind = "list"
point = [
    { label = "as it is" },
    { "regime.informants" = 0.2, label = "watched" },
    { regime.punishment = 0.1, "mechanisms.hostage" = false, label = "free" },
]
""",
    """title = "Points read across"
scenarios = ["./tiny.toml"]
replicates = 1
force = { like = "./other.toml", soldiers = 12, days = 2 }

[levers]
regime.informants = [0.02, 0.15]

[uncertainties]
"context.tension" = { values = [0.0, 0.5] }
"decision.rule" = { values = ["quantal", "threshold"] }
"route.out.exit.caught" = { values = [0.1, 0.2] }

[design]
kind = "list"

[record]
daily = ["serving"]

[analyses]
incidence = {}
""",
)


@cache
def scenario_texts() -> tuple[str, ...]:
    """Scenario files: the small ones, and all that come with the project."""
    shipped = [path.read_text("utf-8") for path in sorted(scenario_folder().glob("*.toml"))]
    return (FILES[SCENARIO], FILES[SCENARIO], FILES[OTHER], *shipped)


@cache
def study_texts() -> tuple[str, ...]:
    """Study files: the small ones, and all that come with the project."""
    shipped = [info.path.read_text("utf-8") for info in list_studies()]
    return (*STUDIES, *shipped)


LINES: tuple[tuple[str, ...], ...] = (
    ("scenarios",),
    ("studies",),
    ("check", SCENARIO, STUDY),
    ("check", "dmz", "three_contexts"),
    ("show", SCENARIO, "--set", "regime.informants=0.2", "--days", "2"),
    ("show", OTHER, "--json", "--seed", "4"),
    ("show", SCENARIO, "route.out", "--off", "stress"),
    ("show", SCENARIO, "context.combat_intensity", "--json"),
    ("sources",),
    ("sources", "deploy_wave1", "--json"),
    ("run", SCENARIO, "--json"),
    ("run", SCENARIO, "--off", "hostage", "--replicates", "2", "--seed", "3", "--out", "out"),
    ("run", OTHER, "--set", "decision.rule=quantal", "--workers", "2", "--soldiers", "30"),
    ("run", SCENARIO, "--engine", "agents", "--replicates", "1", "--days", "2"),
    ("compare", SCENARIO, "--arm", "many:regime.informants=0.3", "--replicates", "2", "--json"),
    (
        *("compare", SCENARIO, "--arm", "here:", "--arm", f"there:scenario={OTHER}"),
        *("--replicates", "2", "--out", "out"),
    ),
    (
        *("compare", SCENARIO, "--arm", "a:screening.rejection=0,regime.punishment=0.1"),
        *("--off", "stress", "--set", "context.tension=0.5", "--seed", "2", "--replicates", "2"),
    ),
    ("explain", SCENARIO, "--soldier", "7", "--day", "2"),
    ("explain", OTHER, "--soldier", "0", "--json", "--seed", "5", "--replicate", "1"),
    ("study", STUDY, "--dry-run", "--json"),
    ("study", STUDY, "--out", "out", "--workers", "1"),
    ("study", STUDY, "--shard", "1/2", "--out", "out"),
    ("study", STUDY, "--fresh", "--json"),
    ("report", DONE),
)
"""Command lines that are right, on the small files. Those that serve or take long are left out."""

WORDS = (
    *("run", "show", "check", "study", "compare", "explain", "report", "scenarios", "studies"),
    *("sources", "regime", "calendar", "deploy_wave1"),
    *(SCENARIO, OTHER, STUDY, DONE, "nowhere", "nowhere.toml", ".", ""),
    *("--set", "--off", "--days", "--soldiers", "--replicates", "--seed", "--workers", "--out"),
    *("--json", "--arm", "--soldier", "--day", "--replicate", "--engine", "--ensemble", "--help"),
    *("--dry-run", "--shard", "--fresh", "--cluster", "-h", "--", "-1", "0", "1", "2", "1.5"),
    *("x", "nan", "1e9", "9" * 30, "true", "out", "regime.informants=0.1", "regime.informant=1"),
    *("regime.informants=2", "regime.informants=", "=", "=1", "a:b=c", "a:", ":", "a:scenario="),
    *(
        "a:scenario=nowhere",
        f"b:scenario={OTHER}",
        "baseline:regime.punishment=0",
        "a:force.days=2",
    ),
    *("a:regime.informants=0.1,regime.informants=0.2", "route.out.exit.caught=0.9", "hostage"),
    *("feedback", "force.songbun.core=0.9", "decision.rule=threshold", "decision.rule=nonsense"),
    *("mechanisms.screening=false", "1/1", "2/1", "1/2", "agents", "\0", "é", "\U0001f600", "a\nb"),
    *("*", "~", "-", "%s", "{}", "[red]", "a" * 300, "tcp://nowhere", "three_contexts"),
)
"""What a word may be replaced by. No word leads out of the folder of the case."""
