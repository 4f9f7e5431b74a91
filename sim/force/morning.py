"""The first morning of a force: what its soldiers know and believe before anything happens."""

import numpy as np

from sim.compiled import allocating, entry, loop
from sim.rules import beliefs, control, information
from sim.state import COMPANY, NOBODY, ROOM, SQUADS, SQUADS_A_PLATOON


@entry
def think_as_at_first(p, c, today, at_home):  # type: ignore[no-untyped-def]
    """What each sees of his squad and believes on the first morning, by its settings `p`, also who
    is gone by now. `at_home`: room for each place."""
    i_p = p.information
    for i in range(ROOM):
        at_home[c.home[i]] = c.conviction_start[i] if c.status[i] != NOBODY else 0.0
    for squad in range(SQUADS):
        total, size = 0.0, max(c.squad_size[squad], 1.0)
        for home in range(squad, COMPANY, SQUADS):
            total += at_home[home]
        for home in range(squad, COMPANY, SQUADS):
            at_home[home] = total / size
    learned = beliefs.learned_fear(p, 0.0, 0.0)
    for i in range(ROOM):
        monitors = control.monitors(p, c.informants_near[i], 0.0, 0.0)
        surveillance = control.surveillance(control.attention(p, monitors, 0.0))
        known = information.starting(i_p.knowledge_start, i_p.knowledge_border, c.border[i])
        c.comrades[i] = 1.0
        today.conviction_around[i] = at_home[c.home[i]]
        today.fear[i] = beliefs.fear(p, learned, surveillance, 0.0)
        today.attribution[i] = beliefs.attribution(p, 0.0, 0.0, 0.0)
        today.route_belief[i] = beliefs.route_belief(p, known, 0.0)


@loop
def _bring_along(p, c):  # type: ignore[no-untyped-def]
    """What each knows and believes on arrival."""
    i_p = p.information
    learned = beliefs.learned_fear(p, 0.0, 0.0)
    for i in range(COMPANY):
        here = c.status[i] != NOBODY
        known = information.starting(i_p.start, i_p.border_start, c.border[i])
        way_out = information.starting(i_p.knowledge_start, i_p.knowledge_border, c.border[i])
        c.information[i] = known if here else 0.0
        c.knowledge[i] = way_out if here else 0.0
        c.conviction[i] = c.conviction_start[i] if here else 0.0
        c.learned_fear[i] = learned if here else 0.0


@loop
def _stand_watched(p, c, today):  # type: ignore[no-untyped-def]
    """The size of each squad, the informants around each in his platoon, and the watch on him."""
    for i in range(COMPANY):
        c.squad_size[i % SQUADS] += c.status[i] != NOBODY
    for first in range(0, SQUADS, SQUADS_A_PLATOON):
        informants = 0
        for squad in range(first, first + SQUADS_A_PLATOON):
            for i in range(squad, COMPANY, SQUADS):
                informants += c.informant[i]
        for squad in range(first, first + SQUADS_A_PLATOON):
            for i in range(squad, COMPANY, SQUADS):
                here = c.status[i] != NOBODY
                c.informants_near[i] = informants - c.informant[i] if here else 0
    for i in range(COMPANY):
        here = c.status[i] != NOBODY
        monitors = control.monitors(p, c.informants_near[i], 0.0, 0.0)
        today.monitors[i] = monitors if here else 0.0
        watch = control.surveillance(control.attention(p, monitors, 0.0))
        today.surveillance[i] = watch if here else 0.0


@allocating
def first_morning(p, companies, pages):  # type: ignore[no-untyped-def]
    """What each knows and believes, whom he has around him, and who watches him."""
    at_home = np.zeros(ROOM)
    for k in range(len(companies)):
        c, today = companies[k], pages[k]
        _bring_along(p, c)
        _stand_watched(p, c, today)
        think_as_at_first(p, c, today, at_home)
