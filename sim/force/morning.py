"""The first morning of a force: what its soldiers know and believe before anything happens."""

import numpy as np

from sim.compiled import allocating, entry
from sim.rules import beliefs, control, information
from sim.state import COMPANY, NOBODY, SQUADS, SQUADS_A_PLATOON


@entry
def think_as_at_first(p, c, today):  # type: ignore[no-untyped-def]
    """What each sees of his squad and believes on the first morning, by its settings `p`."""
    i_p = p.information
    for squad in range(SQUADS):
        total, present = 0.0, 0
        for i in range(squad, COMPANY, SQUADS):
            total += c.conviction_start[i]
            present += c.status[i] != NOBODY
        for i in range(squad, COMPANY, SQUADS):
            today.conviction_around[i] = total / present if present > 0 else 0.0
    learned = beliefs.learned_fear(p, 0.0, 0.0)
    for i in range(COMPANY):
        monitors = control.monitors(p, c.informants_near[i], 0.0, 0.0)
        surveillance = control.surveillance(p, monitors, 0.0)
        known = information.starting(i_p.knowledge_start, i_p.knowledge_border, c.border[i])
        c.comrades[i] = 1.0
        today.fear[i] = beliefs.fear(p, learned, surveillance, 0.0)
        today.attribution[i] = beliefs.attribution(p, 0.0, 0.0, 0.0)
        today.route_belief[i] = beliefs.route_belief(p, known, 0.0)


@allocating
def first_morning(p, companies, pages):  # type: ignore[no-untyped-def]
    """What each knows and believes, whom he has around him, and who watches him."""
    i_p = p.information
    near = np.zeros(SQUADS // SQUADS_A_PLATOON)
    for k in range(len(companies)):
        c, today = companies[k], pages[k]
        for i in range(COMPANY):
            if c.status[i] == NOBODY:
                continue
            c.information[i] = information.starting(i_p.start, i_p.border_start, c.border[i])
            c.knowledge[i] = information.starting(
                i_p.knowledge_start, i_p.knowledge_border, c.border[i]
            )
            c.conviction[i] = c.conviction_start[i]
            c.learned_fear[i] = beliefs.learned_fear(p, 0.0, 0.0)
        near[:] = 0.0
        for i in range(COMPANY):
            near[i % SQUADS // SQUADS_A_PLATOON] += c.informant[i]
        for i in range(COMPANY):
            if c.status[i] == NOBODY:
                continue
            c.informants_near[i] = near[i % SQUADS // SQUADS_A_PLATOON] - c.informant[i]
            today.monitors[i] = control.monitors(p, c.informants_near[i], 0.0, 0.0)
            today.surveillance[i] = control.surveillance(p, today.monitors[i], 0.0)
        think_as_at_first(p, c, today)
