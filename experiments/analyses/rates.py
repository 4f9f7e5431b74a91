"""Expected rates by context and lever: who would try to leave, and what a lever does to that."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from experiments.analyses import design
from experiments.analyses.effects import (
    Effect,
    effects_of_choices,
    effects_of_lever,
    is_counted,
    strongest,
)
from experiments.analyses.interactions import interactions
from experiments.analyses.lines import too_many
from experiments.analyses.own import is_as_it_is
from experiments.analyses.registry import AnalysisError, Artifact, analysis
from experiments.analyses.writing import write
from experiments.estimate import Interval
from experiments.figures.words import level, listing, measured, number, outcome_words, plain, told
from experiments.results import StudyResults

if TYPE_CHECKING:
    import pandas as pd

ATTEMPTS = "expected_attempts_per_1000_soldier_months"
DEFECTIONS = "expected_defections_per_1000_soldier_months"


def _refused(points: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> str:
    return too_many(points, options.get("lever", ""))


@analysis(
    "rates",
    "expected attempt and defection rates by context and lever, on a log axis",
    refuses=_refused,
)
def rates(
    study: StudyResults,
    *,
    outcomes: list[str] = [ATTEMPTS, DEFECTIONS],  # noqa: B006  (never changed)
    lever: str = "",
) -> list[Artifact]:
    """outcomes: what to show, a row of panels each. lever: the factor along the axis."""
    from experiments.figures import rates as figure
    from experiments.figures.style import drawing

    known = list(dict.fromkeys(study.summary["outcome"]))
    for outcome in outcomes:
        design.one_of(known, outcome, "outcome")
    along = design.lever(study, lever)
    shown = design.points(study)[study.factors].to_dict("records")
    if problem := too_many(shown, along):
        raise AnalysisError(f"rates {problem}")
    table = _table(study, outcomes, along)
    effects = effects_of_lever(study, outcomes[0], along)
    title = _title(study, outcomes[0], table, strongest(effects))
    findings = [
        *_levels(study, outcomes, table),
        *_effects(outcomes, lambda outcome: effects_of_lever(study, outcome, along)),
        *_effects(outcomes, lambda outcome: effects_of_choices(study, outcome, along)),
        *(found.sentence() for found in interactions(study, outcomes[0], along)),
    ]
    axis = design.axis(study, along)
    subtitle = f"{_together(outcomes)}; each labelled step of the log axis is a factor of 10"
    if more := _more_than(study, along):
        subtitle += f"; {more}"
    subtitle = subtitle[0].upper() + subtitle[1:]
    shown = f"Panels by context; {axis or 'context'} along the axis. {subtitle}."
    with drawing():
        drawn = figure.draw(
            _panels(study, table, along),
            axis,
            _own(study, along),
            title,
            subtitle,
            design.note(study, "bars (where longer than the marker)"),
        )
        return [write(study, "rates", drawn, table.drop(columns="x"), title, shown, findings)]


def _effects(outcomes: Sequence[str], found: Callable[[str], list[Effect]]) -> list[str]:
    """The effects on the first outcome, and on others where they are not about the same."""
    first = found(outcomes[0])
    others = [
        effect
        for outcome in outcomes[1:]
        for effect in found(outcome)
        if not any(effect.is_like(one) for one in first)
    ]
    return [effect.sentence() for effect in (*first, *others)]


def _table(study: StudyResults, outcomes: Sequence[str], along: str) -> pd.DataFrame:
    """The summary's rows of these outcomes, with the name of the line and the place on the axis."""
    table = study.summary[study.summary["outcome"].isin(outcomes)].copy()
    others = [f for f in design.varied(study) if f != along]
    table["series"] = [design.call(study, row, others) for row in table.to_dict("records")]
    table["x"] = table[along] if along else table["scenario"]
    return table


def _panels(study: StudyResults, table: pd.DataFrame, along: str) -> pd.DataFrame:
    titles = {name: design.scenario_title(study, name) for name in design.scenarios(study)}
    panels = table.assign(
        panel=table["scenario"].map(titles) if along else "",
        outcome=table["outcome"].map(lambda name: outcome_words(name).split(" per ")[0]),
    )
    if not along:
        panels["x"] = panels["scenario"].map(titles)
    elif not design.is_number(study, along):
        switch = design.is_switch(study, along)
        panels["x"] = [("on" if x else "off") if switch else str(x) for x in panels["x"]]
    else:
        panels = panels.sort_values("x", kind="stable")
    return panels


def _own(study: StudyResults, along: str) -> dict[str, tuple[object, str]]:
    """By context, the lever as the scenario has it and what that is, where it is a number and a
    level."""
    if not along or not design.is_number(study, along) or not is_as_it_is(study, along):
        return {}
    found: dict[str, tuple[object, str]] = {}
    for name in design.scenarios(study):
        value = design.reference_point(study, name, {})[along]
        record = study.manifest.get("scenarios", {}).get(name, {})
        known = record.get("values", {}).get(along) == value
        grade = record.get("provenance", {}).get(along, {}).get("grade") if known else None
        called = f"{grade or 'compared with'} {'value ' if grade else ''}{level(float(value))}"
        found[design.scenario_title(study, name)] = value, called
    return found


def _more_than(study: StudyResults, along: str) -> str:
    """What a mechanism that is off takes away beside the lever; nothing where there is none."""
    from sim.scenario.switches import SWITCHES

    words = []
    for factor in design.varied(study):
        switch = SWITCHES.get(factor.removeprefix("mechanisms."))
        if switch is None or along not in switch.off:
            continue
        others = [plain(key) for key in switch.off if key != along]
        if others:
            off = f"the {design.switch_words(factor)} off is more than {plain(along)} 0"
            words.append(f"{off}: without {listing(others)}, too")
    return "; ".join(words)


def _together(outcomes: Sequence[str]) -> str:
    """a per X and b per X -> a and b per X"""
    names = [outcome_words(outcome).split(" per ") for outcome in outcomes]
    if len({name[-1] for name in names}) == 1 and all(len(name) == 2 for name in names):
        return f"{listing([name[0] for name in names])} per {names[0][1]}"
    return listing([" per ".join(name) for name in names])


def _levels(study: StudyResults, outcomes: Sequence[str], table: pd.DataFrame) -> list[str]:
    """One sentence a context: the outcomes where the factors are as they are."""
    sentences = []
    for scenario in design.scenarios(study):
        point = design.reference_point(study, scenario, {})
        found = table[table["point"] == point["point"]].set_index("outcome")
        parts = [
            f"{mean} {outcome_words(o)} ({bounds})"
            for o in outcomes
            for mean, bounds in [told(Interval(*found.loc[o, ["mean", "low", "high"]]))]
        ]
        called = design.call(study, point, design.told_apart(study))
        sentences.append(f"{design.scenario_title(study, scenario)}, {called}: {listing(parts)}.")
    return sentences


def _title(study: StudyResults, outcome: str, table: pd.DataFrame, effects: list[Effect]) -> str:
    what = measured(outcome)
    if not effects:
        levels = [
            f"{number(table.loc[table['point'] == point['point'], 'mean'].iloc[0])} "
            f"({design.scenario_title(study, name)})"
            for name in design.scenarios(study)
            for point in [design.reference_point(study, name, {})]
        ]
        return f"{design.model(study)}, {outcome_words(outcome)}: {listing(levels)}"
    parts = [f"{e.times} ({e.context})" for e in effects if e.seen]
    unseen = [e.context for e in effects if not e.seen]
    doing = effects[0].doing
    if all(e.ratio.is_one for e in effects) and not is_counted(outcome):
        return f"{design.model(study)}, {doing} changes nothing at all in {what}"
    if not parts:
        return f"{design.model(study)}, {doing} has no visible effect on {what}"
    if len(effects) > 1 and len({e.times for e in effects if e.seen}) == 1 and not unseen:
        parts = [f"{effects[0].times} in every context"]
    rest = f"; no visible effect: {listing(unseen)}" if unseen else ""
    return f"{design.model(study)}, {doing} multiplies {what} by {listing(parts)}{rest}"
