"""Units: squads of 10 in platoons of 30 in companies of 120 in battalions of 480, by number.

Officers (one a platoon), political officers (one a company) and state security (three for two
battalions) come from the core class where there is one (B6), those of the highest standing first;
each squad has a leader.
"""

from sim.compiled import loop
from sim.places import place_of
from sim.state import (
    BATTALION,
    COMPANY,
    CORE,
    ENLISTED,
    NOBODY,
    OFFICER,
    PLATOON,
    POLITICAL_OFFICER,
    SQUAD,
    SQUAD_LEADER,
    STATE_SECURITY,
)

_COMPANIES = BATTALION // COMPANY


@loop
def _promote(c, low, high, rank):  # type: ignore[no-untyped-def]
    best = -1
    for number in range(low, high):
        i = place_of(number)
        if c.rank[i] != ENLISTED or c.status[i] == NOBODY:
            continue
        if best < 0:
            best = i
            continue
        core, best_core = c.songbun[i] == CORE, c.songbun[best] == CORE
        if (core and not best_core) or (core == best_core and c.standing[i] > c.standing[best]):
            best = i
    if best >= 0:
        c.rank[best] = rank


@loop
def appoint(companies):  # type: ignore[no-untyped-def]
    """Write the rank of every soldier, given class and standing."""
    for k in range(len(companies)):
        c = companies[k]
        for low in range(0, COMPANY, PLATOON):
            _promote(c, low, low + PLATOON, OFFICER)
        _promote(c, 0, COMPANY, POLITICAL_OFFICER)
        battalion, company = divmod(k, _COMPANIES)
        if company == 0 or (company == 1 and battalion % 2 == 0):
            _promote(c, 0, COMPANY, STATE_SECURITY)
        for low in range(0, COMPANY, SQUAD):
            _promote(c, low, low + SQUAD, SQUAD_LEADER)
