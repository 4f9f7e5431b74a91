"""Finished runs on disk: shards that survive being killed at any moment.

A shard is a file of some finished runs. It is written under a temporary name, synced and renamed,
so it is there whole or not at all; it starts with the hash of what follows, so a damaged one is
seen, thrown away and done again. What a run is, is said by its key: the digest of its scenario,
its seed and replicate, and the digest of the code that ran it. Rows with other keys are ignored,
so an edited study keeps what still holds and computes the rest.
"""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

HASH_BYTES = 32


@dataclass(frozen=True)
class Row:
    """What one finished run leaves: its outcomes, and the recorded series (series x days)."""

    digest: str
    replicate: int
    outcomes: np.ndarray
    daily: np.ndarray


@dataclass(frozen=True)
class Schema:
    """What the rows of a sweep hold; a shard that holds something else is not used."""

    code: str
    seed: int
    outcomes: tuple[str, ...]
    daily: tuple[str, ...]

    def text(self) -> str:
        """The schema as one string, compared whole."""
        return "\n".join([self.code, str(self.seed), *self.outcomes, "-", *self.daily])


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, even if the machine stops."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_first(path: Path, content: bytes) -> bool:
    """Write a file whole if there is none yet; False where somebody else was first."""
    whole = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        write_whole(whole, content)
        os.link(whole, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links cannot say who was first
        write_whole(path, content)
    finally:
        whole.unlink(missing_ok=True)
    return True


def pack(schema: Schema, rows: Sequence[Row]) -> bytes:
    """A shard's content: the hash of the payload, and the payload."""
    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        schema=np.frombuffer(schema.text().encode(), np.uint8),
        digest=np.array([row.digest for row in rows], "S64"),
        replicate=np.array([row.replicate for row in rows], np.int64),
        outcomes=np.array([row.outcomes for row in rows], np.float64),
        days=np.array([row.daily.shape[1] for row in rows], np.int64),
        daily=np.concatenate([np.ravel(row.daily) for row in rows]).astype(np.float64),
    )
    payload = buffer.getvalue()
    return hashlib.sha256(payload).digest() + payload


def unpack(schema: Schema, content: bytes) -> list[Row] | None:
    """The rows of a shard: none if it has another schema, None if it is damaged."""
    payload = content[HASH_BYTES:]
    if hashlib.sha256(payload).digest() != content[:HASH_BYTES]:
        return None
    try:
        with np.load(io.BytesIO(payload), allow_pickle=False) as arrays:
            if arrays["schema"].tobytes() != schema.text().encode():
                return []
            shapes = [(len(schema.daily), int(days)) for days in arrays["days"]]
            ends = np.cumsum([series * days for series, days in shapes])
            daily = np.split(arrays["daily"], ends[:-1])
            names = [digest.decode() for digest in arrays["digest"]]
            columns = (names, arrays["replicate"], arrays["outcomes"], daily, shapes)
            return [
                Row(name, int(replicate), outcomes, flat.reshape(shape))
                for name, replicate, outcomes, flat, shape in zip(*columns, strict=True)
            ]
    except (ValueError, KeyError, OSError, zipfile.BadZipFile):
        return None


class Store:
    """The shards of one sweep, in one folder."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.folder = folder
        self.schema = schema
        self.damaged = 0
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, rows: Sequence[Row]) -> None:
        """Keep some finished runs. Safe to call from several threads and processes."""
        content = pack(self.schema, rows)
        name = hashlib.sha256(content[:HASH_BYTES]).hexdigest()[:24]
        write_whole(self.folder / f"{name}.shard", content)

    def read(self) -> Iterable[Row]:
        """Every run that is kept and still holds; damaged shards are thrown away and counted."""
        for path in sorted(self.folder.glob("*.shard")):
            rows = unpack(self.schema, path.read_bytes())
            if rows is None:
                self.damaged += 1
                path.unlink(missing_ok=True)
            yield from rows or ()

    def clear_leftovers(self) -> None:
        """Remove the temporary files that a killed process left."""
        for path in self.folder.glob(".*.tmp"):
            path.unlink(missing_ok=True)
