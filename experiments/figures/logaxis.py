"""A log axis that says what it cannot show: zeros, and bounds that reach down to zero."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, NullFormatter, NullLocator

from experiments.figures.words import number

DECADES = 9
"""At most so many are shown below the largest value; what lies lower stands at the edge, named."""


def limits(values: Iterable[float], ceiling: float = np.inf) -> tuple[float, float]:
    """Whole decades around the positive values, DECADES at most, not above a ceiling."""
    positive = np.array([v for v in values if np.isfinite(v) and v > 0])
    if positive.size == 0:
        return 0.1, 1.0
    top = np.ceil(np.log10(positive.max()) + 0.05)
    bottom = min(np.floor(np.log10(positive.min()) - 0.05), top - 1)
    return 10.0 ** max(bottom, top - DECADES), min(10.0**top, ceiling)


def set_log(axes: Axes, low: float, high: float, labelled: bool = True) -> None:
    """Make y a log axis between these, with decades written out or at least marked."""
    axes.set_yscale("log")
    axes.set_ylim(low, high)
    exponents = np.arange(np.ceil(np.log10(low) - 1e-9), np.floor(np.log10(high) + 1e-9) + 1)
    step = max(1, int(np.ceil(exponents.size / 6)))
    axes.yaxis.set_major_locator(FixedLocator(10.0 ** exponents[::-1][::step][::-1]))
    axes.yaxis.set_minor_formatter(NullFormatter())
    if labelled:
        between = range(2, 10) if step == 1 else (1.0,)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, 1)))
        axes.yaxis.set_minor_locator(LogLocator(subs=between, numticks=99))
    else:
        axes.yaxis.set_major_formatter(NullFormatter())
        axes.yaxis.set_minor_locator(NullLocator())


def whisker(
    axes: Axes, x: float, mean: float, low: float, high: float, marker: str, colour: str
) -> str:
    """A mean with its bounds; returns what the axis cannot show of it, in words, or nothing.

    A mean of zero is an arrow down from its upper bound, and a mean below the axis an arrow at the
    edge. A lower bound of zero, or below the axis, is a bar to the edge that ends in an arrow.
    """
    bottom = axes.get_ylim()[0]
    if np.isnan(mean):
        return "not defined"
    if mean < bottom:
        start = high if high > bottom else bottom * 1.6
        arrow = {"arrowstyle": "-|>", "color": colour, "linewidth": 1.2, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (x, bottom), (x, start), annotation_clip=False, arrowprops=arrow)
        axes.plot([x], [start], marker="_", markersize=9, color=colour)
        if mean > 0:
            return number(mean)
        return "0" if np.isnan(high) else f"0 (at most {number(high)})"
    axes.plot([x], [mean], marker=marker, color=colour, linestyle="none")
    if not np.isnan(low + high):
        axes.vlines(x, max(low, bottom), high, color=colour, linewidth=1.3)
    if low < bottom:
        axes.plot([x], [bottom], marker="v", markersize=5, color=colour, clip_on=False)
    return ""
