"""Every mechanism has a place: code, keys or a switch, a context, and a test of its direction.

The directions themselves are tested in test_mechanisms_family.py and its siblings.
"""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest
from mechanism_arms import Arm, Contrast, stepped

from experiments.mechanisms import FILE, faults, is_measure, main, read_register, render

ROOT = Path(__file__).parents[1]
REGISTER = read_register()
MECHANISMS = {mechanism.id: mechanism for mechanism in REGISTER.mechanism}

# How many mechanisms the documents name, and how many the record adds (J).
SIZES = {"A": 12, "B": 8, "C": 11, "D": 25, "E": 12, "F": 9, "G": 12, "J": 8}


def directions_of(group):
    """What the test file of a group asserts: id -> directions."""
    return importlib.import_module(Path(group.test).stem).DIRECTIONS


TESTED = {group.id: directions_of(group) for group in REGISTER.group}


def asserted(mechanism, side):
    """The measures that the test of a mechanism finds raised, lowered or left as they are."""
    directions = TESTED[mechanism.group][mechanism.id]
    found = [getattr(d, side).split() for d in directions if not isinstance(d, Contrast)]
    return {name for names in found for name in names}


def test_every_mechanism_is_there():
    assert {group.id: group.size for group in REGISTER.group} == SIZES
    assert list(MECHANISMS) == [f"{g}{n}" for g, size in SIZES.items() for n in range(1, size + 1)]
    assert len(MECHANISMS) == 97


def test_every_mechanism_has_a_place_that_exists():
    assert faults(REGISTER) == []


def test_every_mechanism_has_a_test_in_the_file_of_its_group():
    for group in REGISTER.group:
        assert (ROOT / group.test).is_file()
        assert list(TESTED[group.id]) == [m for m in MECHANISMS if m[0] == group.id]
        assert all(list(directions) for directions in TESTED[group.id].values())


@pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=MECHANISMS)
def test_what_is_said_is_what_is_tested(mechanism):
    """The keys that the test steps, the contexts it runs in, the directions that it asserts."""
    directions = TESTED[mechanism.group][mechanism.id]
    steps = set().union(*map(stepped, directions))
    switches = {step for step in steps if step.startswith("mechanisms.")}
    assert steps - switches == set(mechanism.keys)
    assert switches <= {f"mechanisms.{name}" for name in mechanism.switches}
    assert {c for d in directions for c in d.contexts.split()} == set(mechanism.contexts)
    for side in ("raises", "lowers", "leaves"):
        assert asserted(mechanism, side) == set(getattr(mechanism, side)), side
    contrasts = [direction.claim for direction in directions if isinstance(direction, Contrast)]
    assert set(contrasts) == set(mechanism.contrasts)


SWITCHED = [(m, name) for m in MECHANISMS.values() for name in m.switches]


@pytest.mark.parametrize(
    ("mechanism", "switch"), SWITCHED, ids=[f"{m.id} {s}" for m, s in SWITCHED]
)
def test_the_switch_turns_it_off(mechanism, switch):
    """With the switch off, one of its directions at least is gone; or the test steps the switch."""
    key = f"mechanisms.{switch}"
    arms = [d for d in TESTED[mechanism.group][mechanism.id] if isinstance(d, Arm)]
    if any(key in stepped(d) for d in TESTED[mechanism.group][mechanism.id]):
        return
    assert any(arm.is_gone({key: False}) for arm in arms)


def test_sources_are_used():
    used = {name for mechanism in MECHANISMS.values() for name in mechanism.sources}
    assert used == {source.id for source in REGISTER.source}
    assert len(used) == 6


def test_the_page_is_what_the_register_says():
    page = (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8")
    assert page == render(REGISTER)


def test_the_command_prints_the_page():
    command = [sys.executable, "-m", "experiments.mechanisms"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.decode("utf-8") == render(REGISTER)
    assert run.stderr == b""


# The checks are not empty.

TEXT = FILE.read_text(encoding="utf-8")


FAMILY = 'test = "tests/test_mechanisms_family.py"'
BROKEN = {
    "A1: no such key: kin.grip": ('"kin.hold"', '"kin.grip"'),
    "no such function: sim.rules.person:ransom": ("person:hostage", "person:ransom"),
    "no such function: sim.rules.choices:leaving": ("rules.decision:", "rules.choices:"),
    "A1: no such switch: family": ('switches = ["hostage"]', 'switches = ["family"]'),
    "A1: no such source: rumour": ('sources = ["patterns"]', 'sources = ["rumour"]'),
    "A1: no such context: moon": ('contexts = ["rear", ', 'contexts = ["moon", '),
    "A1: no such measure: ransom": ('raises = ["hostage"]', 'raises = ["ransom"]'),
    "A1: not a sentence: Most": ('mass defection."', 'mass defection"'),
    "A2: missing": ('id = "A2"', 'id = "A22"'),
    "A1: twice": ('id = "A2"', 'id = "A1"'),
    "Z1: in no group": ('id = "A2"', 'id = "Z1"'),
    "A13: missing": (f"size = 12\n{FAMILY}", f"size = 13\n{FAMILY}"),
    "J1: no such evidence: a_rumour": ('["leaflets_nk_content"]', '["a_rumour"]'),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_place_that_does_not_exist_is_seen(fault, monkeypatch, capsys):
    old, new = BROKEN[fault]
    assert old in TEXT
    broken = TEXT.replace(old, new, 1)
    assert any(fault in line for line in faults(read_register(broken))), fault
    monkeypatch.setattr("experiments.mechanisms.read_register", lambda: read_register(broken))
    assert main() == 1
    assert fault in capsys.readouterr().err


def test_a_mechanism_without_a_place_is_seen():
    broken = TEXT.replace('keys = ["kin.hold"]\nswitches = ["hostage"]\n', "", 1)
    assert broken != TEXT
    assert faults(read_register(broken)) == ["A1: no key and no switch"]


def test_a_row_of_another_form_is_no_register():
    with pytest.raises(ValueError, match="sauces"):
        read_register(TEXT.replace("sources = ", "sauces = ", 1))


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("attempts", True),
        ("willing|women", True),
        ("way_through|men", True),
        ("willing|giants", False),
        ("attempts|women", False),
        ("way.mongolia", True),
        ("way.mars", False),
        ("company.honour", True),
        ("company.stress", False),
    ],
)
def test_measures(name, known):
    assert is_measure(name) == known
