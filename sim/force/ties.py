"""Ties: everybody in the squad, and four friends elsewhere from the same town and intake."""

from typing import Any

import numpy as np

from sim import chance
from sim.compiled import entry, loop
from sim.fields import State
from sim.places import place_of
from sim.rules import person as rules
from sim.state import COMPANY, FRIENDS, NOBODY, SQUAD, SQUADS


@entry
def _origins(seed, persons, border, birth_year, town, intake):  # type: ignore[no-untyped-def]
    for i in range(len(persons)):
        w = chance.words(seed, persons[i], 0, 0, chance.TRUST)
        town[i] = chance.coarse(w[0]) + border[i]
        intake[i] = birth_year[i] + chance.coarse(w[1])


@loop
def _trust(p, seed, one, other, across):  # type: ignore[no-untyped-def]
    """The trust of a pair of persons, the same from both sides and in every arm."""
    low, high = min(one, other), max(one, other)
    luck = chance.uniform(seed, low, high + 1, 0, chance.TRUST)
    return rules.trust(p, luck, across)


@loop
def _tie_squads(p, seed, c, ties):  # type: ignore[no-untyped-def]
    for k in range(1, SQUAD // 2 + 1):
        for i in range(COMPANY):
            other = (i + k * SQUADS) % COMPANY
            if c.status[i] != NOBODY and c.status[other] != NOBODY:
                trust = _trust(p, seed, c.person[i], c.person[other], 0)
                ties.trust[k - 1, i] = trust
                ties.trust[SQUAD - k - 1, other] = trust


@loop
def _befriend(p, seed, ties, persons, i, k, friend):  # type: ignore[no-untyped-def]
    """Write soldier i's k-th friend, if he is of another squad."""
    place, at = place_of(i), place_of(i) % COMPANY
    ties.friend[k, at] = place
    if i // SQUAD != friend // SQUAD:
        ties.friend[k, at] = place_of(friend)
        ties.share[k, at] = _trust(p, seed, persons[i], persons[friend], 1)


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


@entry
def _tie(p, seed, persons, town, intake, ties, companies):  # type: ignore[no-untyped-def]
    n = len(persons)
    for k in range(len(companies)):
        _tie_squads(p, seed, companies[k], ties[k])
    for rank in range(n):
        before, after = (rank + n - 1) % n, (rank + 1) % n
        i = town[rank]
        _befriend(p, seed, ties[i // COMPANY], persons, i, 0, town[before])
        _befriend(p, seed, ties[i // COMPANY], persons, i, 1, town[after])
        i = intake[rank]
        _befriend(p, seed, ties[i // COMPANY], persons, i, 2, intake[before])
        _befriend(p, seed, ties[i // COMPANY], persons, i, 3, intake[after])
    for k in range(len(companies)):
        _share_out(companies[k], ties[k])


def tie(p: Any, seed: np.uint64, s: State) -> None:
    """Draw the ties of a force.

    Friends elsewhere are the neighbours in a ring of all soldiers by home town, and in one by
    year and season of intake.
    """
    town, intake = np.empty(s.soldiers), np.empty(s.soldiers)
    persons = s.person
    _origins(seed, persons, s.border, s.birth_year, town, intake)
    by_town = np.argsort(town, kind="stable").astype(np.int32)
    by_intake = np.argsort(intake, kind="stable").astype(np.int32)
    _tie(p, seed, persons, by_town, by_intake, s.ties, s.companies)
