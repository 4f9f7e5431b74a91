"""What may be meant: hints that lead to the right key, value, command or file."""

import pytest
from scenario_texts import faults_of
from test_cli import call
from test_study_faults import RIGHT, faults

from sim.scenario import load_scenario
from sim.scenario.wording import suggestion

KEYS = load_scenario("dmz").keys


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("outreach.leaflet", "outreach.leaflets"),
        ("regime.informant", "regime.informants"),
        ("regime.conviction", "force.conviction"),
        ("context.leaflets", "outreach.leaflets"),
        ("infomation.leaflet", "information.leaflet"),
    ],
)
def test_a_slip_within_a_section_is_nearer_than_another_section(word, meant):
    assert suggestion(word, KEYS) == f", did you mean '{meant}'?"


def test_a_wrong_lever_is_told_once_and_not_for_each_of_its_values(tmp_path):
    text = RIGHT.replace('"regime.informants" = [0.0, 0.1]', '"outreach.leaflet" = [0.0, 0.1, 7]')
    assert faults(tmp_path, text) == [
        ":8: levers.\"outreach.leaflet\"[1]: unknown key, did you mean 'outreach.leaflets'?"
    ]


def test_every_wrong_value_is_told(tmp_path):
    found = faults(tmp_path, RIGHT.replace("[0.0, 0.1]", "[5, 10.0, 101, -1]"))
    assert [line.partition("]: ")[2] for line in found] == [
        "must be between 0 and 1 (got 5): 5% is 0.05",
        "must be between 0 and 1 (got 10.0): 10% is 0.1",
        "must be between 0 and 1 (got 101)",
        "must be between 0 and 1 (got -1)",
    ]


def test_a_date_is_no_day(tmp_path):
    text = 'title = "T"\nextends = "dmz"\n[[calendar]]\nday = 2024-12-09\nhost.closure = 0.1\n'
    assert faults_of(tmp_path, text) == [
        "x.toml:4: calendar[1].day: must be a whole number (got 2024-12-09): the first day is 1"
    ]


def test_a_blank_at_the_end_of_a_name_is_seen(tmp_path):
    assert faults(tmp_path, RIGHT.replace('["dmz"]', '["dmz "]')) == [
        ":3: scenarios[1]: \"dmz \": no scenario or file of this name, did you mean 'dmz'?"
    ]
    assert call("run", "dmz ").stderr.startswith('"dmz ": no such scenario;')
    assert call("check", "dmz ").stderr.startswith('"dmz ": scenario: no scenario')


def test_where_nothing_is_near_it_is_said_what_there_is(tmp_path):
    text = 'title = "T"\nextends = "winter"\n'
    assert "there are dmz, rear_to_front, " in faults_of(tmp_path, text)[0]
    assert "; there is three_contexts" in call("study", "winter").stderr


MEANT = {
    ("run", "dmz", "--set", "regime.informants", "0.1"): "with its key: --set KEY=0.1",
    ("compare", "dmz", "winter.toml"): "is an arm: --arm LABEL:scenario=winter.toml",
    ("dmz",): "It is a scenario: use 'defection run dmz'",
    ("three_contexts",): "It is a study: use 'defection study three_contexts'",
    ("winter.toml",): "use 'defection check winter.toml', then run or study",
}


@pytest.mark.parametrize("words", MEANT, ids=" ".join)
def test_a_word_in_the_wrong_place_is_told_its_own(words):
    done = call(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert MEANT[words] in done.stderr
    assert len(done.stderr.splitlines()) <= 6


@pytest.mark.parametrize("words", [("nonsense",), ("run", "dmz", "rear")])
def test_a_word_that_could_be_anything_gets_no_hint(words):
    assert not any(word in call(*words).stderr for word in ("use '", "--set", "--arm"))


@pytest.mark.parametrize(
    ("base", "rows"), [("ukrainian_front", "whose 3 rows are"), ("one.toml", "whose only row is")]
)
@pytest.mark.parametrize("command", ["check", "show"])
def test_a_calendar_that_takes_the_place_of_another_says_so(tmp_path, command, base, rows):
    calendar = "[[calendar]]\nday = 3\nhost.closure = 0.1\n"
    head = 'title = "T"\nextends = "{}"\n'
    (tmp_path / "one.toml").write_text(head.format("dmz") + calendar, encoding="utf-8")
    path = tmp_path / "two.toml"
    path.write_text(head.format(base) + calendar, encoding="utf-8")
    done = call(command, str(path))
    assert done.exit_code == 0
    name = base.removesuffix(".toml")
    said = f"note: the calendar of two.toml takes the place of that of {name}.toml, {rows} dropped"
    assert said in done.stderr.splitlines()
    assert "note" not in call("check", str(tmp_path / "one.toml")).stderr


@pytest.mark.parametrize("line", [("scenarios", "5"), ("studies", "true"), ("sources", "x", "5")])
def test_a_command_that_sets_nothing_is_not_told_to_set(line):
    done = call(*line)
    assert done.exit_code == 2
    assert "unexpected" in done.stderr and "--set" not in done.stderr
