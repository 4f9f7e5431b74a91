"""Drafting: the force of a replicate on the morning of its first day."""

import numpy as np

from sim.compiled import entry, loop
from sim.force.persons import fill_persons, screened
from sim.force.ties import tie
from sim.force.units import appoint
from sim.rules import beliefs, control, information
from sim.state import COMPANY, NOBODY, SQUADS, SQUADS_A_PLATOON


@loop
def _first_morning(p, companies, pages):  # type: ignore[no-untyped-def]
    i_p = p.information
    around, near = np.zeros(SQUADS), np.zeros(SQUADS // SQUADS_A_PLATOON)
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
        for squad in range(SQUADS):
            total, present = 0.0, 0
            for i in range(squad, COMPANY, SQUADS):
                total += c.conviction[i]
                present += c.status[i] != NOBODY
            around[squad] = total / present if present > 0 else 0.0
        near[:] = 0.0
        for i in range(COMPANY):
            near[i % SQUADS // SQUADS_A_PLATOON] += c.informant[i]
        for i in range(COMPANY):
            if c.status[i] == NOBODY:
                continue
            c.conviction_around[i] = around[i % SQUADS]
            c.comrades[i] = 1.0
            c.informants_near[i] = near[i % SQUADS // SQUADS_A_PLATOON] - c.informant[i]
            today.monitors[i] = control.monitors(p, c.informants_near[i], 0.0, 0.0)
            today.surveillance[i] = control.surveillance(p, today.monitors[i], 0.0)
            learned = beliefs.learned_fear(p, 0.0, 0.0)
            c.fear[i] = beliefs.fear(p, learned, today.surveillance[i], 0.0)
            c.attribution[i] = beliefs.attribution(p, 0.0, 0.0, 0.0)
            c.route_belief[i] = beliefs.route_belief(p, c.knowledge[i], 0.0)


@entry
def draft(p, seed, soldiers, companies, pages, ties):  # type: ignore[no-untyped-def]
    """Draw, screen, rank and tie `soldiers` persons under the settings `p` of the first period.

    The blocks are those of a new `sim.fields.State`.
    """
    persons = screened(p, seed, soldiers)
    fill_persons(p, seed, persons, companies)
    appoint(companies)
    tie(p, seed, persons, companies, ties)
    _first_morning(p, companies, pages)
