"""Step 9, the way out: a route is a list of legs, each of which may end it."""

from typing import Any

from sim.mathematics import equation, unit

EXIT, EVASION, RECEPTION = 0, 1, 2


@equation
def caught(
    p: Any, caught: float, stage: int, knowledge: float, woman: int, first: bool, companions: float
) -> float:
    """Chance of being caught on a leg, once one has slipped away.

    Knowledge, a corridor, bribes and (in evasion) moving among civilians lower it; tension raises
    it; a way out that is shut is one where he is caught on the first leg. A group breaks out more
    often by its arms, and is noticed more often in evasion.
    """
    e = p.escape
    chance = caught * (1.0 - e.knowledge * knowledge) * (1.0 - e.corridor * p.outreach.corridor)
    chance = chance * (1.0 - p.context.corruption)
    if stage == EVASION:
        moves = 1.0 - e.mobility if woman == 1 else 1.0
        chance = unit(chance * moves * (1.0 + e.conspicuous * companions))
    if stage == EXIT:
        chance = chance * (1.0 - e.arms * companions / (1.0 + companions))
    chance = chance + (1.0 - chance) * e.tension * p.context.tension * caught
    if first:
        chance = chance + (1.0 - chance) * p.host.closure
    return unit(chance)


@equation
def killed(p: Any, killed: float, stage: int, companions: float) -> float:
    """Chance of dying on a leg; who breaks out with arms is shot at."""
    e = p.escape
    chance = killed * (1.0 - e.corridor * p.outreach.corridor)
    chance = chance + (1.0 - chance) * e.tension * p.context.tension * killed
    if stage == EXIT:
        chance = chance + (1.0 - chance) * e.fire * killed * companions / (1.0 + companions)
    return unit(chance)


@equation
def passes(caught: float, killed: float, returned: float) -> float:
    """Chance of coming through a leg; caught, killed and handed back exclude each other."""
    return unit(1.0 - caught - killed - returned)


@equation
def end_of_leg(caught: float, killed: float, returned: float, luck: float) -> int:
    """How a leg ends for one uniform draw: 0 through, 1 caught, 2 killed, 3 handed back."""
    if luck < caught:
        return 1
    if luck < caught + killed:
        return 2
    if luck < caught + killed + returned:
        return 3
    return 0
