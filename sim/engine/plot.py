"""Steps 8 and 9: starters sound out comrades, plots are joined or foiled, and those left depart.

Joining and foiling are settled before any route is drawn. Starters come in the order of a keyed
priority; nobody is in two plots a day.
"""

import numpy as np

from sim import chance
from sim.compiled import loop
from sim.engine.company import leave, tell_of
from sim.engine.ranks import in_front, standing_at
from sim.engine.ways import leaves_stage
from sim.mathematics import probability
from sim.places import soldier_at
from sim.rules import escape, group
from sim.state import (
    ABSENT,
    BY_ROUTE,
    CAUGHT,
    COMPANY,
    DEFECTED,
    DIED_ESCAPING,
    FOILED,
    IN_TRANSIT,
    JOINED,
    MISSING,
    RECAPTURED,
    REMOVED,
    RETURNED_BY_HOST,
    SERVING,
    SQUAD,
    SQUADS,
    TIES,
)

_FATES = np.array([DEFECTED, RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST], np.int32)


@loop
def _strikes(today, i):  # type: ignore[no-untyped-def]
    """Whether his hazard strikes; its chance is never above it, and seldom worth working out."""
    return today.luck_attempt[i] < today.hazard[i] and today.luck_attempt[i] < probability(
        today.hazard[i]
    )


@loop
def _number(c, i):  # type: ignore[no-untyped-def]
    return soldier_at(c.number * COMPANY + c.home[i])


@loop
def _tie(c, ties, a, tie):  # type: ignore[no-untyped-def]
    """Where in the company he stands to whom a tie leads, first his squad, then friends; -1 outside
    of it."""
    if tie < SQUAD - 1:
        home = np.int64(c.home[a])
        comrade = (home + (tie + 1) * SQUADS) % COMPANY
        return standing_at(c, comrade), ties.trust[tie, home]
    k = tie - (SQUAD - 1)
    friend = np.int64(ties.friend[k, a]) - c.number * COMPANY
    return standing_at(c, friend) if 0 <= friend < COMPANY else -1, ties.share[k, a]


@loop
def _sound_out(p, c, ties, seed, a, day, taken, members):  # type: ignore[no-untyped-def]
    """Fill `members` with those who go with starter `a`. Returns their number and whether they are
    given away."""
    members[0] = a
    size, foiled = 1, False
    for tie in range(TIES):
        j, share = _tie(c, ties, a, tie)
        if j < 0 or share <= 0.0 or c.status[j] != SERVING or taken[j] == 1:
            continue
        w = chance.words(seed, c.person[a], c.person[j], day, chance.SOUNDING)
        if chance.coarse(w[0]) >= group.sounded_chance(p, share):
            continue
        if c.informant[j] == 1:
            foiled = True
        elif chance.coarse(w[1]) < group.joins_chance(p, c.willing[j]):
            members[size] = j
            taken[j] = 1
            size += 1
        elif chance.coarse(w[2]) < group.denounces_chance(p, c.conviction[j]):
            foiled = True
    return size, foiled


@loop
def _fate(p, c, legs, seed, a, size, knowledge, day):  # type: ignore[no-untyped-def]
    """The fate that awaits a group, its day, and the stages it reaches and passes (bits)."""
    reached, passed, arrives = 0, 0, day
    companions = size - 1.0
    for leg in range(len(legs)):
        stage = int(legs[leg, 0])
        if stage < 0:
            break
        reached |= 1 << stage
        arrives += int(legs[leg, 1])
        caught = escape.caught(p, legs[leg, 2], stage, knowledge, c.woman[a], leg == 0, companions)
        killed = escape.killed(p, legs[leg, 3], stage, companions)
        luck = chance.uniform(seed, c.person[a], leg, day, chance.LEG)
        end = escape.end_of_leg(caught, killed, legs[leg, 4], luck)
        if end != 0:
            return _FATES[end], arrives, reached, passed
        if leaves_stage(legs, leg):
            passed |= 1 << stage
            if stage == escape.EXIT:
                alone = chance.uniform(seed, c.person[a], leg, day, chance.REFUGE)
                if alone < p.escape.to_nobody:
                    return ABSENT, arrives, reached, passed
    return DEFECTED, arrives, reached, passed


@loop
def _settle(p, c, today, routes, seed, a, members, size, foiled, day):  # type: ignore[no-untyped-def]
    """A plot is foiled, or its members slip away."""
    knowledge = 0.0
    for m in range(size):
        i = members[m]
        knowledge = c.knowledge[i] if c.knowledge[i] > knowledge else knowledge
    route = c.route[a]
    fate, arrives, reached, passed = _fate(p, c, routes[route], seed, a, size, knowledge, day)
    c.foiled += 1 if foiled else 0
    for m in range(size):
        i = members[m]
        own = _strikes(today, i)
        c.attempt_day[i] = day
        c.group[i] = size
        c.leader[i] = _number(c, a)
        if foiled:
            c.attempt[i] = FOILED if own else JOINED
            tell_of(c, i, MISSING | CAUGHT)
            leave(c, i, REMOVED, day)
            continue
        c.attempt[i] = BY_ROUTE if own else JOINED
        tell_of(c, i, MISSING)
        leave(c, i, IN_TRANSIT, day)
        c.route[i] = route
        c.fate[i] = fate
        c.fate_day[i] = arrives
        c.stages_reached[i] |= reached
        c.stages_passed[i] |= passed


@loop
def start(p, c, today, ties, routes, work, seed, day):  # type: ignore[no-untyped-def]
    """Those whose hazard strikes start, with whom they can win."""
    near = 0
    for i in range(in_front(c)):
        near += (today.luck_attempt[i] < today.hazard[i]) & (c.status[i] == SERVING)
    if near == 0:
        return
    taken, members = work.taken, work.members
    for i in range(in_front(c)):
        taken[i] = 0
    for _ in range(near):
        a, best = -1, 2.0
        for i in range(in_front(c)):
            if c.status[i] == SERVING and taken[i] == 0 and _strikes(today, i):
                priority = chance.uniform(seed, c.person[i], 0, day, chance.PRIORITY)
                if priority < best or (priority == best and _number(c, i) < _number(c, a)):
                    a, best = i, priority
        if a < 0:
            break
        taken[a] = 1
        size, foiled = _sound_out(p, c, ties, seed, a, day, taken, members)
        _settle(p, c, today, routes, seed, a, members, size, foiled, day)
