"""The floor: what no engine of these rules can do without, timed alone.

Of the day of a soldier who serves the rules need its random numbers, some exponentials, two values
of each of those whom he is tied to, and a third of those in his squad; of a company's day, a normal
number and some exponentials; of who is gone, nothing. The kernel here does that with the project's
own functions (but for the sum of a squad, which is written out), in companies and days as the
engine does, for as many as serve in each company on each day of the engine's own run, and leaves
out all other arithmetic and all bookkeeping.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.bench import engines
from experiments.bench.clock import Contender, Found, Label, per_soldier_day, ratio
from experiments.bench.size import SEED, Size
from sim import chance
from sim.blocks import block, zeros
from sim.compiled import entry, loop
from sim.engine.day import new_work
from sim.engine.listening import listen_to_friends, listen_to_squads
from sim.engine.ranks import in_front
from sim.mathematics import exp
from sim.places import company_in_turn
from sim.state import COMPANY, FRIENDS, SEEN, SERVING, SQUAD, SQUADS, TIES

EXPONENTIALS = ("surveillance", "willing", "wish", "attempt", "unfoiled", "surrender")
"""What needs one each day, for each who serves; the last only where there is contact. A chance of a
hazard (`probability`) and a logit choice (`logistic`) take one each."""

COMPANY_EXPONENTIALS = ("intensity", "casualty_chance", "cut_off_chance", "perceived_mortality")
"""What needs one each day, for each company. Its shock takes a normal number besides."""

OF_CONTACT = 1
GATHERED = 2 * TIES
FLOOR, GUESS_NS = "floor", 40.0

WITHIN = SQUAD - 1
_DAILY = len(EXPONENTIALS) - OF_CONTACT
_BLOCK = block(
    {
        "total": ("f8", (COMPANY,)),
        "heard": ("f8", (COMPANY,)),
        "voiced": ("f8", (COMPANY,)),
        "of_company": ("f8", ()),
        "company_argument": ("f8", (len(COMPANY_EXPONENTIALS),)),
        "argument": ("f8", (len(EXPONENTIALS), COMPANY)),
        "trust": ("f8", (WITHIN, COMPANY)),
        "share": ("f8", (FRIENDS, COMPANY)),
        "conviction": ("f8", (COMPANY,)),
        "friend": ("u4", (FRIENDS, COMPANY)),
        "person": ("i4", (COMPANY,)),
        "front": ("i4", ()),
    }
)


@loop
def _muster(companies, scale, seed, day):  # type: ignore[no-untyped-def]
    """One loop over the companies, as in the engine, so that none waits for the one before."""
    for k in range(len(companies)):
        c = companies[k]
        c.of_company += chance.normal(seed, k, 0, day, chance.SHOCK)
        for e in range(len(COMPANY_EXPONENTIALS)):
            c.of_company += exp(scale * c.company_argument[e])


@loop
def _draw(c, seed, day):  # type: ignore[no-untyped-def]
    for i in range(in_front(c)):
        attempt, battlefield, signal = chance.luck_of_the_day(seed, c.person[i], day)
        c.total[i] += attempt + battlefield + signal


@loop
def _exponentials(c, scale, count):  # type: ignore[no-untyped-def]
    """Two at a time, which is a little quicker than one by one or all at once."""
    for e in range(0, count - 1, 2):
        for i in range(in_front(c)):
            c.total[i] += exp(scale * c.argument[e, i]) + exp(scale * c.argument[e + 1, i])
    if count % 2 == 1:
        for i in range(in_front(c)):
            c.total[i] += exp(scale * c.argument[count - 1, i])


@loop
def _gather(c, k, seen, work):  # type: ignore[no-untyped-def]
    first = SEEN * k * COMPANY
    listen_to_squads(c, seen[first : first + SEEN * COMPANY], work, c.heard, c.voiced)
    listen_to_friends(c, in_front(c), seen, c.heard, c.voiced)
    for i in range(in_front(c)):
        c.total[i] += c.heard[i] + c.voiced[i]


@loop
def _share(c):  # type: ignore[no-untyped-def]
    for squad in range(SQUADS):
        around = 0.0
        for member in range(SQUAD):
            around += c.conviction[member * SQUADS + squad]
        for member in range(SQUAD):
            c.total[member * SQUADS + squad] += around


@entry
def _run(companies, seen, work, scale, contact, serving, seed, days):  # type: ignore[no-untyped-def]
    for day in range(days):
        count = len(EXPONENTIALS) if contact[day] else _DAILY
        _muster(companies, scale[day], seed, day)
        for turn in range(len(companies)):
            k = company_in_turn(turn, len(companies), day)
            c = companies[k]
            c.front = serving[day, k]
            _draw(c, seed, day)
            _exponentials(c, scale[day], count)
            _gather(c, k, seen[day % 2], work[0])
            _share(c)


@dataclass(frozen=True)
class Floor:
    """What the kernel works on; `run` adds to the `total` of each place, and to `of_company`.

    What it adds to places beyond those who serve, to fill a vector or a squad, means nothing.

    companies: blocks of COMPANY places. seen: shape (2, SEEN * places), rows that take turns.
    work: room to reckon in.
    scale: by which a day multiplies every argument. contact: whether a day has any. serving: how
    many serve in each company on each day, shape (days, companies).
    """

    companies: NDArray[np.void]
    seen: NDArray[np.float64]
    work: NDArray[np.void]
    scale: NDArray[np.float64]
    contact: NDArray[np.bool_]
    serving: NDArray[np.int32]
    seed: np.uint64

    def run(self) -> None:
        """All days."""
        _run(
            *(self.companies, self.seen, self.work),
            *(self.scale, self.contact, self.serving, self.seed),
            len(self.contact),
        )


def draw_floor(contact: NDArray[np.bool_], serving: NDArray[np.int32], seed: int = SEED) -> Floor:
    """Persons, arguments and ties by chance: everybody in the squad, and the rest anywhere."""
    rng = np.random.default_rng(seed)
    companies = zeros(serving.shape[1], _BLOCK)
    shape = (len(companies), COMPANY)
    places = np.arange(len(companies) * COMPANY)
    share = rng.random((len(companies), TIES, COMPANY))
    share /= share.sum(axis=1, keepdims=True)
    companies["person"] = places.reshape(shape)
    companies["conviction"] = rng.random(shape)
    companies["trust"], companies["share"] = share[:, :WITHIN], share[:, WITHIN:]
    companies["friend"] = rng.integers(0, len(places), (len(companies), FRIENDS, COMPANY))
    companies["argument"] = -3.0 * rng.random((len(companies), len(EXPONENTIALS), COMPANY))
    companies["company_argument"] = -3.0 * rng.random((len(companies), len(COMPANY_EXPONENTIALS)))
    seen = zeros((2, SEEN * len(places)))
    seen[:] = rng.random(seen.shape)
    scale = 1.0 + np.arange(len(contact)) / 1024.0
    return Floor(companies, seen, new_work(), scale, contact, serving, np.uint64(seed))


@cache
def serving_of(soldiers: int, days: int, replicate: int) -> NDArray[np.int32]:
    """How many serve in each company at the end of each day, shape (days, companies)."""
    from sim.world import World

    world = World(engines.settings_of(soldiers, days), SEED, replicate)
    evenings = []
    for day in range(days):
        world.live(day + 1)
        evenings.append(world.state.shared("in_status")[:, SERVING])
    return np.array(evenings, np.int32)


def days_of_contact(soldiers: int, days: int) -> NDArray[np.bool_]:
    """On which days soldiers can be cut off."""
    settings = engines.settings_of(soldiers, days)
    p = settings.periods
    chances = (
        p["context"]["combat_intensity"]
        * p["context"]["casualty_hazard"]
        * p["contact"]["cut_off_share"]
    )
    found: NDArray[np.bool_] = (chances > 0.0)[settings.period_of_day]
    return found


def contender(size: Size, soldiers: int) -> Contender:
    """The floor of a whole run, as often in a round as the engine's."""
    repeats = size.repeats(soldiers)
    contact = days_of_contact(soldiers, size.days)

    def run(number: int) -> dict[Label, float]:
        taken = 0.0
        for replicate in range(number * repeats, (number + 1) * repeats):
            floor = draw_floor(contact, serving_of(soldiers, size.days, replicate), replicate)
            start = perf_counter()
            floor.run()
            taken += perf_counter() - start
        return {(FLOOR, soldiers): taken / repeats}

    return Contender(run, 1e-9 * GUESS_NS * repeats * soldiers * size.days)


def warm_up() -> None:
    """Compile and load the kernel."""
    draw_floor(np.array([False, True]), np.full((2, 1), 10, np.int32)).run()


def section(found: Found, size: Size) -> dict[str, Any]:
    """How near the engine comes to the floor over a whole run."""
    return {
        "random_numbers": "3 of one Philox block, for each soldier-day",
        "exponentials": list(EXPONENTIALS),
        "exponentials_at_contact_only": list(EXPONENTIALS[_DAILY:]),
        "exponentials_of_a_company": list(COMPANY_EXPONENTIALS),
        "values_gathered": GATHERED,
        "days": size.days,
        "days_of_contact": int(days_of_contact(size.forces[0], size.days).sum()),
        "forces": [_force(found, size, soldiers) for soldiers in size.forces],
    }


def _force(found: Found, size: Size, soldiers: int) -> dict[str, Any]:
    return {
        "soldiers": soldiers,
        **per_soldier_day(found[FLOOR, soldiers], soldiers * size.days),
        "share_reached": ratio(found[FLOOR, soldiers], found[engines.COMPILED_WHOLE, soldiers]),
    }
