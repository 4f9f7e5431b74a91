"""The force by status over time, stacked to one, above the recorded series; a column a context."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from experiments.figures import style
from experiments.figures.layout import Sizes, label_lines, sheet
from experiments.figures.words import number, percent

LOOK = {
    "serving": "#E4E4E4",
    "evacuated": style.SKY,
    "dead": "#333333",
    "taken prisoner": style.PURPLE,
    "removed": style.BLUE,
    "gone or caught": style.VERMILLION,
    "withdrawn or home": "#8FCFB8",
}
THIN = 0.04
"""A share below this is too thin to see: it is listed in words."""


def draw(
    table: pd.DataFrame,
    groups: Sequence[str],
    series: Mapping[str, str],
    title: str,
    subtitle: str,
    note: str,
    days: Mapping[str, Mapping[str, int]],
) -> Figure:
    """table: panel, series, day, mean, low, high; groups are shares that add up to one, first those
    who serve; series has what the other ones are called; days, by panel, the days to mark by their
    letter, which the note explains.
    """
    panels = list(dict.fromkeys(table["panel"]))
    sizes = Sizes(panel=(2.3, 2.3), gap=(1.72, 0.75), left=1.05, right=1.25)
    rows = [1.0] + [0.55] * len(series)
    figure, axes = sheet((len(rows), len(panels)), title, subtitle, note, sizes, rows)
    for column, panel in enumerate(panels):
        part = table[table["panel"] == panel]
        _stack(axes[0, column], part, groups)
        axes[0, column].set_title(panel, pad=16 if days else None)
        for row, name in enumerate(series, start=1):
            _line(axes[row, column], part[part["series"] == name], _top(table, name))
            if column == 0:
                axes[row, column].set_ylabel("\n".join(textwrap.wrap(series[name], 18)))
        axes[-1, column].set_xlabel("day")
        for ax in axes[:, column]:
            ax.set_axisbelow(True)
            ax.tick_params(labelleft=column == 0)
            ax.yaxis.get_offset_text().set_visible(column == 0)
            _mark(ax, days.get(panel, {}), ax is axes[0, column])
    if any(ax.get_ylim()[1] < 1 for ax in axes[0]):
        for ax in axes[0]:
            ax.tick_params(labelleft=True)
    axes[0, 0].set_ylabel("share of the force")
    return figure


def _top(table: pd.DataFrame, name: str) -> float:
    return 1.15 * float(np.nanmax(table.loc[table["series"] == name, ["mean", "high"]]))


def _mark(ax: Axes, days: Mapping[str, int], named: bool) -> None:
    """A line at each day on which the calendar changes something, and its letter at the top."""
    for letter, day in days.items():
        ax.axvline(day, color="#888888", linewidth=0.8, linestyle=(0, (2, 2)))
        if named:
            place = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
            ax.annotate(letter, (day, 1.0), (0, 2), **place, ha="center", size=8, color="#555555")


def _stack(ax: Axes, part: pd.DataFrame, groups: Sequence[str]) -> None:
    """The shares on each other; where nearly all serve, those who left alone, on their own axis."""
    shares = [part.loc[part["series"] == group, "mean"].to_numpy() for group in groups]
    days = part.loc[part["series"] == groups[0], "day"].to_numpy()
    left = np.sum(shares[1:], axis=0)
    top, serving = 1.0, float(shares[0][-1])
    if 0 < left.max() < THIN:
        top, groups, shares = 1.3 * float(left.max()), groups[1:], shares[1:]
    ax.stackplot(days, shares, colors=[LOOK[g] for g in groups], linewidth=0)
    ax.set_xlim(days[0], days[-1])
    ax.set_ylim(0, top)
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(PercentFormatter(1.0))
    ends = np.array([share[-1] for share in shares])
    middles = np.cumsum(ends) - ends / 2
    thin = 0.0 if top < 1 else THIN
    seen = [
        (float(middle), f"{group.replace(' or ', ' or' + chr(10))} {percent(end)}", "#222222")
        for group, end, middle in zip(groups, ends, middles, strict=True)
        if end > thin
    ]
    label_lines(ax, seen, size=8.5)
    few = [f"{g} {percent(end)}" for g, end in zip(groups, ends, strict=True) if 0 < end <= thin]
    text = "\n".join(["too thin to see, at the end:", *few]) if few else ""
    place = (0.04, 0.05, "bottom")
    if top < 1:
        text, place = f"magnified: those who left;\n{percent(serving)} serve", (0.04, 0.95, "top")
    *at, edge = place
    box = {"facecolor": ax.get_facecolor() if top < 1 else LOOK["serving"], "linewidth": 0}
    ax.text(*at, text, transform=ax.transAxes, size=7.5, color="#444444", va=edge, bbox=box)


def _line(ax: Axes, line: pd.DataFrame, top: float) -> None:
    ax.fill_between(
        line["day"], line["low"], line["high"], color=style.BLUE, alpha=0.25, linewidth=0
    )
    ax.plot(line["day"], line["mean"], color=style.BLUE)
    ax.set_xlim(line["day"].min(), line["day"].max())
    ax.set_ylim(0, top or 1.0)
    ax.ticklabel_format(axis="y", scilimits=(-3, 4), useMathText=True)
    last, most = float(line["mean"].iloc[-1]), float(line["high"].iloc[-1])
    words = number(last) if last or np.isnan(most) else f"0, at most\n{number(most)}"
    label_lines(ax, [(last, words, style.BLUE)], size=8.5)
