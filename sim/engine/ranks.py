"""Closing ranks: whoever ceases to serve steps out behind the others, so that he costs nothing.

The places of a company are, in this order, `front` of soldiers who serve, `SPARE` of nobody, and
those of who is gone or never came. A loop over `in_front` goes over the first and as many of the
second as fill a vector; what it writes there means nothing, so what it counts or looks for has to
ask who serves, as it has where somebody left today and ranks are not closed yet. Who steps out
leaves his place to the last man in front. Before anybody outside gets hold of the memory, all fall
in again: each at home.
"""

import numpy as np
from numba import literal_unroll

from sim.compiled import entry, inlined, loop
from sim.fields import LASTING, PASSING
from sim.state import COMPANY, FRIENDS, NOBODY, ROOM, SERVING, SPARE, SQUADS

_NEVER = 1 << 31
_HIS = (*LASTING, "home", "squad")


@inlined
def in_front(c):  # type: ignore[no-untyped-def]
    """How many places to go over for those who serve: a whole number of vectors."""
    return (np.int64(c.front) + (SPARE - 1)) & -SPARE


@inlined
def left_since(c, day):  # type: ignore[no-untyped-def]
    """The places of those who left on a day or later: they stepped out last, so they stand first
    of those behind."""
    first = np.int64(c.front) + SPARE
    end = first
    if c.left_day >= day:
        while end < ROOM and c.gone_day[end] >= day:
            end += 1
    return range(first, end)


@loop
def standing_at(c, home):  # type: ignore[no-untyped-def]
    """Where the soldier of a home stands."""
    i = 0
    while c.home[i] != home:
        i += 1
    return i


@loop
def _move(c, today, ties, source, target):  # type: ignore[no-untyped-def]
    """Write all that is a soldier's at another place."""
    for name in literal_unroll(_HIS):
        c[name][target] = c[name][source]
    for name in literal_unroll(PASSING):
        today[name][target] = today[name][source]
    for k in range(FRIENDS):
        ties.share[k, target] = ties.share[k, source]
        ties.friend[k, target] = ties.friend[k, source]


@loop
def _step_out(c, today, ties, i):  # type: ignore[no-untyped-def]
    last = np.int64(c.front) - 1
    behind = last + SPARE
    nobody = c.home[behind]
    _move(c, today, ties, i, behind)
    _move(c, today, ties, last, i)
    c.home[last], c.status[last], c.news[last] = nobody, NOBODY, 0
    c.stepped_out[last] = i
    c.front = last


@loop
def close_ranks(c, today, ties):  # type: ignore[no-untyped-def]
    """Have those step out who serve no more, with what they did today."""
    if c.in_status[SERVING] == c.front:
        return
    for i in range(c.front - 1, -1, -1):
        if c.status[i] != SERVING:
            _step_out(c, today, ties, i)
            if c.in_status[SERVING] == c.front:
                return


@loop
def fall_out(c, today, ties, day):  # type: ignore[no-untyped-def]
    """Close ranks of a company that stands at home on the morning of a day, or later that day.

    Who left yesterday or later steps out last: see `left_since`.
    """
    for since in (day - 1, day, _NEVER):
        for i in range(c.front - 1, -1, -1):
            if c.in_status[SERVING] == c.front:
                return
            if c.status[i] != SERVING and c.gone_day[i] < since:
                _step_out(c, today, ties, i)


@loop
def fall_in(c, today, ties):  # type: ignore[no-untyped-def]
    """Have everybody stand at home again, the last who stepped out first."""
    while c.front < COMPANY:
        last = np.int64(c.front)
        i = np.int64(c.stepped_out[last])
        _move(c, today, ties, i, last)
        _move(c, today, ties, last + SPARE, i)
        c.stepped_out[last] = 0
        c.front = last + 1
    for spare in range(COMPANY, COMPANY + SPARE):
        c.home[spare], c.squad[spare] = spare, spare % SQUADS
        c.status[spare], c.news[spare] = NOBODY, 0


@entry
def all_fall_in(companies, pages, ties):  # type: ignore[no-untyped-def]
    """Likewise, of every company."""
    for k in range(len(companies)):
        fall_in(companies[k], pages[k], ties[k])
