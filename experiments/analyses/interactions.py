"""Whether one factor changes what another does: a ratio of two ratios, on the same luck."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analyses import design
from experiments.analyses.effects import alone, doing, given, is_counted, others, values
from experiments.analyses.own import NAMES
from experiments.estimate import Interval, ratio_of_ratios
from experiments.figures.words import estimated, measured
from experiments.results import StudyResults

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Interaction:
    """In one context, the ratio of doing one thing is multiplied where another is done too."""

    context: str
    doing: str
    other: str
    outcome: str
    ratio: Interval

    def sentence(self) -> str:
        """The interaction in words, with its interval."""
        effect = f"the effect of {self.doing} on {measured(self.outcome)}"
        if self.ratio.is_one:
            return f"{self.context}: {self.other} changes nothing at all in {effect}."
        seen = self.ratio.low > 1 or self.ratio.high < 1
        ending = "" if seen else ": no visible interaction"
        return (
            f"{self.context}: {self.other} multiplies {effect} by {estimated(self.ratio)}{ending}."
        )


def interactions(study: StudyResults, outcome: str, lever: str) -> list[Interaction]:
    """Of the lever with each other key that varies, the rest as it is, in every context.

    Effects are ratios, so that both together multiply the outcome by the effect of each, and by
    this. Nothing is said where a point is missing, nor of what is counted: it may be too rare.
    """
    if not lever or lever in NAMES or is_counted(outcome):
        return []
    seconds = [factor for factor in design.varied(study) if factor not in (lever, *NAMES)]
    return [
        found
        for second in seconds
        for name in design.scenarios(study)
        for found in _found(study, name, outcome, (lever, second))
    ]


def _found(
    study: StudyResults, scenario: str, outcome: str, pair: tuple[str, str]
) -> Iterator[Interaction]:
    base = design.reference_point(study, scenario, {})
    near = alone(study, scenario, base, pair)
    first, second = pair
    context = design.scenario_title(study, scenario)
    for a in others(study, near[near[second] == base[second]], first, base[first]):
        for b in others(study, near[near[first] == base[first]], second, base[second]):
            both = near[(near[first] == a[first]) & (near[second] == b[second])]
            if both.empty:
                continue
            places = (both.iloc[0], b, a, base)
            ratio = _ratio(study, outcome, [int(place["point"]) for place in places])
            if math.isnan(ratio.mean):
                continue
            yield Interaction(
                context,
                doing(study, first, base[first], a[first]),
                doing(study, second, base[second], b[second]) + given(study, base, pair),
                outcome,
                ratio,
            )


def _ratio(study: StudyResults, outcome: str, points: Sequence[int]) -> Interval:
    """Of the points with both, with the second alone, with the first alone, and with neither."""
    found: list[pd.Series[Any]] = [values(study, point, outcome) for point in points]
    shared = found[0].index
    for each in found[1:]:
        shared = shared.intersection(each.index)
    both, second, first, neither = (each.loc[shared].to_numpy(np.float64) for each in found)
    return ratio_of_ratios(both, second, first, neither)
