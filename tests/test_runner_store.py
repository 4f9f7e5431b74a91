"""A shard is there whole or not at all, and a damaged one is seen."""

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from fake_simulation import fake_simulate
from hypothesis import given
from hypothesis import strategies as st
from test_runner import STUDY, tables

from experiments import run_study
from experiments.store import Row, Schema, Store, pack, unpack, write_first, write_whole

SCHEMA = Schema("code", 1, ("a", "b"), ("x",))
ROWS = [
    Row(
        "d" * 64,
        replicate,
        np.array([replicate, np.nan]),
        np.arange(3.0 + replicate).reshape(1, -1),
    )
    for replicate in range(4)
]

PROGRAM = """
import sys
sys.path.insert(0, {tests!r})
from fake_simulation import slow_simulate
from experiments import run_study
run_study({study!r}, workers=2, out={out!r}, simulate=slow_simulate)
"""


def same(one, other):
    """Whether two rows hold the same."""
    return (
        (one.digest, one.replicate) == (other.digest, other.replicate)
        and np.array_equal(one.outcomes, other.outcomes, equal_nan=True)
        and np.array_equal(one.daily, other.daily)
    )


def test_a_shard_gives_back_what_was_put_in():
    rows = unpack(SCHEMA, pack(SCHEMA, ROWS))
    assert all(same(one, other) for one, other in zip(ROWS, rows, strict=True))


def test_a_shard_without_series_gives_back_its_rows():
    schema = Schema("code", 1, ("a", "b"), ())
    bare = [Row(row.digest, row.replicate, row.outcomes, np.empty((0, 7))) for row in ROWS]
    rows = unpack(schema, pack(schema, bare))
    assert [row.replicate for row in rows] == [0, 1, 2, 3]
    assert all(row.daily.size == 0 for row in rows)


@pytest.mark.parametrize(
    "other",
    [
        Schema("edited", 1, ("a", "b"), ("x",)),
        Schema("code", 2, ("a", "b"), ("x",)),
        Schema("code", 1, ("a", "c"), ("x",)),
        Schema("code", 1, ("a", "b", "x"), ()),
    ],
)
def test_runs_of_another_kind_are_not_used(other):
    assert unpack(other, pack(SCHEMA, ROWS)) == []


@given(st.data())
def test_any_damage_is_seen(data):
    content = bytearray(pack(SCHEMA, ROWS))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert unpack(SCHEMA, bytes(content)) is None


def test_a_store_throws_damaged_shards_away(tmp_path):
    store = Store(tmp_path, SCHEMA)
    store.write(ROWS[:2])
    store.write(ROWS[2:])
    next(iter(tmp_path.glob("*.shard"))).write_bytes(b"")
    assert len(list(store.read())) == 2
    assert store.damaged == 1
    assert len(list(tmp_path.glob("*.shard"))) == 1


def test_a_file_that_cannot_be_put_in_place_leaves_nothing(tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(OSError, match="there"):
        write_whole(tmp_path / "there", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["there"]


def test_of_two_who_come_at_once_one_was_first(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        asked = [(tmp_path / "x", str(i).encode()) for i in range(8)]
        first = list(pool.map(lambda pair: write_first(*pair), asked))
    assert sum(first) == 1
    assert (tmp_path / "x").read_bytes() == asked[first.index(True)][1]
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_without_links_a_file_is_written_all_the_same(tmp_path, monkeypatch):
    def none(*_):
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", none)
    assert write_first(tmp_path / "x", b"whole")
    assert (tmp_path / "x").read_bytes() == b"whole"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals of POSIX")
@pytest.mark.parametrize("name", ["SIGKILL", "SIGINT"])
def test_a_study_that_is_killed_again_and_again_gives_the_same_bytes(tmp_path, name):
    study = tmp_path / "a_study.toml"
    study.write_text(STUDY, encoding="utf-8")
    run_study(study, out=tmp_path / "calm", simulate=fake_simulate)
    out = tmp_path / "troubled"
    program = PROGRAM.format(tests=str(Path(__file__).parent), study=str(study), out=str(out))
    shards = out / "shards"
    for kill in range(2):
        before = len(list(shards.glob("*.shard")))
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 60
        while len(list(shards.glob("*.shard"))) <= before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.Random(kill).random() * 0.05)
        os.kill(process.pid, getattr(signal, name))
        process.wait(60)
        assert process.returncode != 0
    kept = len(list(Store(shards, SCHEMA).folder.glob("*.shard")))
    assert kept >= 2
    (shards / ".half.shard.1.tmp").write_bytes(b"half")
    run_study(study, out=out, simulate=fake_simulate)
    assert tables(out) == tables(tmp_path / "calm")
    assert not list(shards.glob(".*.tmp"))
