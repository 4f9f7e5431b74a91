"""No bytes of a file end in anything but a scenario or its faults."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, load_scenario, scenario_folder

BASE = (scenario_folder() / "base.toml").read_bytes()
FRONT = (scenario_folder() / "ukrainian_front.toml").read_bytes()
MOVED = (scenario_folder() / "rear_to_front.toml").read_bytes()
NASTY = st.sampled_from(
    [
        *(b"\0", b"\xff", b"\xf0\x9f\x98\x80", b"\n", b"\r", b"\\", b'"', b'"""', b"'''"),
        *(b"[", b"]", b"[[", b"{", b"}", b"=", b".", b",", b"#", b"-", b"99"),
        *(b"nan", b"1e999", b"true", b"route = 3\n", b"extends = 'x'\n"),
        *(b"deploy = 'dmz'\n", b"deploy = 'moved'\n", b"deploy = 3\n", b"'front'", b"day = 7\n"),
        *(b"[context]\n", b"[[route]]\n", b"[[route.leg]]\n", b"[[calendar]]\n"),
    ]
)


@st.composite
def broken(draw, whole):
    """The bytes of a file with a few pieces taken out, put in or moved."""
    text = whole
    for _ in range(draw(st.integers(1, 4))):
        at, to = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        to = min(to, at + draw(st.integers(0, 80)))
        piece = draw(
            st.one_of(NASTY, st.just(b""), st.just(text[at:to] * 2), st.binary(max_size=8))
        )
        text = text[:at] + piece + text[to:]
    return text


def loads_or_faults(path, content):
    path.write_bytes(content)
    try:
        assert isinstance(load_scenario(path), Scenario)
        return
    except ScenarioError as error:
        faults = error.faults
    assert faults
    lines = content.replace(b"\r\n", b"\n").count(b"\n") + 1
    own = [fault.line for fault in faults if fault.file == str(path)]
    assert own == sorted(own)
    assert all(1 <= line <= lines for line in own)
    assert "\n" not in "".join(str(fault) for fault in faults)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("broken")


@given(broken(FRONT))
def test_any_change_of_a_context_file(folder, content):
    loads_or_faults(folder / "front.toml", content)


@given(broken(MOVED))
def test_any_change_of_a_file_that_deploys(folder, content):
    loads_or_faults(folder / "moved.toml", content)


@given(broken(BASE))
def test_any_change_of_a_base(folder, content):
    loads_or_faults(folder / "own_base.toml", content)


@given(st.binary(max_size=200))
def test_any_bytes(folder, content):
    loads_or_faults(folder / "bytes.toml", content)
