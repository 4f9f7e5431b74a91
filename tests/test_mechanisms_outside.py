"""F: third parties. Each mechanism's direction, in the real model; policy turns by the calendar."""

import pytest
from mechanism_arms import COMBAT, LOOSE, Arm, Directions

ATTEMPTS = "mean_willing expected_attempts"
PACKAGE = {f"outreach.{name}": 0.7 for name in ("leaflets", "corridor", "assurance", "reward")}
LAOS = "route.with_broker_to_thailand.laos.returned"
THAILAND = "route.with_broker_to_thailand.thailand.returned"

# The other ways are shut, and the way to Laos is safe.
ONLY_THE_BROKER = {
    "route.alone_into_jilin.among_co_ethnics.caught": 0.98,
    "route.mongolia.to_the_steppe.caught": 0.94,
    "route.with_broker_to_thailand.checkpoints.caught": 0.0,
    "route.with_broker_to_thailand.river.caught": 0.0,
    "route.with_broker_to_thailand.through_china.caught": 0.0,
    "host.returns": 0.0,
    "context.corruption": 0.0,
}


def river(*rows):
    """A scenario at the river before any closure, with these rows of a calendar on day 6."""
    text = 'title = "The river"\nextends = "sino_korean_border"\n'
    return text + "".join(f"[[calendar]]\nday = 6\n{row}\n" for row in rows)


QUIET = river()

DIRECTIONS: Directions = {
    "F1": [
        Arm("river", {"host.returns": (0.0, 0.8)}, "", f"route_belief {ATTEMPTS} way_through"),
        Arm(
            "river",
            {"host.returns": (0.0, 0.8)},
            "returned_by_host",
            given=LOOSE,
            days=60,
            soldiers=2400,
        ),
    ],
    "F2": [
        Arm(
            "river",
            {},
            lowers="expected_attempts way_through",
            files=(QUIET, river("context.tension = 0.8\ncontext.corruption = 0.1")),
        )
    ],
    "F3": [
        Arm("river", {THAILAND: (0.5, 0.0)}, "way_through way.with_broker_to_thailand"),
        Arm("river", {"host.resettlement": (0.3, 0.7)}, ATTEMPTS),
    ],
    "F4": [
        # let in by hundreds, and turned away later
        Arm(
            "river",
            {},
            f"{ATTEMPTS} way_through",
            files=(QUIET, river("host.returns = 0.05\nhost.resettlement = 0.7")),
        ),
        Arm(
            "river",
            {},
            "",
            f"{ATTEMPTS} way_through",
            files=(QUIET, river("host.returns = 0.7\nhost.resettlement = 0.3")),
        ),
    ],
    "F5": [
        Arm(
            "river",
            {},
            "",
            "way_through way.with_broker_to_thailand",
            files=(QUIET, river(f"{LAOS} = 0.9")),
        ),
        Arm(
            "river",
            {LAOS: (0.0, 0.8)},
            "returned_by_host",
            given=LOOSE | ONLY_THE_BROKER,
            days=90,
        ),
    ],
    "F6": [
        Arm(
            "river", {"route.mongolia.safe_house.returned": (0.6, 0.0)}, "way_through way.mongolia"
        ),
        Arm(
            "river", {"route.mongolia.to_the_steppe.caught": (0.6, 0.1)}, "way_through way.mongolia"
        ),
    ],
    "F7": [
        Arm(
            "river rear",
            {"host.returns": (0.5, 0.0), "host.resettlement": (0.4, 0.6)},
            f"route_belief {ATTEMPTS} way_through",
        )
    ],
    "F8": [
        Arm(
            "front rear river",
            {key: (0.1, value) for key, value in PACKAGE.items()},
            f"{ATTEMPTS} way_through",
        ),
    ],
    "F9": [
        Arm(
            "front",
            {"contact.accept": (0.4, 0.95)},
            "surrender expected_attempts expected_defections",
            given=COMBAT,
        ),
        Arm(
            "front",
            {"outreach.credibility": (0.1, 0.9)},
            f"surrender {ATTEMPTS}",
            given=COMBAT | {"regime.enemy_image": 0.4, "outreach.leaflets": 0.0},
        ),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
