"""What a company takes whose soldiers are gone in part, against a whole one, and against one that
never had them."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import numpy as np

from experiments.bench.clock import Contender, Found, Label, per_soldier_day, ratio
from experiments.bench.engines import COMPILED, GUESS_NS, settings_of
from experiments.bench.size import SEED, Size
from sim.state import COMPANY, EVACUATED, NOBODY

MISSING = (0, 1, 15, 30, 60, 90, 119)
"""How many of each company are gone."""

SETTLED, UNTIL = 2, 36
"""The days that are timed, from the first up to the last: hardly anybody leaves on them."""

_NAME, _NEVER = "gone", "never there"


def contenders(size: Size) -> list[Contender]:
    """A small force of whole companies, of which some were evacuated before the first day, or left
    out of it."""
    companies = size.forces[-1] // COMPANY
    soldiers, repeats = companies * COMPANY, size.repeats(size.forces[-1])

    def run(number: int, name: str, gone: int) -> dict[Label, float]:
        from sim.world import World

        settings = settings_of(soldiers, UNTIL)
        taken = 0.0
        for replicate in range(number * repeats, (number + 1) * repeats):
            world = World(settings, SEED, replicate)
            held = world.state.blocks[0]
            rng = np.random.default_rng(replicate)
            for company in held:
                chosen = rng.permutation(COMPANY)[:gone]
                company["status"][chosen] = EVACUATED if name == _NAME else NOBODY
                company["gone_day"][chosen] = 0 if name == _NAME else -1
            world.live(SETTLED)
            start = perf_counter()
            world.live(UNTIL)
            taken += perf_counter() - start
        return {(name, gone): taken / repeats}

    guess = 1e-9 * GUESS_NS[COMPILED] * soldiers * UNTIL * repeats
    return [
        Contender(lambda number, name=name, gone=gone: run(number, name, gone), guess)
        for gone in MISSING
        for name in (_NAME, _NEVER)
    ]


def section(found: Found, size: Size) -> dict[str, Any]:
    """The cost of each, and how many times it is that of a whole company, and that of one in whose
    places nobody ever was."""
    soldiers = size.forces[-1] // COMPANY * COMPANY
    return {
        "soldiers": soldiers,
        "company": COMPANY,
        "days": UNTIL - SETTLED,
        "companies": [
            {
                "gone": gone,
                **per_soldier_day(found[_NAME, gone], soldiers * (UNTIL - SETTLED)),
                "over_whole": ratio(found[_NAME, gone], found[_NAME, 0]),
                "over_never_there": ratio(found[_NAME, gone], found[_NEVER, gone]),
                "share_serving": 1.0 - gone / COMPANY,
            }
            for gone in MISSING
        ],
    }
