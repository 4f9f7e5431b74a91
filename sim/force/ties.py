"""Ties: everybody in the squad, and four friends elsewhere from the same town and intake."""

import numpy as np

from sim import chance
from sim.compiled import allocating, inlined, loop
from sim.places import place_of
from sim.rules import person as rules
from sim.state import COMPANY, FRIENDS, NOBODY, SQUAD, SQUADS

# A number to sort by has 7 bits of a group, 32 of chance and 25 of the soldier: enough for years of
# birth from 1900 to 2027 and for 33 million soldiers.
NUMBER_BITS, GROUPS, EARLIEST = 25, 1 << 7, 1900
_NUMBER, _CHANCE, _LAST = np.uint64(NUMBER_BITS), np.uint64(32), np.uint64((1 << NUMBER_BITS) - 1)


@inlined
def _rank(group, luck, soldier):  # type: ignore[no-untyped-def]
    """A number to sort by: the group, a word of chance within it, and last the soldier himself, so
    that who is sorted is known from it."""
    return ((np.uint64(group) << _CHANCE | luck) << _NUMBER) | np.uint64(soldier)


@loop
def _origins(seed, persons, companies, town, intake):  # type: ignore[no-untyped-def]
    """Where and when each comes from, as numbers in whose order neighbours stand."""
    for i in range(len(persons)):
        c, at = companies[i // COMPANY], place_of(i) % COMPANY
        w = chance.words(seed, persons[i], 0, 0, chance.TRUST)
        town[i] = _rank(c.border[at], w[0], i)
        intake[i] = _rank(c.birth_year[at] - EARLIEST, w[1], i)


@loop
def _trust(p, seed, one, other, across):  # type: ignore[no-untyped-def]
    """The trust of a pair of persons, the same from both sides and in every arm."""
    low, high = min(one, other), max(one, other)
    luck = chance.uniform(seed, low, high + 1, 0, chance.TRUST)
    return rules.trust(p, luck, across)


@loop
def _tie_squads(p, seed, c, ties):  # type: ignore[no-untyped-def]
    """Write the trust of each pair of a squad, from both sides."""
    for k in range(1, SQUAD // 2 + 1):
        for i in range(COMPANY):
            other = (i + k * SQUADS) % COMPANY
            if c.status[i] != NOBODY and c.status[other] != NOBODY:
                trust = _trust(p, seed, c.person[i], c.person[other], 0)
                ties.trust[k - 1, i] = trust
                ties.trust[SQUAD - k - 1, other] = trust


@loop
def _befriend(ties, i, k, friend, trust):  # type: ignore[no-untyped-def]
    """Write soldier i's k-th friend."""
    own, at = ties[i // COMPANY], place_of(i) % COMPANY
    own.friend[k, at], own.share[k, at] = place_of(friend), trust


@loop
def _share_out(c, ties):  # type: ignore[no-untyped-def]
    """Make shares of trusts, and sum up what stays in the company."""
    for i in range(COMPANY):
        total, inside, held = 0.0, 0.0, 0.0
        for k in range(SQUAD - 1):
            total += ties.trust[k, i]
        for k in range(FRIENDS):
            total += ties.share[k, i]
        total = total if total > 0.0 else 1.0
        for k in range(SQUAD - 1):
            ties.trust[k, i] = ties.trust[k, i] / total
            inside += ties.trust[k, i]
            held += ties.trust[k, i] * c.informant[(i + (k + 1) * SQUADS) % COMPANY]
        for k in range(FRIENDS):
            ties.share[k, i] = ties.share[k, i] / total
            friend = int(ties.friend[k, i])
            if friend // COMPANY == c.number:
                inside += ties.share[k, i]
                held += ties.share[k, i] * c.informant[friend % COMPANY]
        c.tied_inside[i] = inside
        c.informants_tied[i] = held


@loop
def _befriend_neighbours(p, seed, ties, persons, ring, k):  # type: ignore[no-untyped-def]
    """Friends k and k + 1 of each: the neighbours in a ring of all soldiers, sorted by `_rank`, who
    are of another squad. Who has none stands there himself, without trust."""
    for rank in range(len(ring)):
        i = np.int64(ring[rank] & _LAST)
        other = np.int64(ring[(rank + 1) % len(ring)] & _LAST)
        if i // SQUAD != other // SQUAD:
            trust = _trust(p, seed, persons[i], persons[other], 1)
            _befriend(ties, i, k + 1, other, trust)
            _befriend(ties, other, k, i, trust)
        else:
            _befriend(ties, i, k + 1, i, 0.0)
            _befriend(ties, other, k, other, 0.0)


@allocating
def tie(p, seed, persons, companies, ties):  # type: ignore[no-untyped-def]
    """Draw the ties of a force.

    Friends elsewhere are the neighbours in a ring of all soldiers by home town, and in one by
    year and season of intake.
    """
    for k in range(len(companies)):
        _tie_squads(p, seed, companies[k], ties[k])
    town, intake = np.empty(len(persons), np.uint64), np.empty(len(persons), np.uint64)
    _origins(seed, persons, companies, town, intake)
    _befriend_neighbours(p, seed, ties, persons, np.sort(town), 0)
    _befriend_neighbours(p, seed, ties, persons, np.sort(intake), 2)
    for k in range(len(companies)):
        _share_out(companies[k], ties[k])
