"""What is expected and what is counted: the same in the mean, where there are many attempts.

Attempts are of those who begin them, so joiners are not counted, and they agree however soldiers
sound each other out. Defections are expected of one who goes alone and is not given away: they are
compared where nobody is sounded out, and in a test of their own where nobody who is asked comes.
"""

import numpy as np
import pytest
from worlds import ALL_CONTEXTS, BUSY, CONTEXTS, FREE, LONE, SOCIAL, STILL, lived, scenario_of

from sim.engine.tally import SERIES
from sim.scenario import load_scenario
from sim.state import (
    AT_CONTACT,
    BY_ROUTE,
    DEFECTED,
    FOILED,
    JOINED,
    NO_ATTEMPT,
    SERVING,
    TAKEN_PRISONER,
)

REPLICATES = 60

# Many are cut off, and some of them give themselves up or lie where they can be taken.
CONTACT = {
    "context.combat_intensity": 0.8,
    "context.casualty_hazard": 0.02,
    "contact.cut_off_share": 0.8,
    "contact.taken_wounded": 0.6,
    "contact.traitor_norm": 0.1,
    "regime.suicide_norm": 0.3,
    "regime.return_reward": 0.1,
    "decision.temperature": 1.0,
}


def ways_of_no_length(context):
    """Every leg of a context's ways out over on the day it begins."""
    return {
        f"route.{route.name}.{leg.name}.days": 0
        for route in load_scenario(context).routes
        for leg in route.legs
    }


def totals(scenario):
    """Counted and expected attempts, defections and prisoners of each replicate: (replicate, 6)."""
    rows = []
    for replicate in range(REPLICATES):
        world = lived(scenario, seed=11, replicate=replicate)
        s, out = world.state, world.outcomes()
        surrendered = np.count_nonzero((s.attempt == AT_CONTACT) & (s.status == DEFECTED))
        rows.append(
            [
                out["attempts"],
                out["expected_attempts"],
                out["defected"],
                out["expected_defections"],
                out["taken_prisoner"] + surrendered,
                s.expected_prisoners.sum(),
            ]
        )
    return np.array(rows)


def begun(attempt):
    """How many began an attempt; joiners did not."""
    return np.count_nonzero((attempt != NO_ATTEMPT) & (attempt != JOINED))


def assert_agree(counted, expected, at_least):
    """The mean difference lies within 3.5 standard errors of nothing."""
    gap = counted - expected
    error = np.std(gap, ddof=1) / np.sqrt(len(gap))
    assert counted.sum() >= at_least
    assert abs(np.mean(gap)) < 3.5 * error, (np.mean(gap) / error, counted.sum(), expected.sum())


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("feedback", [True, False], ids=["feedback", "alone"])
def test_attempts_and_defections(context, feedback):
    """Hostage, watch and cohesion off, nobody sounded out. False alarm: 1 in 1,000 seeds for each
    context."""
    changes = FREE | ways_of_no_length(context) | {"mechanisms.feedback": feedback}
    found = totals(scenario_of(context, changes, soldiers=300, days=20))
    assert_agree(found[:, 0], found[:, 1], 600)
    assert_agree(found[:, 2], found[:, 3], 20)


@pytest.mark.parametrize("context", ALL_CONTEXTS)
def test_attempts_of_those_who_do_not_go_alone(context):
    """Groups, informants, crackdowns and withdrawals: who begins an attempt was expected to, and
    who joins one is no longer expected to begin one. False alarm: 1 in 2,000 seeds for each."""
    found = totals(scenario_of(context, SOCIAL, soldiers=257, days=20))
    assert_agree(found[:, 0], found[:, 1], 200)


def test_plots_given_away():
    """Informants and denouncers around everybody, and nobody who is asked comes: courage is worth
    nothing and resolve is tiny, with much initiative. No leg fails, so whoever is not given away
    is received. The factor speaks of trust and of a squad's mean conviction before anybody is
    asked: it may be off by a fiftieth. False alarm: 1 in 2,000 seeds."""
    route = load_scenario("dmz").routes[0]
    fails = ("caught", "killed", "returned")
    sure = {f"route.{route.name}.{leg.name}.{f}": 0.0 for leg in route.legs for f in fails}
    changes = STILL | ways_of_no_length("dmz") | sure | {
        "group.sounding": 0.1, "group.courage": 0.0, "group.denunciation": 0.5,
        "regime.informants": 0.15, "decision.threshold": 1.4, "decision.initiative": 1.0,
        "context.duty_share": 1.0, "control.watch": 0.0, "escape.to_nobody": 0.0,
        "mechanisms.hostage": False, "mechanisms.feedback": True, "mechanisms.aftermath": False,
        "control.report": 0.0,
    }  # fmt: skip
    found, attempts = [], []
    for replicate in range(20):
        world = lived(scenario_of("dmz", changes, soldiers=3000, days=60), 13, replicate)
        s = world.state
        through = np.count_nonzero((s.attempt == BY_ROUTE) & (s.status == DEFECTED))
        attempts.append([begun(s.attempt), np.count_nonzero(s.attempt == JOINED)])
        assert through + np.count_nonzero(s.attempt == FOILED) == attempts[-1][0]
        found.append([through, s.expected_defections.sum(), s.expected_attempts.sum()])
    counted, expected, unhindered = np.array(found).T
    tried, joined = np.array(attempts).T
    assert joined.sum() < 0.01 * tried.sum()
    assert expected.sum() < 0.85 * unhindered.sum()
    gap = counted - expected
    error = np.std(gap, ddof=1) / np.sqrt(len(gap))
    assert abs(gap.mean()) < 3.5 * error + 0.02 * expected.mean(), (gap.mean(), error)
    assert 3.5 * error < 0.1 * expected.mean()


def test_each_soldier_for_himself():
    """Sorted by what is expected of them, soldiers try as often as expected in each fifth of the
    force. False alarm: 1 in 400 seeds."""
    groups = []
    for replicate in range(REPLICATES):
        world = lived(scenario_of("dmz", FREE, soldiers=300, days=20), 12, replicate)
        s = world.state
        fifths = np.array_split(np.argsort(s.hostage + 1e-3 * s.standing, kind="stable"), 5)
        groups.append([[begun(s.attempt[f]), s.expected_attempts[f].sum()] for f in fifths])
    for fifth in np.array(groups).transpose(1, 0, 2):
        assert_agree(fifth[:, 0], fifth[:, 1], 100)


@pytest.mark.parametrize("going_home", [0.0, 0.5], ids=["staying", "going home"])
def test_contact(going_home):
    """Surrenders and prisoners, with nobody leaving by a route. A tour that ends competes for the
    same draw of the battlefield. False alarm: 1 in 700 seeds."""
    changes = CONTACT | {"decision.initiative": 0.0, "context.rotation_home": going_home}
    found = totals(scenario_of("ukrainian_front", changes, soldiers=1500, days=20))
    assert_agree(found[:, 0], found[:, 1], 200)
    assert_agree(found[:, 2], found[:, 3], 100)
    assert_agree(found[:, 4], found[:, 5], 200)


def test_everything_at_once():
    """Routes, contact, casualties, removal and news together. False alarm: 1 in 700 seeds."""
    changes = BUSY | CONTACT | LONE | ways_of_no_length("ukrainian_front")
    found = totals(scenario_of("ukrainian_front", changes))
    assert_agree(found[:, 0], found[:, 1], 600)
    assert_agree(found[:, 2], found[:, 3], 200)
    assert_agree(found[:, 4], found[:, 5], 100)


@pytest.mark.parametrize(
    "stages",
    [
        ["exit"],
        ["exit", "exit", "reception"],
        ["evasion", "exit", "reception"],
        ["evasion", "reception"],
        ["reception"],
        ["exit", "evasion", "exit", "evasion", "reception"],
    ],
    ids=lambda stages: ", ".join(stages),
)
def test_ways_out_of_any_shape(stages, tmp_path):
    """Half of those who get out go to nobody, wherever a route says that they are out; knowledge,
    tension and a closed border move the legs. False alarm: 1 in 2,000 seeds for each."""
    legs = "".join(
        f'[[route.leg]]\nname = "leg{k}"\nstage = "{stage}"\ndays = 0\n'
        f"caught = 0.1\nkilled = {0.05 * k}\nreturned = 0.05\n"
        for k, stage in enumerate(stages)
    )
    path = tmp_path / "x.toml"
    path.write_text(f'title = "A way"\nextends = "dmz"\n[[route]]\nname = "out"\n{legs}')
    changes = {"escape.to_nobody": 0.5, "context.tension": 0.3, "host.closure": 0.2}
    found = totals(scenario_of(path, FREE, changes, soldiers=300, days=20))
    assert_agree(found[:, 2], found[:, 3], 30)


def test_expected_counts_vary_less():
    """Why they are reported: the same mean with a far smaller variance."""
    found = totals(scenario_of("dmz", FREE, ways_of_no_length("dmz"), soldiers=300, days=20))
    assert np.var(found[:, 1]) < 0.3 * np.var(found[:, 0])
    assert np.var(found[:, 3]) < 0.1 * np.var(found[:, 2])


def test_nothing_is_expected_of_those_who_are_gone():
    world = lived(scenario_of("ukrainian_front", BUSY | CONTACT))
    s = world.state
    gone = s.status != SERVING
    assert np.all(s.days_at_risk[gone] <= s.gone_day[gone] + 1)
    assert np.all(s.days_at_risk[~gone] == world.day)
    assert s.expected_attempts.max() <= world.day
    assert np.all(s.expected_defections <= s.expected_attempts)
    assert (s.status == TAKEN_PRISONER).any()


@pytest.mark.parametrize("context", CONTEXTS)
def test_daily_expectations_add_up(context):
    """The series of a run adds up to its outcome, and to the soldiers' own sums."""
    world = lived(scenario_of(context, SOCIAL))
    out = world.outcomes()
    daily = world.daily[:, [SERIES.index("attempts"), SERIES.index("expected_attempts")]]
    assert daily[:, 0].sum() == out["attempts"] == begun(world.state.attempt)
    assert out["joiners"] == np.count_nonzero(world.state.attempt == JOINED) > 0
    assert daily[:, 1].sum() == pytest.approx(out["expected_attempts"], rel=1e-12)
    assert world.state.expected_attempts.sum() == pytest.approx(out["expected_attempts"])
