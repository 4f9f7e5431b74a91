"""A: the family left at home as a hostage. Each mechanism's direction, in the real model."""

import numpy as np
import pytest
from mechanism_arms import COMBAT, LOOSE, Arm, Contrast, Directions, Shown, lived

from sim.state import CAUGHT, SERVING

KIN_FREE = {"mechanisms.screening": False, "force.no_relatives": 0.3}
ATTEMPTS = "mean_willing expected_attempts"
OF_THE_KINLESS = "expected_attempts_per_1000_soldier_months_no_hostage"
OF_THE_HELD = "expected_attempts_per_1000_soldier_months_hostage"


def the_morning_after():
    """A8: the family of one who is caught is punished on the next morning, and the company knows."""
    loose = LOOSE | {"force.soldiers": 240, "force.days": 40}
    whole = lived("dmz", loose).state
    caught = (whole.news & CAUGHT == 0) & (whole.gone_day >= 0) & (whole.hostage > 0.0)
    caught &= whole.gone_day < 39
    last = int(whole.gone_day[caught & (whole.family_punished == 1)].max())
    before = lived("dmz", loose | {"force.days": last + 1}).state
    after = lived("dmz", loose | {"force.days": last + 2}).state
    fresh = (after.family_punished == 1) & (before.family_punished == 0)
    assert fresh.any() and np.all(after.gone_day[fresh] <= last)
    assert np.all(before.family_punished[before.status == SERVING] == 0)
    here = np.unique(np.flatnonzero(fresh) // 120)
    news = "attribution_news"
    assert np.all(after.companies[news][here] > before.companies[news][here])


DIRECTIONS: Directions = {
    "A1": [
        Arm("rear front dmz river", {"kin.hold": (0.2, 1.2)}, "hostage", ATTEMPTS),
        Contrast("rear front dmz", f"{OF_THE_KINLESS} > {OF_THE_HELD}", KIN_FREE),
    ],
    "A2": [Arm("rear front", {"mechanisms.hostage": (False, True)}, "", ATTEMPTS)],
    "A3": [
        Arm(
            "rear front",
            {"screening.pyongyang_rule": (0.0, 1.0)},
            lowers="kinless mean_willing expected_attempts",
            given={"force.no_relatives": 0.3},
        )
    ],
    "A4": [
        Arm(
            "rear front",
            {"kin.partner_closeness": (0.0, 1.0)},
            "hostage",
            ATTEMPTS,
            given={"kin.married": 0.6},
        )
    ],
    "A5": [
        Arm(
            "rear front dmz",
            {"force.no_relatives": (0.02, 0.4)},
            f"kinless {ATTEMPTS}",
            given={"mechanisms.screening": False},
        ),
        Contrast("rear front dmz", f"{OF_THE_KINLESS} > {OF_THE_HELD}", KIN_FREE),
        Contrast("dmz", "family_punished|held > family_punished|kinless", LOOSE | KIN_FREE),
    ],
    "A6": [
        Arm("rear front dmz", {"regime.family_punishment": (0.5, 3.0)}, "", ATTEMPTS),
        Arm(
            "rear front dmz", {"aftermath.sanctions": (0.0, 1.0)}, "families_punished", given=LOOSE
        ),
    ],
    "A7": [
        # worth more than a life of his own: up to three generations of them
        Arm("rear front dmz", {"regime.family_punishment": (1.0, 3.2)}, "", ATTEMPTS),
        Arm(
            "dmz",
            {"aftermath.attribution_half_life_days": (1.0, 3650.0)},
            "attribution",
            "mean_willing",
            given=LOOSE | {"aftermath.attribution_news": 0.5, "belief.prior_weight": 1000.0},
            days=30,
        ),
    ],
    "A8": [
        Arm(
            "rear front dmz",
            {"aftermath.attribution_news": (0.0, 0.5)},
            "attribution",
            "mean_willing",
            given=LOOSE,
        ),
        Shown(the_morning_after, "dmz", "aftermath.sanctions", raises="families_punished"),
    ],
    "A9": [Arm("rear front dmz", {"decision.guilt": (0.0, 0.3)}, "", ATTEMPTS, "mean_wish")],
    "A10": [
        Arm("rear dmz river", {"force.relatives_abroad": (0.0, 0.5)}, f"mean_wish {ATTEMPTS}"),
        Arm(
            "rear dmz river",
            {"decision.kin_abroad": (0.0, 0.8)},
            f"mean_wish {ATTEMPTS}",
            given={"force.relatives_abroad": 0.3},
        ),
    ],
    "A11": [
        Arm("rear river", {"regime.family_punishment": (0.5, 3.0)}, "", ATTEMPTS),
        # What q H P + (1 - q) H (-R) comes to: money that reaches a family nobody punishes is a
        # punishment greater by R, and a guilt smaller by R.
        Arm(
            "rear river",
            {"regime.family_punishment": (1.5, 1.6), "decision.guilt": (0.15, 0.05)},
            ATTEMPTS,
        ),
    ],
    "A12": [
        Arm(
            "front",
            {"contact.attribution": (0.0, 0.9)},
            lowers="surrender expected_attempts",
            given=COMBAT,
        ),
        Arm(
            "front",
            {"belief.ambiguity": (0.0, 0.9)},
            ATTEMPTS,
            "attribution",
            given=COMBAT,
        ),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
