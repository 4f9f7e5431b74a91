"""G: shocks, and claims about the whole. Each mechanism's direction, in the real model; what comes
from outside comes by rows of a calendar."""

import pytest
from mechanism_arms import LOOSE, Arm, Contrast, Directions, Shown, lived

ATTEMPTS = "mean_willing expected_attempts"
WISH = f"mean_wish {ATTEMPTS}"
SUCCESS = "expected_defections way_through"
RATE = "expected_attempts_per_1000_soldier_months"


def on_day_6(context, *rows):
    """A scenario of a context with these rows, on day 6, as its calendar."""
    text = f'title = "A shock"\nextends = "{context}"\n'
    return text + "".join(f"[[calendar]]\nday = 6\n{row}\n" for row in rows)


def shock(context, *rows):
    """A context without a shock, and with it."""
    return on_day_6(context), on_day_6(context, *rows)


RIVER, DMZ = "sino_korean_border", "dmz"
CLOSURE = "host.closure = 0.9\nhost.returns = 0.5\ncontext.tension = 0.6\ncontext.corruption = 0.1"
FIGHT = "context.combat_intensity = 0.8"

UNCERTAIN = "regime.return_reward = 0.1\nregime.lectures = 0.1"
CONTROLS = [f"mechanisms.{name}" for name in ("hostage", "watch", "punishment", "screening")]


def no_mass_defection():
    """G10: with the controls as they are, fewer than 20 attempts by 11,000 soldiers in six months;
    without them, hundreds of times as many."""
    force = {"force.soldiers": 2400, "force.days": 30}
    kept = lived("russia_rear", force).outcomes
    free = lived("russia_rear", force | dict.fromkeys(CONTROLS, False)).outcomes
    assert kept[RATE] * 11 * 6 < 20.0
    assert kept["units_broken"] == 0.0
    assert free[RATE] > 100.0 * kept[RATE]


def as_many_as_are_sent():
    """G8: who is sent sets how many try, not how readily one does."""
    few, many = (
        lived("russia_rear", {"force.soldiers": soldiers, "force.days": 20}).outcomes
        for soldiers in (2400, 9600)
    )
    assert many["expected_attempts"] > 2.0 * few["expected_attempts"]
    assert many["mean_wish"] == pytest.approx(few["mean_wish"], rel=0.05)


DIRECTIONS: Directions = {
    "G1": [
        Arm("dmz", {}, WISH, files=shock(DMZ, "context.deprivation = 1.0")),
        Arm(
            "river",
            {},
            WISH,
            files=shock(RIVER, "context.deprivation = 1.0"),
        ),
    ],
    "G2": [
        Arm(
            "river",
            {},
            f"{WISH} {SUCCESS}",
            files=shock(
                RIVER,
                "context.deprivation = 0.9\ncontext.corruption = 0.7\ncontext.tension = 0.0\n"
                "regime.return_reward = 0.2",
            ),
        )
    ],
    "G3": [
        Arm("dmz", {}, WISH, files=shock(DMZ, UNCERTAIN)),
        Arm("river", {}, WISH, files=shock(RIVER, UNCERTAIN)),
        Arm("dmz", {}, "", "way_through", files=shock(DMZ, "context.tension = 0.7")),
        Arm("river", {}, "", "way_through", files=shock(RIVER, "context.tension = 0.7")),
    ],
    "G4": [
        Arm("river", {}, "", "expected_attempts way_through", files=shock(RIVER, CLOSURE)),
        Arm(
            "river",
            {},
            "mean_wish",
            "expected_defections",
            files=shock(RIVER, CLOSURE, "context.deprivation = 0.65"),
        ),
    ],
    "G5": [
        Arm(
            "river",
            {},
            "",
            "expected_attempts way_through",
            "mean_wish",
            files=shock(RIVER, "context.tension = 0.7\nregime.punishment = 1.2"),
            given={"mechanisms.feedback": False},
        ),
        Arm("dmz river", {"regime.informants": (0.05, 0.2)}, "", "expected_attempts"),
    ],
    "G6": [
        Arm(
            "rear front",
            {},
            f"{WISH} {SUCCESS}",
            files=(
                on_day_6("russia_rear"),
                on_day_6("russia_rear", f'deploy = "ukrainian_front"\n{FIGHT}'),
            ),
        ),
    ],
    "G7": [
        Arm(
            "dmz river",
            {"belief.escape_hope": (0.0, 0.4), "decision.conformity": (0.0, 1.0)},
            f"{ATTEMPTS} units_broken",
            given=LOOSE | {"aftermath.broken_share": 0.3},
            soldiers=2400,
            days=30,
        ),
        Arm(
            "front",
            {"regime.withdraw_after": (0.0, 3.0)},
            "unit_withdrawn",
            "serving",
            given=LOOSE,
        ),
    ],
    "G8": [
        Shown(
            as_many_as_are_sent,
            "rear",
            "force.soldiers",
            raises="expected_attempts soldier_months",
        )
    ],
    "G9": [
        Arm(
            "rear front",
            {"belief.observation": (0.1, 0.9)},
            "attempts_noticed",
            given=LOOSE | {"belief.prior_weight": 1000.0},
        ),
    ],
    "G10": [Shown(no_mass_defection, "rear", " ".join(CONTROLS), lowers=RATE)],
    "G11": [
        Arm(
            "rear front",
            {"context.outside_information": (0.1, 0.9)},
            "information|core wish|core information_carried_home",
            given={"context.rotation_home": 0.05},
        ),
        Contrast("rear front", "standing|officers > standing|enlisted"),
    ],
    "G12": [
        Arm(
            "river",
            {},
            f"{WISH} {SUCCESS}",
            files=shock(RIVER, "context.deprivation = 0.9\ncontext.corruption = 0.6"),
        ),
        Arm("river", {}, "", f"expected_attempts {SUCCESS}", files=shock(RIVER, CLOSURE)),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
