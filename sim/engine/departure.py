"""Steps 6 to 9 of the day for a company `c`: decision, contact, way out."""

import numpy as np

from sim import chance
from sim.compiled import loop
from sim.engine.company import leave
from sim.mathematics import probability
from sim.rules import battlefield as battle
from sim.rules import contact, decision, escape
from sim.state import (
    ABSENT,
    AT_CONTACT,
    BY_ROUTE,
    CAUGHT,
    COMPANY,
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
)

_FATES = np.array([DEFECTED, RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST], np.int8)
_FOUGHT_ON = np.array([SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER], np.int8)


@loop
def decide(p, c):  # type: ignore[no-untyped-def]
    """Wish, resolve and attempt hazard."""
    for i in range(COMPANY):
        pull = decision.pull(
            p,
            c.conviction[i],
            c.information[i],
            c.individualism[i],
            c.kin_abroad[i],
            c.standing[i],
        )
        norm = decision.norm(p, c.voiced[i])
        leaving = decision.total_leaving(
            decision.leaving(
                p,
                pull,
                c.conviction[i],
                c.fear[i],
                c.attribution[i],
                c.route_belief[i],
                c.hostage[i],
                c.comrades[i],
                norm,
                c.knowledge[i],
            )
        )
        staying = decision.total_staying(
            decision.staying(
                p, c.standing[i], c.information[i], c.mortality[i], c.hostage[i], c.stress[i]
            )
        )
        willing = decision.willing(p, leaving, staying, c.threshold[i], c.voiced[i])
        wish = decision.wish(p, pull, c.conviction[i], staying)
        hazard = decision.hazard(p, c.surveillance[i], willing)
        here = c.status[i] == SERVING
        c.willing[i] = willing if here else c.willing[i]
        c.wish[i] = wish if here else c.wish[i]
        c.hazard[i] = hazard if here else c.hazard[i]


@loop
def see_ways(p, c, legs):  # type: ignore[no-untyped-def]
    """Write to `c.scratch` each soldier's chance at departure that his way out ends in safety."""
    for i in range(COMPANY):
        c.scratch[i] = 1.0 - p.escape.to_nobody
    for leg in range(len(legs)):
        stage = int(legs[leg, 0])
        if stage < 0:
            break
        killed = escape.killed(p, legs[leg, 3])
        for i in range(COMPANY):
            caught = escape.caught(p, legs[leg, 2], stage, c.knowledge[i], c.woman[i], leg == 0)
            c.scratch[i] *= escape.passes(caught, killed, legs[leg, 4])


@loop
def expect(p, c, legs):  # type: ignore[no-untyped-def]
    """Person-time, and attempts and defections as they are to be expected today."""
    see_ways(p, c, legs)
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        attempt = probability(c.hazard[i]) if here else 0.0
        c.days_at_risk[i] += 1.0 if here else 0.0
        c.expected_attempts[i] += attempt
        c.expected_defections[i] += attempt * c.scratch[i]


@loop
def depart(p, c, legs, seed, i, day):  # type: ignore[no-untyped-def]
    """He slips away. Chances are fixed now: the fate that awaits him, and its day."""
    leave(c, i, IN_TRANSIT, day)
    c.attempt[i] = BY_ROUTE
    c.attempt_day[i] = day
    c.news[i] |= MISSING
    fate = DEFECTED
    arrives = day
    for leg in range(len(legs)):
        stage = int(legs[leg, 0])
        if stage < 0:
            break
        c.stages_reached[i] |= 1 << stage
        arrives += int(legs[leg, 1])
        caught = escape.caught(p, legs[leg, 2], stage, c.knowledge[i], c.woman[i], leg == 0)
        killed = escape.killed(p, legs[leg, 3])
        luck = chance.uniform(seed, c.person[i], leg, day, chance.LEG)
        end = escape.end_of_leg(caught, killed, legs[leg, 4], luck)
        if end != 0:
            fate = _FATES[end]
            break
        stays = leg + 1 < len(legs) and int(legs[leg + 1, 0]) == stage
        if not stays:
            c.stages_passed[i] |= 1 << stage
            if stage == escape.EXIT:
                alone = chance.uniform(seed, c.person[i], 0, day, chance.REFUGE)
                if alone < p.escape.to_nobody:
                    fate = ABSENT
                    break
    c.fate[i] = fate
    c.fate_day[i] = arrives


@loop
def start(p, c, legs, seed, day):  # type: ignore[no-untyped-def]
    """Those whose hazard strikes depart."""
    for i in range(COMPANY):
        if c.status[i] == SERVING and c.luck_attempt[i] < probability(c.hazard[i]):
            depart(p, c, legs, seed, i, day)


@loop
def face_capture(p, c, cut_off):  # type: ignore[no-untyped-def]
    """What each would do if cut off today, and what is to be expected of it."""
    captured = contact.captured_chance(p)
    accepted = p.contact.accept
    for i in range(COMPANY):
        pull = decision.pull(
            p, c.conviction[i], c.information[i], c.individualism[i], c.kin_abroad[i], c.standing[i]
        )
        giving_up = contact.surrender(p, pull, c.conviction[i], c.hostage[i])
        fighting = contact.fighting_on(p, c.standing[i], c.hostage[i])
        surrender = contact.surrender_chance(p, giving_up, fighting)
        here = c.status[i] == SERVING
        c.surrender[i] = surrender if here else c.surrender[i]
        struck = cut_off if here else 0.0
        c.expected_attempts[i] += struck * surrender
        c.expected_defections[i] += struck * surrender * accepted
        c.expected_prisoners[i] += struck * (surrender * accepted + (1.0 - surrender) * captured)


@loop
def meet(p, c, seed, day):  # type: ignore[no-untyped-def]
    """Contact: who is cut off, and what becomes of him."""
    casualty = battle.casualty_chance(p, c.intensity)
    cut_off = contact.cut_off_chance(p, c.intensity)
    if cut_off <= 0.0:
        return
    face_capture(p, c, cut_off)
    for i in range(COMPANY):
        if c.status[i] != SERVING:
            continue
        if not contact.is_cut_off(c.luck_battlefield[i], casualty, cut_off):
            continue
        w = chance.words(seed, c.person[i], 0, day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < c.surrender[i]:
            accepted = chance.coarse(w[2]) < p.contact.accept
            c.attempt[i] = AT_CONTACT
            c.attempt_day[i] = day
            c.news[i] |= MISSING | (ESCAPED if accepted else CAUGHT)
            leave(c, i, DEFECTED if accepted else DIED_ESCAPING, day)
            continue
        w = chance.words(seed, c.person[i], 0, day, chance.LAST_STAND)
        end = contact.overcome(p, chance.coarse(w[0]), chance.coarse(w[1]), chance.coarse(w[2]))
        if end != 0:
            leave(c, i, _FOUGHT_ON[end], day)


@loop
def arrive(c, day):  # type: ignore[no-untyped-def]
    """Ways out that end today."""
    for i in range(COMPANY):
        if c.status[i] == IN_TRANSIT and c.fate_day[i] <= day:
            fate = c.fate[i]
            c.status[i] = fate
            if fate == DEFECTED:
                c.news[i] |= ESCAPED
            elif fate == RECAPTURED or fate == DIED_ESCAPING or fate == RETURNED_BY_HOST:
                c.news[i] |= CAUGHT
