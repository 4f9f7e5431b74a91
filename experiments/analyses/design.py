"""What a finished study varied, and how its points are called."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.analyses import lines
from experiments.analyses.own import LABEL, NAMES, is_as_it_is, is_held, levels, own
from experiments.analyses.registry import AnalysisError
from experiments.figures.words import level, listing, plain
from experiments.results import StudyResults

if TYPE_CHECKING:
    import pandas as pd

PLACE = ("scenario", "point")
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
    return lines.is_switch(_levels(study, factor))


def is_number(study: StudyResults, factor: str) -> bool:
    """Whether the factor takes numbers."""
    return lines.is_number(_levels(study, factor))


def varied(study: StudyResults) -> list[str]:
    """The factors with more than one value, but for those that the label of a row decides."""
    return lines.varied({factor: _levels(study, factor) for factor in study.factors})


def lever(study: StudyResults, wanted: str) -> str:
    """The factor along the axis: the one asked for, else the number with most values, else any."""
    if wanted:
        return one_of(study.factors, wanted, "factor")
    return lines.axis({factor: _levels(study, factor) for factor in study.factors})


def _levels(study: StudyResults, factor: str) -> list[Any]:
    """The different values of a factor, as plain Python values."""
    values: list[Any] = study.runs[factor].drop_duplicates().tolist()
    return values


def one_of(known: Sequence[str], wanted: str, what: str) -> str:
    """The name, if this study has it; else an AnalysisError that says what there is."""
    if wanted in known:
        return wanted
    close = difflib.get_close_matches(wanted, known, n=1)
    hint = f", did you mean {close[0]!r}?" if close else f"; it has {', '.join(known) or 'none'}"
    raise AnalysisError(f"this study has no {what} {wanted!r}{hint}")


def reference(study: StudyResults, scenario: str, factor: str) -> Any:
    """The value that stands for "as it is": the scenario's own, where the points have it.

    Where some scenario's own value is no level, it is the same in all of them: a switch on, the
    highest number, or the first of other values. What compares with it has to name it.
    """
    values = levels(study, scenario, factor)
    if factor not in NAMES and is_held(study, factor):
        return own(study, scenario, factor)
    if is_switch(study, factor):
        return any(values)
    return max(values) if is_number(study, factor) else values[0]


def has_one_reference(study: StudyResults, factor: str) -> bool:
    """Whether "as it is" says enough: it is so in every scenario, and the same in all of them."""
    same = len({reference(study, name, factor) for name in scenarios(study)}) == 1
    return same and is_as_it_is(study, factor)


def unlike(study: StudyResults) -> list[str]:
    """The factors that a reference point does not have as they are; a label names its row."""
    if LABEL in study.factors:
        return []
    return [factor for factor in study.factors if not is_as_it_is(study, factor)]


def told_apart(study: StudyResults) -> list[str]:
    """The factors by which a point is called: what varies, and what is set unlike the scenario."""
    free = varied(study)
    return [*free, *(factor for factor in unlike(study) if factor not in free)]


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
    labelled = LABEL in study.factors
    for factor in sorted(study.factors, key=lambda factor: factor == LABEL):
        if labelled and not is_held(study, factor):
            continue  # the first row is as good as any, and its label says what it is
        as_it_is = left[left[factor] == reference(study, scenario, factor)]
        left = left if as_it_is.empty else as_it_is
    return left.iloc[0]


def call(study: StudyResults, point: Mapping[str, Any], factors: Sequence[str]) -> str:
    """What a point is called by these factors: as deployed, hostage off."""
    words = []
    for factor in factors:
        value = point[factor]
        if is_switch(study, factor):
            usual = all(own(study, name, factor) is not False for name in scenarios(study))
            silent = value and usual
            words += [] if silent else [f"{switch_words(factor)} {'on' if value else 'off'}"]
        elif is_number(study, factor):
            words.append(f"{plain(factor)} {level(float(value))}")
        else:
            words.append(str(value))
    return ", ".join(words) or "all as it is"


def call_shown(study: StudyResults, where: Mapping[str, Any]) -> str:
    """What the reference points of the scenarios are called; where they differ, each by context."""
    names: dict[str, list[str]] = {}
    for name in scenarios(study):
        called = call(study, reference_point(study, name, where), told_apart(study))
        names.setdefault(called, []).append(scenario_title(study, name))
    if len(names) == 1:
        words = next(iter(names))
    else:
        words = listing([f"{called} ({listing(contexts)})" for called, contexts in names.items()])
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
