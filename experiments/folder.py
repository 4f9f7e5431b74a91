"""The folder of a study or run: whose it is, and what may be overwritten in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from experiments.store import write_whole

MANIFEST = "manifest.json"
SHARDS = "shards"
REPORT = "report.html"
DIFFERENCES = "differences.csv"
FILES = ("runs.parquet", "daily.parquet", "summary.csv", "columns.csv", DIFFERENCES, REPORT)
FOLDERS = (SHARDS, "figures", "tables")


class FolderError(Exception):
    """The folder cannot be used for these results."""


def results_folder(name: str, out: str | Path | None) -> Path:
    """Where results go: the folder that is asked for, or results/NAME under the current one."""
    return Path(out) if out is not None else Path("results") / name


def claim(folder: Path, kind: str, name: str, fresh: bool) -> None:
    """Make the folder this study's, or refuse: what others left stays untouched.

    `fresh` throws away what any study or run left here, and nothing else. A report is thrown away
    in any case: it tells of the tables before.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        owner = _owner(folder)
        held = [held for held in (*FILES, *FOLDERS) if (folder / held).exists()]
        if owner is None and held:
            what = ", ".join(held)
            raise FolderError(f"{folder}: holds {what}, but no study's manifest: choose another")
        if owner is not None and owner != (kind, name) and not fresh:
            whose = f"the {owner[0]} '{owner[1]}'"
            raise FolderError(f"{folder}: holds {whose}: choose another --out, or give --fresh")
        if fresh and owner is not None:
            _clear(folder)
        start = {"kind": kind, "name": name, "finished": None}
        write_whole(folder / MANIFEST, json.dumps(start).encode())
        (folder / REPORT).unlink(missing_ok=True)
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        why = getattr(error, "strerror", error)
        raise FolderError(f"{folder}: cannot be written: {why}") from None


def _owner(folder: Path) -> tuple[str, str] | None:
    """Kind and name of what the folder holds; None where nothing says."""
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return str(manifest["kind"]), str(manifest["name"])
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return "folder of", f"an unreadable {MANIFEST}"


def _clear(folder: Path) -> None:
    for name in (*FILES, MANIFEST):
        (folder / name).unlink(missing_ok=True)
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)
