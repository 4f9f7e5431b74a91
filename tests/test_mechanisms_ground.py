"""E: ground, barriers and movement. Each mechanism's direction, in the real model."""

import pytest
from mechanism_arms import LOOSE, Arm, Contrast, Directions

ATTEMPTS = "mean_willing expected_attempts"
RIVER_WAYS = ("with_broker_to_thailand", "alone_into_jilin", "mongolia")
BROKER = "route.with_broker_to_thailand"


def at_every_start(leg, low, high):
    """Steps in the chance of being caught on a leg that all ways at the river share."""
    return {f"route.{way}.{leg}.caught": (low, high) for way in RIVER_WAYS}


def way_out(*legs):
    """A scenario at the river with one way out, of legs that are alike but for their stage."""
    head = 'title = "One way out"\nextends = "sino_korean_border"\n[[route]]\nname = "out"\n'
    return head + "".join(
        f'[[route.leg]]\nname = "{name}"\nstage = "{stage}"\ndays = 1\n'
        "caught = 0.2\nkilled = 0.05\nreturned = 0.1\n"
        for name, stage in legs
    )


EXIT, EVASION, HOST = ("exit", "exit"), ("evasion", "evasion"), ("host", "reception")
MANY_STAGES = way_out(EXIT, ("river", "exit"), EVASION, HOST, ("third_country", "reception"))
FEW_STAGES = way_out(EXIT, HOST)

DIRECTIONS: Directions = {
    "E1": [
        Arm(
            "rear front",
            {"mechanisms.geography": (False, True)},
            "",
            f"knowledge route_belief {ATTEMPTS} way_through",
        ),
        Arm("rear front", {"decision.unknown": (0.0, 0.6)}, "", ATTEMPTS, "mean_wish"),
    ],
    "E2": [
        Arm(
            "river",
            {},
            f"{ATTEMPTS} way_through",
            leaves="mean_wish",
            given={"mechanisms.feedback": False},
            files=(MANY_STAGES, FEW_STAGES),
        )
    ],
    "E3": [
        Arm("dmz", {"route.across_the_dmz.exit.caught": (0.2, 0.7)}, "", "way_through"),
        Arm(
            "dmz",
            {"route.across_the_dmz.exit.caught": (0.2, 0.7)},
            "fear recaptured",
            "mean_willing",
            given=LOOSE,
            days=40,
        ),
        Arm(
            "dmz",
            {"route.across_the_dmz.exit.killed": (0.0, 0.2)},
            "",
            f"{ATTEMPTS} way_through",
        ),
    ],
    "E4": [
        Arm(
            "dmz",
            {"route.across_the_dmz.evasion.killed": (0.05, 0.5)},
            "",
            f"{ATTEMPTS} way_through",
        ),
        Arm(
            "dmz",
            {"route.across_the_dmz.evasion.killed": (0.05, 0.5)},
            "died_escaping",
            given=LOOSE,
            days=40,
        ),
    ],
    "E5": [
        Arm("dmz", {"context.tension": (0.0, 1.0)}, "", f"{ATTEMPTS} way_through", "mean_wish"),
    ],
    "E6": [
        Arm(
            "rear front dmz river",
            {"regime.punishment": (0.0, 1.2)},
            "",
            ATTEMPTS,
            "mean_wish",
        ),
        Arm(
            "dmz",
            {"regime.punishment": (0.0, 1.2)},
            leaves="way_through",
            given={"mechanisms.feedback": False},
        ),
    ],
    "E7": [
        Arm(
            "dmz river",
            {"force.border_province": (0.0, 0.7)},
            f"information knowledge mean_wish {ATTEMPTS} way_through",
        ),
        Contrast("dmz river", "knowledge|border > knowledge|inland"),
        Contrast("dmz river", "wish|border > wish|inland"),
    ],
    "E8": [
        Arm("river", at_every_start("checkpoints", 0.05, 0.5), "", "way_through", "mean_wish"),
        Arm("river", {"context.duty_share": (0.35, 0.1)}, "", "expected_attempts"),
    ],
    "E9": [
        Arm("river rear", {"context.corruption": (0.0, 0.6)}, "way_through"),
        Arm(
            "river",
            {"context.corruption": (0.0, 0.9)},
            "mean_willing",
            "fear",
            given=LOOSE,
            days=40,
        ),
    ],
    "E10": [
        Contrast("river", "way_through|women > way_through|men", {"force.women": 0.5}),
        Arm(
            "river",
            {"escape.mobility": (0.0, 0.5)},
            "way_through|women",
            leaves="way_through|men",
            given={"force.women": 0.5, "mechanisms.feedback": False},
        ),
    ],
    "E11": [
        Arm(
            "river",
            {"context.outside_information": (0.1, 0.7), "context.corruption": (0.0, 0.5)},
            f"information mean_wish {ATTEMPTS} way_through",
        ),
    ],
    "E12": [
        Arm(
            "river",
            {"route.alone_into_jilin.among_co_ethnics.caught": (0.8, 0.1)},
            "way_through way.alone_into_jilin",
        ),
        Contrast(
            "river",
            "way_through|women > way_through|men",
            {"force.women": 0.5, "route.alone_into_jilin.among_co_ethnics.caught": 0.2},
        ),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
