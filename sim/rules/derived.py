"""What follows from the settings of a period alone, worked out once for it."""

from collections.abc import Sequence
from typing import Any

from sim.rules import decision, escape

# stage, days, caught, killed, returned
Leg = Sequence[float]


def derive(p: Any, legs: Sequence[Leg]) -> dict[str, float]:
    """The fields of `p.derived` for a period with settings `p` and a route of `legs`."""
    alive = 1.0
    for leg in legs:
        alive *= 1.0 - escape.killed(p, leg[3])
    return {
        "offer": decision.offer(p),
        "sanction": decision.sanction(p),
        "route_death": 1.0 - alive,
    }
