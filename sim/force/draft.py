"""Drafting: the force of a replicate on the morning of its first day."""

from typing import Any

import numpy as np

from sim.compiled import entry
from sim.fields import State
from sim.force.persons import fill_persons, screened
from sim.force.ties import tie
from sim.force.units import appoint
from sim.rules import beliefs, control, information
from sim.state import COMPANY, NOBODY, PLATOON, SQUAD


@entry
def _first_morning(p, companies):  # type: ignore[no-untyped-def]
    i_p = p.information
    for k in range(len(companies)):
        c = companies[k]
        for i in range(COMPANY):
            if c.status[i] == NOBODY:
                continue
            c.information[i] = information.starting(i_p.start, i_p.border_start, c.border[i])
            c.knowledge[i] = information.starting(
                i_p.knowledge_start, i_p.knowledge_border, c.border[i]
            )
            c.conviction[i] = c.conviction_start[i]
        for i in range(COMPANY):
            if c.status[i] == NOBODY:
                continue
            squad = i - i % SQUAD
            around, present = 0.0, 0
            for j in range(squad, squad + SQUAD):
                if c.status[j] != NOBODY:
                    around += c.conviction[j]
                    present += 1
            c.conviction_around[i] = around / present
            c.comrades[i] = 1.0
            platoon = i - i % PLATOON
            near = 0
            for j in range(platoon, platoon + PLATOON):
                near += c.informant[j]
            c.informants_near[i] = near - c.informant[i]
            c.monitors[i] = control.monitors(p, c.informants_near[i], 0.0, 0.0)
            c.surveillance[i] = control.surveillance(p, c.monitors[i], 0.0)
            learned = beliefs.learned_fear(p, 0.0, 0.0)
            c.fear[i] = beliefs.fear(p, learned, c.surveillance[i], 0.0)
            c.attribution[i] = beliefs.attribution(p, 0.0, 0.0, 0.0)
            c.route_belief[i] = beliefs.route_belief(p, c.knowledge[i], 0.0)


def draft(p: Any, seed: np.uint64, soldiers: int) -> State:
    """Draw, screen, rank and tie `soldiers` persons under the settings `p` of the first period."""
    s = State(soldiers)
    fill_persons(p, seed, s, screened(p, seed, soldiers))
    appoint(s)
    tie(p, seed, s)
    _first_morning(p, s.companies)
    return s
