"""How commands end: 0 done, 2 the input is wrong, 1 the run failed; never a traceback."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cli import COMMAND, ROOT, SMALL, STUDY, call

from experiments.cli.options import parse_value

WRONG = [
    ["run"],
    ["run", "nowhere"],
    ["run", "dmz", "--replicates", "0"],
    ["run", "dmz", "--replicates", "-1"],
    ["run", "dmz", "--replicates", "1.5"],
    ["run", "dmz", "--workers", "0"],
    ["run", "dmz", "--seed", "-1"],
    ["run", "dmz", "--seed", "9223372036854775808"],
    ["run", "dmz", "--days", "0"],
    ["run", "dmz", "--days", "x"],
    ["run", "dmz", "--soldiers", "-5"],
    ["run", "dmz", "--soldiers", "5", "--set", "force.soldiers=6"],
    ["run", "dmz", "--set", "regime.informants"],
    ["run", "dmz", "--set", "=1"],
    ["run", "dmz", "--set", "regime.informants=x"],
    ["run", "dmz", "--set", "regime.informants=nan"],
    ["run", "dmz", "--set", "regime.informants=[0.1]"],
    ["run", "dmz", "--set", "regime.informants=0.1", "--set", "regime.informants=0.2"],
    ["run", "dmz", "--set", "regime.informant=0.1"],
    ["run", "dmz", "--off", "hostge"],
    ["run", "dmz", "--ensemble"],
    ["run", "dmz", "--engine", "warp"],
    ["run", "dmz", "--nonsense"],
    ["run", "dmz", "--out", __file__],
    ["run", "dmz", "--out", "\0"],
    ["compare", "dmz", "--arm", "many:regime.informants=0.1", "--out", "\0"],
    ["study", "three_contexts", "--shard", "1/2", "--out", "\0"],
    ["report", "\0"],
    ["show", "nowhere"],
    ["show", "dmz", "surveillance"],
    ["show", "dmz", ""],
    ["show", "dmz", "regime", "control"],
    ["sources", "nowhere"],
    ["sources", ""],
    ["check"],
    ["check", "nowhere"],
    ["study", "nowhere"],
    ["study", "three_contexts", "--cluster", "tcp://x"],
    ["study", "three_contexts", "--shard", "3/2"],
    ["study", "three_contexts", "--shard", "x"],
    ["study", "three_contexts", "--shard", "1/2", "--fresh"],
    ["study", "three_contexts", "--workers", "-1"],
    ["report", "nowhere"],
    ["check", "a" * 300],
    ["run", "a" * 300],
    ["run", "base"],
    ["compare", "dmz", "--arm", "a:scenario=nowhere"],
    ["explain", "dmz", "--soldier", "-4"],
    ["calibrate"],
    ["validate", "--json"],
    ["dashboard", "--port", "80"],
    ["bench", "front"],
    ["bench", "--soldiers", "5"],
    ["bench", "--quick", "--json", "--rounds", "2"],
    ["nonsense"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_input_is_said_in_a_few_lines(arguments):
    done = call(*arguments)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert 0 < len(done.stderr.splitlines()) <= 6
    assert "Traceback" not in done.stderr


def test_a_run_that_fails_ends_with_1(monkeypatch):
    def broken(*_, **__):
        raise ArithmeticError("no such luck")

    monkeypatch.setattr("experiments.single.simulator", lambda *_: broken)
    done = call("run", "dmz", *SMALL, "--json")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "3 of 3 runs failed" in done.stderr
    assert "no such luck" in done.stderr


def test_an_analysis_that_fails_is_no_analysis_that_nobody_asked_for(monkeypatch, tmp_path):
    from experiments.analyses import ANALYSES

    def broken(*_, **__):
        raise ArithmeticError("no such figure")

    path = tmp_path / "small.toml"
    path.write_text(STUDY, encoding="utf-8")
    monkeypatch.setitem(ANALYSES, "rates", replace(ANALYSES["rates"], function=broken))
    done = call("study", str(path), "--out", str(tmp_path / "out"))
    assert done.exit_code == 1
    assert "no figures; rates failed: ArithmeticError: no such figure" in done.stdout
    assert "analysis rates: ArithmeticError: no such figure" in done.stderr


def test_a_fault_of_the_program_is_no_traceback(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("experiments.single.run_replicates", broken)
    done = call("run", "dmz")
    assert done.exit_code == 1
    assert "failed: ZeroDivisionError: oops" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a POSIX shell")
def test_a_reader_who_has_enough_is_no_failure():
    for command in ("show dmz", "show dmz --json", "scenarios"):
        line = f"{sys.executable} -c '{COMMAND[2]}' {command} | head -c 1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, cwd=ROOT)
        assert "rror" not in done.stderr
        assert done.stdout.splitlines()[-1].endswith("0")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_cannot_be_written_is_a_failure():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [*COMMAND, "scenarios"], stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals of POSIX")
def test_an_interrupted_study_says_how_to_go_on(tmp_path):
    path = tmp_path / "long.toml"
    path.write_text(STUDY.replace("replicates = 3", "replicates = 1000000"), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": ROOT}
    process = subprocess.Popen(
        [*COMMAND, "study", str(path)], stderr=subprocess.PIPE, text=True, cwd=tmp_path, env=env
    )
    shards = tmp_path / "results" / "long" / "shards"
    deadline = time.monotonic() + 120
    while not list(shards.glob("*.shard")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.splitlines()[-1] == "interrupted; the same command resumes the study"
    assert "Traceback" not in errors


def test_an_interrupted_run_promises_nothing(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.single.run_replicates", interrupted)
    done = call("run", "dmz")
    assert (done.exit_code, done.stderr) == (1, "interrupted\n")


PLAIN = {
    ("--days", "ten"): "'--days': must be a whole number (got ten)",
    ("--replicates", "1.5"): "'--replicates': must be a whole number (got 1.5)",
    ("--replicates", "0"): "'--replicates': must be 1 or more (got 0)",
    ("--workers", "5000"): "'--workers': must be 4096 or less (got 5000)",
    ("--engine", "agent"): "'--engine': must be one of 'compiled', 'agents' (got agent)",
}


@pytest.mark.parametrize(("option", "problem"), PLAIN.items())
def test_a_wrong_value_is_said_in_plain_words(option, problem):
    last = call("run", "dmz", *option).stderr.splitlines()[-1]
    assert last == f"Error: Invalid value for {problem}"


def test_a_folder_without_its_tables_is_said_in_plain_words(tmp_path):
    path = tmp_path / "manifest.json"
    path.write_text('{"finished": "2026-01-01T00:00:00+00:00"}', encoding="utf-8")
    done = call("report", str(tmp_path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"{tmp_path}: there is no summary.csv in it; a report needs the whole" in done.stderr
    assert "Errno" not in done.stderr


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("1", 1),
        ("true", True),
        ("quantal", "quantal"),
        ('"quantal"', "quantal"),
        ("", ""),
        ("1\nb = 2", "1\nb = 2"),
        ("1979-05-27", "1979-05-27"),
        ("{a = 1}", "{a = 1}"),
    ],
)
def test_a_value_is_a_toml_scalar_or_text(text, value):
    parsed = parse_value(text)
    assert parsed == value
    assert type(parsed) is type(value)


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(
                "run show check study dmz three_contexts --set --off --days --json -1 0 x=1 "
                "regime.informants=2 --shard 1/2 --dry-run --seed --out --help -- ''".split()
            ),
            st.text(max_size=6),
        ),
        max_size=5,
    ).filter(lambda arguments: not {"run", "study"} & {*arguments} or "-1" in arguments)
)
def test_whatever_is_typed_ends_with_0_or_2(arguments):
    done = call(*arguments)
    assert done.exit_code in (0, 2), done.output
    assert "Traceback" not in done.output
