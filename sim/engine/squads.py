"""What a day leaves of the squads of a company: losses, comrades, informants, shared conviction."""

import numpy as np

from sim.compiled import inlined, keep
from sim.engine.ranks import in_front, left_since
from sim.rules import battlefield as battle
from sim.state import (
    COMPANY,
    EVACUATED,
    KILLED_IN_ACTION,
    NOBODY,
    ROOM,
    SELF_KILLED,
    SERVING,
    SPARE,
    SQUAD,
    SQUADS,
    SQUADS_A_PLATOON,
    TAKEN_PRISONER,
)

# At most so many who left are looked at one by one.
_SOME = 4


@inlined
def _is_hit(c, i, day):  # type: ignore[no-untyped-def]
    """Whether he fell, was wounded or was taken on a day, also where he was cut off."""
    status = c.status[i]
    fell = (status == KILLED_IN_ACTION) | (status == EVACUATED)
    cut_off = (status == SELF_KILLED) | (status == TAKEN_PRISONER)
    return (c.gone_day[i] == day) & (fell | cut_off)


@inlined
def _feel_losses(c, today, day):  # type: ignore[no-untyped-def]
    """The share of each squad that was hit on a day."""
    for i in range(in_front(c)):
        today.squad_losses[i] = 0.0
    for gone in left_since(c, day):
        squad, hit = c.squad[gone], 0.0
        for other in left_since(c, day):
            hit += 1.0 if (c.squad[other] == squad) & _is_hit(c, other, day) else 0.0
        share = hit / max(c.squad_size[squad], 1.0)
        for i in range(in_front(c)):
            today.squad_losses[i] = keep(c.squad[i] == squad, share, today.squad_losses[i])


@inlined
def _share_left(c, squad):  # type: ignore[no-untyped-def]
    """The share of his comrades that one of a squad still has."""
    others = c.squad_size[squad] - 1.0
    return (c.in_squad[squad] - 1.0) / max(others, 1.0) if others > 0.0 else 1.0


@inlined
def _count_comrades(c, work):  # type: ignore[no-untyped-def]
    """What is left of each squad, and the other informants that serve in each platoon."""
    near, left = work.rows[0], work.rows[1]
    for squad in range(SQUADS):
        c.in_squad[squad] = c.squad_size[squad]
        near[squad] = 0.0
    for gone in range(np.int64(c.front) + SPARE, ROOM):
        c.in_squad[c.squad[gone]] -= 1.0 if c.status[gone] != NOBODY else 0.0
    for i in range(c.front):
        if c.informant[i] == 1:
            first = c.squad[i] // SQUADS_A_PLATOON * SQUADS_A_PLATOON
            for squad in range(first, first + SQUADS_A_PLATOON):
                near[squad] += 1.0
    for squad in range(SQUADS):
        left[squad] = _share_left(c, squad)
    for i in range(in_front(c)):
        c.comrades[i] = left[c.squad[i]]
        c.informants_near[i] = near[c.squad[i]] - c.informant[i]


@inlined
def _miss_comrades(c):  # type: ignore[no-untyped-def]
    """Likewise, where only some have stepped out since it was counted, and ranks are closed."""
    for gone in range(np.int64(c.front) + SPARE, np.int64(c.counted) + SPARE):
        squad, platoon = c.squad[gone], c.squad[gone] // SQUADS_A_PLATOON
        c.in_squad[squad] -= 1.0
        left = _share_left(c, squad)
        for i in range(in_front(c)):
            c.comrades[i] = keep(c.squad[i] == squad, left, c.comrades[i])
        if c.informant[gone] == 1:
            for i in range(in_front(c)):
                c.informants_near[i] -= c.squad[i] // SQUADS_A_PLATOON == platoon


@inlined
def _mean_of_squads(c, values, means):  # type: ignore[no-untyped-def]
    for squad in range(SQUADS):
        total = 0.0
        for member in range(SQUAD):
            total += values[member * SQUADS + squad]
        mean = total / max(c.in_squad[squad], 1.0)
        for member in range(SQUAD):
            means[member * SQUADS + squad] = mean


@inlined
def _share_conviction(c, today, work):  # type: ignore[no-untyped-def]
    """The mean conviction of a soldier's squad, added up in the order of homes."""
    at_home, means = work.rows[0], work.rows[1]
    if c.front == COMPANY:
        _mean_of_squads(c, c.conviction, today.conviction_around)
        return
    for home in range(COMPANY):
        at_home[home] = 0.0
    for i in range(c.front):
        at_home[c.home[i]] = c.conviction[i]
    _mean_of_squads(c, at_home, means)
    for i in range(in_front(c)):
        today.conviction_around[i] = means[c.home[i]]


@inlined
def count_squads(p, c, today, work, day):  # type: ignore[no-untyped-def]
    """The losses of yesterday, and what is left of each squad and of its conviction."""
    serving, lost = c.in_status[SERVING], 0
    left = c.counted - serving
    if left < 0 or left > _SOME:
        _count_comrades(c, work)
    elif left > 0:
        _miss_comrades(c)
    c.counted = serving
    for i in left_since(c, day - 1):
        lost += _is_hit(c, i, day - 1)
    strength = serving + lost
    share = lost / strength if strength > 0 else 0.0
    c.felt_hazard = battle.felt_hazard(p, c.felt_hazard, share)
    if lost > 0:
        _feel_losses(c, today, day - 1)
    else:
        for i in range(in_front(c)):
            today.squad_losses[i] = 0.0
    _share_conviction(c, today, work)
