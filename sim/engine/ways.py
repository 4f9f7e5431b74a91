"""Step 9, seen ahead: what way out each believes in, and his chance to come through it."""

import numpy as np

from sim.compiled import inlined
from sim.engine.ranks import in_front
from sim.fields import KINDS
from sim.rules import escape
from sim.state import SERVING

_WOMEN = np.array([0, 0, 1, 1] * 2, np.int8)


@inlined
def leaves_stage(legs, leg):  # type: ignore[no-untyped-def]
    """Whether the leg is the last of its stage."""
    return leg + 1 == len(legs) or int(legs[leg + 1, 0]) != int(legs[leg, 0])


@inlined
def _pass_leg(p, n, knowledge, woman, through, leg, stage, first):  # type: ignore[no-untyped-def]
    """Multiply `through` by the chance to come through a leg, alone."""
    caught_at_worst, returned = leg[2], leg[4]
    killed = escape.killed(p, leg[3], stage, 0.0)
    for i in range(n):
        caught = escape.caught(p, caught_at_worst, stage, knowledge[i], woman[i], first, 0.0)
        through[i] *= escape.passes(caught, killed, returned)


@inlined
def _weigh_ways(p, n, knowledge, woman, routes, best, through, way):  # type: ignore[no-untyped-def]
    """Fill `best` with the chance that the best way out ends in safety, and `way` with its number,
    for n of some knowledge and sex."""
    for i in range(n):
        best[i], way[i] = -1.0, 0.0
    for route in range(len(routes)):
        legs = routes[route]
        if legs[0, 0] < 0.0:
            break
        for i in range(n):
            through[i] = 1.0
        for number in range(len(legs)):
            leg, first = legs[number], number == 0
            stage = int(leg[0])
            if stage == escape.EXIT:
                _pass_leg(p, n, knowledge, woman, through, leg, escape.EXIT, first)
                if leaves_stage(legs, number):
                    for i in range(n):
                        through[i] *= 1.0 - p.escape.to_nobody
            elif stage == escape.EVASION:
                _pass_leg(p, n, knowledge, woman, through, leg, escape.EVASION, first)
            elif stage == escape.RECEPTION:
                _pass_leg(p, n, knowledge, woman, through, leg, escape.RECEPTION, first)
        for i in range(n):
            better = through[i] > best[i]
            best[i] = through[i] if better else best[i]
            way[i] = float(route) if better else way[i]


@inlined
def first_of_each_origin(c, inside, border):  # type: ignore[no-untyped-def]
    """What the first who serves knows of a way out, of either origin; as given where none does."""
    seen = 0
    for i in range(in_front(c)):
        if c.status[i] == SERVING and seen & (1 << c.border[i]) == 0:
            inside = c.knowledge[i] if c.border[i] == 0 else inside
            border = c.knowledge[i] if c.border[i] == 1 else border
            seen |= 1 << c.border[i]
            if seen == 3:
                break
    return inside, border


@inlined
def _of_his_kind(c, i, values):  # type: ignore[no-untyped-def]
    """His own of the values of four kinds."""
    man = values[1] if c.border[i] == 1 else values[0]
    woman = values[3] if c.border[i] == 1 else values[2]
    return woman if c.woman[i] == 1 else man


@inlined
def _see_ways_of_kinds(p, routes, inside, border, work):  # type: ignore[no-untyped-def]
    """The ways out of men and of women who know so much, unless they were looked at just now."""
    known, safe = work.ways[0], work.ways[1]
    number, through = work.ways[2], work.ways[3]
    if known[0] != inside or known[1] != border:
        for kind in range(KINDS):
            known[kind] = border if kind % 2 == 1 else inside
        _weigh_ways(p, KINDS, known, _WOMEN, routes, safe, through, number)
    return (safe[0], safe[1], safe[2], safe[3]), (number[0], number[1], number[2], number[3])


@inlined
def see_ways(p, c, routes, work):  # type: ignore[no-untyped-def]
    """Fill the first row of `work` with each soldier's chance that the way out he believes in ends
    in safety.

    Where all of an origin know as much, that is worked out once for each kind. `work.ways` holds
    the last kinds that were looked at today: what they know, how safe their way is, and which.
    """
    best, through, way = work.rows[0], work.rows[1], work.rows[2]
    if c.alike == 1:
        inside, border = first_of_each_origin(c, work.ways[0, 0], work.ways[0, 1])
        safe, number = _see_ways_of_kinds(p, routes, inside, border, work)
        changed = 0
        for i in range(in_front(c)):
            best[i] = _of_his_kind(c, i, safe)
            changed += (c.status[i] == SERVING) & (c.route[i] != _of_his_kind(c, i, number))
        if changed == 0:
            return
        for i in range(in_front(c)):
            way[i] = _of_his_kind(c, i, number)
    else:
        _weigh_ways(p, in_front(c), c.knowledge, c.woman, routes, best, through, way)
    for i in range(in_front(c)):
        if c.status[i] == SERVING:
            c.route[i] = way[i]
