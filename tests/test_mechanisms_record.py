"""J: what the record adds to the documents. Each mechanism's direction, in the real model."""

import pytest
from mechanism_arms import COMBAT, LOOSE, Arm, Directions

ATTEMPTS = "mean_willing expected_attempts"
WISH = f"mean_wish {ATTEMPTS}"
BLOODY = COMBAT | {"context.casualty_hazard": 0.02, "contact.cut_off_share": 0.6}
BLOODY |= {"contact.taken_wounded": 0.6}


def front(*rows):
    """A scenario at the front with combat from the first day and these rows of a calendar."""
    text = 'title = "The line"\nextends = "ukrainian_front"\n'
    text += "[[calendar]]\nday = 1\ncontext.combat_intensity = 0.8\n"
    return text + "".join(f"[[calendar]]\n{row}\n" for row in rows)


DIRECTIONS: Directions = {
    "J1": [
        Arm("front", {"belief.ambiguity": (0.0, 0.9)}, ATTEMPTS, "attribution", given=COMBAT),
        Arm("rear front dmz", {"regime.attribution": (0.4, 0.95)}, "attribution", ATTEMPTS),
        Arm(
            "front",
            {"mechanisms.attribution_ambiguity": (False, True)},
            ATTEMPTS,
            "attribution",
            given=COMBAT,
        ),
        Arm("front", {"regime.attribution": (0.2, 1.0)}, "families_punished", given=LOOSE),
    ],
    "J2": [
        Arm(
            "front",
            {"regime.suicide_norm": (0.0, 0.98)},
            "self_killed",
            "surrender taken_prisoner expected_prisoners",
            given=BLOODY,
        ),
        Arm("front", {"contact.traitor_norm": (0.0, 1.0)}, "", "surrender", given=BLOODY),
    ],
    "J3": [
        Arm(
            "front",
            {"regime.enemy_image": (0.0, 0.5)},
            "",
            f"{ATTEMPTS} surrender",
            given=COMBAT,
        )
    ],
    "J4": [
        Arm(
            "rear front",
            {"context.living_standard": (0.4, 0.05)},
            WISH,
            given={"information.start": 0.0},
        )
    ],
    "J5": [
        Arm(
            "rear front dmz",
            {"regime.withdraw_after": (0.0, 2.0)},
            "unit_withdrawn",
            "expected_attempts",
            given=LOOSE,
        )
    ],
    "J6": [
        Arm("rear", {"host.returns": (0.1, 0.85)}, "", f"route_belief {ATTEMPTS} way_through"),
        Arm("rear", {"host.returns": (0.1, 0.85)}, "returned_by_host", given=LOOSE, days=200),
    ],
    "J7": [
        Arm("rear front", {"information.start": (0.3, 0.0)}, "", f"information {WISH}"),
        Arm("rear front", {"context.cause": (0.0, 0.3)}, "", WISH),
    ],
    "J8": [
        Arm(
            "front",
            {},
            lowers=f"stress mortality willing {ATTEMPTS} killed_in_action",
            files=(front(), front("day = 10\ncontext.combat_intensity = 0.0")),
            given={"context.casualty_hazard": 0.01},
            days=30,
        ),
        Arm("front", {"context.casualty_hazard": (0.002, 0.02)}, "evacuated", given=COMBAT),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
