"""Plain words for what a reader of a file got wrong."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
LONGEST = 60
SLIP = 0.8
"""How alike two names are, of 1, where one is the other misspelt."""

Place = tuple[str | int, ...]
"""Where a value stands in a file: names of tables and keys, and positions in arrays from 0."""


def name_of(place: Place) -> str:
    """The place as a reader would write it: `route[1].leg[2].caught`, positions from 1."""
    text = ""
    for part in place:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            bare = part if BARE.fullmatch(part) else json.dumps(part)
            text += f".{bare}" if text else bare
    return _short(text)


def shown(value: object) -> str:
    """The value as TOML would write it, cut where it is long."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of very many digits"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "an array"
    if isinstance(value, str):
        return _short(json.dumps(value[: 2 * LONGEST], ensure_ascii=False))
    return _short(str(value))


def number(value: float) -> str:
    """The number without a needless `.0`."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def suggestion(word: str, options: Iterable[str]) -> str:
    """`, did you mean 'x'?`, or nothing where no option is near.

    Nearest is what differs by a letter or two within the same section, then a key that is right but
    for its section; after them, what is spelt alike.
    """
    known = list(options)
    if len(word) > 2 * LONGEST:
        return ""
    section, _, leaf = word.rpartition(".")
    beside = {o.rpartition(".")[2]: o for o in known if section and o.rpartition(".")[0] == section}
    if slips := difflib.get_close_matches(leaf, beside, n=1, cutoff=SLIP):
        return f", did you mean '{beside[slips[0]]}'?"
    same_leaf = [option for option in known if option.rpartition(".")[2] == leaf]
    near = difflib.get_close_matches(word, known, n=1)
    best = same_leaf[:1] if len(same_leaf) == 1 else near or same_leaf[:1]
    return f", did you mean '{best[0]}'?" if best else ""


def named(name: str) -> str:
    """A name, in quotes where blanks stand around it."""
    return name if name == name.strip() else shown(name)


def listed(names: Iterable[str]) -> str:
    """`; there are x, y`, which ones there are."""
    known = list(names)
    return f"; there {'is' if len(known) == 1 else 'are'} {', '.join(known)}" if known else ""


def pydantic_problem(error: Mapping[str, Any]) -> str:
    """One entry of pydantic's error list in words; an unknown key is left to the caller."""
    kind, context, got = error["type"], error.get("ctx", {}), f" (got {shown(error['input'])})"
    match kind:
        case "missing":
            return "missing"
        case "extra_forbidden":
            return "unknown key"
        case "float_type":
            return "must be a number" + got
        case "int_type" | "int_from_float":
            day = ": the first day is 1" if isinstance(error["input"], date) else ""
            return "must be a whole number" + got + day
        case "bool_type":
            return "must be true or false" + got
        case "string_type":
            return "must be text" + got
        case "list_type" | "tuple_type":
            return "must be an array" + got
        case "dict_type" | "model_type":
            return "must be a table" + got
        case "finite_number":
            return "must be a finite number" + got
        case "greater_than_equal":
            return f"must be at least {number(context['ge'])}" + got
        case "less_than_equal":
            return f"must be at most {number(context['le'])}" + got
        case "literal_error":
            return f"must be one of {context['expected']}" + got
        case "too_short":
            return f"needs at least {context['min_length']}"
        case "too_long":
            return f"has room for {context['max_length']} only"
        case "value_error":
            return str(context["error"])
    return str(error["msg"])[0].lower() + str(error["msg"])[1:]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
