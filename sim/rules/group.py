"""Step 8: one who is about to leave sounds out comrades; each may join, or give the plot away."""

from typing import Any

from sim.mathematics import equation, exp, unit

TIES_IN_SQUAD = 9.0


@equation
def sounded_chance(p: Any, share: float) -> float:
    """Chance that a starter sounds out a comrade, in proportion to his trust in him."""
    return unit(p.group.sounding * TIES_IN_SQUAD * share)


@equation
def joins_chance(p: Any, willing: float) -> float:
    """Chance that one who is asked comes along: his own resolve, with the odds raised by courage.

    Being asked by a trusted comrade is worth `group.courage` in a logit choice (Siegel 2009).
    """
    odds = exp(p.group.courage / p.decision.temperature)
    return willing * odds / (1.0 - willing + willing * odds)


@equation
def denounces_chance(p: Any, conviction: float) -> float:
    """Chance that one who is asked and stays reports it: what threatens all makes comrades watch
    each other (Heckathorn 1990)."""
    return p.group.denunciation * conviction


@equation
def betrayals(
    p: Any, tied_inside: float, informants_tied: float, conviction_around: float
) -> float:
    """How many of those whom a starter will sound out are expected to give him away.

    `tied_inside` and `informants_tied` are the shares of his trust that his company, and informants
    in it, hold. Whoever is not one of them denounces as if none would join.
    """
    others = (tied_inside - informants_tied) * p.group.denunciation * conviction_around
    return p.group.sounding * TIES_IN_SQUAD * (informants_tied + others)


@equation
def unfoiled_chance(betrayals: float) -> float:
    """Chance, before anybody is asked, that a starter's soundings do not give him away."""
    return exp(-betrayals)
