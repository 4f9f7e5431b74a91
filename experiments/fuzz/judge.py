"""What a command left behind when it ended, and what is wrong with that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.folder import FILES, MANIFEST

MOST_LINES = 120
"""No complaint is longer, a usage text and the lines of one fault per line included."""


@dataclass(frozen=True)
class Ending:
    """How a command ended. `code` is None where it was stopped; `error` is what it raised."""

    arguments: tuple[str, ...]
    code: int | None
    out: str
    err: str
    seconds: float
    error: BaseException | None = None


@dataclass(frozen=True)
class Finding:
    """A case that ended as none may."""

    number: int
    kind: str
    arguments: tuple[str, ...]
    problem: str
    said: str


def problems(ending: Ending, folder: Path, before: Sequence[str]) -> Iterator[str]:
    """What is wrong with an ending. `before` are the tables that lay in the folder already."""
    if ending.code is None:
        yield f"does not end: stopped after {ending.seconds:.1f} s"
        return
    if ending.error is not None:
        yield f"raises {type(ending.error).__name__}: {ending.error}"
    elif ending.code not in (0, 2):
        yield f"ends with {ending.code}"
    if "Traceback" in ending.out + ending.err:
        yield "prints a traceback"
    left = set(tables(folder)) - set(before)
    if ending.code == 0:
        yield from _whole(ending, folder, left)
    else:
        yield from _nothing(ending, left)


def tables(folder: Path) -> list[str]:
    """The tables and reports below a folder, and files that were never finished."""
    names = {*FILES, MANIFEST}
    found = (p for p in folder.rglob("*") if p.name in names or p.name.endswith(".tmp"))
    return sorted(path.relative_to(folder).as_posix() for path in found if path.is_file())


def _whole(ending: Ending, folder: Path, left: set[str]) -> Iterator[str]:
    if ending.out.lstrip().startswith("{"):
        try:
            json.loads(ending.out)
        except ValueError:
            yield "prints something else than one JSON object"
    for name in sorted(left):
        path = folder / name
        if name.endswith(".tmp"):
            yield f"leaves {name}"
        elif path.name == MANIFEST and json.loads(path.read_text("utf-8")).get("finished"):
            missing = {"runs.parquet", "summary.csv", "columns.csv"} - set(_names(path.parent))
            if missing:
                yield f"ends with 0, but {name} stands without {', '.join(sorted(missing))}"


def _nothing(ending: Ending, left: set[str]) -> Iterator[str]:
    if not ending.err.strip():
        yield "complains of nothing"
    if len(ending.err.splitlines()) > MOST_LINES:
        yield f"complains in {len(ending.err.splitlines())} lines"
    if ending.out and "check" not in ending.arguments:
        yield "prints half a result"
    if left:
        yield f"leaves {', '.join(sorted(left))} behind"


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
