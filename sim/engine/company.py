"""Steps 2 to 5 of the day for a company `c`: what befalls it, what it learns,
who watches, what it believes.

Nearly every loop is one equation over the places of the company. Those who are gone keep the values
of their last day, but for what passes with it.
"""

import numpy as np

from sim import chance
from sim.compiled import entry, inlined, keep, loop
from sim.engine.ways import first_of_each_origin
from sim.rules import aftermath, beliefs, contact, control, information
from sim.rules import battlefield as battle
from sim.state import (
    COMPANY,
    EVACUATED,
    FRIENDS,
    KILLED_IN_ACTION,
    NOBODY,
    REMOVED,
    ROTATED_HOME,
    SEEN,
    SERVING,
    SHOWN,
    SQUAD,
    SQUADS,
    TOLD,
)


@inlined
def change_status(c, i, status):  # type: ignore[no-untyped-def]
    """He ceases to be what he was."""
    c.in_status[c.status[i]] -= 1
    c.in_status[status] += 1
    c.status[i] = status


@inlined
def leave(c, i, status, day):  # type: ignore[no-untyped-def]
    """He ceases to serve."""
    change_status(c, i, status)
    c.gone_day[i] = day
    c.left_day = day
    c.left_in[i] = battle.exposure(c.intensity)


@inlined
def tell_of(c, i, news):  # type: ignore[no-untyped-def]
    """There is news of him, in bits."""
    c.news[i] |= news
    c.has_news = 1


@entry
def count_anew(c):  # type: ignore[no-untyped-def]
    """Count statuses, and find the last day on which somebody left, and whether there is news."""
    c.in_status[:] = 0
    c.has_news = 0
    for i in range(COMPANY):
        c.has_news |= c.news[i] != 0
        if c.status[i] != NOBODY:
            c.in_status[c.status[i]] += 1
        c.left_day = max(c.left_day, c.gone_day[i], c.attempt_day[i])


@inlined
def know_alike(c):  # type: ignore[no-untyped-def]
    """Whether those who serve know as much of a way out as others of their origin. If so, they will
    ever after: each day adds to what one knows already, and to nothing else."""
    inside, border = first_of_each_origin(c, 0.0, 0.0)
    others = 0
    for i in range(COMPANY):
        known = border if c.border[i] == 1 else inside
        others += (c.status[i] == SERVING) & (c.knowledge[i] != known)
    return others == 0


@entry
def take_stock(p, c):  # type: ignore[no-untyped-def]
    """Work out anew what is otherwise kept from day to day: somebody may have changed a soldier.

    Fear as learnt follows from `belief`, which no calendar changes: `p` may be any period's.
    """
    count_anew(c)
    c.counted = -1
    c.alike = know_alike(c)
    c.informants[:] = -1.0
    for i in range(COMPANY):
        c.learned_fear[i] = beliefs.learned_fear(p, c.attempts_noticed[i], c.catches_noticed[i])


@entry
def draw_luck(seed, c, today, day):  # type: ignore[no-untyped-def]
    """The day's draws of every soldier."""
    for i in range(COMPANY):
        attempt, battlefield, signal = chance.luck_of_the_day(seed, c.person[i], day)
        here = c.status[i] == SERVING
        today.luck_attempt[i] = attempt if here else 0.0
        today.luck_battlefield[i] = battlefield if here else 0.0
        today.luck_signal[i] = signal if here else 0.0


@entry
def arrive_on_new_ground(p, c):  # type: ignore[no-untyped-def]
    """Redeployed, a soldier knows no way out again."""
    i_p = p.information
    for i in range(COMPANY):
        start = information.starting(i_p.knowledge_start, i_p.knowledge_border, c.border[i])
        c.knowledge[i] = keep(c.status[i] == SERVING, start, c.knowledge[i])
    c.alike = 1


@inlined
def _is_struck(c, today, i, casualty, rotation):  # type: ignore[no-untyped-def]
    u = today.luck_battlefield[i]
    return (c.status[i] == SERVING) & ((u < casualty) | (u >= 1.0 - rotation))


@loop
def muster(p, companies, seed, fallen, day):  # type: ignore[no-untyped-def]
    """What the day holds for each company: one loop, so that none waits for the one before."""
    for k in range(len(companies)):
        c = companies[k]
        z = chance.normal(seed, c.number, 0, day, chance.SHOCK)
        c.shock = battle.next_shock(p, c.shock, z)
        c.intensity = battle.intensity(p, c.shock)
        c.casualty = battle.casualty_chance(p, c.intensity)
        c.cut_off = contact.cut_off_chance(p, c.intensity)
        c.honour = aftermath.honour(p, fallen)


@loop
def fight(p, c, today, day):  # type: ignore[no-untyped-def]
    """Casualties, and those whose tour ends."""
    casualty, rotation = c.casualty, p.derived.rotation
    struck = 0
    for i in range(COMPANY):
        struck += _is_struck(c, today, i, casualty, rotation)
    if struck == 0:
        return
    for i in range(COMPANY):
        if _is_struck(c, today, i, casualty, rotation):
            u = today.luck_battlefield[i]
            fell = KILLED_IN_ACTION if u < casualty * p.battlefield.killed_share else EVACUATED
            leave(c, i, fell if u < casualty else ROTATED_HOME, day)
            struck -= 1
            if struck == 0:
                return


@loop
def endure(p, c, today, kept):  # type: ignore[no-untyped-def]
    """Stress and the nearness of death, which only a page that is kept has for each soldier."""
    exposure = battle.exposure(c.intensity)
    c.mortality = battle.perceived_mortality(p, c.felt_hazard)
    for i in range(COMPANY):
        stress = battle.stress(p, c.stress[i], exposure, today.squad_losses[i])
        c.stress[i] = keep(c.status[i] == SERVING, stress, c.stress[i])
    if kept:
        for i in range(COMPANY):
            today.exposure[i] = exposure if c.status[i] == SERVING else 0.0
            today.mortality[i] = c.mortality if c.status[i] == SERVING else 0.0


@inlined
def weigh(ties, first, seen, work, heard, voiced):  # type: ignore[no-untyped-def]
    """Fill `heard` and `voiced` with what trusted others told and showed, weighed by trust.

    Of the squad first, then of friends. The rows `TOLD` and `SHOWN` of `work` are left with what
    each of the company did, twice over: so the comrade some places further round a squad stands at
    a fixed distance from each soldier, whatever his squad.
    """
    here = seen[SEEN * first : SEEN * (first + COMPANY)]
    told_here, shown_here = work.rows[TOLD], work.rows[SHOWN]
    for i in range(COMPANY):
        told_here[i] = told_here[i + COMPANY] = here[SEEN * i + TOLD]
        shown_here[i] = shown_here[i + COMPANY] = here[SEEN * i + SHOWN]
    for i in range(COMPANY):
        told_him, showed_him = 0.0, 0.0
        for k in range(SQUAD - 1):
            told_him += ties.trust[k, i] * told_here[i + (k + 1) * SQUADS]
            showed_him += ties.trust[k, i] * shown_here[i + (k + 1) * SQUADS]
        heard[i], voiced[i] = told_him, showed_him
    for i in range(COMPANY):
        told_him, showed_him = heard[i], voiced[i]
        for k in range(FRIENDS):
            at = SEEN * np.int64(ties.friend[k, i])
            told_him += ties.share[k, i] * seen[at + TOLD]
            showed_him += ties.share[k, i] * seen[at + SHOWN]
        heard[i], voiced[i] = told_him, showed_him


@loop
def look_around(c, today, ties, seen, work):  # type: ignore[no-untyped-def]
    """What trusted others told and showed yesterday."""
    weigh(ties, c.number * COMPANY, seen, work, today.heard, today.voiced)
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        today.heard[i] = today.heard[i] if here else 0.0
        today.voiced[i] = today.voiced[i] if here else 0.0


@loop
def see_nothing(today):  # type: ignore[no-untyped-def]
    """Without feedback nobody sees what happens to others."""
    for i in range(COMPANY):
        today.squad_losses[i] = 0.0
        today.heard[i] = 0.0
        today.voiced[i] = 0.0


@loop
def learn(p, c, today):  # type: ignore[no-untyped-def]
    """Information and knowledge of a way out."""
    for i in range(COMPANY):
        kept_out = information.kept_out(p, today.conviction_around[i], c.comrades[i])
        learnt = information.information(p, c.information[i], today.heard[i], kept_out)
        here = c.status[i] == SERVING
        c.information[i] = keep(here, learnt, c.information[i])
    for i in range(COMPANY):
        known = information.knowledge(p, c.knowledge[i])
        c.knowledge[i] = keep(c.status[i] == SERVING, known, c.knowledge[i])


@loop
def waver(p, c):  # type: ignore[no-untyped-def]
    """Conviction."""
    for i in range(COMPANY):
        conviction = information.conviction(
            p, c.conviction[i], c.conviction_start[i], c.information[i], c.stress[i]
        )
        c.conviction[i] = keep(c.status[i] == SERVING, conviction, c.conviction[i])


@loop
def watch(p, c, today):  # type: ignore[no-untyped-def]
    """Monitors, and the watch that each soldier stands under."""
    crackdown, exposure = c.crackdown, battle.exposure(c.intensity)
    for i in range(COMPANY):
        monitors = control.monitors(p, c.informants_near[i], exposure, crackdown)
        surveillance = control.surveillance(p, monitors, c.suspicion[i])
        here = c.status[i] == SERVING
        today.monitors[i] = monitors if here else 0.0
        today.surveillance[i] = surveillance if here else 0.0


@loop
def report(p, c, today, work, day):  # type: ignore[no-untyped-def]
    """Signals, suspicion, the fear of sessions, and removal. `work` is as `look_around` left it."""
    slip, shown = p.derived.slip, work.rows[SHOWN]
    c.session_fear = control.session_fear(p, c.session_fear)
    for i in range(COMPANY):
        infraction = 1.0 if today.luck_signal[i] < slip else 0.0
        hidden = c.willing[i] - shown[i]
        signal = control.signal(p, c.stress[i], shown[i], hidden, infraction)
        suspicion = control.suspicion(p, c.suspicion[i], signal, today.monitors[i])
        here = c.status[i] == SERVING
        c.suspicion[i] = keep(here, suspicion, c.suspicion[i])
    suspects = 0
    for i in range(COMPANY):
        suspects += (c.status[i] == SERVING) & (c.suspicion[i] >= p.control.removal_threshold)
    if suspects == 0:
        return
    for i in range(COMPANY):
        if c.status[i] == SERVING and c.suspicion[i] >= p.control.removal_threshold:
            leave(c, i, REMOVED, day)


@loop
def believe(p, c, today):  # type: ignore[no-untyped-def]
    """Fear, attribution and belief in the way out."""
    news, exposure = c.attribution_news, battle.exposure(c.intensity)
    sessions = c.session_fear
    for i in range(COMPANY):
        fear = beliefs.fear(p, c.learned_fear[i], today.surveillance[i], sessions)
        attribution = beliefs.attribution(p, exposure, news, c.publicised[i])
        here = c.status[i] == SERVING
        today.fear[i] = fear if here else 0.0
        today.attribution[i] = attribution if here else 0.0
    for i in range(COMPANY):
        belief = beliefs.route_belief(p, c.knowledge[i], c.hope[i])
        today.route_belief[i] = belief if c.status[i] == SERVING else 0.0


@loop
def appear(c, today, seen):  # type: ignore[no-untyped-def]
    """What each passes on and lets others see today; those who are gone do neither."""
    for i in range(COMPANY):
        expressed = beliefs.expressed(c.willing[i], today.fear[i])
        here = c.status[i] == SERVING
        today.expressed[i] = expressed if here else 0.0
        seen[SEEN * i + TOLD] = c.information[i] if here else 0.0
        seen[SEEN * i + SHOWN] = expressed if here else 0.0
