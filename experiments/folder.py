"""The folder of a study or run: whose it is, and what may be overwritten in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from experiments.store import write_first, write_whole

MANIFEST = "manifest.json"
SHARDS = "shards"
REPORT = "report.html"
DIFFERENCES = "differences.csv"
FILES = ("runs.parquet", "daily.parquet", "summary.csv", "columns.csv", DIFFERENCES, REPORT)
FOLDERS = (SHARDS, "figures", "tables")
MADE = (".svg", ".png", ".csv")


class FolderError(Exception):
    """The folder cannot be used for these results."""


def results_folder(name: str, out: str | Path | None) -> Path:
    """Where results go: the folder that is asked for, or results/NAME under the current one."""
    return Path(out) if out is not None else Path("results") / name


def claim(
    folder: Path, kind: str, name: str, fresh: bool, settings: Mapping[str, str] | None = None
) -> None:
    """Make the folder this study's, or refuse: what others left stays untouched.

    The report goes, and the figures and tables that the manifest lists: they tell of the numbers
    before. `fresh` throws away all else that a study or run left here, too.
    settings: the digest of each scenario, where results of others are not to be written over.
    """
    start = {"kind": kind, "name": name, "finished": None}
    content = json.dumps(start | ({"settings": dict(settings)} if settings else {})).encode()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if (manifest := _read(folder)) is None:
            held = [held for held in (*FILES, *FOLDERS) if (folder / held).exists()]
            if held:
                what = ", ".join(held)
                raise FolderError(
                    f"{folder}: holds {what}, but no study's manifest: choose another"
                )
            if write_first(folder / MANIFEST, content):
                return
            manifest = _read(folder) or {}
        if not fresh:
            _refuse_others(folder, manifest, (kind, name), settings)
        _remove_made(folder, manifest)
        if fresh:
            _clear(folder)
        write_whole(folder / MANIFEST, content)
    except (OSError, ValueError) as error:  # a name with a null byte is a ValueError
        why = getattr(error, "strerror", error)
        raise FolderError(f"{folder}: cannot be written: {why}") from None


def kind_of(manifest: Mapping[str, Any]) -> str:
    """What a folder holds: a study, a run or a comparison."""
    kind = str(manifest.get("kind", "study"))
    return "comparison" if kind == "compare" else kind


def made_files(manifest: Mapping[str, Any]) -> list[str]:
    """The figures and tables that a manifest lists, as paths from its folder."""
    artifacts = manifest.get("artifacts")
    made = [a for a in artifacts if isinstance(a, dict)] if isinstance(artifacts, list) else []
    listed = [files for a in made if isinstance(files := a.get("files"), list)]
    return [str(file) for files in listed for file in files]


def _read(folder: Path) -> dict[str, Any] | None:
    """The manifest; None where there is none, without a name where it cannot be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _refuse_others(
    folder: Path,
    manifest: Mapping[str, Any],
    asked: tuple[str, str],
    settings: Mapping[str, str] | None,
) -> None:
    """Raise FolderError unless the manifest is of what is asked for, and has these settings."""
    kind, name = asked
    if "kind" not in manifest or "name" not in manifest:
        held = f"an unreadable {MANIFEST}"
    elif (manifest["kind"], manifest["name"]) != asked:
        held = f"the {kind_of(manifest)} '{manifest['name']}'"
    elif settings and dict(settings) != _settings(manifest):
        state = "" if manifest.get("finished") else ", not finished"
        held = f"the {kind_of(manifest)} '{name}' with other settings{state}"
    else:
        return
    instead = ", or give --fresh" if kind == "study" else ", or remove it"
    raise FolderError(f"{folder}: holds {held}: choose another --out{instead}")


def _settings(manifest: Mapping[str, Any]) -> Mapping[str, str]:
    """The digest of each scenario: as a run that has not ended notes them, or as one that has."""
    started = manifest.get("settings", manifest.get("scenarios"))
    found = started if isinstance(started, dict) else {}
    return {n: str(r.get("digest") if isinstance(r, dict) else r) for n, r in found.items()}


def _remove_made(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Remove the report, and the figures and tables that are listed and stand where ours do."""
    (folder / REPORT).unlink(missing_ok=True)
    for file in map(PurePosixPath, made_files(manifest)):
        if len(file.parts) == 2 and file.parts[0] in FOLDERS[1:] and file.suffix in MADE:
            (folder / file).unlink(missing_ok=True)


def _clear(folder: Path) -> None:
    """Remove tables, manifest and shards, and those other folders that are empty."""
    for name in (*FILES, MANIFEST):
        (folder / name).unlink(missing_ok=True)
    if (folder / SHARDS).is_dir():
        shutil.rmtree(folder / SHARDS)
    for name in FOLDERS[1:]:
        if (folder / name).is_dir() and not any((folder / name).iterdir()):
            (folder / name).rmdir()
