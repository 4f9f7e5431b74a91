"""What follows from the settings of a period alone, worked out once for it."""

from collections.abc import Sequence
from typing import Any

from sim.mathematics import equation, exp, power, probability
from sim.rules import escape

# stage, days, caught, killed, returned
Leg = Sequence[float]

_LN2 = 0.6931471805599453


@equation
def offer(p: Any) -> float:
    """What is held out to him: of leaflets, corridor, assurance and reward none counts without the
    other three (CES)."""
    rho = p.decision.offer_complement
    o = p.outreach
    message = o.leaflets * o.credibility
    together = 0.0
    if message > 0.0 and o.corridor > 0.0 and o.assurance > 0.0 and o.reward > 0.0:
        mean = (
            power(message, rho)
            + power(o.corridor, rho)
            + power(o.assurance, rho)
            + power(o.reward, rho)
        ) / 4.0
        together = power(mean, 1.0 / rho)
    return p.decision.offer_floor + (1.0 - p.decision.offer_floor) * together


@equation
def sanction(p: Any) -> float:
    """His own punishment as he weighs it: severity to the power nu (Nagin 2013)."""
    return power(p.regime.punishment, p.decision.nu)


@equation
def precision(p: Any) -> float:
    """Precision of a logit choice: the inverse of its temperature (McKelvey and Palfrey 1995)."""
    return 1.0 / p.decision.temperature


@equation
def norm_turn(p: Any) -> float:
    """How far the squad's norm turns with each share of trusted others seen to lean."""
    return 1.0 / p.decision.norm_flip


@equation
def rotation(p: Any) -> float:
    """Chance of going home on a day, at the end of a tour or of service."""
    return probability(p.context.rotation_home)


@equation
def slip(p: Any) -> float:
    """Chance that a soldier drinks or acquires goods on a day."""
    return probability(p.control.infraction)


@equation
def kept(half_life_days: float) -> float:
    """Share of something with this half-life that is left a day later."""
    return exp(-_LN2 / half_life_days)


def believed(p: Any, legs: Sequence[Leg], knowledge: float) -> float:
    """Chance of coming through a route, for a man alone with this knowledge of it."""
    through = 1.0
    for number, (stage, _, caught, killed, returned) in enumerate(legs):
        seen = escape.caught(p, caught, int(stage), knowledge, 0, number == 0, 0.0)
        through *= escape.passes(seen, escape.killed(p, killed, int(stage), 0.0), returned)
    return through


def derive(p: Any, routes: Sequence[Sequence[Leg]]) -> dict[str, float]:
    """The fields of `p.derived` for a period with settings `p` and these routes, each of legs.

    The death that a soldier fears is that on the route that a new arrival believes in most.
    """
    start = p.information.knowledge_start
    likeliest = max(routes, key=lambda legs: believed(p, legs, start))
    alive = 1.0
    for stage, _, _, killed, _ in likeliest:
        alive *= 1.0 - escape.killed(p, killed, int(stage), 0.0)
    return {
        "offer": offer(p),
        "sanction": sanction(p),
        "precision": precision(p),
        "norm_turn": norm_turn(p),
        "rotation": rotation(p),
        "slip": slip(p),
        "crackdown_kept": kept(p.regime.crackdown_half_life_days),
        "attribution_kept": kept(p.aftermath.attribution_half_life_days),
        "route_death": 1.0 - alive,
    }
