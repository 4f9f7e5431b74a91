"""What a finished study varied, and how its points are called."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.analyses.registry import AnalysisError
from experiments.figures.words import level, listing, plain
from experiments.results import StudyResults

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("scenario", "point")
FORCE, LABEL = "force", "label"
LONGEST_TITLE = 24


def points(study: StudyResults) -> pd.DataFrame:
    """One row a point, in order: scenario, point, the factors."""
    columns = [*PLACE, *study.factors]
    return (
        study.runs[columns].drop_duplicates(PLACE[1]).sort_values(PLACE[1]).reset_index(drop=True)
    )


def scenarios(study: StudyResults) -> list[str]:
    """The scenarios in the order of the study."""
    return list(dict.fromkeys(points(study)["scenario"]))


def scenario_title(study: StudyResults, name: str) -> str:
    """The title up to its colon where that is short and its own, else the name: dmz -> DMZ."""
    records = study.manifest.get("scenarios", {})
    titles = [str(record.get("title", "")).split(":")[0] for record in records.values()]
    title = str(records.get(name, {}).get("title", "")).split(":")[0]
    if 0 < len(title) <= LONGEST_TITLE and titles.count(title) == 1:
        return title
    words = [w if set(w) & set("aeiouy") else w.upper() for w in name.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def is_switch(study: StudyResults, factor: str) -> bool:
    """Whether the factor takes true and false."""
    return bool(study.runs[factor].map(lambda value: isinstance(value, bool)).all())


def is_number(study: StudyResults, factor: str) -> bool:
    """Whether the factor takes numbers."""
    return not is_switch(study, factor) and study.runs[factor].dtype.kind in "iuf"


def varied(study: StudyResults) -> list[str]:
    """The factors with more than one value, but for those that the label of a row decides."""
    factors = [f for f in study.factors if study.runs[f].nunique() > 1]
    return [f for f in factors if f in (FORCE, LABEL)] if LABEL in factors else factors


def lever(study: StudyResults, wanted: str) -> str:
    """The factor along the axis: the one asked for, else the number with most values, else any."""
    if wanted:
        return one_of(study.factors, wanted, "factor")
    free = varied(study)
    numbers = [factor for factor in free if is_number(study, factor)]
    if numbers:
        return max(numbers, key=lambda factor: study.runs[factor].nunique())
    return LABEL if LABEL in free else (free[-1] if free else "")


def one_of(known: Sequence[str], wanted: str, what: str) -> str:
    """The name, if this study has it; else an AnalysisError that says what there is."""
    if wanted in known:
        return wanted
    close = difflib.get_close_matches(wanted, known, n=1)
    hint = f", did you mean {close[0]!r}?" if close else f"; it has {', '.join(known) or 'none'}"
    raise AnalysisError(f"this study has no {what} {wanted!r}{hint}")


def reference(study: StudyResults, scenario: str, factor: str) -> Any:
    """The value that stands for "as it is": the scenario's own, a switch on, or the first one."""
    values = list(dict.fromkeys(points(study).query("scenario == @scenario")[factor]))
    own = study.manifest.get("scenarios", {}).get(scenario, {}).get("values", {}).get(factor)
    for wanted in (own, True):
        if any(value is wanted or (value == wanted and value is not True) for value in values):
            return wanted
    return max(values) if is_number(study, factor) else values[0]


def reference_point(study: StudyResults, scenario: str, where: Mapping[str, Any]) -> pd.Series:
    """The point of a scenario that `where` asks for, with every other factor as it is.

    Where the design has no such point, the factors are honoured one after the other as far as there
    are points; what `where` asks for comes first and is an AnalysisError if it is nowhere.
    """
    left = points(study).query("scenario == @scenario")
    for factor, value in where.items():
        left = left[left[one_of(study.factors, factor, "factor")] == value]
        if left.empty:
            raise AnalysisError(f"{scenario} has no point with {factor} = {value!r}")
    for factor in sorted(study.factors, key=lambda factor: factor == LABEL):
        as_it_is = left[left[factor] == reference(study, scenario, factor)]
        left = left if as_it_is.empty else as_it_is
    return left.iloc[0]


def call(study: StudyResults, point: Mapping[str, Any], factors: Sequence[str]) -> str:
    """What a point is called by these factors: as deployed, hostage off."""
    words = []
    for factor in factors:
        value = point[factor]
        if is_switch(study, factor):
            words += [] if value else [f"{switch_words(factor)} off"]
        elif is_number(study, factor):
            words.append(f"{plain(factor)} {level(float(value))}")
        else:
            words.append(str(value))
    return ", ".join(words) or "all as it is"


def call_shown(study: StudyResults, where: Mapping[str, Any]) -> str:
    """What the reference points of the scenarios are called; they may differ."""
    names = [reference_point(study, name, where) for name in scenarios(study)]
    words = listing(list(dict.fromkeys(call(study, point, varied(study)) for point in names)), "or")
    return words[0].upper() + words[1:]


def switch_words(factor: str) -> str:
    """mechanisms.hostage -> hostage mechanism"""
    return plain(factor) + (" mechanism" if factor.startswith("mechanisms.") else "")


def axis(study: StudyResults, factor: str) -> str:
    """A factor with its unit, for the axis; nothing for the names of rows and scenarios."""
    if factor in ("", LABEL):
        return ""
    found = study.columns.loc[study.columns["name"] == factor, "unit"].dropna()
    unit = str(found.iloc[0]) if len(found) and is_number(study, factor) else ""
    return f"{plain(factor)} ({unit})" if unit else plain(factor)


def calibrated(study: StudyResults) -> bool:
    """Whether the parameters were fitted to the record; no, where the study does not say."""
    return bool(study.manifest.get("calibrated", False))


def model(study: StudyResults) -> str:
    """How a finding begins."""
    return "In this model" if calibrated(study) else "In this uncalibrated model"


def note(study: StudyResults, marks: str) -> str:
    """The line at the foot of a figure; marks says what shows the 95% intervals."""
    assumed = study.manifest.get("assumed_parameters")
    runs = study.runs.groupby("point")["replicate"].nunique()
    few, many = int(runs.min()), int(runs.max())
    parts = [
        "Calibrated" if calibrated(study) else "Uncalibrated",
        f"{'an unknown number of' if assumed is None else assumed} assumed parameters",
        f"{few} replicates a point" if few == many else f"{few} to {many} replicates a point",
        f"{marks}: 95% intervals of the mean over replicates"
        if many > 1
        else "one replicate: no 95% interval but for rare counts",
    ]
    failed = study.failed
    if failed:
        parts.append(f"{failed} failed {'run is' if failed == 1 else 'runs are'} left out")
    return "; ".join(parts) + "."
