"""Every parameter and every switch does something: what is measured changes with each."""

import pytest
from worlds import ALL_CONTEXTS, BUSY, LONE, SOCIAL, lived, scenario_of

from sim.scenario import load_scenario

DEFAULT = load_scenario("ukrainian_front")
SWITCHES = sorted(key for key in DEFAULT.entries if key.startswith("mechanisms."))
CHOICES = sorted(key for key, entry in DEFAULT.entries.items() if entry.choices)
NUMBERS = sorted(set(DEFAULT.entries) - set(SWITCHES) - set(CHOICES))
LEGS = {
    context: sorted(set(load_scenario(context).keys) - set(DEFAULT.entries))
    for context in ALL_CONTEXTS
}

# Keys that only one rule of choice reads.
RULE_OF = {
    "decision.curvature": "prospect",
    "decision.loss_aversion": "prospect",
    "decision.weighting": "prospect",
    "decision.tipping": "threshold",
    "decision.tipping_spread": "threshold",
}

# Where the threshold rule has some act who wait for nobody, and others who wait for these.
LEANING = {
    "decision.tipping": 0.1,
    "decision.freedom": 10.0,
    "decision.offer_floor": 1.0,
    "decision.loyalty": 0.2,
}

# Keys of what is rare: groups that break out, and escapes that are made public.
RARE = ("escape.arms", "escape.conspicuous", "escape.fire", "outreach.publicity")

# Keys whose step must be a certain one.
STEP = {
    "force.songbun.core": {"force.songbun.core": 0.48, "force.songbun.hostile": 0.07},
    "force.songbun.wavering": {"force.songbun.wavering": 0.65, "force.songbun.hostile": 0.07},
    "force.songbun.hostile": {"force.songbun.hostile": 0.47, "force.songbun.core": 0.08},
    "force.soldiers": {"force.soldiers": 258},
    "force.days": {"force.days": 31},
}


def elsewhere(key, scenario):
    """Another value: a third of the way to the bound that is further off, at most tripled."""
    value, (low, high) = scenario.values[key], scenario.entries[key].bounds
    if isinstance(value, int) and not isinstance(value, bool):
        return value + 1
    if high - value >= value - low:
        return value + min((high - value) / 3.0, 2.0 * abs(value) + 0.1)
    return value - (value - low) / 3.0


def outcomes(scenario):
    """All that is measured of a run, to the last digit."""
    world = lived(scenario)
    return repr(world.outcomes())


@pytest.fixture(scope="module")
def usual():
    """The life from which most changes are made."""
    return outcomes(scenario_of("ukrainian_front", SOCIAL))


@pytest.mark.parametrize("key", NUMBERS)
def test_every_number_does_something(key):
    rule = RULE_OF.get(key, "quantal")
    scenario = scenario_of("ukrainian_front", SOCIAL, {"decision.rule": rule})
    if rule == "threshold":
        scenario = scenario.with_values(LEANING)
    if key in RARE:
        scenario = scenario.with_values({"force.soldiers": 3000})
    step = STEP.get(key) or {key: elsewhere(key, scenario)}
    assert step[key] != scenario.values[key]
    assert outcomes(scenario.with_values(step)) != outcomes(scenario)


@pytest.mark.parametrize(("context", "key"), [(c, key) for c in ALL_CONTEXTS for key in LEGS[c]])
def test_every_leg_does_something(context, key):
    """Over 160 days: the longest way out takes 91, where a year in Jilin is made a month. The
    ways are as they are in the context, so that each is the best that somebody has."""
    ways = {"outreach.corridor", "context.tension", "context.corruption"}
    busy = {key: value for key, value in BUSY.items() if key not in ways and key[:4] != "host"}
    jilin = "route.alone_into_jilin.among_co_ethnics.days"
    busy |= {jilin: 30} if jilin in LEGS[context] else {}
    scenario = scenario_of(context, busy, soldiers=2000, days=160)
    _, route, leg, name = key.split(".")
    legs = next(each for each in scenario.every_route if each.name == route).legs
    now = getattr(next(each for each in legs if each.name == leg), name)
    step = {key: now + 20 if name == "days" else (now or 0.0) + 0.1}
    assert outcomes(scenario.with_values(step)) != outcomes(scenario)


@pytest.mark.parametrize("key", SWITCHES)
def test_every_switch_does_something(key, usual):
    assert outcomes(scenario_of("ukrainian_front", SOCIAL, {key: False})) != usual


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_is_another_life(key, usual):
    lives = {
        outcomes(scenario_of("ukrainian_front", SOCIAL, {key: choice}))
        for choice in DEFAULT.entries[key].choices
    }
    assert len(lives) == len(DEFAULT.entries[key].choices)
    assert usual in lives


def test_every_key_is_covered():
    assert len(NUMBERS) > 90
    assert set(NUMBERS) | set(SWITCHES) | set(CHOICES) == set(DEFAULT.entries)
    assert all(DEFAULT.entries[key].bounds for key in NUMBERS)
    assert set(STEP) <= set(NUMBERS) and set(RULE_OF) <= set(NUMBERS)


def test_a_parameter_that_does_nothing_is_seen(usual):
    """With nobody from a border province, what is known there; and a life is the same twice."""
    scenario = scenario_of("ukrainian_front", SOCIAL, {"force.border_province": 0.0})
    same = scenario.with_values({"information.border_start": 0.9})
    assert outcomes(same) == outcomes(scenario) != usual


# What theory says of a rise: 1 where more attempts (or successes) are to be expected, else -1.
ATTEMPTS = "expected_attempts_per_1000_soldier_months"
SUCCESSES = "expected_defections"
SIGNS = {
    ATTEMPTS: {
        **dict.fromkeys(
            (
                "decision.freedom decision.prospects decision.kin_abroad decision.ceiling "
                "decision.exhaustion decision.hardship decision.initiative decision.offer_floor "
                "decision.comparison regime.reindoctrination context.deprivation context.disorder "
                "context.duty_share context.outside_information host.resettlement "
                "outreach.leaflets outreach.credibility outreach.assurance outreach.reward "
                "outreach.corridor information.start information.channel information.ties "
                "information.knowledge_start information.knowledge_learning "
                "information.conviction_information information.conviction_stress "
                "battlefield.stress_combat battlefield.stress_losses "
                "battlefield.stress_deprivation battlefield.mortality_horizon "
                "belief.ambiguity belief.route_weight "
                "belief.route_unknown belief.route_unreceived control.disorder_on_watch "
                "force.relatives_abroad force.individualism_market force.border_province "
                "force.no_relatives"
            ).split(),
            1,
        ),
        **dict.fromkeys(
            (
                "decision.loyalty decision.guilt decision.bond decision.unknown decision.threshold "
                "decision.norm regime.punishment regime.family_punishment regime.attribution "
                "regime.enemy_image regime.return_reward regime.martyr_honour regime.privilege "
                "regime.informants regime.officials_per_100 regime.lectures context.cause "
                "context.living_standard context.tension host.returns belief.prior_fear "
                "control.watch information.dampening "
                "information.conviction_lectures force.conviction force.songbun_loyalty kin.hold "
                "kin.married kin.siblings screening.rejection screening.accuracy "
                "battlefield.stress_recovery contact.traitor_norm regime.suicide_norm"
            ).split(),
            -1,
        ),
    },
    SUCCESSES: {
        **dict.fromkeys(
            "escape.knowledge escape.corridor escape.mobility context.corruption".split(), 1
        ),
        **dict.fromkeys("escape.tension escape.to_nobody host.closure host.returns".split(), -1),
    },
}
# Everybody goes alone, and nothing follows from it for others, so that a rise is all there is.
SILENT = (
    BUSY
    | LONE
    | {
        "mechanisms.aftermath": False,
        "decision.conformity": 0.0,
        "host.returns": 0.3,
        "control.report": 0.0,
        "regime.self_criticism_per_week": 0.0,
    }
)


@pytest.mark.parametrize(
    ("outcome", "key", "sign"),
    [(outcome, key, sign) for outcome, signs in SIGNS.items() for key, sign in signs.items()],
)
def test_every_lever_pulls_its_way(outcome, key, sign):
    """The same 1,000 persons and the same luck, and one key higher by half."""
    low = scenario_of("ukrainian_front", SILENT, soldiers=1000, days=40)
    value, (bottom, top) = low.values[key], low.entries[key].bounds
    step = max(0.5 * abs(value), 0.1)
    if value + step > top:
        low = low.with_values({key: max(value - step, bottom)})
    high = low.with_values({key: min(float(low.values[key]) + step, top)})
    few, many = (w.outcomes()[outcome] for w in (lived(low), lived(high)))
    assert sign * (many - few) > 0.0
