"""Whose fate differs between two arms: soldiers matched by their numbers in the pool.

A person keeps his luck in every arm. Which persons are deployed may differ, so changed fates are
told of those alone who serve in both; the rest show as an overlap below one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.state import CORE, HOSTILE, NO_ATTEMPT, OFFICER, STATUSES, WAVERING

if TYPE_CHECKING:
    from sim.soldiers import State

ALL = "all"
KINDS = (
    *(ALL, "core", "wavering", "hostile", "hostage", "no_hostage"),
    *("officer", "enlisted", "market_generation", "older"),
)
"""Kinds of soldiers, as the outcomes call them; who is of which, the first arm says."""

COUNTS = ("persons", "changed_status", "changed_attempt", "tried_in_first", "tried_in_other")
"""Of the persons in both arms: how many, with another final status, how many tried in one arm only,
in the first one only, in the other only."""

MOST_MOVES = 12


class Trace(NamedTuple):
    """What is compared of each soldier of a run, in the order of his number in the pool."""

    person: NDArray[np.int32]
    status: NDArray[np.int32]
    tried: NDArray[np.bool_]
    kinds: NDArray[np.bool_]


def trace(state: State) -> Trace:
    """The trace of a run from its final state."""
    songbun, market = state.songbun, state.market
    hostage, officer = state.hostage > 0.0, state.rank >= OFFICER
    classes = [songbun == code for code in (CORE, WAVERING, HOSTILE)]
    everybody = np.ones(state.soldiers, bool)
    members = [everybody, *classes, hostage, ~hostage, officer, ~officer, market == 1, market == 0]
    order = np.argsort(state.person, kind="stable")
    tried = state.attempt != NO_ATTEMPT
    return Trace(
        state.person[order], state.status[order], tried[order], np.array(members)[:, order]
    )


@dataclass
class Changes:
    """What changed between the first arm and another, summed over replicates.

    `counts` has the shape (KINDS, COUNTS); `moves[a, b]` counts those whose final status is a in
    the first arm and b in the other; `only_first` and `only_other` those who serve in one alone.
    """

    replicates: int = 0
    only_first: int = 0
    only_other: int = 0
    counts: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((len(KINDS), len(COUNTS)), np.int64)
    )
    moves: NDArray[np.int64] = field(
        default_factory=lambda: np.zeros((len(STATUSES), len(STATUSES)), np.int64)
    )
    lock: Any = field(default_factory=Lock, repr=False, compare=False)

    def add(self, first: Trace, other: Trace) -> None:
        """Take in a replicate; the sums are whole, so that the order does not matter."""
        _, a, b = np.intersect1d(
            first.person, other.person, assume_unique=True, return_indices=True
        )
        before, after = first.status[a], other.status[b]
        tried, tries = first.tried[a], other.tried[b]
        changes = np.array(
            [before == before, before != after, tried != tries, tried & ~tries, tries & ~tried]
        )
        counts = first.kinds[:, a].astype(np.int64) @ changes.T.astype(np.int64)
        moves = np.zeros_like(self.moves)
        np.add.at(moves, (before, after), 1)
        with self.lock:
            self.replicates += 1
            self.only_first += first.person.size - a.size
            self.only_other += other.person.size - b.size
            self.counts += counts
            self.moves += moves

    def json(self) -> dict[str, Any]:
        """Persons a replicate: how many are in both, and whose fate changed how."""
        n = max(self.replicates, 1)
        shared = int(self.counts[0, 0])
        everybody = shared + self.only_first
        return {
            "persons_in_both": shared / n,
            "only_in_first": self.only_first / n,
            "only_in_other": self.only_other / n,
            "overlap": shared / everybody if everybody else None,
            "kinds": {
                kind: {name: int(c) / n for name, c in zip(COUNTS, counts, strict=True)}
                for kind, counts in zip(KINDS, self.counts, strict=True)
            },
            "moves": [
                {"first": STATUSES[a], "other": STATUSES[b], "persons": count / n}
                for count, a, b in self._most()
            ],
        }

    def _most(self) -> list[tuple[int, int, int]]:
        """The commonest changes of the final status: how many, from, to."""
        found = [
            (int(self.moves[a, b]), a, b)
            for a in range(len(STATUSES))
            for b in range(len(STATUSES))
            if a != b and self.moves[a, b]
        ]
        return sorted(found, key=lambda move: (-move[0], *move[1:]))[:MOST_MOVES]
