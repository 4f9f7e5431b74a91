"""The parts of the documents that are generated: from the code, the scenarios, and the gallery."""

import ast
import csv
import inspect
import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from experiments.bench.page import page
from experiments.cli.later import COMMANDS
from experiments.estimate import Interval
from experiments.figures.words import told
from experiments.study.design import LATER as LATER_DESIGNS
from sim.agents.columns import Columns
from sim.agents.flight import Flight
from sim.agents.soldier import Soldier
from sim.outcomes import DAILY, OUTCOMES, Outcome
from sim.rules.control import PLATOON
from sim.scenario import load_scenario
from sim.scenario.definitions import shipped_definitions
from sim.scenario.parts import LEG_NUMBERS, Entry, Event, Leg, Route
from sim.scenario.places import scenario_names
from sim.scenario.switches import SWITCHES

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "results" / "gallery"
TITLES = {"russia_rear": "Russian rear", "ukrainian_front": "Ukrainian front", "dmz": "Korean DMZ"}


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [header, ["---"] * len(header), *rows]
    cells = [[str(cell).replace("|", r"\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells) + "\n"


def value(found: object) -> str:
    """A value as a file would write it, four digits of it where it was computed."""
    if isinstance(found, float) and abs(found) >= 1e9:
        return f"{found:g}"
    if isinstance(found, bool) or not isinstance(found, int | float):
        return str(found).lower() if isinstance(found, bool) else str(found)
    return f"{found:.4g}" if abs(found) < 10_000 else f"{found:,.0f}"


def between(ends: tuple[float, float] | None) -> str:
    return f"{value(ends[0])} to {value(ends[1])}" if ends else ""


def code(names: Iterable[str]) -> str:
    """Names in a row, as code."""
    return ", ".join(f"`{name}`" for name in names)


def artifacts() -> dict[str, Any]:
    """What each analysis of the gallery's study found, by name."""
    found = json.loads((GALLERY / "three_contexts/manifest.json").read_text("utf-8"))["artifacts"]
    return {artifact["name"]: artifact for artifact in found}


def findings() -> str:
    """What the README quotes: the title of its figure, what that does not say already, the wish."""
    rates = artifacts()["rates"]
    lever = re.search(r"(ending|lowering|raising) [\w ]+? multiplies", rates["title"])
    said = (lever[0] if lever else rates["title"], "changes nothing at all")
    rest = [f"- {f}" for f in rates["findings"] if not any(words in f for words in said)]
    return "\n".join([f"**{rates['title']}.**", "", *rest, f"- {wish()}"])


def wish() -> str:
    """How many of those who serve would rather be elsewhere, from the findings on states."""
    last = re.compile(r"(.+), at the end of day (\d+): .*(share with a wish .+?) (\S+ \(.+?\))")
    found = [match.groups() for f in artifacts()["states"]["findings"] if (match := last.match(f))]
    each = [f"{share} on day {day} ({context})" for context, day, _, share in found]
    return f"Among those still serving, the {found[0][2]}: {', '.join(each)}."


def gallery() -> str:
    """Every figure of the gallery with all that was found."""
    return "\n".join(
        f"## {found['name'].capitalize()}\n\n**{found['title']}.**\n\n"
        f"![{found['title']}](three_contexts/{found['name']}.png)\n\n"
        + "".join(f"- {finding}\n" for finding in found["findings"])
        for found in artifacts().values()
    )


def refused() -> str:
    """What a user may ask for and is refused."""
    things = {
        "the commands": COMMANDS,
        "the options": ("--ensemble", "--cluster"),
        "the designs": LATER_DESIGNS,
    }
    words = [f"{what} {code(names)}" for what, names in things.items() if names]
    return f"{'; '.join(words)}; in a study, `ensemble` and ranges of uncertain values."


def equations(rules: str) -> str:
    """The equations of a step of the day: their names, and what each gives."""
    source = ROOT / "sim" / "rules" / f"{rules}.py"
    rows = []
    for node in ast.parse(source.read_text("utf-8")).body:
        if not isinstance(node, ast.FunctionDef):
            continue
        if "equation" in [ast.unparse(decorator) for decorator in node.decorator_list]:
            first = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ")
            rows.append((f"`{node.name}`", first.rstrip(".")))
    where = f"[sim/rules/{rules}.py](../sim/rules/{rules}.py)"
    return table((f"equation in {where}", "what it gives"), rows)


def switches() -> str:
    """Each mechanism, and what its switch sets."""
    rows = []
    for name, switch in SWITCHES.items():
        changes = ", ".join(f"`{key} = {value(off)}`" for key, off in switch.off.items())
        rows.append((f"`{name}`", switch.meaning.removeprefix("off: "), changes))
    return table(("switch", "off means", "what is set"), rows)


def parameters() -> str:
    """Every key of the base by section, but for the switches."""
    entries = shipped_definitions().entries
    header = ("key", "value", "unit", "may be", "prior", "grade", "source", "meaning")
    text = []
    for section in shipped_definitions().sections:
        rows = [_parameter(e) for e in entries.values() if e.key.startswith(f"{section}.")]
        if section != "mechanisms":
            text.append(f"## {section}\n\n{table(header, rows)}")
    return "\n".join(text)


def _parameter(entry: Entry) -> tuple[str, ...]:
    allowed = between(entry.bounds) or " or ".join(entry.choices)
    known = (value(entry.value), entry.unit, allowed, between(entry.prior), entry.grade)
    said = "; note: ".join(filter(None, (entry.meaning, entry.note)))
    return (f"`{entry.key}`", *known, entry.source, said)


def contexts() -> str:
    """What each context sets by itself: keys, ways out, calendar."""
    return "\n".join(_context(name) for name in scenario_names())


def _context(name: str) -> str:
    scenario = load_scenario(name)
    own = [e for e in scenario.entries.values() if e.where.startswith(f"{name}.toml")]
    rows = [(f"`{e.key}`", value(e.value), e.unit, e.grade, e.source, e.note) for e in own]
    keys = table(("key", "value", "unit", "grade", "source", "note"), rows)
    text = f"## {scenario.title}\n\n`scenarios/{name}.toml`\n\n{keys}"
    for route in _own_routes(name, scenario.routes):
        legs = [
            (leg.name, leg.stage, *_numbers(leg), leg.grade, leg.source, leg.note)
            for leg in route.legs
        ]
        header = ("leg", "stage", *LEG_NUMBERS, "grade", "source", "note")
        text += f"\nThe way out `{route.name}`:\n\n{table(header, legs)}"
    if scenario.calendar:
        rows = [
            (
                event.day,
                _from_then_on(event),
                event.grade,
                event.source,
                event.note,
            )
            for event in scenario.calendar
        ]
        header = ("day", "from that day on", "grade", "source", "note")
        text += f"\nThe calendar:\n\n{table(header, rows)}"
    return text


def _own_routes(name: str, routes: Iterable[Route]) -> list[Route]:
    """The ways out that a file brings itself, not those of what it extends."""
    return [route for route in routes if route.legs[0].where.startswith(f"{name}.toml")]


def _from_then_on(event: Event) -> str:
    """What a row of the calendar does: where it sends the force, and what it sets."""
    deploy = [f'`deploy = "{event.deploy.scenario}"`'] if event.deploy else []
    changes = (f"`{key} = {value(new)}`" for key, new in event.changes.items())
    return ", ".join([*deploy, *changes])


def _numbers(leg: Leg) -> list[str]:
    """The numbers of a leg. One that says nothing of being handed back: the host decides."""
    silent = "`host.returns`" if leg.stage == "reception" else "0"
    found = [getattr(leg, name) for name in LEG_NUMBERS]
    return [silent if number is None else value(number) for number in found]


def outcomes() -> str:
    """Every outcome of a run."""
    return _measured(OUTCOMES)


def daily() -> str:
    """Every series that can be recorded by day."""
    return _measured(DAILY)


def _measured(found: Sequence[Outcome]) -> str:
    rows = [(f"`{outcome.name}`", outcome.meaning, outcome.unit) for outcome in found]
    return table(("name", "meaning", "unit"), rows)


def defaults() -> str:
    """What the default values give, beside the record and the prototype."""
    header = ("", "the record", "the prototype", "this version, 95% interval")
    rear, front, line = TITLES
    prisoners, rate = _evidence("pow_per_casualty"), _evidence("dmz_rate")
    rows = [
        (rear, "attempts", "", "0.6 to 0.8", "expected_attempts"),
        (rear, "defections", "none confirmed", "0.02", "expected_defections"),
        (rear, "share with a wish above one half", "", "0.31", "share_wish"),
        (
            *(front, "living prisoners per casualty", prisoners, "0.0004 to 0.0005"),
            "expected_prisoners_per_casualty",
        ),
        (front, "share with a wish above one half", "", "0.54", "share_wish"),
        (line, "defections in a year", rate, "about 1", "expected_defections"),
    ]
    return table(
        header,
        [
            (f"{TITLES[context]}: {what}", record, prototype, _level(context, outcome))
            for context, what, record, prototype, outcome in rows
        ],
    )


def _level(scenario: str, outcome: str) -> str:
    """A mean and its interval at the defaults."""
    with open(GALLERY / "defaults" / "rates.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    (row,) = [
        row
        for row in rows
        if (row["scenario"], row["label"], row["outcome"]) == (scenario, "as it is", outcome)
    ]
    found = Interval(*(float(row[end]) for end in ("mean", "low", "high")))
    mean, bounds = told(found)
    return f"{mean} ({bounds.removeprefix('95%: ')})"


def _evidence(key: str) -> str:
    with open(ROOT / "scenarios" / "evidence.csv", encoding="utf-8", newline="") as file:
        (row,) = [row for row in csv.DictReader(file) if row["key"] == key]
    return f"{row['value']} ({row['low']} to {row['high']}; `{key}`)"


def multipliers() -> str:
    """By how much a switch multiplies the rate of expected attempts in each context."""
    text = (GALLERY / "defaults" / "study.json").read_text("utf-8")
    found = re.findall(
        r"(.+): (.+ off) instead of as it is multiplies the rate of expected attempts by (.+) "
        r"\(95%: (.+)\)\.",
        "\n".join(json.loads(text)["findings"]),
    )
    by_label: dict[str, dict[str, str]] = {}
    for context, label, mean, interval in found:
        by_label.setdefault(label, {})[context] = f"{mean} ({interval})"
    prototype = {"hostage off": "10", "watch off": "9", "hostage and watch off": "95"}
    rows = [
        (label, f"about {prototype[label]}", *(cells[title] for title in TITLES.values()))
        for label, cells in by_label.items()
    ]
    return table(("attempts are multiplied by", "the prototype", *TITLES.values()), rows)


def watch() -> str:
    """How much of the chances to slip away the default watch leaves."""
    entries = shipped_definitions().entries
    share, officials, k = (
        float(entries[key].value)
        for key in ("regime.informants", "regime.officials_per_100", "control.watch")
    )
    near, there = share * (PLATOON - 1), officials * PLATOON / 100
    left = math.exp(-k * (near + there))
    even = math.exp(-k * there) * (1.0 - share * (1.0 - math.exp(-k))) ** (PLATOON - 1)
    return (
        f"With the default values a soldier has {there:.2f} officials and {near:.2f} informants "
        f"about him in his platoon of {PLATOON}. They leave him exp(-{k:g} × {near + there:.2f}) = "
        f"{left:.2f} of his chances to slip away, so that without them he would have "
        f"{1 / left:.1f} times as many. But informants are unevenly spread, and the mean over "
        f"platoons is exp(-{k:g} × {there:.2f}) × (1 - {share:g} × (1 - exp(-{k:g})))^"
        f"{PLATOON - 1} = {even:.2f}: without them, {1 / even:.1f} times as many."
    )


def methods() -> str:
    """What a soldier does: the methods that a subclass overrides, with what each takes."""
    rows = []
    for kind in (Soldier, Flight, Columns):
        for name, method in vars(kind).items():
            if not name.startswith("_") and inspect.isfunction(method):
                taken = list(inspect.signature(method).parameters)[1:]
                first = (inspect.getdoc(method) or "").split("\n\n")[0].replace("\n", " ")
                rows.append((f"`{name}({', '.join(taken)})`", first.rstrip(".")))
    return table(("method", "what it does"), rows)


def performance() -> str:
    """What `defection bench --json` found."""
    return page(json.loads((ROOT / "docs" / "performance.json").read_text("utf-8")))


PARTS: dict[str, Callable[..., str]] = {
    part.__name__: part
    for part in (
        *(findings, gallery, refused, equations, switches, parameters, contexts, outcomes, daily),
        *(defaults, multipliers, watch, methods, performance),
    )
}
