"""Steps 6 to 9 of the day for a company `c`: decision, contact, way out."""

import numpy as np

from sim import chance
from sim.compiled import inlined, loop
from sim.engine.company import change_status, leave, tell_of
from sim.engine.ranks import in_front
from sim.engine.ways import see_ways
from sim.mathematics import probability
from sim.places import soldier_at
from sim.rules import choice, contact, decision, group
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
    ROOM,
    SELF_KILLED,
    SERVING,
    SPARE,
    TAKEN_PRISONER,
)

_FOUGHT_ON = np.array([SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER], np.int8)


@inlined
def _wish(p, c, today, staying, preference):  # type: ignore[no-untyped-def]
    """What life outside is worth, the wish for it, and in `staying` the utility of staying.

    `preference` has room.
    """
    honour, mortality = c.honour, c.mortality
    for i in range(in_front(c)):
        today.pull[i] = decision.pull(
            p, c.conviction[i], c.information[i], c.individualism[i], c.kin_abroad[i], c.standing[i]
        )
    for i in range(in_front(c)):
        terms = decision.staying(
            p,
            c.standing[i],
            c.information[i],
            mortality,
            honour,
            c.hostage[i],
            c.stress[i],
        )
        staying[i] = decision.total_staying(terms)
        preference[i] = decision.preference(p, today.pull[i], c.conviction[i], staying[i])
    for i in range(in_front(c)):
        today.wish[i] = decision.wish(preference[i])


@inlined
def _resolve(p, c, today, expected, advantage, rule):  # type: ignore[no-untyped-def]
    """Resolve and attempt hazard; `expected` is the utility of staying, `advantage` has room."""
    honour, mortality = c.honour, choice.felt(p, rule, c.mortality)
    for i in range(in_front(c)):
        terms = decision.leaving(
            p,
            today.pull[i],
            c.conviction[i],
            choice.felt(p, rule, today.fear[i]),
            choice.felt(p, rule, today.attribution[i]),
            today.route_belief[i],
            c.hostage[i],
            c.comrades[i],
            decision.norm(p, today.voiced[i]),
            c.knowledge[i],
        )
        leaving = decision.total_leaving(terms)
        staying = expected[i]
        if rule == choice.PROSPECT:
            weighed = decision.staying(
                p, c.standing[i], c.information[i], mortality, honour, c.hostage[i], c.stress[i]
            )
            staying = decision.total_staying(weighed)
        advantage[i] = choice.advantage(
            p, rule, leaving, staying, expected[i], c.threshold[i], today.voiced[i]
        )
    for i in range(in_front(c)):
        c.willing[i] = choice.resolve(rule, advantage[i], c.tipping[i], today.voiced[i])
    for i in range(in_front(c)):
        today.hazard[i] = decision.hazard(p, today.surveillance[i], c.willing[i])


@inlined
def decide(p, c, today, work):  # type: ignore[no-untyped-def]
    """Wish, resolve and attempt hazard; the usual rule has loops of its own, which vectorise."""
    staying, room = work.rows[0], work.rows[1]
    _wish(p, c, today, staying, room)
    if p.decision.rule == choice.QUANTAL:
        _resolve(p, c, today, staying, room, choice.QUANTAL)
    else:
        _resolve(p, c, today, staying, room, p.decision.rule)


@inlined
def expect(p, c, today, routes, work):  # type: ignore[no-untyped-def]
    """Person-time, and what is to be expected today of ways out: a starter is not given away, and
    comes through alone."""
    see_ways(p, c, routes, work)
    through, betrayals = work.rows[0], work.rows[1]
    for i in range(in_front(c)):
        betrayals[i] = group.betrayals(
            p, c.tied_inside[i], c.informants_tied[i], today.conviction_around[i]
        )
    for i in range(in_front(c)):
        unfoiled = group.unfoiled_chance(betrayals[i])
        attempt = probability(today.hazard[i])
        today.expected_today[i] = attempt
        c.expected_attempts[i] += attempt
        c.expected_defections[i] += attempt * (unfoiled * through[i])
    for i in range(in_front(c)):
        c.days_at_risk[i] += 1


@inlined
def _face_capture(p, c, today, advantage, rule):  # type: ignore[no-untyped-def]
    """Who would give himself up, and what is to be expected of it; `advantage` has room."""
    honour, cut_off = c.honour, c.cut_off
    captured = contact.captured_chance(p)
    accepted = p.contact.accept
    for i in range(in_front(c)):
        giving_up = contact.surrender(p, today.pull[i], c.conviction[i], c.hostage[i])
        fighting = contact.fighting_on(p, c.standing[i], honour, c.hostage[i])
        advantage[i] = choice.advantage(p, rule, giving_up, fighting, fighting, 0.0, 0.0)
    for i in range(in_front(c)):
        today.surrender[i] = choice.resolve(rule, advantage[i], 0.0, 0.0)
    for i in range(in_front(c)):
        surrender = today.surrender[i]
        today.expected_today[i] += cut_off * surrender
        c.expected_attempts[i] += cut_off * surrender
        c.expected_defections[i] += cut_off * surrender * accepted
        c.expected_prisoners[i] += cut_off * (surrender * accepted + (1.0 - surrender) * captured)


@inlined
def _is_met(c, today, i, casualty, rotation, cut_off):  # type: ignore[no-untyped-def]
    luck = today.luck_battlefield[i]
    return (c.status[i] == SERVING) & contact.is_cut_off(luck, casualty, rotation, cut_off)


@inlined
def meet(p, c, today, work, seed, day):  # type: ignore[no-untyped-def]
    """Contact: who is cut off, and what becomes of him."""
    casualty, rotation, cut_off = c.casualty, p.derived.rotation, c.cut_off
    if cut_off <= 0.0:
        return
    if p.decision.rule == choice.QUANTAL:
        _face_capture(p, c, today, work.rows[0], choice.QUANTAL)
    else:
        _face_capture(p, c, today, work.rows[0], p.decision.rule)
    met = 0
    for i in range(in_front(c)):
        met += _is_met(c, today, i, casualty, rotation, cut_off)
    if met == 0:
        return
    for i in range(in_front(c)):
        if not _is_met(c, today, i, casualty, rotation, cut_off):
            continue
        w = chance.words(seed, c.person[i], 0, day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < today.surrender[i]:
            accepted = chance.coarse(w[2]) < p.contact.accept
            c.attempt[i] = AT_CONTACT
            c.attempt_day[i] = day
            c.group[i] = 1
            c.leader[i] = soldier_at(c.number * COMPANY + c.home[i])
            tell_of(c, i, MISSING | (ESCAPED if accepted else CAUGHT))
            leave(c, i, DEFECTED if accepted else DIED_ESCAPING, day)
            continue
        w = chance.words(seed, c.person[i], 0, day, chance.LAST_STAND)
        end = contact.overcome(p, chance.coarse(w[0]), chance.coarse(w[1]), chance.coarse(w[2]))
        if end != 0:
            leave(c, i, _FOUGHT_ON[end], day)


@loop
def arrive(c, day):  # type: ignore[no-untyped-def]
    """Ways out that end today."""
    if c.in_status[IN_TRANSIT] == 0:
        return
    for i in range(np.int64(c.front) + SPARE, ROOM):
        if c.status[i] == IN_TRANSIT and c.fate_day[i] <= day:
            fate = c.fate[i]
            change_status(c, i, fate)
            if fate == DEFECTED:
                tell_of(c, i, ESCAPED)
            elif fate == RECAPTURED or fate == DIED_ESCAPING or fate == RETURNED_BY_HOST:
                tell_of(c, i, CAUGHT)
