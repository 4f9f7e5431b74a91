"""What follows from the settings of a period alone, worked out once for it."""

from collections.abc import Sequence
from typing import Any

from sim.mathematics import equation, power
from sim.rules import escape

# stage, days, caught, killed, returned
Leg = Sequence[float]


@equation
def offer(p: Any) -> float:
    """What is held out to him: leaflets, corridor, assurance and reward do little alone (CES)."""
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
        "route_death": 1.0 - alive,
    }
