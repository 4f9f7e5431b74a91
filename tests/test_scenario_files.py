"""Files that cannot be read, and files that extend what they cannot."""

import os

import pytest
from scenario_texts import NO_SUCH, faults_of

from sim.scenario import ScenarioError, load_scenario

HEADS = {
    "no title": ('extends = "dmz"', ["1: title: missing"]),
    "title misspelt": (
        'titel = "T"\nextends = "dmz"',
        ["1: title: missing", "1: titel: unknown key, did you mean 'title'?"],
    ),
    "title no text": ('extends = "dmz"\ntitle = 1', ["2: title: must be text (got 1)"]),
    "no extends": ('title = "T"', ['1: extends: missing: write extends = "base"']),
    "extends no text": ('title = "T"\nextends = 1', ["2: extends: must be text (got 1)"]),
    "extends nothing": (
        'title = "T"\n\nextends = "dmzz"',
        ["3: extends: no scenario or file of this name, did you mean 'dmz'?"],
    ),
    "extends no file": (
        'title = "T"\nextends = "other.toml"',
        ["2: extends: no scenario or file of this name"],
    ),
    "extends a name that is too long": (
        f'title = "T"\nextends = "{"x" * 5000}"',
        [f"2: extends: {NO_SUCH}"],
    ),
    "extends with a null": (
        'title = "T"\nextends = "\\u0000"',
        ["2: extends: no scenario or file of this name"],
    ),
    "extends itself": (
        'title = "T"\nextends = "x.toml"',
        ["2: extends: a circle: x.toml -> x.toml"],
    ),
    "no extends, and a key or two defined": (
        'title = "T"\n[context]\ncause = { value = 0.1, unit = "life units" }\n'
        "tension = 0.1\ndisorder = 0.2",
        ['1: extends: missing: write extends = "base"', "3: context.cause.unit: unknown key"],
    ),
    "no route": ('title = "T"\nextends = "base"', ["1: route: missing: at least one [[route]]"]),
    "empty": ("", ['1: extends: missing: write extends = "base"', "1: title: missing"]),
    "not UTF-8": (b'title = "T"\n# \xff', ["2: encoding: not UTF-8 (byte 0xff)"]),
    "nulls": (b"\0\0", ["1: TOML: not TOML: invalid statement (column 1)"]),
}


@pytest.mark.parametrize("case", HEADS)
def test_head(case, tmp_path):
    text, expected = HEADS[case]
    lines = faults_of(tmp_path, text)
    assert lines == [f"x.toml:{line}" for line in expected]


def test_faults_of_a_parent_are_told_at_the_parent(tmp_path):
    (tmp_path / "parent.toml").write_text('extends = "dmz"\ntitle = "P"\n[context]\ncause = 9\n')
    text = 'extends = "parent"\ntitle = "C"\n[context]\ndisorder = 9\n'
    assert faults_of(tmp_path, text) == [
        "parent.toml:4: context.cause: must be between -2 and 2 (got 9)",
        "x.toml:4: context.disorder: must be between 0 and 1 (got 9): 9% is 0.09",
    ]


def test_parent_that_cannot_be_read(tmp_path):
    (tmp_path / "parent.toml").write_bytes(b"\n\xff")
    text = 'extends = "parent.toml"\ntitle = "C"\n[context]\ndisorder = 9\n'
    lines = faults_of(tmp_path, text)
    assert "parent.toml:2: encoding: not UTF-8 (byte 0xff)" in lines
    assert "x.toml:4: context.disorder: must be between 0 and 1 (got 9): 9% is 0.09" in lines


def test_circle_through_another_file(tmp_path):
    (tmp_path / "other.toml").write_text('title = "O"\nextends = "x"\n')
    lines = faults_of(tmp_path, 'title = "T"\nextends = "other"\n[context]\ndisorder = 9\n')
    assert "other.toml:2: extends: a circle: x.toml -> other.toml -> x.toml" in lines
    assert "x.toml:4: context.disorder: must be between 0 and 1 (got 9): 9% is 0.09" in lines


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dmzz", "dmzz: scenario: no scenario or file of this name, did you mean 'dmz'?"),
        (
            "rear_to_fron",
            "rear_to_fron: scenario: no scenario or file of this name, "
            "did you mean 'rear_to_front'?",
        ),
        ("no/such.toml", "no/such.toml: file: no such file"),
        ("a\0b.toml", "a\0b.toml: file: no such file"),
        ("x" * 5000 + ".toml", None),
        ("x" * 5000, None),
        ("", ".: file: is a directory, not a file"),
        (".", ".: file: is a directory, not a file"),
    ],
)
def test_files_that_are_none(name, expected, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    assert expected is None or str(caught.value).replace(os.sep, "/") == expected


def test_directory_pipe_and_large_file(tmp_path):
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ScenarioError, match=r"folder\.toml: file: is a directory, not a file"):
        load_scenario(tmp_path / "folder.toml")
    with pytest.raises(ScenarioError, match=r"large\.toml: file: is larger than 1,000,000 bytes"):
        load_scenario(tmp_path / "large.toml")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.toml")
        with pytest.raises(ScenarioError, match=r"pipe\.toml: file: is not a regular file"):
            load_scenario(tmp_path / "pipe.toml")


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 50_000, "a = " + "{a=" * 50_000, "a." * 9000 + "a=1"]
)
def test_nested_too_deeply(text, tmp_path):
    assert faults_of(tmp_path, text)[0].startswith("x.toml:1: ")


def test_behind_a_broken_chain_nothing_is_said_of_routes(tmp_path):
    text = 'title = "T"\nextends = "dmzz"\n[[calendar]]\nday = 3\nroute.a.b.caught = 0.1\n'
    assert faults_of(tmp_path, text) == [
        "x.toml:2: extends: no scenario or file of this name, did you mean 'dmz'?"
    ]
