"""Steps 2 to 5 of the day for a company `c`: what befalls it, what it learns,
who watches, what it believes.

Every loop is one equation over the places of the company. Those who are gone keep the
values of their last day.
"""

from sim import chance
from sim.compiled import entry, inlined, keep, loop
from sim.rules import battlefield as battle
from sim.rules import beliefs, control, information
from sim.state import (
    COMPANY,
    EVACUATED,
    FRIENDS,
    KILLED_IN_ACTION,
    NOBODY,
    REMOVED,
    ROTATED_HOME,
    SELF_KILLED,
    SERVING,
    SQUAD,
    SQUADS,
    SQUADS_A_PLATOON,
    TAKEN_PRISONER,
)


@inlined
def leave(c, i, status, day):  # type: ignore[no-untyped-def]
    """He ceases to serve."""
    c.status[i] = status
    c.gone_day[i] = day
    c.left_in[i] = battle.exposure(c.intensity)


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


@inlined
def _is_struck(c, today, i, casualty, rotation):  # type: ignore[no-untyped-def]
    u = today.luck_battlefield[i]
    return (c.status[i] == SERVING) & ((u < casualty) | (u >= 1.0 - rotation))


@loop
def fight(p, c, today, seed, day):  # type: ignore[no-untyped-def]
    """Intensity of the company, casualties, and those whose tour ends."""
    z = chance.normal(seed, c.number, 0, day, chance.SHOCK)
    c.shock = battle.next_shock(p, c.shock, z)
    intensity = battle.intensity(p, c.shock)
    c.intensity = intensity
    casualty = battle.casualty_chance(p, intensity)
    rotation = battle.rotation_chance(p)
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


@inlined
def is_hit(c, i, day):  # type: ignore[no-untyped-def]
    """Whether he fell, was wounded or was taken on a day, also where he was cut off."""
    status = c.status[i]
    fell = (status == KILLED_IN_ACTION) | (status == EVACUATED)
    cut_off = (status == SELF_KILLED) | (status == TAKEN_PRISONER)
    return (c.gone_day[i] == day) & (fell | cut_off)


@entry
def remember(p, c, day):  # type: ignore[no-untyped-def]
    """The losses of yesterday enter the memory of the company."""
    lost = 0
    strength = 0
    for i in range(COMPANY):
        hit = is_hit(c, i, day - 1)
        strength += (c.status[i] == SERVING) | hit
        lost += hit
    share = lost / strength if strength > 0 else 0.0
    c.felt_hazard = battle.felt_hazard(p, c.felt_hazard, share)


@inlined
def _add_up_squads(values):  # type: ignore[no-untyped-def]
    """The sum of each squad, at the place of its first man."""
    for squad in range(SQUADS):
        for member in range(1, SQUAD):
            values[squad] += values[member * SQUADS + squad]


@inlined
def _tell_squads(values):  # type: ignore[no-untyped-def]
    """What is true of a squad, at the places of all its men."""
    for member in range(1, SQUAD):
        for squad in range(SQUADS):
            values[member * SQUADS + squad] = values[squad]


@entry
def count_squads(c, today, work, day):  # type: ignore[no-untyped-def]
    """What is left of each squad: losses of yesterday, comrades, and their conviction."""
    size, present, hit, conviction = work[0], work[1], work[2], work[3]
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        size[i] = 1.0 if c.status[i] != NOBODY else 0.0
        present[i] = 1.0 if here else 0.0
        hit[i] = 1.0 if is_hit(c, i, day - 1) else 0.0
        conviction[i] = c.conviction[i] if here else 0.0
    for row in range(4):
        _add_up_squads(work[row])
    for squad in range(SQUADS):
        full = size[squad] > 1.0
        hit[squad] = hit[squad] / size[squad] if size[squad] > 0.0 else 0.0
        conviction[squad] = conviction[squad] / present[squad] if present[squad] > 0.0 else 0.0
        present[squad] = (present[squad] - 1.0) / (size[squad] - 1.0) if full else 1.0
    for row in range(1, 4):
        _tell_squads(work[row])
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        today.squad_losses[i] = hit[i] if here else 0.0
        c.comrades[i] = keep(here, present[i], c.comrades[i])
        c.conviction_around[i] = keep(here, conviction[i], c.conviction_around[i])


@entry
def count_informants(c, work):  # type: ignore[no-untyped-def]
    """Informants that serve in each platoon, other than oneself."""
    near = work[0]
    for i in range(COMPANY):
        near[i] = 1.0 if (c.status[i] == SERVING) & (c.informant[i] == 1) else 0.0
    _add_up_squads(near)
    for first in range(0, SQUADS, SQUADS_A_PLATOON):
        platoon = 0.0
        for squad in range(first, first + SQUADS_A_PLATOON):
            platoon += near[squad]
        for squad in range(first, first + SQUADS_A_PLATOON):
            near[squad] = platoon
    _tell_squads(near)
    for i in range(COMPANY):
        others = near[i] - c.informant[i]
        c.informants_near[i] = keep(c.status[i] == SERVING, others, c.informants_near[i])


@loop
def endure(p, c, today):  # type: ignore[no-untyped-def]
    """Stress and the nearness of death."""
    exposure = battle.exposure(c.intensity)
    mortality = battle.perceived_mortality(p, c.felt_hazard)
    for i in range(COMPANY):
        stress = battle.stress(p, c.stress[i], exposure, today.squad_losses[i])
        here = c.status[i] == SERVING
        c.stress[i] = keep(here, stress, c.stress[i])
        today.exposure[i] = exposure if here else 0.0
        today.mortality[i] = mortality if here else 0.0


@inlined
def weigh(ties, own, told, shown, work):  # type: ignore[no-untyped-def]
    """What trusted others told and showed, weighed by trust, in the rows 2 and 3 of `work`.

    Of the squad first, then of friends. Repeated, a company's rows hold the comrade some places
    further round a squad at a fixed distance from each soldier, whatever his squad.
    """
    told_now, shown_now = told[own], shown[own]
    told_here, shown_here, heard, voiced = work[0], work[1], work[2], work[3]
    for i in range(COMPANY):
        told_here[i] = told_here[i + COMPANY] = told_now[i]
        shown_here[i] = shown_here[i + COMPANY] = shown_now[i]
    for i in range(COMPANY):
        told_him, showed_him = 0.0, 0.0
        for k in range(SQUAD - 1):
            told_him += ties.trust[k, i] * told_here[i + (k + 1) * SQUADS]
            showed_him += ties.trust[k, i] * shown_here[i + (k + 1) * SQUADS]
        heard[i], voiced[i] = told_him, showed_him
    for i in range(COMPANY):
        told_him, showed_him = heard[i], voiced[i]
        for k in range(FRIENDS):
            told_him += ties.share[k, i] * told[ties.friend[k, i]]
            showed_him += ties.share[k, i] * shown[ties.friend[k, i]]
        heard[i], voiced[i] = told_him, showed_him


@loop
def look_around(c, today, ties, told, shown, work):  # type: ignore[no-untyped-def]
    """What trusted others told and showed yesterday."""
    weigh(ties, slice(c.number * COMPANY, (c.number + 1) * COMPANY), told, shown, work)
    heard, voiced = work[2], work[3]
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        today.heard[i] = heard[i] if here else 0.0
        today.voiced[i] = voiced[i] if here else 0.0


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
        kept_out = information.kept_out(p, c.conviction_around[i], c.comrades[i])
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
    crackdown = c.crackdown
    for i in range(COMPANY):
        monitors = control.monitors(p, c.informants_near[i], today.exposure[i], crackdown)
        surveillance = control.surveillance(p, monitors, c.suspicion[i])
        here = c.status[i] == SERVING
        today.monitors[i] = monitors if here else 0.0
        today.surveillance[i] = surveillance if here else 0.0


@loop
def report(p, c, today, day):  # type: ignore[no-untyped-def]
    """Signals, suspicion, the fear of sessions, and removal."""
    slip = control.infraction_chance(p)
    for i in range(COMPANY):
        infraction = 1.0 if today.luck_signal[i] < slip else 0.0
        hidden = c.willing[i] - c.expressed[i]
        signal = control.signal(p, c.stress[i], c.expressed[i], hidden, infraction)
        suspicion = control.suspicion(p, c.suspicion[i], signal, today.monitors[i])
        session = control.session_fear(p, c.session_fear[i])
        here = c.status[i] == SERVING
        c.suspicion[i] = keep(here, suspicion, c.suspicion[i])
        c.session_fear[i] = keep(here, session, c.session_fear[i])
    for i in range(COMPANY):
        if c.status[i] == SERVING and c.suspicion[i] >= p.control.removal_threshold:
            leave(c, i, REMOVED, day)


@loop
def believe(p, c, today):  # type: ignore[no-untyped-def]
    """Fear, attribution and belief in the way out."""
    news = c.attribution_news
    for i in range(COMPANY):
        learned = beliefs.learned_fear(p, c.attempts_noticed[i], c.catches_noticed[i])
        fear = beliefs.fear(p, learned, today.surveillance[i], c.session_fear[i])
        attribution = beliefs.attribution(p, today.exposure[i], news, c.publicised[i])
        here = c.status[i] == SERVING
        c.fear[i] = keep(here, fear, c.fear[i])
        c.attribution[i] = keep(here, attribution, c.attribution[i])
    for i in range(COMPANY):
        belief = beliefs.route_belief(p, c.knowledge[i], c.hope[i])
        c.route_belief[i] = keep(c.status[i] == SERVING, belief, c.route_belief[i])


@loop
def appear(c, told, shown):  # type: ignore[no-untyped-def]
    """What each passes on and lets others see today; those who are gone do neither."""
    for i in range(COMPANY):
        expressed = beliefs.expressed(c.willing[i], c.fear[i])
        here = c.status[i] == SERVING
        c.expressed[i] = expressed if here else 0.0
        told[i] = c.information[i] if here else 0.0
    for i in range(COMPANY):
        shown[i] = c.expressed[i]
