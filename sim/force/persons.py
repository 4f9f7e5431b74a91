"""Persons of the pool, each drawn by his own number, and the screening that picks the deployed."""

import math

import numpy as np

from sim import chance
from sim.compiled import allocating, loop
from sim.places import place_of
from sim.rules import person as rules
from sim.state import COMPANY


@loop
def _loyalty(p, seed, person):  # type: ignore[no-untyped-def]
    origin = chance.words(seed, person, 0, 0, chance.ORIGIN)
    upbringing = chance.words(seed, person, 0, 0, chance.UPBRINGING)
    songbun = rules.songbun(p, chance.coarse(origin[0]))
    market = 1 if chance.coarse(upbringing[0]) < p.force.market_generation else 0
    z = chance.normal(seed, person, 0, 0, chance.CHARACTER)
    return songbun, market, rules.loyalty(p, songbun, market, z)


@loop
def _examine(p, seed, seen, turned_down):  # type: ignore[no-untyped-def]
    for person in range(len(seen)):
        _, _, loyalty = _loyalty(p, seed, person)
        kin = chance.words(seed, person, 0, 0, chance.KIN)
        z = chance.normal(seed, person, 0, 0, chance.EXAMINATION)
        seen[person] = rules.seen_reliability(p, loyalty, z)
        rule = chance.words(seed, person, 1, 0, chance.EXAMINATION)
        kinless = chance.coarse(kin[0]) < p.force.no_relatives
        turned_down[person] = kinless and chance.coarse(rule[0]) < p.screening.pyongyang_rule


@allocating
def _eligible(p, seed, wanted):  # type: ignore[no-untyped-def]
    """The first `wanted` persons whom the rule does not turn down, and what is seen of all."""
    turned = p.force.no_relatives * p.screening.pyongyang_rule
    examined = wanted
    if turned > 0.0:
        examined = math.ceil(1.02 * wanted / max(1.0 - turned, 0.02)) + 20
    while True:
        seen, turned_down = np.empty(examined), np.zeros(examined, np.bool_)
        _examine(p, seed, seen, turned_down)
        eligible = np.flatnonzero(~turned_down)[:wanted]
        if len(eligible) == wanted:
            return eligible, seen
        if examined > 50 * wanted:
            return np.arange(wanted), seen
        examined *= 2


@allocating
def _most_reliable(seen, wanted):  # type: ignore[no-untyped-def]
    """Positions of the highest of `seen`, ascending; of equals the first."""
    if wanted >= len(seen):
        return np.arange(len(seen))
    least = np.partition(seen, len(seen) - wanted)[len(seen) - wanted]
    places_left = wanted
    for reliability in seen:
        places_left -= reliability > least
    best = np.empty(wanted, np.int64)
    found = 0
    for i in range(len(seen)):
        if seen[i] == least and places_left > 0:
            places_left -= 1
        elif seen[i] <= least:
            continue
        best[found] = i
        found += 1
    return best


@allocating
def screened(p, seed, soldiers):  # type: ignore[no-untyped-def]
    """Numbers of the persons deployed, ascending: the `soldiers` that look most reliable (B1).

    They are picked from the first soldiers / (1 - rejection) persons whom the rule of leaving a
    relative behind does not turn down (A3); with nobody rejected, these are the deployed. Where the
    rule leaves too few among fifty times as many, it leaks.
    """
    wanted = math.ceil(soldiers / (1.0 - p.screening.rejection))
    eligible, seen = _eligible(p, seed, wanted)
    return eligible[_most_reliable(seen[eligible], soldiers)]


@loop
def fill_persons(p, seed, persons, companies):  # type: ignore[no-untyped-def]
    """Write who is who: `persons` are numbers in the pool, shape (soldiers,)."""
    for number in range(len(persons)):
        person = persons[number]
        c = companies[number // COMPANY]
        i = place_of(number) % COMPANY
        songbun, market, loyalty = _loyalty(p, seed, person)
        origin = chance.words(seed, person, 0, 0, chance.ORIGIN)
        upbringing = chance.words(seed, person, 0, 0, chance.UPBRINGING)
        temper = chance.words(seed, person, 0, 0, chance.TEMPER)
        c.person[i] = person
        c.songbun[i] = songbun
        c.market[i] = market
        c.standing[i] = rules.standing(songbun, chance.coarse(origin[1]))
        c.border[i] = 1 if chance.coarse(origin[2]) < p.force.border_province else 0
        c.woman[i] = 1 if chance.coarse(origin[3]) < p.force.women else 0
        c.individualism[i] = rules.individualism(p, market, chance.coarse(upbringing[1]))
        c.birth_year[i] = rules.birth_year(market, chance.coarse(upbringing[2]))
        c.kin_abroad[i] = 1.0 if chance.coarse(upbringing[3]) < p.force.relatives_abroad else 0.0
        c.conviction_start[i] = rules.conviction(loyalty)
        c.informant[i] = 1 if chance.coarse(temper[0]) < p.regime.informants else 0
        z = chance.normal(seed, person, 1, 0, chance.CHARACTER)
        c.threshold[i] = p.decision.threshold + p.decision.threshold_spread * z
        z = chance.normal(seed, person, 2, 0, chance.CHARACTER)
        c.tipping[i] = p.decision.tipping + p.decision.tipping_spread * z
        kin = chance.words(seed, person, 0, 0, chance.KIN)
        if chance.coarse(kin[0]) >= p.force.no_relatives:
            partner = 1 if chance.coarse(kin[1]) < p.kin.married else 0
            parents = rules.parents(p, chance.coarse(kin[2]))
            siblings = rules.siblings(p, chance.coarse(kin[3]))
            c.hostage[i] = rules.hostage(p, partner, parents, siblings)
