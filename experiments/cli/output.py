"""Printing: one JSON object, or a table for a reader."""

from __future__ import annotations

import errno
import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH_OF_A_FILE = 160


def print_json(record: object) -> None:
    """One JSON object on stdout."""
    print(json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False))


def console() -> Console:
    """Stdout: as wide as the terminal, or wide enough where it goes to a file."""
    from rich.console import Console

    class Screen(Console):
        """A reader who has seen enough, as `head` has, is no failure."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError(errno.EPIPE, "nobody reads on")

    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    return Screen(width=width, highlight=False, markup=False)


def table(*columns: str, title: str = "", right: tuple[str, ...] = ()) -> Table:
    """An empty table without lines between its rows."""
    from rich import box
    from rich.table import Table

    made = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in right else "left", overflow="fold")
    return made


def number(value: Any) -> str:
    """A number as a reader wants it: four digits, and no digits that say nothing."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, float):
        return str(value)
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
