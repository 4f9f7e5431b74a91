"""A study file is read strictly: every fault at its line, with what may be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import call

from experiments.study import read_study
from sim.scenario import ScenarioError

RIGHT = """title = "A study"
question = "What if?"
scenarios = ["dmz"]
replicates = 3
force = { soldiers = 100, days = 10 }

[levers]
"regime.informants" = [0.0, 0.1]

[record]
daily = ["attempts"]
"""


def faults(folder, text):
    """The faults of a study file, as lines without the name of the file."""
    path = folder / "a_study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_study(path)
    return [str(fault).removeprefix(str(path)) for fault in caught.value.faults]


def test_the_right_file_is_right(tmp_path):
    (tmp_path / "a.toml").write_text(RIGHT, encoding="utf-8")
    study = read_study(tmp_path / "a.toml")
    assert [point.factors for point in study.points] == [
        {"regime.informants": 0.0},
        {"regime.informants": 0.1},
    ]


TABLE = [
    ("title = ", 'titel = "x"\ntitle = ', ":1: titel: unknown key, did you mean 'title'?"),
    ('"A study"', "7", ":1: title: must be text (got 7)"),
    ('title = "A study"', "", ":1: title: missing"),
    ('["dmz"]', '["dmz", "dmz"]', ':3: scenarios[2]: "dmz" stands twice'),
    ('["dmz"]', '["dmx"]', ':3: scenarios[1]: "dmx"'),
    ('["dmz"]', "[]", ":3: scenarios: must not be empty"),
    ('["dmz"]', '"dmz"', ':3: scenarios: must be an array (got "dmz")'),
    ('["dmz"]', '["./nowhere.toml"]', ":3: scenarios[1]:"),
    ('["dmz"]', '["base"]', ':3: scenarios[1]: "base": route: missing: at least one [[route]]'),
    ("replicates = 3", "replicates = 0", ":4: replicates: must be between 1 and 1000000 (got 0)"),
    ("replicates = 3", "replicates = true", ":4: replicates: must be a whole number (got true)"),
    ("replicates = 3", "replicates = 3\nseed = -1", ":5: seed: must be between"),
    ("replicates = 3", "replicates = 3\nseed = 9223372036854775808", ":5: seed: must be between"),
    (
        "replicates = 3",
        "replicates = 3\nensemble = true",
        ":5: ensemble: true is not available in this version",
    ),
    (
        "replicates = 3",
        'replicates = { until = "attemps", relative_width = 0.1, at_most = 40 }',
        ":4: replicates.until: unknown outcome \"attemps\", did you mean 'attempts'?",
    ),
    (
        "replicates = 3",
        'replicates = { until = "attempts", relative_width = 0.0, at_most = 40 }',
        ":4: replicates.relative_width: must be above 0 and at most 100 (got 0.0)",
    ),
    (
        "replicates = 3",
        'replicates = { until = "attempts", at_most = 40 }',
        ":4: replicates.relative_width: missing",
    ),
    ("soldiers = 100", "soldiers = 0", ":5: force.soldiers: must be between 1 and 5000000 (got 0)"),
    ("soldiers", "soldier", ":5: force.soldier: unknown key, did you mean 'force.soldiers'?"),
    ("{ soldiers = 100, days = 10 }", "7", ":5: force: must be a table (got 7)"),
    (
        "{ soldiers = 100, days = 10 }",
        "[{ soldiers = 100 }]",
        ":5: force[1].label: missing: each of several forces needs one",
    ),
    (
        "{ soldiers = 100, days = 10 }",
        '[{ label = "a" }, { label = "a" }]',
        ':5: force[2].label: "a" stands twice',
    ),
    ("soldiers = 100", 'like = "dxz"', ":5: force.like: no scenario or file of this name"),
    (
        "soldiers = 100, days = 10",
        "songbun.core = 0.9",
        ':8: levers."regime.informants": in dmz: core, wavering and hostile must add up to 1',
    ),
    (
        '"regime.informants"',
        '"regime.informant"',
        ":8: levers.\"regime.informant\"[1]: unknown key, did you mean 'regime.informants'?",
    ),
    ("0.1]", "\n1.7]", ':9: levers."regime.informants"[2]: must be between 0 and 1 (got 1.7)'),
    ("0.1]", '"x"]', ':8: levers."regime.informants"[2]: must be a number (got "x")'),
    ("0.1]", "[0.1]]", ':8: levers."regime.informants"[2]: must be one value (got an array)'),
    ("0.1]", "0]", ':8: levers."regime.informants"[2]: 0 stands twice'),
    ("[0.0, 0.1]", "0.1", ':8: levers."regime.informants": must be an array of values (got 0.1)'),
    ("[0.0, 0.1]", "[]", ':8: levers."regime.informants": is empty'),
    (
        '"regime.informants"',
        '"route.nowhere.exit.caught"',
        ':8: levers."route.nowhere.exit.caught"[1]: unknown key',
    ),
    (
        '"regime.informants"',
        '"mechanisms.hostge"',
        "[1]: unknown mechanism, did you mean 'hostage'?",
    ),
    (
        '"regime.informants" = [0.0, 0.1]',
        '"force.days" = [5, 6]',
        ':8: levers."force.days"',
    ),
    ('["attempts"]', '["attemps"]', ':11: record.daily[1]: unknown series "attemps", did you mean'),
    ("daily =", "dayly =", ":11: record.dayly: unknown key, did you mean 'daily'?"),
    ("[record]", "[analyses]\nrats = {}\n[record]", ":11: analyses.rats: no such analysis"),
    (
        "[record]",
        "[analyses]\nrates = { levr = 1 }\n[record]",
        ":11: analyses.rates.levr: unknown option of rates, did you mean 'lever'?",
    ),
    (
        "[record]",
        '[design]\nkind = "gird"\n[record]',
        ":11: design.kind: must be one of grid, list",
    ),
    (
        "[record]",
        '[design]\nkind = "sobol"\npoints = 256\n[record]',
        ':11: design.kind: "sobol" is not available in this version',
    ),
    ("[record]", "[design]\npoints = 2\n[record]", ":11: design.points: has no place in a grid"),
    ("[record]", "[[design.point]]\n[record]", ":10: design.point: has no place in a grid"),
    (
        "[record]",
        '[design]\nkind = "list"\n[[design.point]]\n"host.returns" = 0.5\n[record]',
        ":7: levers: has no place beside [[design.point]]",
    ),
    (
        "[record]",
        '"regime.lectures" = [0.1]\n[design]\nkind = "list"\n[record]',
        ":10: levers.\"regime.lectures\": has 1 values and 'regime.informants' has 2",
    ),
    (
        "[record]",
        '[uncertainties]\n"regime.lectures" = { low = 0.1, high = 0.2 }\n[record]',
        ':11: uncertainties."regime.lectures": a range from low to high is not available',
    ),
    (
        "[record]",
        '[uncertainties]\n"regime.lectures" = { low = 0.1, high = 9.0 }\n[record]',
        ':11: uncertainties."regime.lectures".high: must be between 0 and 1 (got 9.0)',
    ),
    (
        "[record]",
        '[uncertainties]\n"regime.informants" = { values = [0.2] }\n[record]',
        ':11: uncertainties."regime.informants": is a lever too',
    ),
    (
        "[record]",
        "regime.informants = [0.5]\n[record]",
        ":10: levers.regime.informants: 'regime.informants' stands twice",
    ),
]


ASKED = {
    'rates = { lever = "regime.informant" }': (
        ':12: analyses.rates.lever: "regime.informant" is no factor of this study, '
        "did you mean 'regime.informants'?"
    ),
    'rates = { lever = "host.returns" }': (
        ':12: analyses.rates.lever: "host.returns" is no factor of this study: it has '
        "regime.informants, regime.lectures"
    ),
    'rates = { lever = "regime.lectures" }': (
        ":12: analyses.rates.lever: regime.lectures is 0.5 at every point: "
        "there is nothing to show along it"
    ),
    'rates = { outcomes = ["attempts", "atempts"] }': (
        ":12: analyses.rates.outcomes[2]: unknown outcome \"atempts\", did you mean 'attempts'?"
    ),
    'states = { where = { "regime.informant" = 0.1 } }': (
        ':12: analyses.states.where."regime.informant": is no factor of this study, '
        "did you mean 'regime.informants'?"
    ),
    'incidence = { where = { "regime.informants" = 0.3 } }': (
        ':12: analyses.incidence.where."regime.informants": no point in dmz has 0.3: they have '
        "0.0, 0.1"
    ),
}


@pytest.mark.parametrize(("asked", "line"), ASKED.items(), ids=list(ASKED))
def test_an_analysis_asks_for_what_is_there(tmp_path, asked, line):
    extra = f'"regime.lectures" = [0.5]\n[analyses]\n{asked}\n[record]'
    assert faults(tmp_path, RIGHT.replace("[record]", extra)) == [line]
    path = tmp_path / "a_study.toml"
    done = call("check", str(path))
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"{path}{line}\n"


def test_an_analysis_may_ask_for_any_factor_that_varies(tmp_path):
    asked = ('{ lever = "regime.informants" }', '{ lever = "force" }', '{ lever = "" }')
    force = '[{ label = "few", soldiers = 9 }, { label = "many", soldiers = 90 }]'
    for options in asked:
        text = RIGHT.replace("[record]", f"[analyses]\nrates = {options}\n[record]")
        path = tmp_path / "a_study.toml"
        path.write_text(text.replace("{ soldiers = 100, days = 10 }", force), encoding="utf-8")
        assert read_study(path).analyses["rates"]


@pytest.mark.parametrize(
    ("old", "new", "line"), TABLE, ids=[f"{at} {row[2]}" for at, row in enumerate(TABLE)]
)
def test_each_fault_is_said_at_its_line(tmp_path, old, new, line):
    assert old in RIGHT
    found = faults(tmp_path, RIGHT.replace(old, new, 1))
    assert any(line in fault for fault in found), found


def test_all_faults_are_said_at_once(tmp_path):
    text = 'titel = "x"\nscenarios = ["dmz", "dmx"]\nreplicates = 0\n'
    text += '[levers]\n"regime.informants" = [7]\n'
    found = faults(tmp_path, text)
    assert len(found) == 5, found


def test_a_fault_of_one_scenario_names_it(tmp_path):
    text = RIGHT.replace('["dmz"]', '["dmz", "russia_rear"]')
    text = text.replace('"regime.informants"', '"route.across_the_dmz.exit.caught"')
    assert any("in russia_rear: unknown key" in fault for fault in faults(tmp_path, text))


def test_a_grid_beyond_all_measure_is_refused_at_once(tmp_path):
    values = ", ".join(f"{i / 1000}" for i in range(200))
    keys = ("regime.informants", "regime.lectures", "host.returns", "host.closure")
    levers = "\n".join(f'"{key}" = [{values}]' for key in keys)
    text = RIGHT.replace('"regime.informants" = [0.0, 0.1]', levers)
    assert any("the grid has 1,600,000,000 rows" in fault for fault in faults(tmp_path, text))


VALUES = st.recursive(
    st.one_of(
        *(st.sampled_from(["true", "1", "-1", "0.5", "nan", "inf", '"x"', '"dmz"', "[]", "{}"]),),
        st.integers(-5, 10**20).map(str),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(
            st.sampled_from(["low", "values", "label", "like", "x"]), inner, max_size=2
        ).map(lambda table: "{" + ", ".join(f"{k} = {v}" for k, v in table.items()) + "}"),
    ),
    max_leaves=5,
)
KEYS = st.sampled_from(
    "title question scenarios replicates seed ensemble force levers uncertainties design record "
    "analyses levers.regime.informants design.kind design.point record.daily nonsense".split()
)


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_whatever_stands_in_a_file_ends_in_a_study_or_in_faults(tmp_path_factory, statements):
    path = tmp_path_factory.getbasetemp() / "whatever.toml"
    written = {key.split(".")[0] for key in statements}
    rest = [line for line in RIGHT.splitlines()[:4] if line.split(" = ")[0] not in written]
    lines = [*rest, *(f"{key} = {value}" for key, value in statements.items())]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = []
    try:
        study = read_study(path)
    except ScenarioError as error:
        found.extend(error.faults)
        study = None
    assert bool(found) != bool(study)
    assert all(fault.line for fault in found)
