"""Printing: one JSON object, or text for a reader."""

from __future__ import annotations

import json
import os
import textwrap
from contextlib import suppress
from typing import Any

NARROWEST = 40
NO_TERMINAL = 120


def print_json(record: object) -> None:
    """One JSON object on stdout."""
    print(json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False))


def screen_width() -> int:
    """$COLUMNS, else the width of the terminal, also where stdout is piped to a pager."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal():
        return max(int(given), NARROWEST)
    for stream in (1, 2):
        with suppress(OSError):
            return max(os.get_terminal_size(stream).columns, NARROWEST)
    return NO_TERMINAL


def print_text(text: str, indent: str = "") -> None:
    """A text, broken between words; `indent` begins every line but the first."""
    wrapper = textwrap.TextWrapper(
        width=screen_width(),
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    print(wrapper.fill(text))


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
