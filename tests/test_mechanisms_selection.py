"""B: screening, status and selection. Each mechanism's direction, in the real model."""

import numpy as np
import pytest
from mechanism_arms import COMBAT, LOOSE, Arm, Contrast, Directions, Shown
from worlds import same_bits, scenario_of, world_of

ATTEMPTS = "mean_willing expected_attempts"
UNSCREENED = {"mechanisms.screening": False}

# Without hostages a few who have none do not decide what a group does.
EQUAL = UNSCREENED | {"mechanisms.hostage": False}
RATE = "expected_attempts_per_1000_soldier_months"


def a_class_is_for_life():
    """B4: nothing that a soldier does or suffers moves his class or his standing."""
    world = world_of(scenario_of("dmz", LOOSE, soldiers=240, days=30))
    songbun, standing = world.state.songbun.copy(), world.state.standing.copy()
    world.live(30)
    assert world.state.attempt.any()
    assert same_bits(songbun, world.state.songbun)
    assert same_bits(standing, world.state.standing)


def fallen_by_a_class():
    """B5: the same soldiers, each a class lower in standing, are readier to go."""
    high, low = (
        world_of(scenario_of("sino_korean_border", UNSCREENED, soldiers=240, days=10))
        for _ in range(2)
    )
    standing = low.state.places("standing")
    standing[:] = np.maximum(standing - 1.0 / 3.0, 0.0)
    for world in (high, low):
        world.live(10)
    for field in ("wish", "willing"):
        assert np.all(getattr(low.state, field) >= getattr(high.state, field)), field
        assert getattr(low.state, field).mean() > getattr(high.state, field).mean(), field


DIRECTIONS: Directions = {
    "B1": [
        Arm(
            "rear front",
            {"mechanisms.screening": (False, True)},
            "conviction_start",
            f"mean_wish {ATTEMPTS}",
            soldiers=4800,
        ),
        Arm("rear front", {"screening.accuracy": (0.0, 0.9)}, "conviction_start", "mean_wish"),
    ],
    "B2": [
        Arm(
            "rear front",
            {"regime.privilege": (0.0, 0.6)},
            "",
            f"mean_wish {ATTEMPTS}",
            given={"context.living_standard": 0.4},
        ),
        Arm("rear front", {"context.deprivation": (0.6, 0.1)}, "", f"mean_wish {ATTEMPTS}"),
    ],
    "B3": [
        Contrast("rear front dmz river", f"{RATE}_wavering > {RATE}_core", EQUAL),
        Contrast("rear front dmz river", f"{RATE}_hostile > {RATE}_wavering", EQUAL),
        Arm(
            "rear front dmz",
            {"force.songbun.core": (0.1, 0.5), "force.songbun.hostile": (0.45, 0.05)},
            "conviction_start",
            f"mean_wish {ATTEMPTS}",
            given=UNSCREENED,
            soldiers=2400,
        ),
    ],
    "B4": [
        Arm(
            "rear dmz",
            {"force.songbun_loyalty": (0.0, 1.0)},
            "conviction_start|core",
            "conviction_start|hostile",
            given=UNSCREENED,
        ),
        Arm(
            "rear dmz",
            {"force.songbun_loyalty": (0.0, 1.0)},
            f"{RATE}_hostile",
            f"{RATE}_core",
            given=UNSCREENED,
        ),
        Shown(a_class_is_for_life, "dmz", "", leaves="songbun standing"),
    ],
    "B5": [
        Arm("rear dmz river", {"decision.ceiling": (0.0, 0.5)}, f"mean_wish {ATTEMPTS}"),
        Arm(
            "rear dmz river",
            {"force.songbun.wavering": (0.65, 0.15), "force.songbun.hostile": (0.07, 0.57)},
            f"mean_wish {ATTEMPTS}",
            given=UNSCREENED,
        ),
        Shown(fallen_by_a_class, "river", "", raises="mean_wish mean_willing"),
    ],
    "B6": [
        Arm(
            "rear front dmz river",
            {"force.songbun.core": (0.02, 0.4), "force.songbun.hostile": (0.53, 0.15)},
            "conviction_start|officers",
            given=UNSCREENED,
            soldiers=2400,
        ),
        Contrast("rear front dmz river", "conviction_start|officers > conviction_start|enlisted"),
        Contrast("rear front dmz river", f"{RATE}_enlisted > {RATE}_officer", EQUAL),
    ],
    "B7": [
        Arm(
            "rear front dmz",
            {"force.market_generation": (0.0, 1.0)},
            f"individualism mean_wish {ATTEMPTS}",
            "conviction_start",
            given=UNSCREENED,
        ),
        Contrast("rear front dmz", f"{RATE}_market_generation > {RATE}_older", EQUAL),
    ],
    "B8": [
        Arm("rear front", {"context.cause": (0.3, 0.0)}, f"mean_wish {ATTEMPTS}"),
        Arm("front", {"regime.enemy_image": (0.5, 0.0)}, f"surrender {ATTEMPTS}", given=COMBAT),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
