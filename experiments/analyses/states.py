"""What becomes of the force, day by day, and what its soldiers carry in them."""

from __future__ import annotations

import math
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analyses import design
from experiments.analyses.registry import AnalysisError, Artifact, analysis
from experiments.analyses.writing import write
from experiments.estimate import Interval, mean_interval
from experiments.figures.words import estimated, listing, percent, plain
from experiments.measures import daily_measures
from experiments.results import StudyResults
from sim.state import STATUSES

if TYPE_CHECKING:
    import pandas as pd

GROUPS = {
    "serving": ("serving",),
    "evacuated": ("evacuated",),
    "dead": ("killed_in_action", "self_killed", "died_escaping"),
    "taken prisoner": ("taken_prisoner",),
    "removed": ("removed",),
    "gone or caught": ("in_transit", "absent", "defected", "returned_by_host", "recaptured"),
    "withdrawn or home": ("unit_withdrawn", "rotated_home"),
}
"""Every status belongs to one group, so the shares add up to the force."""
WORDS = {
    "share_wish": "share with a wish above one half",
    "share_willing": "share with resolve above one half",
    "mean_willing": "mean resolve",
    "mean_expressed": "mean resolve that others see",
}
LATENT = (
    "mean_wish",
    "share_wish",
    "share_willing",
    "mean_willing",
    "mean_expressed",
    "mean_stress",
)


@analysis(
    "states",
    "shares of the force by status over time, and the recorded series",
    needs_daily=STATUSES,
    daily_option="series",
)
def states(
    study: StudyResults,
    *,
    series: list[str] = [],  # noqa: B006  (never changed)
    where: dict[str, Any] = {},  # noqa: B006
) -> list[Artifact]:
    """series: what to show below the shares; without it, the wish, resolve and stress recorded.

    where: the point to show, by factor; a factor that is not named stays as it is.
    """
    from experiments.figures import states as figure
    from experiments.figures.style import drawing

    if study.daily is None:
        raise AnalysisError("states needs the daily counts of every status")
    recorded = [name for name in study.daily.columns if name not in study.factors]
    chosen = [design.one_of(recorded, name, "daily series") for name in series]
    chosen = chosen or [name for name in LATENT if name in recorded]
    table = _table(study, where, chosen)
    title, findings = _title(study, table), _sentences(table)
    subtitle = f"{design.call_shown(study, where)}: shares of the force at the end of each day"
    if chosen:
        subtitle += f"; below, {listing([called(name) for name in chosen])} of those who serve"
    shown = f"Panels by context; days along the axis. {subtitle}."
    days, calendar = _marked(study, table)
    with drawing():
        drawn = figure.draw(
            table,
            list(GROUPS),
            {n: called(n) for n in chosen},
            title,
            subtitle,
            " ".join([*calendar, design.note(study, "bands")]),
            days,
        )
        return [write(study, "states", drawn, table.drop(columns="panel"), title, shown, findings)]


def _marked(
    study: StudyResults, table: pd.DataFrame
) -> tuple[dict[str, dict[str, int]], list[str]]:
    """By panel, the days on which its calendar changes something, by letter; and what they are.

    Of a calendar's note, what stands before a semicolon; nothing of a row whose changes the study
    drops, as it sets these keys itself.
    """
    marks: dict[str, dict[str, int]] = {}
    words: list[str] = []
    for scenario, rows in table.groupby("scenario", sort=False):
        notes: dict[int, str] = {}
        for row in study.manifest.get("scenarios", {}).get(scenario, {}).get("calendar", ()):
            changes = row.get("changes")
            dropped = changes and not row.get("deploy") and set(changes) <= set(study.factors)
            if row.get("note") and not dropped and 0 < row["day"] <= rows["day"].max():
                notes.setdefault(row["day"], row["note"].split(";")[0].strip())
        if notes:
            panel, letters = rows["panel"].iloc[0], ascii_lowercase[: len(notes)]
            marks[panel] = dict(zip(letters, notes, strict=False))
            said = [f"{a} (day {d}), {notes[d]}" for a, d in marks[panel].items()]
            words.append(f"{panel}: {'; '.join(said)}.")
    return marks, words


def called(series: str) -> str:
    """What a series is called in a figure."""
    return WORDS.get(series, plain(series))


def _table(study: StudyResults, where: dict[str, Any], chosen: list[str]) -> pd.DataFrame:
    """Rows of scenario, point, series, day, mean, low, high; a group of statuses is a series."""
    import pandas as pd

    most = {measure.name: measure.most for measure in daily_measures()}
    parts = []
    for scenario in design.scenarios(study):
        point = design.reference_point(study, scenario, where)["point"]
        daily = study.daily[study.daily["point"] == point]  # type: ignore[index]
        serving = _by_day(daily, daily["serving"])
        force = float(daily[list(STATUSES)].iloc[0].sum())
        for name in (*GROUPS, *chosen):
            if name in GROUPS:
                counts = _by_day(daily, daily[list(GROUPS[name])].sum(axis=1))
                rows = [_share_of_force(today, force) for today in counts]
            else:
                values = _by_day(daily, daily[name])
                limit = most.get(name, math.inf)
                rows = [_level(name, *day, limit) for day in zip(values, serving, strict=True)]
            part = pd.DataFrame(rows, columns=list(Interval._fields))
            part.insert(0, "scenario", scenario)
            part.insert(1, "point", point)
            part.insert(2, "series", name)
            part.insert(3, "day", np.sort(daily["day"].unique()))
            parts.append(part.assign(panel=design.scenario_title(study, scenario)))
    return pd.concat(parts, ignore_index=True)


def _by_day(daily: pd.DataFrame, values: pd.Series) -> np.ndarray:
    """Days x replicates."""
    table = daily[["day", "replicate"]].assign(value=values)
    return table.pivot(index="day", columns="replicate", values="value").to_numpy(np.float64)


def _share_of_force(counts: np.ndarray, force: float) -> Interval:
    mean, low, high = mean_interval(counts, "count")
    return Interval(mean / force, low / force, min(high / force, 1.0))


def _level(name: str, values: np.ndarray, serving: np.ndarray, most: float) -> Interval:
    """The mean over replicates; a share is of those who serve."""
    if name.startswith("share_"):
        return mean_interval(values, "share", serving)
    return mean_interval(values, "level", most=most)


def _last(table: pd.DataFrame) -> pd.DataFrame:
    ends = table.groupby("panel", sort=False)["day"].transform("max")
    return table[table["day"] == ends]


def _title(study: StudyResults, table: pd.DataFrame) -> str:
    serving = _last(table).query("series == 'serving'")
    parts = [
        f"{percent(r.mean)} on day {r.day} ({r.panel})" for r in serving.itertuples(name="Row")
    ]
    return f"{design.model(study)}, still serving: {listing(parts)}"


def _sentences(table: pd.DataFrame) -> list[str]:
    """One a context: the shares and the series at the end, but for shares of nobody."""
    sentences = []
    for context, rows in _last(table).groupby("panel", sort=False):
        parts = [_value(row) for row in rows.to_dict("records") if row["mean"] > 0]
        sentences.append(f"{context}, at the end of day {rows['day'].iloc[0]}: {'; '.join(parts)}.")
    return sentences


def _value(row: dict[str, Any]) -> str:
    interval = Interval(row["mean"], row["low"], row["high"])
    if row["series"] in GROUPS:
        return f"{row['series']} {estimated(interval, 100, '%')}"
    return f"{called(row['series'])} {estimated(interval)}"
