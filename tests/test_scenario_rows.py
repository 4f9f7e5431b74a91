"""Routes and the calendar: what is wrong with them, and where."""

import pytest
from scenario_texts import ROUTES, TOP, faults_of
from test_cli import call

from sim.scenario import ScenarioError, load_scenario
from sim.scenario.settings import resolve_settings

ROWS = {
    "route no table": ("route = 1", ["3: route: must be written as [[route]]"]),
    "route without legs": ('[[route]]\nname = "out"', ["3: route[1].leg: missing"]),
    "legs empty": (
        '[[route]]\nname = "out"\nleg = []',
        ["5: route[1].leg: needs at least 1"],
    ),
    "leg fields missing": (
        '[[route]]\nname = "out"\n[[route.leg]]\nname = "exit"',
        [f"5: route[1].leg[1].{field}: missing" for field in ("stage", "days", "caught", "killed")],
    ),
    "leg fields": (
        ROUTES.replace("caught = 0.4", "caught = 1.4").replace(
            '"exit"\ndays = 0', '"exi"\ndays = -1'
        ),
        [
            "7: route[1].leg[1].stage: must be one of 'exit', 'evasion' or 'reception' "
            '(got "exi")',
            "8: route[1].leg[1].days: must be at least 0 (got -1)",
            "9: route[1].leg[1].caught: must be at most 1 (got 1.4)",
        ],
    ),
    "leg types": (
        ROUTES.replace("days = 0\ncaught = 0.4", "days = 0.5\ncaught = true").replace(
            "killed = 0.1", "killed = nan"
        ),
        [
            "8: route[1].leg[1].days: must be a whole number (got 0.5)",
            "9: route[1].leg[1].caught: must be a number (got true)",
            "10: route[1].leg[1].killed: must be a finite number (got nan)",
        ],
    ),
    "leg too much": (
        ROUTES.replace("caught = 0.4", "caught = 0.95"),
        [
            "5: route[1].leg[1]: caught, killed and returned must add up to 1 at most "
            "(they add up to 1.05)"
        ],
    ),
    "unknown field of a leg": (
        ROUTES + "retuned = 0.1",
        ["17: route[1].leg[2].retuned: unknown key, did you mean 'returned'?"],
    ),
    "a name twice": (
        ROUTES + ROUTES.replace('"reception"\nst', '"exit"\nst'),
        [
            '18: route[2].name: a route named "out" stands above',
            '26: route[2].leg[2].name: a leg named "exit" stands above',
        ],
    ),
    "a name with a dot": (
        ROUTES.replace('"out"', '"o.ut"'),
        ["4: route[1].name: must be a name without dots"],
    ),
    "source of a leg": (
        ROUTES + 'source = "nowhere"',
        ['17: route[1].leg[2].source: no source "nowhere" in evidence.csv or literature.csv'],
    ),
    "calendar no table": ("calendar = 1", ["3: calendar: must be written as [[calendar]]"]),
    "calendar of numbers": (
        "calendar = [1]",
        ["3: calendar[1]: must be a table, written as [[calendar]]"],
    ),
    "day missing": ("[[calendar]]\ncontext.disorder = 0.1", ["3: calendar[1].day: missing"]),
    "day": (
        "[[calendar]]\nday = 0\ncontext.disorder = 0.1\n[[calendar]]\nday = 1.0\n"
        "context.disorder = 0.1\n[[calendar]]\nday = 3651\ncontext.disorder = 0.1",
        [
            "4: calendar[1].day: must be at least 1 (got 0)",
            "7: calendar[2].day: must be a whole number (got 1.0)",
            "10: calendar[3].day: must be at most 3650 (got 3651)",
        ],
    ),
    "row that changes nothing": ("[[calendar]]\nday = 5", ["3: calendar[1]: changes nothing"]),
    "key twice on a day": (
        "[[calendar]]\nday = 5\ncontext.disorder = 0.1\n"
        "[[calendar]]\nday = 5\ncontext.disorder = 0.2",
        ["8: calendar[2].context.disorder: is set above too for day 5"],
    ),
    "keys of a row": (
        "[[calendar]]\nday = 5\ncontext.disordr = 0.1\nforce.days = 3\nregime.punishment = 99\n"
        'deploi = "dmz"\nnots = 1\nregime.crackdown = -1\n"context.cause" = 0.1\n'
        "host = 3\nhost.returns.x = 1\n",
        [
            "5: calendar[1].context.disordr: unknown key, did you mean 'context.disorder'?",
            "6: calendar[1].force.days: a calendar changes only context, regime, host, outreach "
            "and route",
            "7: calendar[1].regime.punishment: must be between 0 and 10 (got 99)",
            "8: calendar[1].deploi: unknown key, did you mean 'deploy'?",
            "9: calendar[1].nots: unknown key, did you mean 'note'?",
            "10: calendar[1].regime.crackdown: must be between 0 and 20 (got -1)",
            '11: calendar[1]."context.cause": unknown key: write it without quotes',
            "12: calendar[1].host: must be a table (got 3)",
            "13: calendar[1].host.returns.x: duplicate key",
        ],
    ),
    "legs in a row": (
        ROUTES + "[[calendar]]\nday = 5\nroute.out.exit.caught = 2\nroute.out.exit.caugt = 1\n"
        "route.out.entry.caught = 1\nroute.away.exit.caught = 1\nroute.out.exit = 3",
        [
            "19: calendar[1].route.out.exit.caught: must be between 0 and 1 (got 2): 2% is 0.02",
            "20: calendar[1].route.out.exit.caugt: unknown field of a leg, "
            "did you mean 'route.out.exit.caught'?",
            "21: calendar[1].route.out.entry.caught: unknown key, did you mean "
            "'route.out.exit.caught'?",
            "22: calendar[1].route.away.exit.caught: unknown key, did you mean "
            "'route.out.exit.caught'?",
            "23: calendar[1].route.out.exit: duplicate key (first on line 19)",
        ],
    ),
    "leg too much by the calendar": (
        ROUTES + "[[calendar]]\nday = 12\nroute.out.exit.caught = 0.5\n"
        "[[calendar]]\nday = 9\nroute.out.exit.killed = 0.7\n"
        "[[calendar]]\nday = 5\nroute.out.exit.caught = 0.1\n",
        [
            "17: calendar[1].route.out.exit: caught, killed and returned must add up to 1 at most "
            "(they add up to 1.2)"
        ],
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_routes_and_calendar(case, tmp_path):
    text, expected = ROWS[case]
    assert faults_of(tmp_path, TOP + text) == [f"x.toml:{line}" for line in expected]


ROW = "[[calendar]]\nday = 101\ncontext.disorder = 0.1\n"
LATE = "calendar[1].day: must be at most {}, the last day by force.days (got 101)"
AFTER = {
    "its own days": ("[force]\ndays = 100\n" + ROW, [f"6: {LATE.format(100)}"]),
    "days with a note": (
        ROW + '[force]\ndays = { value = 100, note = "shorter", source = "nowhere" }\n',
        [
            f"4: {LATE.format(100)}",
            '7: force.days.source: no source "nowhere" in evidence.csv or literature.csv',
        ],
    ),
    "days of a parent": (
        ROW.replace("101", "366"),
        [f"4: {LATE.format(365).replace('101', '366')}"],
    ),
    "each row": (
        "[force]\ndays = 100\n" + ROW.replace("101", "100") + ROW + ROW.replace("101", "2000"),
        [
            f"9: {LATE.format(100).replace('[1]', '[2]')}",
            f"12: {LATE.format(100).replace('[1]', '[3]').replace('101', '2000')}",
        ],
    ),
    "the days are not known": ("[force]\ndays = 0\n" + ROW, ["4: force.days: must be between"]),
    "the days are misspelt": ("[force]\ndayz = 9\n" + ROW.replace("101", "999"), ["4: force.dayz"]),
    "the section is misspelt": ("[forc]\ndays = 999\n" + ROW.replace("101", "999"), ["3: forc: "]),
}


@pytest.mark.parametrize("case", AFTER)
def test_a_row_that_no_day_reaches_is_a_fault(case, tmp_path):
    text, expected = AFTER[case]
    found = faults_of(tmp_path, TOP + text)
    assert len(found) == len(expected)
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(f"x.toml:{start}")
    done = call("check", str(tmp_path / "x.toml"))
    assert (done.exit_code, done.stdout) == (2, "")


def test_nothing_is_said_of_days_that_a_missing_parent_may_set(tmp_path):
    text = 'title = "T"\nextends = "dmzz"\n' + ROW.replace("101", "999")
    assert [line.split(": ")[1] for line in faults_of(tmp_path, text)] == ["extends"]
    text += "[force]\ndays = 100\n"
    assert len(faults_of(tmp_path, text)) == 2


def test_a_shorter_run_of_a_scenario_with_later_rows_is_right(tmp_path):
    """At the command line, in a study, and where a file inherits the calendar."""
    parent, child, study = (tmp_path / f"{name}.toml" for name in ("parent", "child", "study"))
    parent.write_text(TOP + "[force]\ndays = 101\n" + ROW)
    for extra in ("", ROUTES):  # new routes have the calendar read again
        child.write_text('title = "C"\nextends = "parent"\n[force]\ndays = 50\n' + extra)
        assert [event.day for event in load_scenario(child).calendar] == [101]
        assert len(resolve_settings(load_scenario(child)).periods) == 1
    few = ("--soldiers", "20", "--replicates", "1")
    assert call("run", str(parent), *few, "--days", "30").exit_code == 0
    study.write_text(
        'title = "S"\nscenarios = ["./parent.toml", "rear_to_front"]\nreplicates = 1\n'
        '[levers]\n"force.days" = [10, 101]\n'
    )
    assert call("check", str(study)).exit_code == 0
    row = ROW.replace("101", "51")
    child.write_text(child.read_text() + row)
    with pytest.raises(ScenarioError, match="must be at most 50, the last day"):
        load_scenario(child)
