"""Step 6, the decision: would he go as things are, and does he try today? By default

    willing = logistic((leaving - staying - threshold + conformity * voiced) / temperature)
    hazard  = initiative * duty_share * (1 - surveillance) * willing

1 life unit is what he would give to stay alive. The hostage enters if he is caught or read as a
defector; own punishment if he is caught, with an elasticity below one (Becker 1968, Nagin 2013).
"""

from typing import Any, NamedTuple

from sim.mathematics import equation, logistic


class Leaving(NamedTuple):
    """The terms of leaving, signed, in life units."""

    hope: float
    loyalty: float
    own_punishment: float
    family_punishment: float
    guilt: float
    route_death: float
    enemy_image: float
    comrades: float
    unknown_ground: float


class Staying(NamedTuple):
    """The terms of staying, signed, in life units."""

    return_reward: float
    privilege: float
    cause: float
    reindoctrination: float
    mortality: float
    hardship: float
    exhaustion: float


@equation
def pull(
    p: Any,
    conviction: float,
    information: float,
    individualism: float,
    kin_abroad: float,
    standing: float,
) -> float:
    """What life outside is worth to him: freedom, prospects, kin abroad, no ceiling of class."""
    d = p.decision
    return (
        d.freedom * (1.0 - conviction)
        + d.prospects * information * individualism
        + d.kin_abroad * kin_abroad
        + d.ceiling * (1.0 - standing)
    )


@equation
def leaving(
    p: Any,
    pull: float,
    conviction: float,
    fear: float,
    attribution: float,
    route_belief: float,
    hostage: float,
    comrades: float,
    norm: float,
    knowledge: float,
) -> Leaving:
    """The terms of leaving. `norm` is 1 where the squad says stay, -1 where it says go."""
    d = p.decision
    uncaught = 1.0 - fear
    return Leaving(
        uncaught * route_belief * p.derived.offer * pull,
        -d.loyalty * conviction,
        -fear * p.derived.sanction,
        -(fear + uncaught * attribution) * hostage * p.regime.family_punishment,
        -d.guilt * hostage,
        -uncaught * p.derived.route_death,
        -p.regime.enemy_image * (1.0 - p.outreach.credibility),
        -d.bond * norm * comrades,
        -d.unknown * (1.0 - knowledge),
    )


@equation
def staying(
    p: Any,
    standing: float,
    information: float,
    mortality: float,
    honour: float,
    hostage: float,
    stress: float,
) -> Staying:
    """The terms of staying. A soldier's death honours, and so spares, the family left hostage."""
    d, r = p.decision, p.regime
    return Staying(
        r.return_reward * standing,
        r.privilege * p.context.living_standard * (1.0 - d.comparison * information),
        p.context.cause,
        -r.reindoctrination * information,
        -mortality * (1.0 - honour * hostage),
        -d.hardship * p.context.deprivation,
        -d.exhaustion * stress,
    )


@equation
def total_leaving(t: Leaving) -> float:
    """The utility of leaving: the sum of its terms, in their order."""
    social = t.enemy_image + t.comrades + t.unknown_ground
    hostages = t.family_punishment + t.guilt
    return ((t.hope + t.loyalty) + (t.own_punishment + t.route_death)) + (hostages + social)


@equation
def total_staying(t: Staying) -> float:
    """The utility of staying: the sum of its terms, in their order."""
    gains = (t.return_reward + t.privilege) + (t.cause + t.reindoctrination)
    return gains + (t.mortality + (t.hardship + t.exhaustion))


@equation
def norm(p: Any, voiced: float) -> float:
    """The squad's norm turns round as others are seen to lean (Bearman 1991; Costa, Kahn 2003)."""
    turned = voiced * p.derived.norm_turn
    return p.decision.norm * (1.0 - 2.0 * (1.0 if turned > 1.0 else turned))


@equation
def preference(p: Any, pull: float, conviction: float, staying: float) -> float:
    """By how much he prefers to be elsewhere, were it free of danger, in units of noise."""
    return (pull - p.decision.loyalty * conviction - staying) * p.derived.precision


@equation
def wish(preference: float) -> float:
    """Would he rather be elsewhere, were it free of danger?"""
    return logistic(preference)


@equation
def hazard(p: Any, surveillance: float, willing: float) -> float:
    """Attempts per day: initiative, a duty that allows it, nobody watching, and resolve."""
    return p.decision.initiative * p.context.duty_share * (1.0 - surveillance) * willing
