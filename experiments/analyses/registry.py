"""What an analysis is: a function of a finished study, known by name, with named and typed options.

    @analysis("rates", "expected rates by context and lever")
    def rates(study: StudyResults, *, lever: str = "") -> list[Artifact]: ...

The options are the keyword arguments, their types the annotations: str, int, bool, float,
list[str], or dict[str, Any].
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from experiments.results import StudyResults

Refusal = Callable[[Sequence[Mapping[str, Any]], Mapping[str, Any]], str]

ANALYSES: dict[str, Analysis] = {}


class AnalysisError(Exception):
    """What was asked for cannot be shown from these results; the message says why."""


@dataclass(frozen=True)
class Artifact:
    """A figure (two files) and the table behind it, with what was found, in words."""

    name: str
    title: str
    findings: tuple[str, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True)
class Option:
    """An option of an analysis: the type of its value, and what holds without it."""

    type: Any
    default: Any

    def fault(self, value: object) -> str:
        """What is wrong with this value, or nothing."""
        wanted = get_origin(self.type) or self.type
        number = wanted is float and isinstance(value, int)
        if isinstance(value, bool) != (wanted is bool) or not (number or isinstance(value, wanted)):
            return f"must be {NAMES[wanted]} (got {value!r})"
        if wanted is list and not all(isinstance(item, str) for item in value):  # type: ignore[attr-defined]
            return f"must be a list of names (got {value!r})"
        return ""


NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list of names",
    dict: "a table of factors and their values",
}


@dataclass(frozen=True)
class Analysis:
    """A registered analysis."""

    name: str
    meaning: str
    function: Callable[..., list[Artifact]]
    needs_daily: tuple[str, ...]
    daily_option: str
    refuses: Refusal

    @property
    def options(self) -> dict[str, Option]:
        """The options by name."""
        types = get_type_hints(self.function)
        return {
            name: Option(types[name], parameter.default)
            for name, parameter in inspect.signature(self.function).parameters.items()
            if parameter.kind is parameter.KEYWORD_ONLY
        }

    def faults(self, given: Mapping[str, object]) -> list[tuple[str, str]]:
        """(option, what is wrong with it) for every option that is unknown or of a wrong type."""
        known = self.options
        faults = []
        for name, value in given.items():
            if name not in known:
                faults.append((name, f"unknown option of {self.name}{_suggest(name, known)}"))
            elif message := known[name].fault(value):
                faults.append((name, message))
        return faults

    def daily_columns(self, given: Mapping[str, Any]) -> tuple[str, ...]:
        """The series by day that it reads, with these options."""
        chosen = given.get(self.daily_option, ()) if self.daily_option else ()
        return tuple(dict.fromkeys([*self.needs_daily, *chosen]))

    def run(self, study: StudyResults, given: Mapping[str, Any]) -> list[Artifact]:
        """Write its figures and tables into the study's folder."""
        if faults := self.faults(given):
            raise AnalysisError("; ".join(f"{name}: {message}" for name, message in faults))
        return self.function(study, **given)


def _nothing(points: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> str:
    return ""


def analysis(
    name: str,
    meaning: str,
    needs_daily: tuple[str, ...] = (),
    daily_option: str = "",
    refuses: Refusal = _nothing,
) -> Callable[[Callable[..., list[Artifact]]], Callable[..., list[Artifact]]]:
    """Register an analysis; daily_option names the option that lists further series it reads.

    refuses: told the factors of every point and the options, says what it cannot show, or nothing.
    """

    def register(function: Callable[..., list[Artifact]]) -> Callable[..., list[Artifact]]:
        ANALYSES[name] = Analysis(name, meaning, function, needs_daily, daily_option, refuses)
        return function

    return register


def _suggest(name: str, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f", did you mean {close[0]!r}?" if close else f"; it has {', '.join(known) or 'none'}"
