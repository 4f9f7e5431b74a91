"""C: surveillance and control inside the unit. Each mechanism's direction, in the real model."""

import numpy as np
import pytest
from mechanism_arms import CONTEXTS, LOOSE, Arm, Directions, Shown, lived, scenario

from sim.rules import escape
from sim.scenario.settings import resolve_settings

ATTEMPTS = "mean_willing expected_attempts"
FIGHTING = {"context.combat_intensity": 0.8, "context.casualty_hazard": 0.002}

# Resolve that is kept to oneself, and a company that learns nothing else of an attempt.
HIDDEN = LOOSE | {"control.removal_threshold": 1.0, "belief.observation": 0.0}
UNSEEN = {"context.combat_intensity": 0.0, "control.removal_threshold": 1.0}


def those_around():
    """C6: interrogated are the companies of those who are known to have tried, and no others."""
    some = LOOSE | {"decision.initiative": 0.01, "force.soldiers": 4800, "force.days": 20}
    companies = lived("dmz", some).state.companies
    known, interrogated = companies["known_attempts"] > 0, companies["interrogated"] > 0
    assert np.array_equal(known, interrogated)
    assert known.any() and not known.all()


def arms_of_a_group():
    """C10: armed, a group breaks out more often and dies more often; one man alone does neither."""
    chances = {}
    for arms, fire in ((0.0, 0.0), (0.6, 0.0), (0.0, 0.6)):
        values = {"escape.arms": arms, "escape.fire": fire}
        p = resolve_settings(scenario(CONTEXTS["front"]).with_values(values)).namespace(0)
        for companions in (0.0, 4.0):
            chances[arms, fire, companions] = (
                escape.caught(p, 0.5, escape.EXIT, 0.1, 0, True, companions),
                escape.killed(p, 0.1, escape.EXIT, companions),
            )
    plain = chances[0.0, 0.0, 4.0]
    armed, shot_at = chances[0.6, 0.0, 4.0], chances[0.0, 0.6, 4.0]
    assert armed[0] < plain[0] and armed[1] == plain[1]
    assert shot_at[0] == plain[0] and shot_at[1] > plain[1]
    assert chances[0.6, 0.0, 0.0] == chances[0.0, 0.0, 0.0] == chances[0.0, 0.6, 0.0]


DIRECTIONS: Directions = {
    "C1": [
        Arm(
            "rear front dmz",
            {"mechanisms.watch": (False, True)},
            "surveillance fear",
            f"{ATTEMPTS} way_through",
        ),
        Arm(
            "rear front dmz",
            {"mechanisms.watch": (False, True)},
            "removed",
            given={"control.infraction": 0.1, "control.removal_threshold": 0.4},
            days=60,
        ),
    ],
    "C2": [
        Arm(
            "rear front dmz",
            {"regime.informants": (0.0, 0.2)},
            "surveillance",
            f"{ATTEMPTS} way_through",
        ),
        Arm(
            "dmz river",
            {"regime.informants": (0.0, 0.3)},
            "foiled_plots",
            given=LOOSE | {"control.watch": 0.0, "group.sounding": 0.4, "group.denunciation": 0.0},
        ),
        Arm("rear front dmz", {"group.denunciation": (0.0, 0.5)}, "", "way_through"),
        Arm("rear front dmz", {"decision.bond": (0.0, 0.4)}, "", ATTEMPTS, "mean_wish"),
    ],
    "C3": [
        Arm(
            "rear front",
            {"regime.officials_per_100": (0.0, 3.0)},
            "surveillance suspicion",
            "expected_attempts",
        ),
        Arm("rear front", {"control.report": (0.0, 1.0)}, "suspicion", "expected_attempts"),
        Arm(
            "rear dmz",
            {"control.report": (0.0, 3.0)},
            "removed",
            given={"control.infraction": 0.1, "control.removal_threshold": 0.5},
            days=60,
        ),
    ],
    "C4": [
        Arm(
            "rear",
            {"control.infraction": (0.0, 0.1)},
            "suspicion surveillance",
            "expected_attempts",
            "mean_wish",
            given=UNSEEN,
        ),
        Arm(
            "rear",
            {"control.infraction": (0.0, 0.1)},
            "removed",
            given={"control.removal_threshold": 0.5},
            days=60,
        ),
    ],
    "C5": [
        Arm(
            "rear front dmz",
            {"mechanisms.self_criticism": (False, True)},
            "conviction company.session_fear fear",
            ATTEMPTS,
            days=40,
        ),
        Arm("dmz", {"control.session_reveals": (0.0, 0.3)}, "suspicion", given=HIDDEN),
    ],
    "C6": [
        # what the regime does about it, and what that does to those it is done to
        Arm(
            "rear front dmz",
            {"regime.crackdown": (0.0, 2.0)},
            "company.crackdown surveillance fear",
            "expected_attempts",
            given=LOOSE | {"belief.observation": 0.0},
        ),
        Arm(
            "rear front dmz",
            {"regime.crackdown_half_life_days": (90.0, 7.0)},
            "expected_attempts",
            "company.crackdown",
            given=LOOSE | {"belief.observation": 0.0, "regime.crackdown": 0.5},
            days=40,
        ),
        Arm("rear front dmz", {"aftermath.interrogation": (0.0, 0.5)}, "suspicion", given=HIDDEN),
        Arm(
            "rear front dmz",
            {"aftermath.resentment": (0.0, 0.1)},
            f"mean_wish {ATTEMPTS}",
            "conviction",
            given=LOOSE | {"belief.observation": 0.0},
        ),
        Shown(those_around, "dmz", "", raises="interrogations"),
    ],
    "C7": [
        Arm("rear front", {"control.watch": (0.3, 1.2)}, "surveillance", "expected_attempts"),
        Arm(
            "rear front",
            {"regime.officials_per_100": (0.5, 3.0), "regime.informants": (0.02, 0.15)},
            "surveillance",
            "expected_attempts way_through",
        ),
        Arm(
            "rear front",
            {"regime.withdraw_after": (0.0, 2.0)},
            "unit_withdrawn",
            "expected_attempts",
            given=LOOSE,
        ),
    ],
    "C8": [
        Arm(
            "rear front",
            {"regime.officials_per_100": (3.0, 0.5), "regime.informants": (0.15, 0.02)},
            f"{ATTEMPTS} way_through",
            "surveillance",
        ),
        Arm("rear front", {"regime.attribution": (0.95, 0.5)}, ATTEMPTS, "attribution"),
    ],
    "C9": [
        Arm(
            "front",
            {"control.disorder_on_watch": (0.0, 0.6)},
            "expected_attempts",
            "monitors surveillance",
            "mean_wish",
            given=FIGHTING | {"control.removal_threshold": 1.0, "mechanisms.contact": False},
        ),
        Arm(
            "front",
            {"context.disorder": (0.0, 1.0)},
            "expected_attempts",
            "monitors surveillance",
            given=FIGHTING,
        ),
        Arm("front", {"route.across_the_line.exit.caught": (0.6, 0.25)}, "way_through"),
    ],
    "C10": [
        Shown(
            arms_of_a_group,
            "front",
            "escape.arms escape.fire",
            raises="exit_success died_escaping",
        ),
        Arm(
            "front",
            {"escape.arms": (0.0, 0.6)},
            "exit_success",
            given=LOOSE | {"group.sounding": 0.4, "route.across_the_line.exit.caught": 0.8},
            soldiers=960,
        ),
    ],
    "C11": [
        Arm(
            "rear",
            {"information.knowledge_learning": (0.0, 0.02)},
            f"knowledge {ATTEMPTS} way_through",
        ),
        Arm(
            "rear",
            {"information.knowledge_start": (0.0, 0.3)},
            f"knowledge {ATTEMPTS} way_through",
        ),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
