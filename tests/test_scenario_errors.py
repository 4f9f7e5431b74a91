"""What is wrong with a file is said at its line, in plain words, all at once, and never crashes."""

import pickle

import pytest
from scenario_texts import TOP, faults_of

from sim.scenario import ScenarioError, load_scenario

ONE_KEY = {
    "unknown key": (
        "[context]\ndisordr = 0.1",
        "4: context.disordr: unknown key, did you mean 'context.disorder'?",
    ),
    "key of another section": (
        "[force]\ndisorder = 0.1",
        "4: force.disorder: unknown key, did you mean 'context.disorder'?",
    ),
    "nothing near": ("[context]\nzzzzzzz = 1", "4: context.zzzzzzz: unknown key"),
    "unknown section": (
        "[contxt]\ndisorder = 0.1",
        "3: contxt: unknown section, did you mean 'context'?",
    ),
    "unknown top": (
        "\n[mechanism]\nwatch = false",
        "4: mechanism: unknown section, did you mean 'mechanisms'?",
    ),
    "in a group": (
        "[force]\nsongbun.cor = 0.1",
        "4: force.songbun.cor: unknown key, did you mean 'force.songbun.core'?",
    ),
    "group is no table": ("[force]\nsongbun = 1", "4: force.songbun: must be a table (got 1)"),
    "section is no table": ("context = 3", "3: context: must be a table (got 3)"),
    "dotted": (
        "context.disorder = 2",
        "3: context.disorder: must be between 0 and 1 (got 2): 2% is 0.02",
    ),
    "quoted": (
        '[force]\n"songbun.core" = 0.1',
        '4: force."songbun.core": unknown key: write it without quotes',
    ),
    "true for a number": (
        "[context]\ndisorder = true",
        "4: context.disorder: must be a number (got true)",
    ),
    "text for a number": (
        '[context]\ndisorder = "0.1"',
        '4: context.disorder: must be a number (got "0.1")',
    ),
    "array for a number": (
        "[context]\ndisorder = [\n1]",
        "4: context.disorder: must be a number (got an array)",
    ),
    "date for a number": (
        "[context]\ndisorder = 2024-01-01",
        "4: context.disorder: must be a number (got 2024-01-01)",
    ),
    "nan": ("[context]\ndisorder = nan", "4: context.disorder: must be a finite number (got nan)"),
    "inf": (
        "[context]\ndisorder = -inf",
        "4: context.disorder: must be a finite number (got -inf)",
    ),
    "inf by size": (
        "[context]\ndisorder = 1e999",
        "4: context.disorder: must be a finite number (got inf)",
    ),
    "float for a whole number": (
        "[force]\nsoldiers = 1.5",
        "4: force.soldiers: must be a whole number (got 1.5)",
    ),
    "whole float for a whole number": (
        "[force]\nsoldiers = 100.0",
        "4: force.soldiers: must be a whole number (got 100.0)",
    ),
    "true for a whole number": (
        "[force]\nsoldiers = true",
        "4: force.soldiers: must be a whole number (got true)",
    ),
    "too high": (
        "[context]\ndisorder = 1.7",
        "4: context.disorder: must be between 0 and 1 (got 1.7)",
    ),
    "too low": ("[force]\ndays = 0", "4: force.days: must be between 1 and 3650 (got 0)"),
    "huge": (
        f"[force]\ndays = 0x{'f' * 9000}",
        "4: force.days: must be between 1 and 3650 (got a number of very many digits)",
    ),
    "too many digits": (
        f"[force]\ndays = {'9' * 5000}",
        "4: force.days: not TOML: a number of too many digits (column 8)",
    ),
    "choice": (
        '[decision]\nrule = "quantl"',
        '4: decision.rule: must be one of "quantal", "prospect", "threshold" (got "quantl"), '
        "did you mean 'quantal'?",
    ),
    "number for a choice": ("[decision]\nrule = 1", "4: decision.rule: must be text (got 1)"),
    "unknown switch": (
        "[mechanisms]\nhostages = false",
        "4: mechanisms.hostages: unknown mechanism, did you mean 'hostage'?",
    ),
    "number for a switch": (
        "[mechanisms]\nhostage = 0",
        "4: mechanisms.hostage: must be true or false (got 0)",
    ),
    "unknown source": (
        '[context]\ndisorder = { value = 0.1, source = "dmz_fenc" }',
        '4: context.disorder.source: no source "dmz_fenc" in evidence.csv or literature.csv, '
        "did you mean 'dmz_fence'?",
    ),
    "documented without a source": (
        '[context]\ndisorder = { value = 0.1, grade = "documented" }',
        "4: context.disorder.source: a documented value needs a source",
    ),
    "unknown grade": (
        '[context]\ndisorder = { value = 0.1, grade = "sure" }',
        "4: context.disorder.grade: must be one of 'documented', 'derived' or 'assumed' "
        '(got "sure")',
    ),
    "unknown field": (
        "[context.disorder]\nvalue = 0.1\nvalu = 0.1",
        "5: context.disorder.valu: unknown key, did you mean 'value'?",
    ),
    "no value": ("[context]\ndisorder = {}", "4: context.disorder.value: missing"),
    "value in a table": (
        "[context]\n[context.disorder]\nvalue = 7",
        "5: context.disorder.value: must be between 0 and 1 (got 7): 7% is 0.07",
    ),
    "duplicate key": (
        "[context]\ndisorder = 0.1\ncause = 0.1\ndisorder = 0.2",
        "6: context.disorder: duplicate key (first on line 4)",
    ),
    "duplicate section": (
        "[context]\ndisorder = 0.1\n[force]\n[context]\ncause = 0.1",
        "6: context: duplicate section (first on line 3)",
    ),
    "duplicate key of a table": (
        "[context]\ndisorder = { value = 0.1, value = 0.2 }",
        "4: context.disorder.value: duplicate key",
    ),
    "closed table": (
        "[context]\ndisorder = { value = 0.1 }\ndisorder.note = 'x'",
        "5: context.disorder.note: adds to a table that is closed above",
    ),
    "songbun": (
        "[force]\nsongbun.core = 0.5",
        "4: force.songbun: core, wavering and hostile must add up to 1 (they add up to 1.22)",
    ),
    "not TOML": (
        "[context]\ndisorder = = 1",
        "4: context.disorder: not TOML: invalid value (column 12)",
    ),
    "not TOML, no key": (
        "[context]\ndisorder 1",
        "4: TOML: not TOML: expected '=' after a key in a key/value pair (column 10)",
    ),
    "table left open": (
        "[context",
        "3: TOML: not TOML: expected ']' at the end of a table declaration at the end of the file",
    ),
}


@pytest.mark.parametrize("case", ONE_KEY)
def test_one_fault(case, tmp_path):
    text, expected = ONE_KEY[case]
    assert faults_of(tmp_path, TOP + text) == [f"x.toml:{expected}"]


def test_all_faults_of_a_file_in_the_order_of_lines(tmp_path):
    text = """titel = "T"
extends = "dmz"
[contxt]
disorder = 1
[context]
disorder = 1.7
disorder = 0.5
cause = = 3
deprivation = { value = 7, grade = "sure", source = "nowhere" }
[force]
songbun.core = 0.9
[context]
cause = 5
[mechanisms]
watch = 1
[[calendar]]
day = 0
"""
    assert faults_of(tmp_path, text) == [
        "x.toml:1: title: missing",
        "x.toml:1: titel: unknown key, did you mean 'title'?",
        "x.toml:3: contxt: unknown section, did you mean 'context'?",
        "x.toml:6: context.disorder: must be between 0 and 1 (got 1.7)",
        "x.toml:7: context.disorder: duplicate key (first on line 6)",
        "x.toml:8: context.cause: not TOML: invalid value (column 9)",
        "x.toml:9: context.deprivation.grade: must be one of 'documented', 'derived' or 'assumed' "
        '(got "sure")',
        'x.toml:9: context.deprivation.source: no source "nowhere" in evidence.csv or '
        "literature.csv",
        "x.toml:9: context.deprivation.value: must be between 0 and 1 (got 7): 7% is 0.07",
        "x.toml:11: force.songbun: core, wavering and hostile must add up to 1 "
        "(they add up to 1.62)",
        "x.toml:12: context: duplicate section (first on line 5)",
        "x.toml:13: context.cause: must be between -2 and 2 (got 5)",
        "x.toml:15: mechanisms.watch: must be true or false (got 1)",
        "x.toml:17: calendar[1].day: must be at least 1 (got 0)",
    ]


def test_overrides():
    with pytest.raises(ScenarioError) as caught:
        load_scenario(
            "dmz",
            {
                "regim.informants": 0.1,
                "regime.informants": "0.1",
                "force.days": 1.5,
                "decision.bond": float("nan"),
                "mechanisms.hostag": False,
                "route.across_the_dmz.exit.caugt": 0.1,
                "route.across_the_dmz.exit.killed": 0.6,
                "force.songbun.core": 0.5,
                "outreach.publicity": 1.1,
                "title": 1,
            },
        )
    assert str(caught.value).splitlines() == [
        "overrides: regim.informants: unknown section, did you mean 'regime'?",
        'overrides: regime.informants: must be a number (got "0.1")',
        "overrides: force.days: must be a whole number (got 1.5)",
        "overrides: decision.bond: must be a finite number (got nan)",
        "overrides: mechanisms.hostag: unknown mechanism, did you mean 'hostage'?",
        "overrides: route.across_the_dmz.exit.caugt: unknown field of a leg, did you mean "
        "'route.across_the_dmz.exit.caught'?",
        "overrides: outreach.publicity: must be between 0 and 1 (got 1.1)",
        "overrides: title: unknown key",
        "overrides: force.songbun: core, wavering and hostile must add up to 1 "
        "(they add up to 1.22)",
        "overrides: route.across_the_dmz.exit: caught, killed and returned must add up to 1 "
        "at most (they add up to 1.05)",
    ]


def test_off():
    with pytest.raises(ScenarioError) as caught:
        load_scenario("dmz", None, ["hostages", "watch", "aftermaths"])
    assert str(caught.value).splitlines() == [
        "off: hostages: unknown mechanism, did you mean 'hostage'?",
        "off: aftermaths: unknown mechanism, did you mean 'aftermath'?",
    ]


def test_error_can_be_pickled():
    with pytest.raises(ScenarioError) as caught:
        load_scenario("dmzz")
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.faults == caught.value.faults
    assert str(again) == str(caught.value)
