"""Fetching ahead: while a company lives, the memory of the next one is brought near, bit by bit.

Its arrays are too short for the processor to see by itself what comes. It changes speed, never a
result, and pays only where the force lies too far away.
"""

from sim.compiled import fetch, loop
from sim.fields import BLOCK, EVERY_DAY, LINE, TIES_BLOCK

# Companies from which on that is so, and between how many steps of a day it is shared out: asked
# for all at once, lines would wait for each other, and the steps for them.
MANY = 400
PARTS = 12

_BLOCK, _TIES = BLOCK.itemsize, TIES_BLOCK.itemsize
_FIRST, _DAILY = EVERY_DAY.start, EVERY_DAY.stop - EVERY_DAY.start


@loop
def next_to(companies, ties, following):  # type: ignore[no-untyped-def]
    """Where what every day needs of the company that follows lies, and its ties; or zeros.

    The last of a day is followed by itself, who is the first of the next.
    """
    if len(companies) < MANY:
        return 0, 0
    block = companies.ctypes.data + following * _BLOCK + _FIRST
    return block, ties.ctypes.data + following * _TIES


@loop
def _bring_of(start, size, part):  # type: ignore[no-untyped-def]
    for at in range(start + part * size // PARTS, start + (part + 1) * size // PARTS, LINE):
        fetch(at)


@loop
def bring(ahead, part):  # type: ignore[no-untyped-def]
    """Have a part of the next company brought near. `ahead` is what `next_to` returned."""
    block, ties = ahead
    if block != 0:
        _bring_of(block, _DAILY, part)
        _bring_of(ties, _TIES, part)
