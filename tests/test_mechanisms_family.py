"""A: the family left at home as a hostage. Each mechanism's direction, in the real model."""

import numpy as np
import pytest
from mechanism_arms import COMBAT, LOOSE, Arm, Contrast, Directions, Shown, scenario
from worlds import evenings, scenario_of, world_of

from sim.rules import decision
from sim.scenario.settings import resolve_settings
from sim.state import COMPANY

SANCTIONS = {"aftermath.sanctions": (0.0, 1.0)}
KIN_FREE = {"mechanisms.screening": False, "force.no_relatives": 0.3}
ATTEMPTS = "mean_willing expected_attempts"
OF_THE_KINLESS = "expected_attempts_per_1000_soldier_months_no_hostage"
OF_THE_HELD = "expected_attempts_per_1000_soldier_months_hostage"


def the_morning_after():
    """A8: families are punished on the morning after he is known to be gone, or caught."""
    world = world_of(scenario_of("dmz", LOOSE, soldiers=480, days=40))
    s, punished = world.state, 0
    before = s.family_punished.copy()
    for day in evenings(world):
        fresh = (s.family_punished == 1) & (before == 0)
        assert np.all((s.gone_day[fresh] == day - 1) | (s.fate_day[fresh] == day - 1))
        company = np.flatnonzero(fresh) // COMPANY
        assert np.all(s.companies["attribution_news"][company] > 0.0)
        punished += np.count_nonzero(fresh)
        before = s.family_punished.copy()
    assert punished > 10


def money_that_arrives():
    """A11: money worth R to a family that nobody punishes, as a punishment P greater by R and a
    guilt smaller by R."""
    p = resolve_settings(scenario("russia_rear")).namespace(0)
    money, held = 0.1, 0.7
    for fear, read in ((0.0, 0.0), (0.3, 0.8), (1.0, 0.5)):
        chance = fear + (1.0 - fear) * read
        without = of_the_family(p, fear, read, held)
        p.regime.family_punishment += money
        p.decision.guilt -= money
        with_money = of_the_family(p, fear, read, held)
        p.regime.family_punishment -= money
        p.decision.guilt += money
        assert with_money - without == pytest.approx((1.0 - chance) * held * money, abs=1e-12)


def of_the_family(p, fear, read, held):
    """What his family takes from the utility of leaving."""
    terms = decision.leaving(p, 1.0, 0.5, fear, read, 0.3, held, 1.0, 1.0, 0.2)
    return terms.family_punishment + terms.guilt


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
        Arm("rear front dmz", SANCTIONS, "families_punished", given=LOOSE),
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
        Arm("rear front dmz", SANCTIONS, "families_punished", given=LOOSE),
        Shown(the_morning_after, "dmz", "", raises="families_punished"),
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
        Shown(money_that_arrives, "rear", "regime.family_punishment decision.guilt"),
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
