"""Routes and the calendar: what is wrong with them, and where."""

import pytest
from scenario_texts import ROUTES, TOP, faults_of

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
            "19: calendar[1].route.out.exit.caught: must be between 0 and 1 (got 2)",
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
