"""Ties: everybody in the squad, and four friends elsewhere from the same town and intake."""

import numpy as np

from sim import chance
from sim.compiled import allocating, inlined, loop
from sim.places import place_of, soldier_at
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
def _origins(seed, companies, soldiers, town, intake):  # type: ignore[no-untyped-def]
    """Where and when each comes from, as numbers in whose order neighbours stand."""
    for k in range(len(companies)):
        c, first = companies[k], k * COMPANY
        for i in range(COMPANY):
            number = first + soldier_at(i)
            w = chance.words(seed, c.person[i], 0, 0, chance.TRUST)
            if number < soldiers:
                town[number] = _rank(c.border[i], w[0], number)
                intake[number] = _rank(c.birth_year[i] - EARLIEST, w[1], number)


@inlined
def _trust(p, seed, one, other, across):  # type: ignore[no-untyped-def]
    """The trust of a pair of persons, the same from both sides and in every arm."""
    low, high = min(one, other), max(one, other)
    luck = chance.uniform(seed, low, high + 1, 0, chance.TRUST)
    return rules.trust(p, luck, across)


@loop
def _tie_squads(p, seed, c, ties, persons, trusts):  # type: ignore[no-untyped-def]
    """Write the trust of each pair of a squad, from both sides.

    `persons` and `trusts` are room for twice the places of a company, so that a comrade stands at a
    fixed distance from each, whatever his squad.
    """
    for i in range(COMPANY):
        persons[i] = persons[i + COMPANY] = c.person[i] if c.status[i] != NOBODY else -1
    for k in range(1, SQUAD // 2 + 1):
        for i in range(COMPANY):
            one, other = persons[i], persons[i + k * SQUADS]
            trust = _trust(p, seed, one, other, 0)
            trusts[i] = trusts[i + COMPANY] = trust if min(one, other) >= 0 else 0.0
        for i in range(COMPANY):
            ties.trust[k - 1, i] = trusts[i]
            ties.trust[SQUAD - k - 1, i] = trusts[i + (SQUAD - k) * SQUADS]


@loop
def _stand(persons, ring, person, place, turn):  # type: ignore[no-untyped-def]
    """Who stands where in a ring, and which turn is that of each place. The first closes it."""
    soldiers = len(ring)
    for rank in range(soldiers):
        number = np.int64(ring[rank] & _LAST)
        person[rank], place[rank] = persons[number], place_of(number)
    person[soldiers], place[soldiers] = person[0], place[0]
    for rank in range(soldiers):
        turn[place[rank]] = rank


@loop
def _meet(p, seed, person, place, before, after, trust):  # type: ignore[no-untyped-def]
    """Whom each of a ring has before and after him, and how he trusts the one before.

    Who has none of another squad there stands there himself, without trust.
    """
    soldiers = len(person) - 1
    for rank in range(soldiers):
        one, other = place[rank], place[rank + 1]
        comrades = (one // COMPANY == other // COMPANY) & (one % SQUADS == other % SQUADS)
        luck = _trust(p, seed, person[rank], person[rank + 1], 1)
        trust[rank + 1] = 0.0 if comrades else luck
        before[rank + 1] = other if comrades else one
        after[rank] = one if comrades else other
    trust[0], before[0] = trust[soldiers], before[soldiers]


@loop
def _befriend(c, ties, turn, before, after, trust, k):  # type: ignore[no-untyped-def]
    """Write friends k and k + 1 of each of a company."""
    for i in range(COMPANY):
        here, rank = c.status[i] != NOBODY, turn[i]
        ties.friend[k, i] = before[rank] if here else 0
        ties.friend[k + 1, i] = after[rank] if here else 0
        ties.share[k, i] = trust[rank] if here else 0.0
        ties.share[k + 1, i] = trust[rank + 1] if here else 0.0


@allocating
def _befriend_neighbours(p, seed, companies, ties, persons, ranks, k):  # type: ignore[no-untyped-def]
    """Friends k and k + 1 of each: the neighbours in a ring of all soldiers, sorted by `ranks`, who
    are of another squad."""
    closed = len(persons) + 1
    person, place = np.empty(closed, np.int64), np.empty(closed, np.int32)
    before, after = np.empty(closed, np.int32), np.empty(closed, np.int32)
    trust, turn = np.empty(closed), np.zeros(len(companies) * COMPANY, np.int32)
    _stand(persons, np.sort(ranks), person, place, turn)
    _meet(p, seed, person, place, before, after, trust)
    for n in range(len(companies)):
        own = turn[n * COMPANY : (n + 1) * COMPANY]
        _befriend(companies[n], ties[n], own, before, after, trust, k)


@loop
def _share_out(c, ties, informs):  # type: ignore[no-untyped-def]
    """Make shares of trusts, and sum up what stays in the company.

    `informs` is room for twice the places of a company.
    """
    for i in range(COMPANY):
        informs[i] = informs[i + COMPANY] = c.informant[i]
    for i in range(COMPANY):
        total = 0.0
        for k in range(SQUAD - 1):
            total += ties.trust[k, i]
        for k in range(FRIENDS):
            total += ties.share[k, i]
        total = total if total > 0.0 else 1.0
        for k in range(SQUAD - 1):
            ties.trust[k, i] = ties.trust[k, i] / total
        for k in range(FRIENDS):
            ties.share[k, i] = ties.share[k, i] / total
    for i in range(COMPANY):
        inside, held = 0.0, 0.0
        for k in range(SQUAD - 1):
            inside += ties.trust[k, i]
            held += ties.trust[k, i] * informs[i + (k + 1) * SQUADS]
        c.tied_inside[i], c.informants_tied[i] = inside, held
    for i in range(COMPANY):
        inside, held = c.tied_inside[i], c.informants_tied[i]
        for k in range(FRIENDS):
            friend = np.int64(ties.friend[k, i]) - c.number * COMPANY
            near = (friend >= 0) & (friend < COMPANY)
            share = ties.share[k, i] if near else 0.0
            inside += share
            held += share * informs[friend if near else 0]
        c.tied_inside[i], c.informants_tied[i] = inside, held


@allocating
def tie(p, seed, persons, companies, ties):  # type: ignore[no-untyped-def]
    """Draw the ties of a force.

    Friends elsewhere are the neighbours in a ring of all soldiers by home town, and in one by
    year and season of intake.
    """
    twice, room = np.empty(2 * COMPANY, np.int64), np.empty(2 * COMPANY)
    for k in range(len(companies)):
        _tie_squads(p, seed, companies[k], ties[k], twice, room)
    town, intake = np.empty(len(persons), np.uint64), np.empty(len(persons), np.uint64)
    _origins(seed, companies, len(persons), town, intake)
    _befriend_neighbours(p, seed, companies, ties, persons, town, 0)
    _befriend_neighbours(p, seed, companies, ties, persons, intake, 2)
    for k in range(len(companies)):
        _share_out(companies[k], ties[k], room)
