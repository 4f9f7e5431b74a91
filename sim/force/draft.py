"""Drafting: the force of a replicate on the morning of its first day."""

from typing import Any, NamedTuple

from sim.compiled import entry
from sim.fields import (
    ATTRIBUTION,
    BORDER,
    COMRADES,
    CONVICTION,
    CONVICTION_AROUND,
    CONVICTION_START,
    FEAR,
    INFORMANT,
    INFORMANTS_NEAR,
    INFORMATION,
    KNOWLEDGE,
    MONITORS,
    PERSON,
    ROUTE_BELIEF,
    SURVEILLANCE,
    TOLD,
    State,
)
from sim.force.persons import fill_persons, screened
from sim.force.ties import Ties, tie
from sim.force.units import appoint
from sim.rules import beliefs, control, information
from sim.state import PLATOON, SQUAD


class Force(NamedTuple):
    """The soldiers of a replicate and their ties."""

    state: State
    ties: Ties


@entry
def _first_morning(p, f, g):  # type: ignore[no-untyped-def]
    n = g.shape[1]
    for i in range(n):
        border = g[BORDER, i]
        i_p = p.information
        f[INFORMATION, i] = information.starting(i_p.start, i_p.border_start, border)
        f[KNOWLEDGE, i] = information.starting(i_p.knowledge_start, i_p.knowledge_border, border)
        f[CONVICTION, i] = f[CONVICTION_START, i]
        f[TOLD, i] = f[INFORMATION, i]
    for i in range(n):
        squad = i - i % SQUAD
        around = 0.0
        for j in range(squad, min(squad + SQUAD, n)):
            around += f[CONVICTION, j]
        f[CONVICTION_AROUND, i] = around / (min(squad + SQUAD, n) - squad)
        f[COMRADES, i] = 1.0
        platoon = i - i % PLATOON
        near = 0
        for j in range(platoon, min(platoon + PLATOON, n)):
            near += g[INFORMANT, j]
        f[INFORMANTS_NEAR, i] = near - g[INFORMANT, i]
        f[MONITORS, i] = control.monitors(p, f[INFORMANTS_NEAR, i], 0.0)
        f[SURVEILLANCE, i] = control.surveillance(p, f[MONITORS, i], 0.0)
        learned = beliefs.learned_fear(p, 0.0, 0.0)
        f[FEAR, i] = beliefs.fear(p, learned, f[SURVEILLANCE, i], 0.0)
        f[ATTRIBUTION, i] = beliefs.attribution(p, 0.0)
        f[ROUTE_BELIEF, i] = beliefs.route_belief(p, f[KNOWLEDGE, i], 0.0)


def draft(p: Any, seed: int, soldiers: int) -> Force:
    """Draw, screen, rank and tie `soldiers` persons under the settings `p` of the first period."""
    s = State(soldiers)
    s.g[PERSON] = screened(p, seed, soldiers)
    fill_persons(p, seed, s)
    appoint(s)
    ties = tie(p, seed, s)
    _first_morning(p, s.f, s.g)
    return Force(s, ties)
