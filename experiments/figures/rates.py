"""Rates along a lever: a panel for each context and outcome, a line for each way of running it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.figures.layout import Sizes, label_lines, sheet
from experiments.figures.logaxis import limits, set_log, whisker
from experiments.figures.style import COLOURS, GREY, LINES, MARKERS
from experiments.figures.words import level, listing

DODGE = 0.012
"""Lines are shifted by this share of the axis so that bars do not cover each other."""
ROOM = 0.15
"""The share of a panel's height that two lines of small text take."""


def draw(
    table: pd.DataFrame,
    axis: str,
    own: dict[str, tuple[object, str]],
    title: str,
    subtitle: str,
    note: str,
) -> Figure:
    """table: panel, outcome, series, x (a number or a text), mean, low, high. own: by panel, the x
    that stands for things as they are, and what it is called.
    """
    panels, outcomes = list(dict.fromkeys(table["panel"])), list(dict.fromkeys(table["outcome"]))
    series = list(dict.fromkeys(table["series"]))
    places = _places(table["x"])
    sizes = Sizes(
        panel=({1: 5.5, 2: 3.4}.get(len(panels), 2.5), 2.4),
        right=0.4 if len(series) == 1 else 2.05,
        bottom=1.5 if _worded(places) else 0.75,
    )
    equal = {panel: equal_lines(table[table["panel"] == panel], series) for panel in panels}
    note = " ".join([*_equal_in_words(equal), note])
    figure, axes = sheet((len(outcomes), len(panels)), title, subtitle, note, sizes)
    for row, outcome in enumerate(outcomes):
        shown = table[table["outcome"] == outcome]
        low, high = limits(shown[["mean", "low", "high"]].to_numpy().ravel())
        for column, panel in enumerate(panels):
            ax = axes[row, column]
            set_log(ax, low, high, labelled=column == 0)
            _x_axis(ax, places)
            x, called = own.get(panel, (None, ""))
            if x in places:
                _mark_own(ax, places[x], called if row == 0 else "")
            part = shown[shown["panel"] == panel]
            ends = _draw_panel(ax, part, series, places)
            if equal[panel]:
                _point_to_note(ax, part)
            if column == len(panels) - 1 and len(series) > 1:
                label_lines(ax, ends)
            ax.tick_params(labelbottom=row == len(outcomes) - 1)
        axes[row, 0].set_ylabel(outcome)
    for column, panel in enumerate(panels):
        axes[0, column].set_title(panel)
    axes[-1, len(panels) // 2].set_xlabel(axis)
    return figure


def _worded(places: dict[object, float]) -> bool:
    return all(isinstance(place, str) for place in places)


def _places(x: pd.Series) -> dict[object, float]:
    values = list(dict.fromkeys(x))
    if all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in values):
        return {value: float(value) for value in values}
    return {value: float(i) for i, value in enumerate(values)}


def _x_axis(ax: Axes, places: dict[object, float]) -> None:
    at = list(places.values())
    span = (max(at) - min(at)) or 1.0
    ax.set_xlim(min(at) - 0.08 * span, max(at) + 0.08 * span)
    if _worded(places):
        ax.set_xticks(at, list(places), rotation=30, ha="right", rotation_mode="anchor", size=9)
    else:
        ax.set_xticks(at, [level(float(value)) for value in places])


def equal_lines(part: pd.DataFrame, series: Sequence[str]) -> list[list[str]]:
    """The series of a panel whose means are the same, so that one lies on the other."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for name in series:
        line = part[part["series"] == name]
        if line["mean"].max() > 0:  # nothing else is drawn on a log axis
            groups.setdefault((*line["x"], *line["mean"]), []).append(name)
    return [names for names in groups.values() if len(names) > 1]


def _equal_in_words(equal: dict[str, list[list[str]]]) -> list[str]:
    """A sentence for each panel in which lines lie on each other."""
    named = {
        panel: "; ".join(listing([f"'{name}'" for name in names]) for names in groups)
        for panel, groups in equal.items()
        if groups
    }
    return [f"{panel}, lines exactly on each other: {words}." for panel, words in named.items()]


def _point_to_note(ax: Axes, part: pd.DataFrame) -> None:
    """A word that lines lie on each other, at the right, above or below all of them."""
    to_axes = ax.transData + ax.transAxes.inverted()
    heights = [to_axes.transform((0.0, y))[1] for y in part["mean"] if y > 0]
    low = min(heights, default=0.0) > ROOM
    if not low and max(heights, default=1.0) > 0.9 - ROOM:
        return
    place, edge = (0.04, "bottom") if low else (0.9, "top")
    text = "lines on each other:\nsee below"
    ax.text(0.97, place, text, transform=ax.transAxes, ha="right", va=edge, size=7.5, color=GREY)


def _mark_own(ax: Axes, x: float, called: str) -> None:
    """A line at the scenario's own value of the lever."""
    ax.axvline(x, color="#BBBBBB", linewidth=0.8, zorder=0)
    if called:
        ax.annotate(
            called,
            (x, 1.0),
            (3, -2),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            va="top",
            size=7.5,
            color="#777777",
        )


def _draw_panel(
    ax: Axes, shown: pd.DataFrame, series: Sequence[str], places: dict[object, float]
) -> list[tuple[float, str, str]]:
    """Draws the lines; returns where their labels belong: (height, text, colour)."""
    ends: list[tuple[float, str, str]] = []
    beyond: dict[str, None] = {}
    left, right = ax.get_xlim()
    for i, name in enumerate(series):
        line = shown[shown["series"] == name]
        if line.empty:
            continue
        colour, dashes = COLOURS[i % len(COLOURS)], LINES[i % len(LINES)]
        shift = (i - (len(series) - 1) / 2) * DODGE * (right - left)
        _join(ax, line, places, shift, {"color": colour, "linestyle": dashes})
        for x, *numbers in zip(line["x"], line["mean"], line["low"], line["high"], strict=True):
            at = places[x] + shift
            beyond[whisker(ax, at, *numbers, MARKERS[i % len(MARKERS)], colour)] = None
        last = np.nan_to_num(float(line["mean"].iloc[-1]))
        ends.append((max(last, ax.get_ylim()[0]), name.replace(", ", ",\n"), colour))
    words = "\n".join(word for word in beyond if word)
    ax.text(0.97, 0.9, words, transform=ax.transAxes, ha="right", va="top", size=8)
    return ends


def _join(
    ax: Axes, line: pd.DataFrame, places: dict[object, float], shift: float, look: dict[str, Any]
) -> None:
    """Joins numbers by a line; a series run at one of many values is a level to compare with."""
    bottom = ax.get_ylim()[0]
    mean = line["mean"].to_numpy()
    if len(line) == 1 < len(places) and mean[0] >= bottom:
        ax.axhline(mean[0], **look)
    elif not _worded(places):
        x = [places[value] + shift for value in line["x"]]
        ax.plot(x, np.where(mean >= bottom, mean, np.nan), **look)
