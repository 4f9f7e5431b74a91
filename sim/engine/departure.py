"""Steps 6 to 9 of the day for a company `c`: decision, contact, way out."""

import numpy as np

from sim import chance
from sim.compiled import inlined, keep, loop
from sim.engine.company import leave
from sim.mathematics import probability
from sim.places import soldier_at
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
def _wish(p, c, today, staying):  # type: ignore[no-untyped-def]
    """What life outside is worth, the wish for it, and in `staying` the utility of staying."""
    honour = c.honour
    for i in range(COMPANY):
        pull = decision.pull(
            p, c.conviction[i], c.information[i], c.individualism[i], c.kin_abroad[i], c.standing[i]
        )
        today.pull[i] = pull if c.status[i] == SERVING else 0.0
    for i in range(COMPANY):
        terms = decision.staying(
            p,
            c.standing[i],
            c.information[i],
            today.mortality[i],
            honour,
            c.hostage[i],
            c.stress[i],
        )
        staying[i] = decision.total_staying(terms)
    for i in range(COMPANY):
        wish = decision.wish(p, today.pull[i], c.conviction[i], staying[i])
        today.wish[i] = wish if c.status[i] == SERVING else 0.0


@inlined
def _resolve(p, c, today, expected, leaving, rule):  # type: ignore[no-untyped-def]
    """Resolve and attempt hazard; `expected` is the utility of staying, `leaving` has room."""
    honour = c.honour
    for i in range(COMPANY):
        terms = decision.leaving(
            p,
            today.pull[i],
            c.conviction[i],
            choice.felt(p, rule, c.fear[i]),
            choice.felt(p, rule, c.attribution[i]),
            c.route_belief[i],
            c.hostage[i],
            c.comrades[i],
            decision.norm(p, today.voiced[i]),
            c.knowledge[i],
        )
        leaving[i] = decision.total_leaving(terms)
    for i in range(COMPANY):
        staying = expected[i]
        if rule == choice.PROSPECT:
            felt = choice.felt(p, rule, today.mortality[i])
            weighed = decision.staying(
                p, c.standing[i], c.information[i], felt, honour, c.hostage[i], c.stress[i]
            )
            staying = decision.total_staying(weighed)
        willing = choice.resolve(
            p, rule, leaving[i], staying, expected[i], c.threshold[i], c.tipping[i], today.voiced[i]
        )
        c.willing[i] = keep(c.status[i] == SERVING, willing, c.willing[i])
    for i in range(COMPANY):
        hazard = decision.hazard(p, today.surveillance[i], c.willing[i])
        today.hazard[i] = hazard if c.status[i] == SERVING else 0.0


@loop
def decide(p, c, today, work):  # type: ignore[no-untyped-def]
    """Wish, resolve and attempt hazard; the usual rule has loops of its own, which vectorise."""
    staying, leaving = work[0], work[1]
    _wish(p, c, today, staying)
    if p.decision.rule == choice.QUANTAL:
        _resolve(p, c, today, staying, leaving, choice.QUANTAL)
    else:
        _resolve(p, c, today, staying, leaving, p.decision.rule)


@inlined
def leaves_stage(legs, leg):  # type: ignore[no-untyped-def]
    """Whether the leg is the last of its stage."""
    return leg + 1 == len(legs) or int(legs[leg + 1, 0]) != int(legs[leg, 0])


@inlined
def _pass_leg(p, c, through, leg, stage, first):  # type: ignore[no-untyped-def]
    """Multiply `through` by each soldier's chance to come through a leg, alone."""
    caught_at_worst, returned = leg[2], leg[4]
    killed = escape.killed(p, leg[3], stage, 0.0)
    for i in range(COMPANY):
        caught = escape.caught(p, caught_at_worst, stage, c.knowledge[i], c.woman[i], first, 0.0)
        through[i] *= escape.passes(caught, killed, returned)


@loop
def see_ways(p, c, routes, best, through, way):  # type: ignore[no-untyped-def]
    """Fill `best` with each soldier's chance that the way out he believes in ends in safety."""
    for i in range(COMPANY):
        best[i], way[i] = -1.0, 0.0
    for route in range(len(routes)):
        legs = routes[route]
        if legs[0, 0] < 0.0:
            break
        for i in range(COMPANY):
            through[i] = 1.0
        for number in range(len(legs)):
            stage = int(legs[number, 0])
            if stage == escape.EXIT:
                _pass_leg(p, c, through, legs[number], escape.EXIT, number == 0)
                if leaves_stage(legs, number):
                    for i in range(COMPANY):
                        through[i] *= 1.0 - p.escape.to_nobody
            elif stage == escape.EVASION:
                _pass_leg(p, c, through, legs[number], escape.EVASION, number == 0)
            elif stage == escape.RECEPTION:
                _pass_leg(p, c, through, legs[number], escape.RECEPTION, number == 0)
        for i in range(COMPANY):
            better = through[i] > best[i]
            best[i] = through[i] if better else best[i]
            way[i] = float(route) if better else way[i]
    changed = 0
    for i in range(COMPANY):
        changed += (c.status[i] == SERVING) & (c.route[i] != way[i])
    if changed == 0:
        return
    for i in range(COMPANY):
        if c.status[i] == SERVING:
            c.route[i] = way[i]


@loop
def expect(p, c, today, routes, work):  # type: ignore[no-untyped-def]
    """Person-time, and attempts and defections as they are to be expected today.

    What is expected of a starter is that he is not given away, and comes through alone.
    """
    through, unfoiled = work[0], work[3]
    see_ways(p, c, routes, through, work[1], work[2])
    for i in range(COMPANY):
        unfoiled[i] = group.unfoiled_chance(
            p, c.tied_inside[i], c.informants_tied[i], c.conviction_around[i]
        )
    for i in range(COMPANY):
        attempt = probability(today.hazard[i])
        today.expected_today[i] = attempt if c.status[i] == SERVING else 0.0
    for i in range(COMPANY):
        attempt = today.expected_today[i]
        c.days_at_risk[i] += 1.0 if c.status[i] == SERVING else 0.0
        c.expected_attempts[i] += attempt
        c.expected_defections[i] += attempt * (unfoiled[i] * through[i])


@inlined
def _face_capture(p, c, today, cut_off, rule):  # type: ignore[no-untyped-def]
    """Who would give himself up, and what is to be expected of it."""
    honour = c.honour
    captured = contact.captured_chance(p)
    accepted = p.contact.accept
    for i in range(COMPANY):
        giving_up = contact.surrender(p, today.pull[i], c.conviction[i], c.hostage[i])
        fighting = contact.fighting_on(p, c.standing[i], honour, c.hostage[i])
        surrender = choice.resolve(p, rule, giving_up, fighting, fighting, 0.0, 0.0, 0.0)
        here = c.status[i] == SERVING
        today.surrender[i] = surrender if here else 0.0
    for i in range(COMPANY):
        struck = cut_off if c.status[i] == SERVING else 0.0
        surrender = today.surrender[i]
        today.expected_today[i] += struck * surrender
        c.expected_attempts[i] += struck * surrender
        c.expected_defections[i] += struck * surrender * accepted
        c.expected_prisoners[i] += struck * (surrender * accepted + (1.0 - surrender) * captured)


@inlined
def _is_met(c, today, i, casualty, rotation, cut_off):  # type: ignore[no-untyped-def]
    luck = today.luck_battlefield[i]
    return (c.status[i] == SERVING) & contact.is_cut_off(luck, casualty, rotation, cut_off)


@loop
def meet(p, c, today, seed, day):  # type: ignore[no-untyped-def]
    """Contact: who is cut off, and what becomes of him."""
    casualty = battle.casualty_chance(p, c.intensity)
    rotation = battle.rotation_chance(p)
    cut_off = contact.cut_off_chance(p, c.intensity)
    if cut_off <= 0.0:
        for i in range(COMPANY):
            today.surrender[i] = 0.0
        return
    if p.decision.rule == choice.QUANTAL:
        _face_capture(p, c, today, cut_off, choice.QUANTAL)
    else:
        _face_capture(p, c, today, cut_off, p.decision.rule)
    met = 0
    for i in range(COMPANY):
        met += _is_met(c, today, i, casualty, rotation, cut_off)
    if met == 0:
        return
    for i in range(COMPANY):
        if not _is_met(c, today, i, casualty, rotation, cut_off):
            continue
        w = chance.words(seed, c.person[i], 0, day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < today.surrender[i]:
            accepted = chance.coarse(w[2]) < p.contact.accept
            c.attempt[i] = AT_CONTACT
            c.attempt_day[i] = day
            c.group[i] = 1
            c.leader[i] = soldier_at(c.number * COMPANY + i)
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
