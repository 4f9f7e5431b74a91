"""What a lever or a switch does to an outcome: a ratio between two points of the same luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analyses import design
from experiments.estimate import Interval, ratio_interval
from experiments.figures.words import estimated, level, measured, number, plain, told
from experiments.results import StudyResults
from sim.outcomes import OUTCOMES

if TYPE_CHECKING:
    import pandas as pd


SAME = 0.1
"""Ratios that differ by no more are about the same."""


@dataclass(frozen=True)
class Effect:
    """In one context, doing something multiplies an outcome by a ratio."""

    context: str
    doing: str
    outcome: str
    ratio: Interval

    @property
    def seen(self) -> bool:
        """Whether the interval leaves out 1, no change."""
        return self.ratio.low > 1 or self.ratio.high < 1

    def is_like(self, other: Effect) -> bool:
        """Whether it is the same change of another outcome, and by about the same ratio."""
        if (self.context, self.doing) != (other.context, other.doing):
            return False
        near = abs(self.ratio.mean - other.ratio.mean) <= SAME * other.ratio.mean
        return near or (self.ratio.low <= other.ratio.high and other.ratio.low <= self.ratio.high)

    @property
    def times(self) -> str:
        """The ratio in two digits, or in as many as tell it from no change."""
        short = number(self.ratio.mean)
        return told(self.ratio)[0] if self.seen and float(short.replace(",", "")) == 1 else short

    def sentence(self) -> str:
        """The effect in words, with its interval."""
        what = measured(self.outcome)
        if self.ratio.is_one and is_counted(self.outcome):
            return f"{self.context}: {self.doing} made no difference in {what}."
        if self.ratio.is_one:
            return f"{self.context}: {self.doing} changes nothing at all in {what}, in any run."
        ending = "" if self.seen else ": no visible effect"
        return f"{self.context}: {self.doing} multiplies {what} by {estimated(self.ratio)}{ending}."


def is_counted(outcome: str) -> bool:
    """Whether an outcome is of events that happened, which may be few, and not of chances."""
    return any(o.name == outcome and o.kind in ("count", "rate") for o in OUTCOMES)


def effects_of_lever(study: StudyResults, outcome: str, lever: str) -> list[Effect]:
    """A number from its value as it is to the lowest (where it is the lowest, to the highest);
    anything else from what it is to whatever else it may be. Where "as it is" would not be true,
    or not the same in every context, the words name both values.
    """
    if not lever:
        return []
    return [e for name in design.scenarios(study) for e in _effects(study, name, outcome, lever)]


def effects_of_choices(study: StudyResults, outcome: str, lever: str) -> list[Effect]:
    """Each other lever along its own axis, each mechanism also turned off, and each other force
    sent, with the rest as it is."""
    free = [factor for factor in design.varied(study) if factor != lever]
    return [e for factor in free for e in effects_of_lever(study, outcome, factor)]


def strongest(effects: Sequence[Effect]) -> list[Effect]:
    """The effects, in every context, of what changes an outcome most in any of them."""
    if not effects:
        return []
    most = max(effects, key=lambda e: abs(np.log(e.ratio.mean)) if e.ratio.mean > 0 else np.inf)
    return [e for e in effects if e.doing == most.doing]


def _effects(study: StudyResults, scenario: str, outcome: str, factor: str) -> list[Effect]:
    base = design.reference_point(study, scenario, {})
    points = alone(study, scenario, base, (factor,))
    own = base[factor]
    context = design.scenario_title(study, scenario)
    when = given(study, base, (factor,))
    return [
        Effect(context, doing(study, factor, own, point[factor]) + when, outcome, ratio)
        for point in others(study, points, factor, own)
        for ratio in [_ratio(study, outcome, point["point"], base["point"])]
        if not math.isnan(ratio.mean)
    ]


def _ratio(study: StudyResults, outcome: str, point: int, base: int) -> Interval:
    pair = [values(study, point_number, outcome) for point_number in (point, base)]
    both = pair[0].index.intersection(pair[1].index)
    top, bottom = (v.loc[both].to_numpy(np.float64) for v in pair)
    counted = all((v % 1 == 0).all() for v in (top, bottom))
    return ratio_interval(top, bottom, "count" if counted else "expectation")


def alone(
    study: StudyResults, scenario: str, base: pd.Series, moving: Sequence[str]
) -> pd.DataFrame:
    """The points of a scenario that differ from `base` in no factor but the moving ones."""
    points = design.points(study).query("scenario == @scenario")
    for other in design.varied(study):
        if other not in moving:
            points = points[points[other] == base[other]]
    return points


def values(study: StudyResults, point: int, outcome: str) -> pd.Series:
    """An outcome of a point by replicate, which has the same luck at every point."""
    return study.runs[study.runs["point"] == point].set_index("replicate")[outcome].dropna()


def others(
    study: StudyResults, points: pd.DataFrame, factor: str, own: Any
) -> list[dict[str, Any]]:
    """The points to compare with the one that has the factor's own value: the end of a number."""
    there = points[points[factor] != own]
    if design.is_number(study, factor) and len(there):
        there = there.sort_values(factor, kind="stable")
        there = there.iloc[[0 if there.iloc[0][factor] < own else -1]]
    return there.to_dict("records")


def given(study: StudyResults, base: pd.Series, moving: Sequence[str]) -> str:
    """What else is not as it is while these factors move: at informants 0.1."""
    rest = [other for other in design.unlike(study) if other not in moving]
    return f" at {design.call(study, base, rest)}" if rest else ""


def doing(study: StudyResults, factor: str, own: Any, other: Any) -> str:
    """What is done where a factor goes from one value to another: ending leaflets."""
    name = plain(factor)
    if design.is_switch(study, factor):
        return f"switching {'on' if other else 'off'} the {design.switch_words(factor)}"
    if not design.is_number(study, factor):
        return f"{other} instead of {own}"
    if other == 0 and design.has_one_reference(study, factor):
        return f"ending {name}"
    direction = "lowering" if other < own else "raising"
    return f"{direction} {name} from {level(float(own))} to {level(float(other))}"
