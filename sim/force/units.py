"""Units: squads of 10 in platoons of 30 in companies of 120 in battalions of 480, by position.

Officers (one a platoon), political officers (one a company) and state security (three for two
battalions) come from the core class where there is one (B6), those of the highest standing first;
each squad has a leader.
"""


from sim.compiled import entry, loop
from sim.fields import RANK, SONGBUN, STANDING, State
from sim.state import (
    BATTALION,
    COMPANY,
    CORE,
    ENLISTED,
    OFFICER,
    PLATOON,
    POLITICAL_OFFICER,
    SQUAD,
    SQUAD_LEADER,
    STATE_SECURITY,
)


@loop
def _promote(f, g, low, high, rank):  # type: ignore[no-untyped-def]
    best = -1
    for i in range(low, high):
        if g[RANK, i] != ENLISTED:
            continue
        if best < 0:
            best = i
            continue
        core, best_core = g[SONGBUN, i] == CORE, g[SONGBUN, best] == CORE
        if (core and not best_core) or (core == best_core and f[STANDING, i] > f[STANDING, best]):
            best = i
    if best >= 0:
        g[RANK, best] = rank


@entry
def _rank(f, g):  # type: ignore[no-untyped-def]
    n = g.shape[1]
    for low in range(0, n, PLATOON):
        _promote(f, g, low, min(low + PLATOON, n), OFFICER)
    for low in range(0, n, COMPANY):
        _promote(f, g, low, min(low + COMPANY, n), POLITICAL_OFFICER)
    for low in range(0, n, BATTALION):
        _promote(f, g, low, min(low + BATTALION, n), STATE_SECURITY)
        if low % (2 * BATTALION) == 0:
            _promote(f, g, low, min(low + BATTALION, n), STATE_SECURITY)
    for low in range(0, n, SQUAD):
        _promote(f, g, low, min(low + SQUAD, n), SQUAD_LEADER)


def appoint(s: State) -> None:
    """Write the rank of every soldier, given class and standing."""
    _rank(s.f, s.g)
