"""One look for all figures, and files whose bytes depend on the data alone.

Figures are matplotlib objects without pyplot. Its settings are global all the same, so drawing and
saving hold a lock and put the user's own settings back.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, BLACK, GREY = "#E69F00", "#56B4E9", "#000000", "#6E6E6E"
COLOURS = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY)
"""Okabe and Ito (2008), safe for the colour-blind; grey for their yellow, faint on white."""
MARKERS = ("o", "^", "s", "D", "v", "P", "X", "*")
LINES = ("-", (0, (5, 2)), (0, (1.2, 1.5)), (0, (6, 2, 1.2, 2)))
"""A second code beside colour, for print in grey."""

STYLE = {
    "axes.edgecolor": "#444444",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.labelcolor": "#222222",
    "axes.labelsize": 10,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.dpi": 150,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 6,
    "svg.fonttype": "path",
    "svg.hashsalt": "defection-sim",
    "xtick.color": "#444444",
    "ytick.color": "#444444",
}
LOCK = threading.RLock()


@contextmanager
def drawing() -> Iterator[None]:
    """Whatever makes or saves a figure happens inside: this style, one thread at a time."""
    with LOCK, style.context(["default", STYLE]):
        yield


def save(figure: Figure, folder: Path, name: str, title: str, lines: Sequence[str]) -> list[Path]:
    """Write folder/name.svg and .png; the SVG carries the title and, as its text, the lines."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{name}.svg", folder / f"{name}.png"]
    FigureCanvasAgg(figure).print_png(str(files[1]), metadata={"Software": None})
    files[0].write_text(_svg(figure, title, lines), encoding="utf-8", newline="\n")
    return files


def _svg(figure: Figure, title: str, lines: Sequence[str]) -> str:
    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    FigureCanvasSVG(figure).print_svg(buffer, metadata=nothing)
    text = re.sub(r'(?<= d=")[^"]*', _shorten, buffer.getvalue())
    words = f"<title>{escape(title)}</title>\n<desc>{escape(chr(10).join(lines))}</desc>\n"
    return re.sub(r"(<svg\b[^>]*)>", lambda tag: f'{tag[1]} role="img">\n{words}', text, count=1)


def _shorten(path: re.Match[str]) -> str:
    """A path with its coordinates to a tenth of a point: half the bytes, the same picture."""
    return re.sub(r"-?\d+\.\d{2,}", lambda n: f"{float(n[0]):.1f}".rstrip("0").rstrip("."), path[0])


def read_words(svg: str) -> tuple[str, list[str]]:
    """The title and the lines that `save` put into an SVG; empty where there are none."""
    title = re.search(r"<title>(.*?)</title>", svg, re.DOTALL)
    lines = re.search(r"<desc>(.*?)</desc>", svg, re.DOTALL)
    return (
        _unescape(title[1]) if title else "",
        [line for line in _unescape(lines[1]).split("\n") if line] if lines else [],
    )


def _unescape(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
