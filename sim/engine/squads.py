"""What a day leaves of the squads of a company: losses, comrades, informants, shared conviction."""

import numpy as np

from sim.compiled import entry, inlined
from sim.rules import battlefield as battle
from sim.state import (
    COMPANY,
    EVACUATED,
    KILLED_IN_ACTION,
    NOBODY,
    PLATOONS,
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
def _feel_losses(c, today, day):  # type: ignore[no-untyped-def]
    """The share of each squad that was hit yesterday."""
    for squad in range(SQUADS):
        hit = 0.0
        for member in range(SQUAD):
            hit += 1.0 if _is_hit(c, member * SQUADS + squad, day - 1) else 0.0
        share = hit / max(c.squad_size[squad], 1.0)
        for member in range(SQUAD):
            i = member * SQUADS + squad
            today.squad_losses[i] = share if c.status[i] == SERVING else 0.0


@inlined
def _count_comrades(c, work):  # type: ignore[no-untyped-def]
    """What is left of each squad, and the other informants that serve in each platoon."""
    near = work.rows[0]
    for squad in range(SQUADS):
        size, present, informants = 0.0, 0.0, 0.0
        for member in range(SQUAD):
            i = member * SQUADS + squad
            here = c.status[i] == SERVING
            size += 1.0 if c.status[i] != NOBODY else 0.0
            present += 1.0 if here else 0.0
            informants += 1.0 if here & (c.informant[i] == 1) else 0.0
        c.squad_size[squad], c.in_squad[squad], near[squad] = size, present, informants
    for squad in range(SQUADS):
        others = c.squad_size[squad] - 1.0
        left = (c.in_squad[squad] - 1.0) / max(others, 1.0) if others > 0.0 else 1.0
        for member in range(SQUAD):
            i = member * SQUADS + squad
            c.comrades[i] = left if c.status[i] == SERVING else c.comrades[i]
    for platoon in range(PLATOONS):
        first, informants = platoon * SQUADS_A_PLATOON, 0.0
        for squad in range(first, first + SQUADS_A_PLATOON):
            informants += near[squad]
        if informants == c.informants[platoon]:
            continue
        c.informants[platoon] = informants
        for squad in range(first, first + SQUADS_A_PLATOON):
            for member in range(SQUAD):
                i = member * SQUADS + squad
                others_near = np.int8(informants) - c.informant[i]
                here = c.status[i] == SERVING
                c.informants_near[i] = others_near if here else c.informants_near[i]


@inlined
def _share_conviction(c, today):  # type: ignore[no-untyped-def]
    """The mean conviction of a soldier's squad."""
    for squad in range(SQUADS):
        total = 0.0
        for member in range(SQUAD):
            i = member * SQUADS + squad
            total += c.conviction[i] if c.status[i] == SERVING else 0.0
        mean = total / max(c.in_squad[squad], 1.0)
        for member in range(SQUAD):
            i = member * SQUADS + squad
            here = c.status[i] == SERVING
            today.conviction_around[i] = mean if here else 0.0


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
        _feel_losses(c, today, day)
    else:
        for i in range(COMPANY):
            today.squad_losses[i] = 0.0
    _share_conviction(c, today)
