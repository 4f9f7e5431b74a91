"""A sheet of panels under a title that says the finding, over a line that says what it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

LINE = 0.25
"""Height of a line of the title, in inches."""


@dataclass(frozen=True)
class Sizes:
    """Inches: the panels, the gaps between them, and the margins around them."""

    panel: tuple[float, float] = (2.5, 2.4)
    gap: tuple[float, float] = (0.25, 0.35)
    left: float = 0.95
    right: float = 1.6
    bottom: float = 0.75


def sheet(
    shape: tuple[int, int],
    title: str,
    subtitle: str,
    note: str,
    sizes: Sizes,
    rows: Sequence[float] = (),
) -> tuple[Figure, np.ndarray]:
    """A figure with rows x columns panels; `rows` scales the heights of the rows."""
    heights = [sizes.panel[1] * r for r in (rows or [1.0] * shape[0])]
    width = sizes.left + shape[1] * sizes.panel[0] + (shape[1] - 1) * sizes.gap[0] + sizes.right
    head = textwrap.wrap(title, int((width - 0.4) * 8.6))
    under = textwrap.wrap(subtitle, int((width - 0.4) * 13.4))
    foot = textwrap.wrap(note, int((width - 0.4) * 14.2))
    top = 0.25 + LINE * len(head) + 0.2 * len(under) + 0.5
    bottom = sizes.bottom + 0.17 * len(foot)
    height = top + sum(heights) + (shape[0] - 1) * sizes.gap[1] + bottom
    figure = Figure(figsize=(width, height), facecolor="white")
    edge = 0.2 / width
    figure.text(edge, 1 - 0.15 / height, "\n".join(head), size=14, weight="bold", va="top")
    below = 1 - (0.2 + LINE * len(head)) / height
    figure.text(edge, below, "\n".join(under), size=10, color="#444444", va="top")
    figure.text(edge, 0.12 / height, "\n".join(foot), size=8.5, color="#555555", va="bottom")
    axes = np.empty(shape, dtype=object)
    y = height - top
    for row, tall in enumerate(heights):
        y -= tall
        for column in range(shape[1]):
            x = sizes.left + column * (sizes.panel[0] + sizes.gap[0])
            box = (x / width, y / height, sizes.panel[0] / width, tall / height)
            axes[row, column] = figure.add_axes(box)
        y -= sizes.gap[1]
    return figure, axes


def label_lines(
    axes: Axes, labels: Sequence[tuple[float, str, str]], size: float = 9, gap: float = 0.16
) -> None:
    """Write (height, text, colour) at the right edge, pushed apart so that none hides another.

    Heights are in data units. gap is inches a line of text.
    """
    tall = axes.get_position().height * axes.figure.get_figheight()
    to_axes = axes.transData + axes.transAxes.inverted()
    places = [float(to_axes.transform((axes.get_xlim()[1], y))[1]) for y, _, _ in labels]
    rooms = [gap * (text.count("\n") + 1) / tall for _, text, _ in labels]
    for place, moved, (_, text, colour) in zip(places, apart(places, rooms), labels, strict=True):
        line = {"arrowstyle": "-", "color": colour, "linewidth": 0.7, "shrinkA": 0, "shrinkB": 0}
        axes.annotate(
            text,
            (1.0, place),
            (1.06, moved),
            xycoords="axes fraction",
            textcoords="axes fraction",
            va="center",
            ha="left",
            size=size,
            color=colour,
            arrowprops=line,
            annotation_clip=False,
        )


def apart(
    places: Sequence[float], rooms: Sequence[float], low: float = -0.05, high: float = 1.05
) -> list[float]:
    """The nearest heights at which labels with these rooms do not overlap, in the same order.

    They stay between low and high, if there is room for all of them.
    """
    blocks: list[tuple[float, float, list[int]]] = []  # lower edge, room, who is in it
    for i in np.argsort(places, kind="stable"):
        edge, room, members = places[i] - rooms[i] / 2, rooms[i], [int(i)]
        while True:
            edge = max(low, min(edge, high - room))
            if not blocks or blocks[-1][0] + blocks[-1][1] <= edge:
                break
            below = blocks.pop()
            centres = below[0] + below[1] / 2, edge + room / 2
            counts = len(below[2]), len(members)
            middle = float(np.average(centres, weights=counts))
            room += below[1]
            edge, members = middle - room / 2, below[2] + members
        blocks.append((edge, room, members))
    moved = [0.0] * len(places)
    for edge, _, members in blocks:
        for i in members:
            moved[i] = edge + rooms[i] / 2
            edge += rooms[i]
    return moved
