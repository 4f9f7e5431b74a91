"""Persons of the pool, each drawn by his own number, and the screening that picks the deployed.

Nearly every loop is one equation over many persons; places that nobody fills get 0.
"""

import math

import numpy as np

from sim import chance
from sim.compiled import allocating, inlined, loop
from sim.places import soldier_at
from sim.rules import person as rules
from sim.state import COMPANY, NOBODY

# What is drawn in four numbers for each.
DRAWN = chance.ORIGIN, chance.UPBRINGING, chance.KIN, chance.TEMPER


@inlined
def _of_market(p, luck):  # type: ignore[no-untyped-def]
    return 1 if luck < p.force.market_generation else 0


@loop
def _examine(p, seed, seen):  # type: ignore[no-untyped-def]
    """What examiners see of the first persons of the pool."""
    for person in range(len(seen)):
        origin = chance.words(seed, person, 0, 0, chance.ORIGIN)
        upbringing = chance.words(seed, person, 0, 0, chance.UPBRINGING)
        songbun = rules.songbun(p, chance.coarse(origin[0]))
        market = _of_market(p, chance.coarse(upbringing[0]))
        z = chance.normal(seed, person, 0, 0, chance.CHARACTER)
        loyalty = rules.loyalty(p, songbun, market, z)
        z = chance.normal(seed, person, 0, 0, chance.EXAMINATION)
        seen[person] = rules.seen_reliability(p, loyalty, z)


@loop
def _turn_down(p, seed, seen):  # type: ignore[no-untyped-def]
    """Whom the rule turns down is seen as less reliable than anybody could be."""
    for person in range(len(seen)):
        kin = chance.words(seed, person, 0, 0, chance.KIN)
        rule = chance.words(seed, person, 1, 0, chance.EXAMINATION)
        kinless = chance.coarse(kin[0]) < p.force.no_relatives
        turned_down = kinless & (chance.coarse(rule[0]) < p.screening.pyongyang_rule)
        seen[person] = -np.inf if turned_down else seen[person]


@loop
def _above(seen, reliability):  # type: ignore[no-untyped-def]
    """How many are seen as more reliable than this."""
    found = 0
    for i in range(len(seen)):
        found += seen[i] > reliability
    return found


@allocating
def _eligible(p, seed, wanted):  # type: ignore[no-untyped-def]
    """What is seen of the first persons up to the last of `wanted` whom the rule lets pass."""
    turned = p.force.no_relatives * p.screening.pyongyang_rule
    examined = wanted
    if turned > 0.0:
        examined = math.ceil(1.02 * wanted / max(1.0 - turned, 0.02)) + 20
    while True:
        seen = np.empty(examined)
        _examine(p, seed, seen)
        if turned > 0.0:
            _turn_down(p, seed, seen)
        too_many = _above(seen, -np.inf) - wanted
        if too_many >= 0:
            break
        if examined > 50 * wanted:
            _examine(p, seed, seen[:wanted])
            return seen[:wanted]
        examined *= 2
    while too_many > 0 or seen[examined - 1] == -np.inf:
        examined -= 1
        too_many -= seen[examined] > -np.inf
    return seen[:examined]


@allocating
def _most_reliable(seen, wanted):  # type: ignore[no-untyped-def]
    """Positions of the highest of `seen`, ascending; of equals the first."""
    if wanted >= len(seen):
        return np.arange(len(seen))
    place = len(seen) - wanted
    least = np.partition(seen, place)[place]
    equals_left, found = wanted - _above(seen, least), 0
    best = np.empty(wanted + 1, np.int64)
    for i in range(len(seen)):
        equal = (seen[i] == least) & (equals_left > 0)
        best[found] = i
        found += (seen[i] > least) | equal
        equals_left -= equal
    return best[:wanted]


@allocating
def screened(p, seed, soldiers):  # type: ignore[no-untyped-def]
    """Numbers of the persons deployed, ascending: the `soldiers` that look most reliable (B1).

    They are picked from the first soldiers / (1 - rejection) persons whom the rule of leaving a
    relative behind does not turn down (A3); with nobody rejected, these are the deployed. Where the
    rule leaves too few among fifty times as many, it leaks.
    """
    wanted = math.ceil(soldiers / (1.0 - p.screening.rejection))
    return _most_reliable(_eligible(p, seed, wanted), soldiers)


@loop
def _draw(seed, c, luck, character):  # type: ignore[no-untyped-def]
    """Draws for each of a company: four for each of `DRAWN`, and what is normal in a character."""
    for k in range(len(DRAWN)):
        of_purpose = luck[k]
        for i in range(COMPANY):
            w = chance.words(seed, c.person[i], 0, 0, DRAWN[k])
            of_purpose[0, i], of_purpose[1, i] = chance.coarse(w[0]), chance.coarse(w[1])
            of_purpose[2, i], of_purpose[3, i] = chance.coarse(w[2]), chance.coarse(w[3])
    for k in range(len(character)):
        for i in range(COMPANY):
            character[k, i] = chance.normal(seed, c.person[i], k, 0, chance.CHARACTER)


@loop
def _come_from(p, c, luck):  # type: ignore[no-untyped-def]
    """Class, standing, home and sex."""
    for i in range(COMPANY):
        here = c.status[i] != NOBODY
        songbun = rules.songbun(p, luck[0, i])
        c.songbun[i] = songbun if here else 0
        c.standing[i] = rules.standing(songbun, luck[1, i]) if here else 0.0
        c.border[i] = here & (luck[2, i] < p.force.border_province)
        c.woman[i] = here & (luck[3, i] < p.force.women)


@loop
def _grow_up(p, c, luck):  # type: ignore[no-untyped-def]
    """Cohort, and what depends on it; kin abroad."""
    for i in range(COMPANY):
        here = c.status[i] != NOBODY
        market = _of_market(p, luck[0, i])
        individualism = rules.individualism(p, market, luck[1, i])
        c.market[i] = market if here else 0
        c.individualism[i] = individualism if here else 0.0
        c.birth_year[i] = rules.birth_year(market, luck[2, i]) if here else 0
        c.kin_abroad[i] = 1.0 if here & (luck[3, i] < p.force.relatives_abroad) else 0.0


@loop
def _leave_behind(p, c, luck):  # type: ignore[no-untyped-def]
    """How much relatives hold each who has any."""
    for i in range(COMPANY):
        related = (c.status[i] != NOBODY) & (luck[0, i] >= p.force.no_relatives)
        partner = 1 if luck[1, i] < p.kin.married else 0
        parents, siblings = rules.parents(p, luck[2, i]), rules.siblings(p, luck[3, i])
        c.hostage[i] = rules.hostage(p, partner, parents, siblings) if related else 0.0


@loop
def _have_character(p, c, luck, character):  # type: ignore[no-untyped-def]
    """Conviction, what it takes each to act, and who informs."""
    for i in range(COMPANY):
        here = c.status[i] != NOBODY
        loyalty = rules.loyalty(p, c.songbun[i], c.market[i], character[0, i])
        threshold = p.decision.threshold + p.decision.threshold_spread * character[1, i]
        tipping = p.decision.tipping + p.decision.tipping_spread * character[2, i]
        c.conviction_start[i] = rules.conviction(loyalty) if here else 0.0
        c.threshold[i] = threshold if here else 0.0
        c.tipping[i] = tipping if here else 0.0
        c.informant[i] = here & (luck[0, i] < p.regime.informants)


@allocating
def fill_persons(p, seed, persons, companies):  # type: ignore[no-untyped-def]
    """Write who is who: `persons` are numbers in the pool, shape (soldiers,)."""
    luck, character = np.empty((len(DRAWN), 4, COMPANY)), np.empty((3, COMPANY))
    for k in range(len(companies)):
        c, own = companies[k], persons[k * COMPANY : (k + 1) * COMPANY]
        for i in range(COMPANY):
            number = soldier_at(i)
            c.person[i] = own[number] if number < len(own) else 0
        _draw(seed, c, luck, character)
        _come_from(p, c, luck[0])
        _grow_up(p, c, luck[1])
        _leave_behind(p, c, luck[2])
        _have_character(p, c, luck[3], character)
