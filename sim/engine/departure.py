"""Steps 6 to 9 of the day for the company at positions low to high: decision, contact, way out."""

import numpy as np

from sim import chance
from sim.compiled import inlined, loop
from sim.engine.company import leave
from sim.fields import (
    ATTEMPT,
    ATTEMPT_DAY,
    ATTRIBUTION,
    COMRADES,
    CONVICTION,
    DAYS_AT_RISK,
    EXPECTED_ATTEMPTS,
    EXPECTED_DEFECTIONS,
    EXPECTED_PRISONERS,
    EXPRESSED,
    FATE,
    FATE_DAY,
    FEAR,
    HAZARD,
    HOSTAGE,
    INDIVIDUALISM,
    INFORMATION,
    KIN_ABROAD,
    KNOWLEDGE,
    LUCK_ATTEMPT,
    LUCK_BATTLEFIELD,
    MORTALITY,
    NEWS,
    PERSON,
    ROUTE_BELIEF,
    STAGES_PASSED,
    STAGES_REACHED,
    STANDING,
    STATUS,
    STRESS,
    SURVEILLANCE,
    THRESHOLD,
    TOLD,
    VOICED,
    WILLING,
    WISH,
    WOMAN,
)
from sim.mathematics import probability
from sim.rules import battlefield as battle
from sim.rules import contact, decision, escape
from sim.state import (
    ABSENT,
    AT_CONTACT,
    BY_ROUTE,
    CAUGHT,
    DEFECTED,
    DIED_ESCAPING,
    ESCAPED,
    IN_TRANSIT,
    KILLED_IN_ACTION,
    MISSING,
    RECAPTURED,
    RETURNED_BY_HOST,
    SELF_KILLED,
    SERVING,
    TAKEN_PRISONER,
    TIES,
)

_FATES = np.array([DEFECTED, RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST], np.int8)
_FOUGHT_ON = np.array([SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER], np.int8)


@loop
def listen(f, g, ties, low, high):  # type: ignore[no-untyped-def]
    """What trusted others are seen to lean to."""
    for i in range(low, high):
        if g[STATUS, i] == SERVING:
            voiced = 0.0
            for k in range(TIES):
                voiced += ties.share[k, i] * f[EXPRESSED, ties.other[k, i]]
            f[VOICED, i] = voiced


@loop
def decide(p, f, g, low, high):  # type: ignore[no-untyped-def]
    """Wish, resolve and attempt hazard."""
    for i in range(low, high):
        pull = decision.pull(
            p,
            f[CONVICTION, i],
            f[INFORMATION, i],
            f[INDIVIDUALISM, i],
            f[KIN_ABROAD, i],
            f[STANDING, i],
        )
        norm = decision.norm(p, f[VOICED, i])
        leaving = decision.total_leaving(
            decision.leaving(
                p,
                pull,
                f[CONVICTION, i],
                f[FEAR, i],
                f[ATTRIBUTION, i],
                f[ROUTE_BELIEF, i],
                f[HOSTAGE, i],
                f[COMRADES, i],
                norm,
                f[KNOWLEDGE, i],
            )
        )
        staying = decision.total_staying(
            decision.staying(
                p, f[STANDING, i], f[INFORMATION, i], f[MORTALITY, i], f[HOSTAGE, i], f[STRESS, i]
            )
        )
        willing = decision.willing(p, leaving, staying, f[THRESHOLD, i], f[VOICED, i])
        wish = decision.wish(p, pull, f[CONVICTION, i], staying)
        hazard = decision.hazard(p, f[SURVEILLANCE, i], willing)
        here = g[STATUS, i] == SERVING
        f[WILLING, i] = willing if here else f[WILLING, i]
        f[WISH, i] = wish if here else f[WISH, i]
        f[HAZARD, i] = hazard if here else f[HAZARD, i]


@inlined
def way_through(p, legs, knowledge, woman):  # type: ignore[no-untyped-def]
    """Chance at departure that a way out ends in safety."""
    through = 1.0 - p.escape.to_nobody
    for leg in range(len(legs)):
        if legs[leg, 0] < 0.0:
            break
        caught = escape.caught(p, legs[leg, 2], int(legs[leg, 0]), knowledge, woman, leg == 0)
        through *= escape.passes(caught, escape.killed(p, legs[leg, 3]), legs[leg, 4])
    return through


@loop
def expect(p, f, g, legs, low, high):  # type: ignore[no-untyped-def]
    """Person-time, and attempts and defections as they are to be expected today."""
    for i in range(low, high):
        if g[STATUS, i] == SERVING:
            attempt = probability(f[HAZARD, i])
            f[DAYS_AT_RISK, i] += 1.0
            f[EXPECTED_ATTEMPTS, i] += attempt
            f[EXPECTED_DEFECTIONS, i] += attempt * way_through(
                p, legs, f[KNOWLEDGE, i], g[WOMAN, i]
            )


@loop
def depart(p, f, g, legs, seed, i, day):  # type: ignore[no-untyped-def]
    """He slips away. Chances are fixed now: the fate that awaits him, and its day."""
    leave(g, i, IN_TRANSIT, day)
    g[ATTEMPT, i] = BY_ROUTE
    g[ATTEMPT_DAY, i] = day
    g[NEWS, i] |= MISSING
    fate = DEFECTED
    arrives = day
    for leg in range(len(legs)):
        stage = int(legs[leg, 0])
        if stage < 0:
            break
        g[STAGES_REACHED, i] |= 1 << stage
        arrives += int(legs[leg, 1])
        caught = escape.caught(p, legs[leg, 2], stage, f[KNOWLEDGE, i], g[WOMAN, i], leg == 0)
        killed = escape.killed(p, legs[leg, 3])
        luck = chance.uniform(seed, g[PERSON, i], leg, day, chance.LEG)
        end = escape.end_of_leg(caught, killed, legs[leg, 4], luck)
        if end != 0:
            fate = _FATES[end]
            break
        stays = leg + 1 < len(legs) and int(legs[leg + 1, 0]) == stage
        if not stays:
            g[STAGES_PASSED, i] |= 1 << stage
            if stage == escape.EXIT:
                alone = chance.uniform(seed, g[PERSON, i], 0, day, chance.REFUGE)
                if alone < p.escape.to_nobody:
                    fate = ABSENT
                    break
    g[FATE, i] = fate
    g[FATE_DAY, i] = arrives


@loop
def start(p, f, g, legs, seed, day, low, high):  # type: ignore[no-untyped-def]
    """Those whose hazard strikes depart. Returns how many."""
    started = 0
    for i in range(low, high):
        if g[STATUS, i] == SERVING and f[LUCK_ATTEMPT, i] < probability(f[HAZARD, i]):
            depart(p, f, g, legs, seed, i, day)
            started += 1
    return started


@loop
def meet(p, f, g, companies, k, seed, day, low, high):  # type: ignore[no-untyped-def]
    """Contact: who is cut off, and what becomes of him. Returns how many gave themselves up."""
    casualty = battle.casualty_chance(p, companies.intensity[k])
    cut_off = contact.cut_off_chance(p, companies.intensity[k])
    if cut_off <= 0.0:
        return 0
    surrendered = 0
    for i in range(low, high):
        if g[STATUS, i] != SERVING:
            continue
        pull = decision.pull(
            p,
            f[CONVICTION, i],
            f[INFORMATION, i],
            f[INDIVIDUALISM, i],
            f[KIN_ABROAD, i],
            f[STANDING, i],
        )
        giving_up = contact.surrender(p, pull, f[CONVICTION, i], f[HOSTAGE, i])
        fighting = contact.fighting_on(p, f[STANDING, i], f[HOSTAGE, i])
        surrender = contact.surrender_chance(p, giving_up, fighting)
        f[EXPECTED_ATTEMPTS, i] += cut_off * surrender
        f[EXPECTED_DEFECTIONS, i] += cut_off * surrender * p.contact.accept
        f[EXPECTED_PRISONERS, i] += cut_off * (
            surrender * p.contact.accept + (1.0 - surrender) * contact.captured_chance(p)
        )
        u = f[LUCK_BATTLEFIELD, i]
        if not contact.is_cut_off(u, casualty, cut_off):
            continue
        w = chance.words(seed, g[PERSON, i], 0, day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < surrender:
            accepted = chance.coarse(w[2]) < p.contact.accept
            g[ATTEMPT, i] = AT_CONTACT
            g[ATTEMPT_DAY, i] = day
            g[NEWS, i] |= MISSING | (ESCAPED if accepted else CAUGHT)
            leave(g, i, DEFECTED if accepted else DIED_ESCAPING, day)
            surrendered += 1
            continue
        w = chance.words(seed, g[PERSON, i], 0, day, chance.LAST_STAND)
        end = contact.overcome(p, chance.coarse(w[0]), chance.coarse(w[1]), chance.coarse(w[2]))
        if end != 0:
            leave(g, i, _FOUGHT_ON[end], day)
    return surrendered


@loop
def arrive(f, g, day, low, high):  # type: ignore[no-untyped-def]
    """Ways out that end today."""
    for i in range(low, high):
        if g[STATUS, i] == IN_TRANSIT and g[FATE_DAY, i] <= day:
            fate = g[FATE, i]
            g[STATUS, i] = fate
            if fate == DEFECTED:
                g[NEWS, i] |= ESCAPED
            elif fate == RECAPTURED or fate == DIED_ESCAPING or fate == RETURNED_BY_HOST:
                g[NEWS, i] |= CAUGHT


@loop
def tell(f, g, low, high):  # type: ignore[no-untyped-def]
    """What each passes on tomorrow."""
    for i in range(low, high):
        f[TOLD, i] = f[INFORMATION, i] if g[STATUS, i] == SERVING else 0.0
