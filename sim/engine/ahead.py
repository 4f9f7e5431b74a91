"""Memory of a large force, brought near before it is needed. It changes speed, never a result.

The arrays of a company are too short for the processor to see by itself what comes. So a company
is read through before its turn: one line after the other, the processor runs ahead by itself, and
several times as fast as it answers to calls for single lines. What friends elsewhere showed lies
anywhere: it is called for while the company before them lives, bit by bit, since calls wait for
each other.
"""

from sim.blocks import LINE, stretch
from sim.compiled import fetch, inlined, loop, peek
from sim.fields import BLOCK, EVERY_DAY, TIES_BLOCK
from sim.places import company_in_turn
from sim.state import COMPANY, FRIENDS, ROOM, SEEN

# Companies from which on the force lies too far away, and between how many steps of a day it is
# shared out what friends showed.
MANY = 400
PARTS = 12

_BLOCK, _TIES, _SEEN = BLOCK.itemsize, TIES_BLOCK.itemsize, 8 * SEEN * COMPANY
_FRIEND = stretch(TIES_BLOCK, "friend", "friend")

# The numbers of two friends are read at once.
_NUMBER, _LOW = TIES_BLOCK["friend"].base.itemsize, 0xFFFFFFFF
assert 2 * _NUMBER == 8 and COMPANY // PARTS % 2 == 0


@loop
def read_through(companies, ties, k, work):  # type: ignore[no-untyped-def]
    """Read all that the day of a company needs of it."""
    if len(companies) < MANY:
        return
    block = companies.ctypes.data + k * _BLOCK
    own_ties = ties.ctypes.data + k * _TIES
    read = 0
    for at in range(block + EVERY_DAY.start, block + EVERY_DAY.stop, LINE):
        read ^= peek(at)
    for at in range(own_ties, own_ties + _TIES, LINE):
        read ^= peek(at)
    work.members[0] = read  # lest the compiler leaves it out


@loop
def look_ahead(companies, ties, view, turn, day, work):  # type: ignore[no-untyped-def]
    """Note in `work` what is to be brought near during a turn of a day, if anything is.

    The last company of a day is followed by itself, who is the first of the next.
    """
    ahead = work.ahead
    ahead.seen = 0
    if len(companies) < MANY:
        return
    last = len(companies) - 1
    k = company_in_turn(min(turn + 1, last), len(companies), day)
    after = company_in_turn(min(turn + 2, last), len(companies), day)
    new, old = day % 2, 1 - day % 2
    seen, row = view.seen.ctypes.data, 8 * view.seen.shape[1]
    ahead.seen = seen + old * row
    ahead.told = seen + old * row + k * _SEEN
    ahead.tells = seen + new * row + k * _SEEN
    ahead.friends = ties.ctypes.data + k * _TIES + _FRIEND.start
    ahead.after = ties.ctypes.data + after * _TIES + _FRIEND.start


@loop
def _bring_part(start, size, part):  # type: ignore[no-untyped-def]
    for at in range(start + part * size // PARTS, start + (part + 1) * size // PARTS, LINE):
        fetch(at)


@loop
def _bring(ahead, part):  # type: ignore[no-untyped-def]
    _bring_part(ahead.told, _SEEN, part)
    _bring_part(ahead.tells, _SEEN, part)
    _bring_part(ahead.after, _FRIEND.stop - _FRIEND.start, part)
    for i in range(part * COMPANY // PARTS, (part + 1) * COMPANY // PARTS, 2):
        for k in range(FRIENDS):
            two = peek(ahead.friends + _NUMBER * (k * ROOM + i))
            fetch(ahead.seen + 8 * SEEN * (two & _LOW))
            fetch(ahead.seen + 8 * SEEN * (two >> 32 & _LOW))


@inlined
def bring(work, part):  # type: ignore[no-untyped-def]
    """Have a part of it brought near, where anything is."""
    if work.ahead.seen != 0:
        _bring(work.ahead, part)
