"""Tables for a reader, no wider than his screen.

Where there is no room, texts are broken first, and then the columns that say least are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.cli.output import print_text, screen_width

GAP = "  "
SHORTEST_HEAD = 8

Row = Sequence[str]


@dataclass(frozen=True)
class Column:
    """A column and how it may shrink.

    right: numbers, which are never broken; only the head is, and inside a word only where leaving
        out columns gives no room.
    wraps: texts may be broken to lines of this length or more; 0 if they may not.
    spare: left out where there is no room, the highest first; 0 if it has to stay.
    """

    head: str
    right: bool = False
    wraps: int = 0
    spare: int = 0


def print_table(columns: Sequence[Column], rows: Sequence[Row], title: str = "") -> None:
    """A table under its title, after a blank line, and what there was no room for."""
    print()
    if title:
        print_text(title)
    for line in table(columns, rows, screen_width()):
        print(line)


def table(columns: Sequence[Column], rows: Sequence[Row], room: int) -> list[str]:
    """The lines of a table. An empty row is a blank line; without heads there is no rule."""
    cells = [[row[i] for row in rows if row] for i in range(len(columns))]
    kept, least = _kept(columns, cells, room)
    shown = [columns[i] for i in kept]
    widths = _widths(shown, [cells[i] for i in kept], least, room)
    lines = []
    if any(column.head for column in shown):
        lines += _lines(shown, [column.head for column in shown], widths, head=True)
        lines.append(GAP.join("-" * width for width in widths))
    for row in rows:
        lines += _lines(shown, [row[i] for i in kept], widths) if row else [""]
    missing = [column.head for i, column in enumerate(columns) if i not in kept]
    return [*lines, f"(no room for: {', '.join(missing)})"] if missing else lines


def broken(text: str, width: int, hang: str = "") -> list[str]:
    """The text in lines of at most this width, broken after a space or an underscore where there
    is one; `hang` begins what does not fit on a line of its own."""
    lines = []
    for part in text.split("\n"):
        line = ""
        for piece in _pieces(part):
            if line.strip() and _cells((line + piece).rstrip()) > width:
                lines.append(line)
                line = hang
            line += piece
            while _cells(line.rstrip()) > width:
                fits = next(n for n in range(len(line), 0, -1) if _cells(line[:n]) <= width)
                lines.append(line[:fits])
                line = hang + line[fits:]
        lines.append(line)
    return [line.rstrip() for line in lines]


def _lines(
    columns: Sequence[Column], cells: Row, widths: Sequence[int], head: bool = False
) -> list[str]:
    """The lines of a row. A head stands low, just above what it names."""
    hang = "" if head else GAP
    parts = [broken(cell, width, hang) for cell, width in zip(cells, widths, strict=True)]
    height = max(map(len, parts))
    for part in parts:
        empty = [""] * (height - len(part))
        part[:] = empty + part if head else part + empty
    return [
        GAP.join(map(_aligned, texts, widths, columns)).rstrip()
        for texts in zip(*parts, strict=True)
    ]


def _pieces(text: str) -> list[str]:
    """What a text is broken into: its words."""
    return re.split(r"(?<=[ _])", text)


def _least(column: Column, cells: Row, whole: bool) -> int:
    """How narrow a column may become; `whole` leaves the words of a head so."""
    longest, head = _longest(cells), _cells(column.head)
    if column.right:
        word = max(_cells(piece.rstrip()) for piece in _pieces(column.head))
        return max(longest, word if whole else min(head, SHORTEST_HEAD))
    return min(max(longest, head), column.wraps or max(longest, head))


def _kept(
    columns: Sequence[Column], cells: Sequence[Row], room: int
) -> tuple[list[int], list[int]]:
    """The columns that there is room for, or that have to stay, and the least width of each."""
    least = [_least(*pair, whole=True) for pair in zip(columns, cells, strict=True)]
    kept = list(range(len(columns)))
    while _total([least[i] for i in kept]) > room:
        last = max(kept, key=lambda i: columns[i].spare)
        if not columns[last].spare:
            least = [_least(*pair, whole=False) for pair in zip(columns, cells, strict=True)]
            break
        kept.remove(last)
    return kept, [least[i] for i in kept]


def _widths(
    columns: Sequence[Column], cells: Sequence[Row], least: Sequence[int], room: int
) -> list[int]:
    """The least of each column; what room is left goes, step by step, where it is missed most."""
    widths = list(least)
    lengths = [
        [_longest([text]) for text in (column.head, *texts)]
        for column, texts in zip(columns, cells, strict=True)
    ]
    while _total(widths) < room:
        missed = [
            sum(length > width for length in column)
            for column, width in zip(lengths, widths, strict=True)
        ]
        if not any(missed):
            break
        widths[missed.index(max(missed))] += 1
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _longest(cells: Row) -> int:
    return max((_cells(line) for cell in cells for line in cell.split("\n")), default=0)


def _aligned(text: str, width: int, column: Column) -> str:
    space = " " * (width - _cells(text))
    return space + text if column.right else text + space


def _cells(text: str) -> int:
    """The width of a text on the screen: a Korean letter takes two places, an accent none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
