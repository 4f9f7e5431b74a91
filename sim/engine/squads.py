"""What a day leaves of the squads of a company: losses, comrades, informants, shared conviction."""

from sim.compiled import entry, inlined
from sim.rules import battlefield as battle
from sim.state import (
    COMPANY,
    EVACUATED,
    KILLED_IN_ACTION,
    NOBODY,
    SELF_KILLED,
    SERVING,
    SQUAD,
    SQUADS,
    SQUADS_A_PLATOON,
    TAKEN_PRISONER,
)


@inlined
def _is_hit(c, i, day):  # type: ignore[no-untyped-def]
    """Whether he fell, was wounded or was taken on a day, also where he was cut off."""
    status = c.status[i]
    fell = (status == KILLED_IN_ACTION) | (status == EVACUATED)
    cut_off = (status == SELF_KILLED) | (status == TAKEN_PRISONER)
    return (c.gone_day[i] == day) & (fell | cut_off)


@inlined
def add_up(values):  # type: ignore[no-untyped-def]
    """The sum of each squad, at the place of its first man."""
    for member in range(1, SQUAD):
        for squad in range(SQUADS):
            values[squad] += values[member * SQUADS + squad]


@inlined
def tell(values):  # type: ignore[no-untyped-def]
    """What is true of a squad, at the places of all its men."""
    for member in range(1, SQUAD):
        for squad in range(SQUADS):
            values[member * SQUADS + squad] = values[squad]


@inlined
def _feel_losses(c, today, work, day):  # type: ignore[no-untyped-def]
    """The share of each squad that was hit yesterday."""
    size, hit = work.rows[0], work.rows[1]
    for i in range(COMPANY):
        size[i] = 1.0 if c.status[i] != NOBODY else 0.0
        hit[i] = 1.0 if _is_hit(c, i, day - 1) else 0.0
    add_up(size)
    add_up(hit)
    for squad in range(SQUADS):
        hit[squad] = hit[squad] / size[squad] if size[squad] > 0.0 else 0.0
    tell(hit)
    for i in range(COMPANY):
        today.squad_losses[i] = hit[i] if c.status[i] == SERVING else 0.0


@inlined
def _count_comrades(c, work):  # type: ignore[no-untyped-def]
    """What is left of each squad, and the other informants that serve in each platoon."""
    size, present, near = work.rows[0], work.rows[1], work.rows[2]
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        size[i] = 1.0 if c.status[i] != NOBODY else 0.0
        present[i] = 1.0 if here else 0.0
        near[i] = 1.0 if here & (c.informant[i] == 1) else 0.0
    add_up(size)
    add_up(present)
    add_up(near)
    for squad in range(SQUADS):
        full = size[squad] > 1.0
        c.in_squad[squad] = present[squad]
        c.left_of_squad[squad] = (present[squad] - 1.0) / (size[squad] - 1.0) if full else 1.0
    for first in range(0, SQUADS, SQUADS_A_PLATOON):
        platoon = 0.0
        for squad in range(first, first + SQUADS_A_PLATOON):
            platoon += near[squad]
        for squad in range(first, first + SQUADS_A_PLATOON):
            near[squad] = platoon
    tell(near)
    for i in range(COMPANY):
        if c.status[i] == SERVING:
            c.informants_near[i] = int(near[i]) - c.informant[i]


@inlined
def _look_at_comrades(c, today, work):  # type: ignore[no-untyped-def]
    """How many of his squad a soldier sees, and their mean conviction."""
    conviction, left = work.rows[0], work.rows[1]
    for i in range(COMPANY):
        conviction[i] = c.conviction[i] if c.status[i] == SERVING else 0.0
    add_up(conviction)
    for squad in range(SQUADS):
        present = c.in_squad[squad]
        conviction[squad] = conviction[squad] / present if present > 0.0 else 0.0
        left[squad] = c.left_of_squad[squad]
    tell(conviction)
    tell(left)
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        today.comrades[i] = left[i] if here else 0.0
        today.conviction_around[i] = conviction[i] if here else 0.0


@entry
def count_squads(p, c, today, work, day):  # type: ignore[no-untyped-def]
    """The losses of yesterday, and what is left of each squad and of its conviction."""
    serving, lost = c.in_status[SERVING], 0
    if serving != c.counted:
        _count_comrades(c, work)
        c.counted = serving
    if c.left_day >= day - 1:
        for i in range(COMPANY):
            lost += _is_hit(c, i, day - 1)
    strength = serving + lost
    share = lost / strength if strength > 0 else 0.0
    c.felt_hazard = battle.felt_hazard(p, c.felt_hazard, share)
    if lost > 0:
        _feel_losses(c, today, work, day)
    else:
        for i in range(COMPANY):
            today.squad_losses[i] = 0.0
    _look_at_comrades(c, today, work)
