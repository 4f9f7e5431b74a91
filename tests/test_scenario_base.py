"""The base: every key is whole, has a source, and cannot be left out."""

import re

import pytest
from scenario_texts import faults_of

from sim.scenario import list_scenarios, load_scenario, scenario_folder
from sim.scenario.definitions import always, shipped_definitions
from sim.scenario.sources import ASSUMPTION, read_sources

BASE = (scenario_folder() / "base.toml").read_text("utf-8")
ROWS = BASE.splitlines()


def line_of(start, after="["):
    """The line of the first row that starts so, after the first row that starts as `after`."""
    begin = next(at for at, row in enumerate(ROWS) if row.startswith(after))
    return next(at for at, row in enumerate(ROWS) if at >= begin and row.startswith(start)) + 1


def changed(old, new):
    assert old in BASE
    return BASE.replace(old, new, 1)


def test_every_entry_is_whole():
    for scenario in ("base", *(info.name for info in list_scenarios())):
        for key, entry in load_scenario(scenario).entries.items():
            assert entry.key == key
            assert entry.unit
            assert entry.meaning
            assert entry.grade in {"documented", "derived", "assumed"}
            assert entry.source == ASSUMPTION or entry.source in read_sources(), key
            assert entry.source != ASSUMPTION or entry.grade == "assumed", key
            assert re.fullmatch(r"\w+\.toml:\d+", entry.where)
            if isinstance(entry.value, float | int) and not isinstance(entry.value, bool):
                assert entry.bounds[0] <= entry.value <= entry.bounds[1]


def test_only_counts_are_whole_numbers():
    """A value such as `1` would make a key refuse 0.5."""
    entries = shipped_definitions().entries
    whole = [key for key, entry in entries.items() if type(entry.value) is int]
    assert whole == ["force.soldiers", "force.days"]


def test_keys_that_always_exist():
    assert set(always()) <= set(load_scenario("base").values)


def test_a_copy_is_a_base_too(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(changed("value = 0.04,", "value = 0.05,"))
    assert load_scenario(path).values["force.no_relatives"] == 0.05
    child = tmp_path / "child.toml"
    child.write_text(
        'title = "C"\nextends = "own"\n[[route]]\nname = "r"\n[[route.leg]]\n'
        'name = "a"\nstage = "exit"\ndays = 0\ncaught = 0\nkilled = 0\n'
    )
    scenario = load_scenario(child)
    assert scenario.values["force.no_relatives"] == 0.05
    assert scenario.routes[0].legs[0].caught == 0.0
    assert type(scenario.routes[0].legs[0].caught) is float


def test_missing_section(tmp_path):
    text = re.sub(r"\n\[host\]\n.*?(?=\n\[)", "", BASE, flags=re.DOTALL)
    assert faults_of(tmp_path, text) == ["x.toml:1: host: missing section"]


def test_missing_sections_all(tmp_path):
    text = BASE[: BASE.index("[screening]")] + BASE[BASE.index("[context]") : BASE.index("[host]")]
    lines = faults_of(tmp_path, text)
    names = dict.fromkeys(key.split(".")[0] for key in load_scenario("base").values)
    left = {"force", "kin", "context"} if "[kin]" in text else {"force", "context"}
    assert lines == [f"x.toml:1: {name}: missing section" for name in names if name not in left]


def test_missing_keys(tmp_path):
    kept = [row for row in ROWS if not row.startswith(("women =", "songbun.hostile", "feedback ="))]
    section, group = line_of("[force]"), line_of("songbun.core")
    switches = kept.index("[mechanisms]") + 1
    assert faults_of(tmp_path, "\n".join(kept)) == [
        f"x.toml:{section}: force.women: missing",
        f"x.toml:{group}: force.songbun.hostile: missing",
        f"x.toml:{switches}: mechanisms.feedback: missing",
    ]


FIELDS = {
    "unit": ('unit = "persons", ', "", "force.soldiers.unit: missing"),
    "meaning": (
        ', meaning = "soldiers deployed, each simulated one to one"',
        "",
        "force.soldiers.meaning: missing",
    ),
    "bounds": (
        "bounds = [1, 5000000], ",
        "",
        "force.soldiers: a number needs bounds, and no choices",
    ),
    "bounds in order": (
        "[1, 5000000]",
        "[5000000, 1]",
        "force.soldiers: bounds must be [low, high], low first, within 1e18",
    ),
    "bounds of three": ("[1, 5000000]", "[1, 5, 6]", "force.soldiers.bounds: has room for 2 only"),
    "bounds of text": (
        "[1, 5000000]",
        '["1", 5000000]',
        'force.soldiers.bounds[1]: must be a number (got "1")',
    ),
    "out of bounds": (
        "value = 11000",
        "value = 0",
        "force.soldiers.value: must be between 1 and 5000000 (got 0)",
    ),
    "value of the wrong kind": (
        "value = 11000",
        "value = 11000.5",
        "force.soldiers.value: must be a whole number (got 11000.5)",
    ),
    "no kind of value": (
        "value = 11000",
        "value = true",
        "force.soldiers.value: must be a number or a text (got true)",
    ),
    "nan": (
        "value = 11000",
        "value = nan",
        "force.soldiers.value: must be a finite number (got nan)",
    ),
    "grade": (
        'grade = "documented", source = "deploy_wave1"',
        'grade = "known", source = "deploy_wave1"',
        "force.soldiers.grade: must be one of 'documented', 'derived' or 'assumed' (got \"known\")",
    ),
    "source": (
        'source = "deploy_wave1"',
        'source = "deploy_wave9"',
        'force.soldiers.source: no source "deploy_wave9" in evidence.csv or literature.csv, '
        "did you mean 'deploy_wave2'?",
    ),
    "unknown field": (
        "value = 11000, ",
        "value = 11000, step = 1, ",
        "force.soldiers.step: unknown key",
    ),
    "plain": (
        ROWS[line_of("soldiers") - 1],
        "soldiers = 11000",
        "force.soldiers: must be a table (got 11000)",
    ),
    "unknown key": (
        "soldiers = {",
        "soldier = { value = 1 }\nsoldiers = {",
        "force.soldier: unknown key, did you mean 'force.soldiers'?",
    ),
}


@pytest.mark.parametrize("case", FIELDS)
def test_definition(case, tmp_path):
    old, new, expected = FIELDS[case]
    line = line_of("soldiers")
    assert faults_of(tmp_path, changed(old, new)) == [f"x.toml:{line}: {expected}"]


def test_prior_must_lie_within_bounds(tmp_path):
    text = changed("prior = [0.01, 0.08]", "prior = [0.01, 1.08]")
    line = line_of("no_relatives")
    assert faults_of(tmp_path, text) == [
        f"x.toml:{line}: force.no_relatives: prior must be [low, high], low first, within bounds"
    ]
