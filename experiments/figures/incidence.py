"""Cumulative incidence by cause: a panel for each context, on one log scale."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures import style
from experiments.figures.layout import Sizes, label_lines, sheet
from experiments.figures.logaxis import limits, set_log
from experiments.figures.words import listing, number, plain

DASHED, DOTTED = style.LINES[1], style.LINES[2]
LOOK = {
    "defected": (style.VERMILLION, "-"),
    "returned_by_host": (style.VERMILLION, DASHED),
    "recaptured": (style.ORANGE, "-"),
    "died_escaping": (style.ORANGE, DASHED),
    "absent": (style.VERMILLION, DOTTED),
    "killed_in_action": (style.BLACK, "-"),
    "self_killed": (style.BLACK, DOTTED),
    "evacuated": (style.GREY, DASHED),
    "taken_prisoner": (style.BLUE, DASHED),
    "removed": (style.BLUE, "-"),
    "unit_withdrawn": (style.GREY, "-"),
    "rotated_home": (style.GREY, DOTTED),
}
"""Warm colours end an attempt; the cold ones and black compete with it."""
BANDED = "defected"
"""The cause with a band; eight overlapping ones would hide each other (the table has them all)."""


def draw(table: pd.DataFrame, title: str, subtitle: str, note: str, per: float) -> Figure:
    """table: panel, day, cause, mean, low, high (shares), events."""
    panels = list(dict.fromkeys(table["panel"]))
    sizes = Sizes(panel=(5.6, 2.3), gap=(0, 0.65), left=0.95, right=2.1)
    figure, axes = sheet((len(panels), 1), title, subtitle, note, sizes)
    seen = table[table["events"] > 0]
    low, high = limits(per * seen["mean"].to_numpy(), ceiling=per)
    for ax, panel in zip(axes[:, 0], panels, strict=True):
        part = table[table["panel"] == panel]
        set_log(ax, low, high)
        ax.set_xlim(0, part["day"].max() * 1.045)
        ax.set_title(panel)
        ax.set_ylabel(f"per {per:,.0f} soldiers")
        ended = [c for c in LOOK if part.loc[part["cause"] == c, "events"].max() > 0]
        labels = [
            _draw_cause(
                ax, part[part["cause"] == cause], cause, per, 0.009 + 0.036 * i / len(ended)
            )
            for i, cause in enumerate(ended)
        ]
        label_lines(ax, labels)
        _name_the_unseen(ax, part, per)
    axes[-1, 0].set_xlabel("day")
    return figure


def _draw_cause(
    ax: Axes, line: pd.DataFrame, cause: str, per: float, shift: float
) -> tuple[float, str, str]:
    """A step line that ends in its interval; the main outcome has it on every day, as a band."""
    colour, dashes = LOOK[cause]
    bottom = ax.get_ylim()[0]
    day = line["day"].to_numpy()
    mean, low, high = (per * line[name].to_numpy() for name in ("mean", "low", "high"))
    if cause == BANDED:
        ax.fill_between(
            day,
            np.maximum(low, bottom),
            np.maximum(high, bottom),
            color=colour,
            alpha=0.14,
            linewidth=0,
            step="post",
        )
    ax.step(day, np.where(mean > 0, mean, np.nan), where="post", color=colour, linestyle=dashes)
    x = day[-1] * (1 + shift)
    if not np.isnan(low[-1]):
        ax.vlines(x, max(low[-1], bottom), high[-1], color=colour, linewidth=1.5)
        if low[-1] < bottom:
            ax.plot([x], [bottom], marker="v", markersize=4, color=colour, clip_on=False)
    return float(max(mean[-1], bottom)), f"{plain(cause)} {number(mean[-1])}", colour


def _name_the_unseen(ax: Axes, part: pd.DataFrame, per: float) -> None:
    """A zero has no place on a log axis: it is named below the panel, with its upper bound."""
    last = part[(part["day"] == part["day"].max()) & (part["events"] == 0)]
    if last.empty:
        return
    most = per * last["high"].max()
    bound = "" if np.isnan(most) else f" (each below {number(most)})"
    text = f"not seen once: {listing([plain(c) for c in last['cause']])}{bound}"
    ax.text(
        1.0,
        1.03,
        "\n".join(textwrap.wrap(text, 80)),
        transform=ax.transAxes,
        ha="right",
        va="bottom",
        size=7.5,
        color="#555555",
    )
