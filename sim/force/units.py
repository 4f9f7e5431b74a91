"""Units: squads of 10 in platoons of 30 in companies of 120 in battalions of 480, by number.

Officers (one a platoon), political officers (one a company) and state security (three for two
battalions) come from the core class where there is one (B6), those of the highest standing first;
each squad has a leader.
"""

import numpy as np

from sim.compiled import allocating, inlined, loop
from sim.state import (
    BATTALION,
    COMPANY,
    CORE,
    ENLISTED,
    NOBODY,
    OFFICER,
    POLITICAL_OFFICER,
    SQUAD_LEADER,
    SQUADS,
    SQUADS_A_PLATOON,
    STATE_SECURITY,
)

_COMPANIES = BATTALION // COMPANY


@inlined
def _precedes(c, one, other):  # type: ignore[no-untyped-def]
    """Whether the one is promoted before the other: by class, then by standing."""
    core, other_core = c.songbun[one] == CORE, c.songbun[other] == CORE
    higher = c.standing[one] > c.standing[other]
    return (core & (not other_core)) | ((core == other_core) & higher)


@loop
def _look_for_best(c, squad, best):  # type: ignore[no-untyped-def]
    """Find who of a squad is next to be promoted, the first of equals; -1 if nobody is left."""
    best[squad] = -1
    for i in range(squad, COMPANY, SQUADS):
        if c.rank[i] == ENLISTED and c.status[i] != NOBODY:
            best[squad] = i if best[squad] < 0 or _precedes(c, i, best[squad]) else best[squad]


@loop
def _promote(c, best, low, high, rank):  # type: ignore[no-untyped-def]
    """Give a rank to the best of some squads."""
    chosen = low
    for squad in range(low + 1, high):
        if best[squad] >= 0 and (best[chosen] < 0 or _precedes(c, best[squad], best[chosen])):
            chosen = squad
    if best[chosen] >= 0:
        c.rank[best[chosen]] = rank
        _look_for_best(c, chosen, best)


@allocating
def appoint(companies):  # type: ignore[no-untyped-def]
    """Write the rank of every soldier, given class and standing."""
    best = np.empty(SQUADS, np.int64)
    for k in range(len(companies)):
        c = companies[k]
        for squad in range(SQUADS):
            _look_for_best(c, squad, best)
        for low in range(0, SQUADS, SQUADS_A_PLATOON):
            _promote(c, best, low, low + SQUADS_A_PLATOON, OFFICER)
        _promote(c, best, 0, SQUADS, POLITICAL_OFFICER)
        battalion, company = divmod(k, _COMPANIES)
        if company == 0 or (company == 1 and battalion % 2 == 0):
            _promote(c, best, 0, SQUADS, STATE_SECURITY)
        for squad in range(SQUADS):
            if best[squad] >= 0:
                c.rank[best[squad]] = SQUAD_LEADER
