"""What is wrong with the analyses of a study is told with all else, and nothing that is not."""

import pytest
from test_cli import call
from test_study_faults import RIGHT, faults

ELSEWHERE = {
    "another key": ('title = "A study"', "title = 7", ":1: title: must be text"),
    "a scenario": ('["dmz"]', '["dmz", "dmx"]', ':3: scenarios[2]: "dmx"'),
    "no scenario": ('["dmz"]', '["dmx"]', ':3: scenarios[1]: "dmx"'),
    "the force": ("days = 10", "days = 0", ":5: force.days: must be between"),
    "a level": ("[0.0, 0.1]", "[0.0, 0.1, 7]", ':8: levers."regime.informants"[3]: must be'),
    "the design": ("[record]", '[design]\nkind = "sobol"\n[record]', "design.kind: "),
    "a line": ("replicates = 3", "replicates = 3 4", ":4: "),
    "a point": (
        "soldiers = 100, days = 10",
        "songbun.core = 0.9",
        "core, wavering and hostile must add up to 1",
    ),
}
OPTIONS = {
    'rates = { lever = "regime.informant" }': 'rates.lever: "regime.informant" is no factor of '
    "this study, did you mean 'regime.informants'?",
    'rates = { lever = "host.returns" }': 'rates.lever: "host.returns" is no factor of this '
    "study: it has regime.informants",
    'rates = { outcomes = ["atempts"] }': 'rates.outcomes[1]: unknown outcome "atempts", '
    "did you mean 'attempts'?",
    'rates = { levr = "x" }': "rates.levr: unknown option of rates, did you mean 'lever'?",
    'states = { where = { "regime.informant" = 0.1 } }': 'states.where."regime.informant": '
    "is no factor of this study, did you mean 'regime.informants'?",
    'states = { where = { "regime.informants" = 0.3 } }': 'states.where."regime.informants": '
    "no point",
    'states = { series = ["atempts"] }': "states: no series 'atempts' by day, did you mean",
}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_wrong_option_is_told_beside_other_faults(tmp_path, elsewhere, option):
    old, new, fault = ELSEWHERE[elsewhere]
    text = RIGHT.replace("[record]", f"[analyses]\n{option}\n[record]").replace(old, new)
    found = faults(tmp_path, text)
    assert any(fault in line for line in found), found
    assert [line for line in found if f"analyses.{OPTIONS[option]}" in line], found
    assert len([line for line in found if "analyses" in line]) == 1


def test_check_tells_all_of_it(tmp_path):
    asked = 'rates = { lever = "regime.informant", outcomes = ["atempts"], levr = 1 }'
    text = RIGHT.replace("[record]", f"[analyses]\n{asked}\n[record]").replace("titl", "titel")
    path = tmp_path / "a_study.toml"
    path.write_text(text, encoding="utf-8")
    done = call("check", str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    keys = [line.removeprefix(f"{path}:").split(": ")[1] for line in done.stderr.splitlines()]
    told = {"titele", "title", *(f"analyses.rates.{o}" for o in ("levr", "outcomes[1]", "lever"))}
    assert set(keys) == told
    assert len(keys) == len(told)


def test_every_name_of_a_place_is_looked_at(tmp_path):
    asked = 'states = { series = ["atempts"], wher = 1, where = { a = 1, "host.returns" = 2 } }'
    found = faults(tmp_path, RIGHT.replace("[record]", f"[analyses]\n{asked}\n[record]"))
    assert len(found) == 4
    assert all("analyses.states" in line for line in found)


RIGHTLY = {
    "a level that is faulty": (
        "0.1]",
        "1.7]",
        'states = { where = { "regime.informants" = 1.7 } }',
    ),
    "a misspelt lever": ("informants", "informant", 'rates = { lever = "regime.informant" }'),
    "a misspelt table": ("[levers]", "[lever]", 'rates = { lever = "regime.informants" }'),
    "a lever on a broken line": ("= [0.0", "= = [0.0", 'rates = { lever = "regime.informants" }'),
    "a range": (
        '"regime.informants" = [0.0, 0.1]',
        '[uncertainties]\n"regime.informants" = { low = 0.1, high = 0.2 }',
        'states = { where = { "regime.informants" = 0.15 } }',
    ),
    "a force": (
        "{ soldiers = 100, days = 10 }",
        '[{ label = "few", days = 0 }, { label = "many" }]',
        'states = { where = { force = "few", "regime.informants" = 0.1 } }',
    ),
    "a row": (
        '[levers]\n"regime.informants" = [0.0, 0.1]',
        '[design]\nkind = "list"\n[[design.point]]\nlabel = "a"\n"regime.informants" = 7\n'
        '[[design.point]]\nlabel = "b"',
        'states = { where = { label = "a", "regime.informants" = 0.05 } }',
    ),
}


@pytest.mark.parametrize("case", RIGHTLY)
def test_nothing_is_said_of_what_another_fault_leaves_open(tmp_path, case):
    old, new, asked = RIGHTLY[case]
    text = RIGHT.replace("[record]", f"[analyses]\n{asked}\n[record]", 1).replace(old, new, 1)
    found = faults(tmp_path, text)
    assert found
    assert not [line for line in found if "analyses" in line], found


MANY = RIGHT.replace(
    "[record]",
    '"outreach.leaflets" = [0.0, 0.1, 0.2]\n"outreach.reward" = [0.0, 0.1, 0.2]\n'
    '"outreach.corridor" = [0.0, 0.1]\n[analyses]\nrates = {}\n[record]',
)


@pytest.mark.parametrize("words", [("check",), ("study",), ("study", "--dry-run")])
def test_more_lines_than_rates_can_draw_are_refused_before_the_first_run(tmp_path, words):
    path = tmp_path / "many.toml"
    path.write_text(MANY, encoding="utf-8")
    done = call(*words, str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{path}:14: analyses.rates: draws at most 8 lines a panel; these points make 12 along "
        "outreach.leaflets (2 of regime.informants x 3 of outreach.reward x 2 of "
        "outreach.corridor)"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param('"outreach.corridor" = [0.0, 0.1]\n', "", id="as many as it can draw"),
        pytest.param("rates = {}", "states = {}", id="another analysis"),
    ],
)
def test_what_can_be_drawn_is_not_refused(tmp_path, old, new):
    path = tmp_path / "fewer.toml"
    path.write_text(MANY.replace(old, new), encoding="utf-8")
    assert call("check", str(path)).exit_code == 0


def test_rates_of_no_outcome_are_refused(tmp_path):
    asked = "rates = { outcomes = [] }"
    found = faults(tmp_path, RIGHT.replace("[record]", f"[analyses]\n{asked}\n[record]"))
    assert found == [":11: analyses.rates.outcomes: must not be empty"]


def test_a_list_of_something_else_is_not_called_empty(tmp_path):
    asked = "rates = { outcomes = [3] }"
    found = faults(tmp_path, RIGHT.replace("[record]", f"[analyses]\n{asked}\n[record]"))
    assert len(found) == 1 and "must be a list of names" in found[0]
