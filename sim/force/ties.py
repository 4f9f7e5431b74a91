"""Ties: everybody in the squad, and four friends elsewhere from the same town and intake."""

from typing import Any

import numpy as np

from sim import chance
from sim.compiled import entry
from sim.fields import State
from sim.rules import person as rules
from sim.state import COMPANY, SQUAD, TIES

_ACROSS = SQUAD - 1


@entry
def _origins(seed, persons, border, birth_year, town, intake):  # type: ignore[no-untyped-def]
    for i in range(len(persons)):
        w = chance.words(seed, persons[i], 0, 0, chance.TRUST)
        town[i] = chance.coarse(w[0]) + border[i]
        intake[i] = birth_year[i] + chance.coarse(w[1])


@entry
def _tie(p, seed, persons, town, intake, ties, companies):  # type: ignore[no-untyped-def]
    n = len(persons)
    place = np.empty((2, n), np.int32)
    for rank in range(n):
        place[0, town[rank]] = rank
        place[1, intake[rank]] = rank
    for i in range(n):
        other = ties[i // COMPANY].other
        share = ties[i // COMPANY].share
        at = i % COMPANY
        squad = i - i % SQUAD
        k = 0
        for j in range(squad, squad + SQUAD):
            if j != i:
                other[at, k] = j if j < n else i
                k += 1
        other[at, _ACROSS] = town[(place[0, i] + n - 1) % n]
        other[at, _ACROSS + 1] = town[(place[0, i] + 1) % n]
        other[at, _ACROSS + 2] = intake[(place[1, i] + n - 1) % n]
        other[at, _ACROSS + 3] = intake[(place[1, i] + 1) % n]
        total = 0.0
        for k in range(TIES):
            j = int(other[at, k])
            across = 1 if k >= _ACROSS else 0
            if j == i or (across == 1 and j - j % SQUAD == squad):
                other[at, k] = i
                share[at, k] = 0.0
                continue
            low, high = min(persons[i], persons[j]), max(persons[i], persons[j])
            luck = chance.uniform(seed, low, high + 1, 0, chance.TRUST)
            share[at, k] = rules.trust(p, luck, across)
            total += share[at, k]
        inside, held = 0.0, 0.0
        for k in range(TIES):
            share[at, k] = share[at, k] / total if total > 0.0 else 0.0
            j = int(other[at, k])
            if j // COMPANY == i // COMPANY:
                inside += share[at, k]
                held += share[at, k] * companies[j // COMPANY].informant[j % COMPANY]
        companies[i // COMPANY].tied_inside[at] = inside
        companies[i // COMPANY].informants_tied[at] = held


def tie(p: Any, seed: np.uint64, s: State) -> None:
    """Draw the ties of a force. A pair's trust is the same from both sides and in every arm.

    Friends elsewhere are the neighbours in a ring of all soldiers by home town, and in one by
    year and season of intake.
    """
    town, intake = np.empty(s.soldiers), np.empty(s.soldiers)
    persons = s.person
    _origins(seed, persons, s.border, s.birth_year, town, intake)
    by_town = np.argsort(town, kind="stable").astype(np.int32)
    by_intake = np.argsort(intake, kind="stable").astype(np.int32)
    _tie(p, seed, persons, by_town, by_intake, s.ties, s.companies)
