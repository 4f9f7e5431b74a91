"""Steps 6 to 9 of the day for a company `c`: decision, contact, way out."""

import numpy as np

from sim import chance
from sim.compiled import inlined, loop
from sim.engine.company import leave
from sim.mathematics import probability
from sim.rules import battlefield as battle
from sim.rules import choice, contact, decision, escape, group
from sim.state import (
    AT_CONTACT,
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

_FOUGHT_ON = np.array([SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER], np.int8)


@inlined
def _decide(p, c, rule):  # type: ignore[no-untyped-def]
    honour = c.honour
    for i in range(COMPANY):
        fear = choice.felt(p, rule, c.fear[i])
        attribution = choice.felt(p, rule, c.attribution[i])
        mortality = choice.felt(p, rule, c.mortality[i])
        pull = decision.pull(
            p, c.conviction[i], c.information[i], c.individualism[i], c.kin_abroad[i], c.standing[i]
        )
        leaving = decision.total_leaving(
            decision.leaving(
                p,
                pull,
                c.conviction[i],
                fear,
                attribution,
                c.route_belief[i],
                c.hostage[i],
                c.comrades[i],
                decision.norm(p, c.voiced[i]),
                c.knowledge[i],
            )
        )
        expected = decision.total_staying(
            decision.staying(
                p,
                c.standing[i],
                c.information[i],
                c.mortality[i],
                honour,
                c.hostage[i],
                c.stress[i],
            )
        )
        staying = decision.total_staying(
            decision.staying(
                p, c.standing[i], c.information[i], mortality, honour, c.hostage[i], c.stress[i]
            )
        )
        willing = choice.resolve(
            p, rule, leaving, staying, expected, c.threshold[i], c.tipping[i], c.voiced[i]
        )
        wish = decision.wish(p, pull, c.conviction[i], expected)
        hazard = decision.hazard(p, c.surveillance[i], willing)
        here = c.status[i] == SERVING
        c.willing[i] = willing if here else c.willing[i]
        c.wish[i] = wish if here else c.wish[i]
        c.hazard[i] = hazard if here else c.hazard[i]


@loop
def decide(p, c):  # type: ignore[no-untyped-def]
    """Wish, resolve and attempt hazard; the usual rule has a loop of its own, which vectorises."""
    if p.decision.rule == choice.QUANTAL:
        _decide(p, c, choice.QUANTAL)
    else:
        _decide(p, c, p.decision.rule)


@inlined
def leaves_stage(legs, leg):  # type: ignore[no-untyped-def]
    """Whether the leg is the last of its stage."""
    return leg + 1 == len(legs) or int(legs[leg + 1, 0]) != int(legs[leg, 0])


@loop
def see_ways(p, c, routes):  # type: ignore[no-untyped-def]
    """Write to `c.scratch` each soldier's chance that the way out he believes in ends in safety."""
    for i in range(COMPANY):
        c.scratch[i] = -1.0
    for route in range(len(routes)):
        legs = routes[route]
        if legs[0, 0] < 0.0:
            break
        for i in range(COMPANY):
            c.scratch_2[i] = 1.0
        for leg in range(len(legs)):
            stage = int(legs[leg, 0])
            if stage < 0:
                break
            killed = escape.killed(p, legs[leg, 3], stage, 0.0)
            for i in range(COMPANY):
                caught = escape.caught(
                    p, legs[leg, 2], stage, c.knowledge[i], c.woman[i], leg == 0, 0.0
                )
                c.scratch_2[i] *= escape.passes(caught, killed, legs[leg, 4])
            if stage == escape.EXIT and leaves_stage(legs, leg):
                for i in range(COMPANY):
                    c.scratch_2[i] *= 1.0 - p.escape.to_nobody
        for i in range(COMPANY):
            better = c.scratch_2[i] > c.scratch[i]
            c.scratch[i] = c.scratch_2[i] if better else c.scratch[i]
            if better and c.status[i] == SERVING:
                c.route[i] = route


@loop
def expect(p, c, routes):  # type: ignore[no-untyped-def]
    """Person-time, and attempts and defections as they are to be expected today.

    What is expected of a starter is that he is not given away, and comes through alone.
    """
    see_ways(p, c, routes)
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        attempt = probability(c.hazard[i]) if here else 0.0
        unfoiled = group.unfoiled_chance(
            p, c.tied_inside[i], c.informants_tied[i], c.conviction_around[i]
        )
        through = unfoiled * c.scratch[i]
        c.days_at_risk[i] += 1.0 if here else 0.0
        c.expected_attempts[i] += attempt
        c.expected_defections[i] += attempt * through


@inlined
def _face_capture(p, c, cut_off, rule):  # type: ignore[no-untyped-def]
    honour = c.honour
    captured = contact.captured_chance(p)
    accepted = p.contact.accept
    for i in range(COMPANY):
        pull = decision.pull(
            p, c.conviction[i], c.information[i], c.individualism[i], c.kin_abroad[i], c.standing[i]
        )
        giving_up = contact.surrender(p, pull, c.conviction[i], c.hostage[i])
        fighting = contact.fighting_on(p, c.standing[i], honour, c.hostage[i])
        surrender = choice.resolve(p, rule, giving_up, fighting, fighting, 0.0, 0.0, 0.0)
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
    rotation = battle.rotation_chance(p)
    cut_off = contact.cut_off_chance(p, c.intensity)
    if cut_off <= 0.0:
        return
    if p.decision.rule == choice.QUANTAL:
        _face_capture(p, c, cut_off, choice.QUANTAL)
    else:
        _face_capture(p, c, cut_off, p.decision.rule)
    for i in range(COMPANY):
        if c.status[i] != SERVING:
            continue
        if not contact.is_cut_off(c.luck_battlefield[i], casualty, rotation, cut_off):
            continue
        w = chance.words(seed, c.person[i], 0, day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < c.surrender[i]:
            accepted = chance.coarse(w[2]) < p.contact.accept
            c.attempt[i] = AT_CONTACT
            c.attempt_day[i] = day
            c.group[i] = 1
            c.leader[i] = c.number * COMPANY + i
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
