"""Rates along a lever: a panel for each context and outcome, a line for each way of running it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.layout import Sizes, label_lines, sheet
from experiments.figures.logaxis import limits, set_log, whisker
from experiments.figures.style import COLOURS, LINES, MARKERS
from experiments.figures.words import level

DODGE = 0.012
"""Lines are shifted by this share of the axis so that bars do not cover each other."""


def draw(
    table: pd.DataFrame, axis: str, own: dict[str, object], title: str, subtitle: str, note: str
) -> Figure:
    """table: panel, outcome, series, x (a number or a text), mean, low, high. own: by panel, the x
    that stands for things as they are.
    """
    panels, outcomes = list(dict.fromkeys(table["panel"])), list(dict.fromkeys(table["outcome"]))
    series = list(dict.fromkeys(table["series"]))
    places = _places(table["x"])
    worded = isinstance(next(iter(places)), str)
    sizes = Sizes(right=0.4 if len(series) == 1 else 2.05, bottom=1.5 if worded else 0.75)
    figure, axes = sheet((len(outcomes), len(panels)), title, subtitle, note, sizes)
    for row, outcome in enumerate(outcomes):
        shown = table[table["outcome"] == outcome]
        low, high = limits(shown[["mean", "low", "high"]].to_numpy().ravel())
        for column, panel in enumerate(panels):
            ax = axes[row, column]
            set_log(ax, low, high, labelled=column == 0)
            _x_axis(ax, places)
            ends = []
            if own.get(panel) in places:
                _mark_own(ax, places[own[panel]], row == 0)
            for i, name in enumerate(series):
                line = shown[(shown["panel"] == panel) & (shown["series"] == name)]
                ends += _draw_series(ax, line, name, places, i, len(series))
            if row == 0:
                ax.set_title(panel)
            if column == 0:
                ax.set_ylabel(outcome)
            if row == len(outcomes) - 1:
                ax.set_xlabel(axis if column == len(panels) // 2 else "")
            else:
                ax.tick_params(labelbottom=False)
            if column == len(panels) - 1 and len(series) > 1:
                label_lines(ax, ends)
    return figure


def _places(x: pd.Series) -> dict[object, float]:
    values = list(dict.fromkeys(x))
    if all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in values):
        return {value: float(value) for value in values}
    return {value: float(i) for i, value in enumerate(values)}


def _x_axis(ax: Axes, places: dict[object, float]) -> None:
    at = list(places.values())
    span = (max(at) - min(at)) or 1.0
    ax.set_xlim(min(at) - 0.08 * span, max(at) + 0.08 * span)
    if all(isinstance(value, str) for value in places):
        ax.set_xticks(at, list(places), rotation=30, ha="right", rotation_mode="anchor", size=9)
    else:
        ax.set_xticks(at, [level(float(value)) for value in places])


def _mark_own(ax: Axes, x: float, named: bool) -> None:
    """A line at the scenario's own value of the lever."""
    ax.axvline(x, color="#BBBBBB", linewidth=0.8, zorder=0)
    if named:
        ax.annotate(
            "as it is",
            (x, 1.0),
            (3, -2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="top",
            size=7.5,
            color="#777777",
        )


def _draw_series(
    ax: Axes, line: pd.DataFrame, name: str, places: dict[object, float], index: int, of: int
) -> list[tuple[float, str, str]]:
    """Draws one line; returns where its label belongs: (height, text, colour), if anywhere."""
    if line.empty:
        return []
    colour, bottom = COLOURS[index % len(COLOURS)], ax.get_ylim()[0]
    left, right = ax.get_xlim()
    shift = (index - (of - 1) / 2) * DODGE * (right - left)
    x = np.array([places[v] for v in line["x"]]) + shift
    mean = line["mean"].to_numpy()
    style = {"color": colour, "linestyle": LINES[index % len(LINES)]}
    if len(line) == 1 < len(places):
        ax.axhline(
            max(mean[0], bottom), **style
        )  # run at one value of the lever: a level to compare with
    else:
        ax.plot(x, np.where(mean >= bottom, mean, np.nan), **style)
    for at, *bounds in zip(x, mean, line["low"], line["high"], strict=True):
        whisker(ax, at, *bounds, marker=MARKERS[index % len(MARKERS)], colour=colour)
    last = mean[-1] if mean[-1] > bottom else bottom
    return [(float(last), name.replace(", ", ",\n"), colour)]
