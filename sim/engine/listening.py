"""Step 3: what trusted others told and showed yesterday, weighed by trust."""

import numpy as np

from sim.compiled import inlined, loop
from sim.engine.ranks import in_front
from sim.state import COMPANY, FRIENDS, SEEN, SHOWN, SQUAD, SQUADS, TOLD


@inlined
def listen_to_squads(ties, here, work, heard, voiced):  # type: ignore[no-untyped-def]
    """Fill `heard` and `voiced` with what comrades told and showed, of each at home.

    `told` and `shown` of `work` are left with what each of the company did, twice over: so the
    comrade some places further round a squad stands at a fixed distance from each soldier.
    """
    told, shown = work.told, work.shown
    for i in range(COMPANY):
        told[i] = told[i + COMPANY] = here[SEEN * i + TOLD]
        shown[i] = shown[i + COMPANY] = here[SEEN * i + SHOWN]
    for i in range(COMPANY):
        told_him, showed_him = 0.0, 0.0
        for k in range(SQUAD - 1):
            told_him += ties.trust[k, i] * told[i + (k + 1) * SQUADS]
            showed_him += ties.trust[k, i] * shown[i + (k + 1) * SQUADS]
        heard[i], voiced[i] = told_him, showed_him


@inlined
def listen_to_friends(ties, places, seen, heard, voiced):  # type: ignore[no-untyped-def]
    """Add what friends elsewhere told and showed to `heard` and `voiced`."""
    for i in range(places):
        told_him, showed_him = heard[i], voiced[i]
        for k in range(FRIENDS):
            at = SEEN * np.int64(ties.friend[k, i])
            told_him += ties.share[k, i] * seen[at + TOLD]
            showed_him += ties.share[k, i] * seen[at + SHOWN]
        heard[i], voiced[i] = told_him, showed_him


@loop
def look_around(c, today, ties, seen, work):  # type: ignore[no-untyped-def]
    """What trusted others told and showed, and in `showed` of `work` what he showed himself."""
    first = SEEN * c.number * COMPANY
    here = seen[first : first + SEEN * COMPANY]
    if c.front == COMPANY:
        listen_to_squads(ties, here, work, today.heard, today.voiced)
        for i in range(COMPANY):
            work.showed[i] = work.shown[i]
    else:
        heard, voiced = work.rows[0], work.rows[1]
        listen_to_squads(ties, here, work, heard, voiced)
        for i in range(in_front(c)):
            home = c.home[i]
            today.heard[i] = heard[home]
            today.voiced[i] = voiced[home]
            work.showed[i] = work.shown[home]
    listen_to_friends(ties, in_front(c), seen, today.heard, today.voiced)


@loop
def see_nothing(c, today):  # type: ignore[no-untyped-def]
    """Without feedback nobody sees what happens to others."""
    for i in range(in_front(c)):
        today.squad_losses[i] = 0.0
        today.heard[i] = 0.0
        today.voiced[i] = 0.0
