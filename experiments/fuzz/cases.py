"""A case: some files, and the command lines to be tried on them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from experiments.fuzz.corpus import (
    LINES,
    SCENARIO,
    STUDY,
    WORDS,
    scenario_texts,
    study_texts,
)
from experiments.fuzz.mutations import broken_line, broken_text
from experiments.study.places import list_studies
from sim.scenario import list_scenarios

KINDS = ("scenario", "study", "line")
MUTANT = "mutant.toml"
SMALL = ("--soldiers", "24", "--days", "3")

ON_SCENARIO: tuple[tuple[str, ...], ...] = (
    ("check", MUTANT),
    ("show", MUTANT, "--json", *SMALL),
    ("run", MUTANT, *SMALL, "--replicates", "2", "--out", "out"),
    ("run", MUTANT, *SMALL, "--replicates", "1", "--json"),
    ("compare", MUTANT, *SMALL, "--replicates", "2", "--json", "--arm", f"b:scenario={SCENARIO}"),
    ("explain", MUTANT, *SMALL, "--soldier", "3", "--json"),
)

_RUNS = {"run", "compare", "explain", "study"}
_LARGE = range(60, 5_000_001)


@dataclass(frozen=True)
class Case:
    """`files` are written by name; of `commands` each is tried if the one before ended with 0."""

    seed: int
    number: int
    kind: str
    files: dict[str, bytes]
    commands: tuple[tuple[str, ...], ...]


def draw_case(seed: int, number: int) -> Case:
    """The case of this number, whatever else was drawn."""
    chance = Random(f"{seed}/{number}")
    kind = KINDS[number % len(KINDS)]
    if kind == "line":
        line = tame(broken_line(chance, chance.choice(LINES), WORDS))
        return Case(seed, number, kind, {}, (line,))
    texts = scenario_texts() if kind == "scenario" else study_texts()
    content = broken_text(chance, chance.choice(texts), (*scenario_texts(), *study_texts()))
    if kind == "scenario":
        return Case(seed, number, kind, {MUTANT: content}, (chance.choice(ON_SCENARIO),))
    look = ("study", MUTANT, "--dry-run", "--json", "--workers", "1")
    go = ("study", MUTANT, "--workers", "2", *chance.choice(((), ("--json",), ("--out", "out"))))
    return Case(seed, number, kind, {MUTANT: content}, (look, go))


def tame(line: list[str]) -> tuple[str, ...]:
    """The line without what is right but takes long: large numbers, and forces as deployed."""
    runs = bool(_RUNS & set(line)) and "--dry-run" not in line
    return tuple(_tame(word, runs) for word in line)


@cache
def _shipped() -> dict[str, str]:
    """What takes the place of a scenario or study as deployed."""
    scenarios = {info.name: SCENARIO for info in list_scenarios()}
    return {"base": SCENARIO} | scenarios | {info.name: STUDY for info in list_studies()}


def _tame(word: str, runs: bool) -> str:
    key, equals, name = word.rpartition("=")
    if runs and name in _shipped():
        return key + equals + _shipped()[name]
    return re.sub(r"\d[\d_]*(?:\.\d*)?(?:[eE]\+?\d+)?", _small, word)


def _small(match: re.Match[str]) -> str:
    try:
        number = float(match[0].replace("_", ""))
    except ValueError:
        return match[0]
    return "7" if _LARGE.start <= number < _LARGE.stop else match[0]


def affordable(plan: dict[str, object]) -> bool:
    """Whether what `study --dry-run --json` says of a study is done in a moment."""
    runs, seconds = plan.get("runs"), plan.get("seconds")
    few = isinstance(runs, int) and runs <= 60
    return few and isinstance(seconds, int | float) and seconds <= 1.0
