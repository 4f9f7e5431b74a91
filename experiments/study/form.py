"""What a study is once its file has been read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.replication import Replication

if TYPE_CHECKING:
    from sim.scenario import Scenario

Value = float | int | str | bool


@dataclass(frozen=True)
class Factor:
    """A column that the study sets: a scenario key, or the name of a force or of a row."""

    name: str
    meaning: str
    unit: str


@dataclass(frozen=True)
class Point:
    """A scenario with its factors set. `number` counts from 0 over the whole study."""

    number: int
    scenario: Scenario
    factors: Mapping[str, Value]

    @property
    def digest(self) -> str:
        """What the runs of this point depend on, besides seed and replicate."""
        return str(self.scenario.digest)


@dataclass(frozen=True)
class Study:
    """A question and the runs that answer it."""

    name: str
    path: Path
    title: str
    question: str
    scenarios: tuple[Scenario, ...]
    replication: Replication
    seed: int
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    daily: tuple[str, ...]
    analyses: Mapping[str, Mapping[str, object]]
