"""Ties: everybody in the squad, and four friends elsewhere from the same town and the same intake."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim import chance
from sim.compiled import entry
from sim.fields import BIRTH_YEAR, BORDER, PERSON, Floats, Integers, State
from sim.rules import person as rules
from sim.state import SQUAD, TIES


class Ties(NamedTuple):
    """Arrays of shape (ties, soldiers): whom he is tied to, and with what share of his trust.

    The shares of one soldier add up to 1. A place without a tie holds himself and a share of 0.
    """

    other: NDArray[np.int32]
    share: Floats


@entry
def _kinship(seed, f, g, town, intake):  # type: ignore[no-untyped-def]
    for i in range(len(town)):
        w = chance.words(seed, g[PERSON, i], 0, 0, chance.TRUST)
        town[i] = chance.coarse(w[0]) + g[BORDER, i]
        intake[i] = g[BIRTH_YEAR, i] + chance.coarse(w[1])


@entry
def _tie(p, seed, f, g, town, intake, other, share):  # type: ignore[no-untyped-def]
    n = g.shape[1]
    place = np.empty((2, n), np.int32)
    for rank in range(n):
        place[0, town[rank]] = rank
        place[1, intake[rank]] = rank
    for i in range(n):
        squad = i - i % SQUAD
        k = 0
        for j in range(squad, squad + SQUAD):
            if j != i:
                other[k, i] = j if j < n else i
                k += 1
        other[k, i] = town[(place[0, i] + n - 1) % n]
        other[k + 1, i] = town[(place[0, i] + 1) % n]
        other[k + 2, i] = intake[(place[1, i] + n - 1) % n]
        other[k + 3, i] = intake[(place[1, i] + 1) % n]
        total = 0.0
        for k in range(TIES):
            j = other[k, i]
            across = 1 if k >= SQUAD - 1 else 0
            if j == i or (across == 1 and j - j % SQUAD == squad):
                other[k, i] = i
                share[k, i] = 0.0
                continue
            low, high = min(g[PERSON, i], g[PERSON, j]), max(g[PERSON, i], g[PERSON, j])
            luck = chance.uniform(seed, low, high + 1, 0, chance.TRUST)
            share[k, i] = rules.trust(p, luck, across)
            total += share[k, i]
        for k in range(TIES):
            share[k, i] = share[k, i] / total if total > 0.0 else 0.0


def tie(p: Any, seed: int, s: State) -> Ties:
    """Draw the ties of a force. A pair's trust is the same from both sides and in every arm."""
    n = s.g.shape[1]
    town_key: Floats = np.empty(n)
    intake_key: Floats = np.empty(n)
    key = np.uint64(seed)
    _kinship(key, s.f, s.g, town_key, intake_key)
    town: Integers = np.argsort(town_key, kind="stable").astype(np.int32)
    intake: Integers = np.argsort(intake_key, kind="stable").astype(np.int32)
    ties = Ties(np.zeros((TIES, n), np.int32), np.zeros((TIES, n)))
    _tie(p, key, s.f, s.g, town, intake, ties.other, ties.share)
    return ties
