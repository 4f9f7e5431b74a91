"""D: what pushes, what pulls, and what is known. Each mechanism's direction, in the real model."""

import pytest
from mechanism_arms import COMBAT, LOOSE, Arm, Directions, Shown, lived

ATTEMPTS = "mean_willing expected_attempts"
WISH = f"mean_wish {ATTEMPTS}"
FIGHTING = {"context.combat_intensity": 0.8, "context.casualty_hazard": 0.004}
ABROAD = {"context.living_standard": 0.4, "regime.privilege": 0.6}
SILENT = {"outreach.leaflets": 0.0, "outreach.corridor": 0.0, "outreach.reward": 0.0}
SILENT |= {"outreach.assurance": 0.0}
PACKAGE = dict.fromkeys(SILENT, 0.8)
CALLED = COMBAT | PACKAGE | {"outreach.credibility": 0.6}
NEWS = LOOSE | {"route.across_the_dmz.exit.caught": 0.1, "route.across_the_dmz.evasion.caught": 0.0}

# What he notices teaches nobody how often one is caught, or read as a defector.
UNLEARNT = {"belief.prior_weight": 1000.0, "aftermath.attribution_news": 0.0}

# Nearly everybody would leave if he saw that others lean that way.
TIPPING = {f"mechanisms.{name}": False for name in ("hostage", "punishment", "rewards", "cohesion")}
TIPPING |= {"decision.rule": "threshold", "decision.loyalty": 0.3, "decision.unknown": 0.0}
TIPPING |= {"regime.enemy_image": 0.0}


def together_they_do_more():
    """D13: the four of them together gain more than the sum of what each gains alone."""
    given = {"force.soldiers": 240, "force.days": 20, "outreach.credibility": 0.6}
    for outcome in ("expected_attempts", "expected_defections"):
        nothing = lived("ukrainian_front", given | SILENT).outcomes[outcome]
        alone = [
            lived("ukrainian_front", given | SILENT | {key: 0.8}).outcomes[outcome] - nothing
            for key in PACKAGE
        ]
        everything = lived("ukrainian_front", given | PACKAGE).outcomes[outcome]
        assert all(gain >= 0.0 for gain in alone)
        assert everything - nothing > 1.1 * sum(alone)


def privilege_binds_until_one_knows():
    """D3, D4: better conditions abroad bind him who knows little, and turn him who knows much."""
    gains = []
    for known in (0.0, 1.0):
        still = {"information.start": known, "information.border_start": 0.0}
        still |= {"mechanisms.feedback": False, "decision.comparison": 2.0}
        still |= {"force.soldiers": 240, "force.days": 5}
        poor, rich = (
            lived("russia_rear", still | {"context.living_standard": level}).outcomes
            for level in (0.0, 0.5)
        )
        gains.append([rich[name] - poor[name] for name in WISH.split()])
    assert max(gains[0]) < 0.0 < min(gains[1])


DIRECTIONS: Directions = {
    "D1": [Arm("rear front dmz river", {"decision.freedom": (0.6, 1.5)}, WISH)],
    "D2": [
        Arm("rear front dmz river", {"context.deprivation": (0.1, 0.8)}, WISH),
        Arm("rear front dmz river", {"decision.hardship": (0.1, 0.4)}, WISH),
    ],
    "D3": [
        Arm("rear front", {"decision.comparison": (0.0, 2.0)}, WISH, given=ABROAD),
        Shown(
            privilege_binds_until_one_knows,
            "rear",
            "context.living_standard",
            raises=WISH,
            lowers=WISH,
        ),
    ],
    "D4": [
        Arm("rear", {"regime.privilege": (0.0, 0.6)}, "", WISH, given=ABROAD),
        Arm(
            "rear",
            {"context.living_standard": (0.0, 0.5)},
            "",
            WISH,
            given={"information.start": 0.0},
        ),
    ],
    "D5": [
        Arm(
            "rear front dmz river",
            {"context.outside_information": (0.0, 1.0)},
            f"information {WISH}",
            "conviction",
        ),
        Arm("rear dmz", {"mechanisms.information_blockade": (True, False)}, f"information {WISH}"),
        Arm("dmz front", {"outreach.leaflets": (0.0, 1.0)}, "knowledge way_through"),
    ],
    "D6": [
        Arm(
            "rear front",
            {"context.outside_information": (0.0, 1.0)},
            "information_carried_home",
            given={"context.rotation_home": 0.05},
        ),
        Arm("rear front", {"context.rotation_home": (0.01, 0.05)}, "information_carried_home"),
    ],
    "D7": [Arm("rear front", {"information.start": (0.3, 0.0)}, "", f"information {WISH}")],
    "D8": [
        Arm(
            "front dmz",
            {"outreach.leaflets": (0.0, 1.0)},
            f"information {WISH} knowledge way_through",
            given={"outreach.corridor": 0.5},
        ),
    ],
    "D9": [
        Arm(
            "front dmz",
            {"outreach.credibility": (0.1, 0.9)},
            f"information {WISH} knowledge way_through",
            given={"outreach.leaflets": 0.5, "outreach.corridor": 0.5},
        ),
        Arm("front", {"outreach.credibility": (0.1, 0.9)}, "surrender", given=CALLED),
    ],
    "D10": [
        Arm(
            "rear front dmz",
            {"outreach.corridor": (0.0, 0.9)},
            f"{ATTEMPTS} way_through",
            leaves="mean_wish",
        ),
    ],
    "D11": [
        Arm("front", {"outreach.assurance": (0.05, 0.9)}, f"{ATTEMPTS} surrender", given=CALLED),
        Arm("rear", {"outreach.assurance": (0.05, 0.9)}, ATTEMPTS, given=PACKAGE),
        Arm("rear", {"host.returns": (0.85, 0.1)}, f"{ATTEMPTS} way_through"),
    ],
    "D12": [
        Arm("front", {"outreach.reward": (0.05, 0.9)}, f"{ATTEMPTS} surrender", given=CALLED),
        Arm("rear dmz", {"outreach.reward": (0.05, 0.9)}, ATTEMPTS, given=PACKAGE),
    ],
    "D13": [
        Arm(
            "front",
            dict.fromkeys(PACKAGE, (0.0, 0.8)),
            f"{ATTEMPTS} way_through expected_defections",
        ),
        Shown(
            together_they_do_more,
            "front",
            " ".join(PACKAGE),
            raises="expected_attempts expected_defections",
        ),
    ],
    "D14": [
        Arm(
            "front",
            {"context.casualty_hazard": (0.0005, 0.01)},
            f"mortality mean_stress {WISH}",
            given=COMBAT,
        ),
        Arm(
            "front",
            {"context.combat_intensity": (0.0, 0.8)},
            f"mortality mean_stress {WISH}",
            given={"context.casualty_hazard": 0.004},
        ),
    ],
    "D15": [
        Arm(
            "rear",
            {"host.returns": (0.0, 0.85)},
            "",
            f"route_belief {ATTEMPTS} way_through",
        ),
        Arm("rear", {"host.returns": (0.0, 0.85)}, "returned_by_host", given=LOOSE, days=200),
        # to be sent home is also what he flees
        Arm("rear front", {"regime.reindoctrination": (0.0, 0.3)}, WISH),
    ],
    "D16": [
        Arm(
            "front dmz river", {"group.sounding": (0.0, 0.4)}, "group_attempts joiners", given=LOOSE
        ),
        Arm("front dmz river", {"group.courage": (0.0, 2.0)}, "joiners", given=LOOSE),
        Arm("front dmz river", {"decision.conformity": (0.0, 1.0)}, ATTEMPTS, given=LOOSE),
        Arm(
            "dmz river",
            {"group.sounding": (0.0, 0.4)},
            "company.known_attempts",
            given=LOOSE | {"belief.observation": 0.0},
        ),
        Arm("river", {"decision.tipping": (0.5, 0.0)}, ATTEMPTS, given=LOOSE | TIPPING),
    ],
    "D17": [Arm("rear front dmz", {"host.resettlement": (0.2, 0.8)}, f"route_belief {ATTEMPTS}")],
    "D18": [
        Arm("dmz river", {"decision.prospects": (1.2, 0.3)}, "", WISH),
        Arm("dmz river", {"host.resettlement": (0.8, 0.2)}, "", f"route_belief {ATTEMPTS}"),
    ],
    "D19": [
        # the same way out, believed to be better or worse than it is
        Arm("dmz", {"belief.route_weight": (0.3, 1.0)}, f"route_belief {ATTEMPTS}"),
        Arm("dmz", {"belief.prior_fear": (0.3, 0.8)}, "", ATTEMPTS),
        Arm("dmz", {"decision.offer_floor": (0.4, 0.9)}, ATTEMPTS),
    ],
    "D20": [
        Arm(
            "dmz",
            {"outreach.publicity": (0.0, 1.0)},
            "publicised attribution",
            "mean_willing",
            given=NEWS | UNLEARNT | {"belief.escape_hope": 0.0, "belief.publicised": 0.5},
            days=40,
            soldiers=1920,
        ),
        Arm(
            "dmz",
            {"outreach.publicity": (0.0, 1.0)},
            "hope route_belief mean_willing",
            given=NEWS | UNLEARNT | {"belief.escape_hope": 0.4, "belief.publicised": 0.0},
            days=40,
            soldiers=1920,
        ),
    ],
    "D21": [
        Arm(
            "dmz",
            {"belief.escape_hope": (0.0, 0.4)},
            f"hope route_belief {ATTEMPTS}",
            given=NEWS,
            days=40,
        ),
        Arm("river", {"context.corruption": (0.0, 0.6)}, "way_through"),
    ],
    "D22": [
        Arm("rear front dmz river", {"regime.punishment": (0.0, 1.2)}, "", ATTEMPTS, "mean_wish"),
        Arm("rear front dmz river", {"decision.ceiling": (0.0, 0.5)}, WISH),
    ],
    "D23": [
        Arm("rear front", {"regime.return_reward": (0.0, 0.6)}, "", WISH),
        Arm("front", {"regime.return_reward": (0.0, 0.6)}, "", "surrender", given=COMBAT),
    ],
    "D24": [
        Arm("front", {"regime.martyr_honour": (0.0, 0.8)}, "", f"{WISH} surrender", given=FIGHTING),
        Arm(
            "front",
            {"aftermath.honour_response": (0.0, 5.0)},
            "company.honour",
            "mean_willing",
            given={"aftermath.honour_lag": 2.0, "context.casualty_hazard": 0.03} | COMBAT,
        ),
    ],
    "D25": [
        Arm("rear front", {"regime.lectures": (0.0, 1.0)}, "conviction", WISH, days=40),
        Arm("rear front", {"regime.reindoctrination": (0.0, 0.3)}, WISH),
    ],
}


@pytest.mark.parametrize("mechanism", DIRECTIONS)
def test_direction(mechanism):
    for direction in DIRECTIONS[mechanism]:
        direction.check()
