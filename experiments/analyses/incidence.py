"""How a soldier's service ends, cause by cause: a man killed on day 40 cannot defect on day 41."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.analyses import design
from experiments.analyses.registry import AnalysisError, Artifact, analysis
from experiments.analyses.writing import write
from experiments.estimate import Interval
from experiments.figures.words import estimated, listing, number, plain
from experiments.results import StudyResults
from sim.state import STATUSES

if TYPE_CHECKING:
    import pandas as pd

PER = 100_000
"""Soldiers to whom the figure and its sentences refer."""
LEFT = ("defected", "returned_by_host", "recaptured", "died_escaping", "absent")
"""Endings of an attempt; the others are what competes with it."""


@analysis("incidence", "cumulative incidence by cause, with competing risks", needs_daily=STATUSES)
def incidence(
    study: StudyResults,
    *,
    where: dict[str, Any] = {},  # noqa: B006  (never changed)
) -> list[Artifact]:
    """where: the point to show, by factor; a factor that is not named stays as it is."""
    from experiments.figures import incidence as figure
    from experiments.figures.style import drawing

    table = _table(study, where)
    title = _title(study, table)
    findings = [_sentence(context, part) for context, part in table.groupby("panel", sort=False)]
    subtitle = (
        f"{design.call_shown(study, where)}: soldiers per {PER:,} whose service has ended so by "
        "each day, given everything else that ends it (Aalen-Johansen; log axis)"
    )
    shown = f"One panel a context; days along the axis. {subtitle}."
    with drawing():
        drawn = figure.draw(
            table,
            title,
            subtitle,
            design.note(study, "band (defected, by day) and end bars (every cause)"),
            PER,
        )
        return [
            write(study, "incidence", drawn, table.drop(columns="panel"), title, shown, findings)
        ]


def _table(study: StudyResults, where: dict[str, Any]) -> pd.DataFrame:
    """The estimates of the point shown of each scenario, one below the other."""
    import pandas as pd

    from experiments.survival import incidence_table

    if study.daily is None:
        raise AnalysisError("incidence needs the daily counts of every status")
    parts = []
    for scenario in design.scenarios(study):
        point = design.reference_point(study, scenario, where)["point"]
        part = incidence_table(study.daily[study.daily["point"] == point])
        part.insert(0, "scenario", scenario)
        part.insert(1, "point", point)
        parts.append(part.assign(panel=design.scenario_title(study, scenario)))
    return pd.concat(parts, ignore_index=True)


def _last(part: pd.DataFrame) -> pd.DataFrame:
    return part[part["day"] == part["day"].max()].set_index("cause")


def _title(study: StudyResults, table: pd.DataFrame) -> str:
    parts = []
    for context, part in table.groupby("panel", sort=False):
        row = _last(part).loc["defected"]
        seen = (
            number(PER * row["mean"])
            if row["mean"] > 0
            else f"0 (below {number(PER * row['high'])})"
        )
        parts.append(f"{seen} in {part['day'].max()} days ({context})")
    return f"{design.model(study)}, of {PER:,} soldiers these defect: {listing(parts)}"


def _sentence(context: str, part: pd.DataFrame) -> str:
    """What ended how many services by the last day, causes of leaving first."""
    last = _last(part)
    others = [cause for cause in last.index if cause not in LEFT]
    words = [
        f"{plain(cause)} {estimated(Interval(*last.loc[cause, ['mean', 'low', 'high']]), PER)}"
        for cause in (*LEFT, *others)
        if last.at[cause, "events"]
    ]
    never = [plain(cause) for cause in (*LEFT, *others) if not last.at[cause, "events"]]
    most = number(PER * last.loc[last["events"] == 0, "high"].max()) if never else ""
    rest = f" Not seen once: {listing(never)} (each below {most})." if never else ""
    day = part["day"].max()
    if not words:
        return f"{context}, by day {day}, of {PER:,}: no service ended.{rest}"
    return f"{context}, by day {day}, of {PER:,}: {'; '.join(words)}.{rest}"
