"""What is wrong with a file, said as `file:line: key: what is wrong`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `line` counts from 1; it is None for what stands on no line: an
    option (`--set`), or a file that is missing or cannot be read."""

    file: str
    line: int | None
    key: str
    problem: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.key}: {self.problem}"


class ScenarioError(Exception):
    """The input is wrong. `faults` holds every fault found; `str` gives one line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Fault, ...]]]:
        return ScenarioError, (self.faults,)
