"""Steps 2 to 5 of the day for a company `c`: what befalls it, what it learns,
who watches, what it believes.

Nearly every loop is one equation over the places of those who serve: see `sim.engine.ranks`. Those
who are gone keep the values of their last day, but for what passes with it.
"""

import numpy as np

from sim import chance
from sim.compiled import inlined, loop
from sim.engine.ranks import in_front, left_since
from sim.engine.ways import first_of_each_origin
from sim.rules import aftermath, beliefs, contact, control, information
from sim.rules import battlefield as battle
from sim.state import (
    COMPANY,
    EVACUATED,
    KILLED_IN_ACTION,
    NOBODY,
    REMOVED,
    ROTATED_HOME,
    SEEN,
    SERVING,
    SHOWN,
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


@loop
def count_anew(c):  # type: ignore[no-untyped-def]
    """Count statuses, and find the last day on which somebody left, and whether there is news.

    Everybody stands at home.
    """
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
    for i in range(in_front(c)):
        known = border if c.border[i] == 1 else inside
        others += (c.status[i] == SERVING) & (c.knowledge[i] != known)
    return others == 0


@loop
def take_stock(p, c):  # type: ignore[no-untyped-def]
    """Work out anew what is otherwise kept from day to day: somebody may have changed a soldier.

    Everybody stands at home. Fear as learnt follows from `belief`, which no calendar changes: `p`
    may be any period's.
    """
    count_anew(c)
    c.counted = -1
    c.alike = know_alike(c)
    for i in range(COMPANY):
        c.learned_fear[i] = beliefs.learned_fear(p, c.attempts_noticed[i], c.catches_noticed[i])


@inlined
def draw_luck(seed, c, today, day):  # type: ignore[no-untyped-def]
    """The day's draws of every soldier; who leaves before he decides has no chance to try."""
    for i in range(in_front(c)):
        attempt, battlefield, signal = chance.luck_of_the_day(seed, c.person[i], day)
        today.luck_attempt[i] = attempt
        today.luck_battlefield[i] = battlefield
        today.luck_signal[i] = signal
        today.expected_today[i] = 0.0
    for i in left_since(c, day):
        today.expected_today[i] = 0.0


@loop
def arrive_on_new_ground(p, c):  # type: ignore[no-untyped-def]
    """Redeployed, a soldier knows no way out again."""
    i_p = p.information
    for i in range(in_front(c)):
        c.knowledge[i] = information.starting(
            i_p.knowledge_start, i_p.knowledge_border, c.border[i]
        )
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


@inlined
def fight(p, c, today, day):  # type: ignore[no-untyped-def]
    """Casualties, and those whose tour ends."""
    casualty, rotation = c.casualty, p.derived.rotation
    struck = 0
    for i in range(in_front(c)):
        struck += _is_struck(c, today, i, casualty, rotation)
    if struck == 0:
        return
    for i in range(in_front(c)):
        if _is_struck(c, today, i, casualty, rotation):
            u = today.luck_battlefield[i]
            fell = KILLED_IN_ACTION if u < casualty * p.battlefield.killed_share else EVACUATED
            leave(c, i, fell if u < casualty else ROTATED_HOME, day)
            struck -= 1
            if struck == 0:
                return


@inlined
def endure(p, c, today, kept):  # type: ignore[no-untyped-def]
    """Stress and the nearness of death, which only a page that is kept has for each soldier."""
    exposure = battle.exposure(c.intensity)
    c.mortality = battle.perceived_mortality(p, c.felt_hazard)
    for i in range(in_front(c)):
        c.stress[i] = battle.stress(p, c.stress[i], exposure, today.squad_losses[i])
    if kept:
        for i in range(in_front(c)):
            today.exposure[i] = exposure
            today.mortality[i] = c.mortality


@loop
def learn(p, c, today):  # type: ignore[no-untyped-def]
    """Information and knowledge of a way out."""
    for i in range(in_front(c)):
        kept_out = information.kept_out(p, today.conviction_around[i], c.comrades[i])
        c.information[i] = information.information(p, c.information[i], today.heard[i], kept_out)
    for i in range(in_front(c)):
        c.knowledge[i] = information.knowledge(p, c.knowledge[i])


@loop
def waver(p, c):  # type: ignore[no-untyped-def]
    """Conviction."""
    for i in range(in_front(c)):
        c.conviction[i] = information.conviction(
            p, c.conviction[i], c.conviction_start[i], c.information[i], c.stress[i]
        )


@loop
def watch(p, c, today, work):  # type: ignore[no-untyped-def]
    """Monitors, and the watch that each soldier stands under.

    What an exponential is taken of is worked out in the loop before, here and in
    `sim.engine.departure`: one that takes exponentials alone has several under way at once.
    """
    crackdown, exposure = c.crackdown, battle.exposure(c.intensity)
    attention = work.rows[0]
    for i in range(in_front(c)):
        monitors = control.monitors(p, c.informants_near[i], exposure, crackdown)
        today.monitors[i] = monitors
        attention[i] = control.attention(p, monitors, c.suspicion[i])
    for i in range(in_front(c)):
        today.surveillance[i] = control.surveillance(attention[i])


@inlined
def report(p, c, today, work, day):  # type: ignore[no-untyped-def]
    """Signals, suspicion, the fear of sessions, and removal. `look_around` left `work.showed`."""
    slip, showed = p.derived.slip, work.showed
    c.session_fear = control.session_fear(p, c.session_fear)
    for i in range(in_front(c)):
        infraction = 1.0 if today.luck_signal[i] < slip else 0.0
        hidden = c.willing[i] - showed[i]
        signal = control.signal(p, c.stress[i], showed[i], hidden, infraction)
        c.suspicion[i] = control.suspicion(p, c.suspicion[i], signal, today.monitors[i])
    suspects = 0
    for i in range(in_front(c)):
        suspects += (c.status[i] == SERVING) & (c.suspicion[i] >= p.control.removal_threshold)
    if suspects == 0:
        return
    for i in range(in_front(c)):
        if c.status[i] == SERVING and c.suspicion[i] >= p.control.removal_threshold:
            leave(c, i, REMOVED, day)


@loop
def believe(p, c, today):  # type: ignore[no-untyped-def]
    """Fear, attribution and belief in the way out."""
    news, exposure = c.attribution_news, battle.exposure(c.intensity)
    sessions = c.session_fear
    for i in range(in_front(c)):
        today.fear[i] = beliefs.fear(p, c.learned_fear[i], today.surveillance[i], sessions)
        today.attribution[i] = beliefs.attribution(p, exposure, news, c.publicised[i])
    for i in range(in_front(c)):
        today.route_belief[i] = beliefs.route_belief(p, c.knowledge[i], c.hope[i])


@inlined
def appear(c, today, seen, since):  # type: ignore[no-untyped-def]
    """What each passes on and lets others see today; those who are gone do neither.

    The row was written two days ago. Who left before the day `since` told nothing in it.
    """
    for i in range(in_front(c)):
        today.expressed[i] = beliefs.expressed(c.willing[i], today.fear[i])
    if c.front == COMPANY:
        for i in range(COMPANY):
            seen[SEEN * i + TOLD] = c.information[i]
            seen[SEEN * i + SHOWN] = today.expressed[i]
        return
    for i in left_since(c, since):
        gone = SEEN * np.int64(c.home[i])
        seen[gone + TOLD], seen[gone + SHOWN] = 0.0, 0.0
    for i in range(c.front):
        home = SEEN * np.int64(c.home[i])
        seen[home + TOLD] = c.information[i]
        seen[home + SHOWN] = today.expressed[i]
