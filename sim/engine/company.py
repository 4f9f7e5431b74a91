"""Steps 2 to 5 of the day for a company `c`: what befalls it, what it learns,
who watches, what it believes.

Every loop is one equation over the places of the company. Those who are gone keep the
values of their last day.
"""

from sim import chance
from sim.compiled import entry, inlined, loop
from sim.rules import battlefield as battle
from sim.rules import beliefs, control, information
from sim.state import (
    COMPANY,
    EVACUATED,
    KILLED_IN_ACTION,
    NOBODY,
    PLATOON,
    REMOVED,
    ROTATED_HOME,
    SELF_KILLED,
    SERVING,
    SQUAD,
    TAKEN_PRISONER,
    TIES,
)


@inlined
def leave(c, i, status, day):  # type: ignore[no-untyped-def]
    """He ceases to serve."""
    c.status[i] = status
    c.gone_day[i] = day


@entry
def draw_luck(seed, c, day):  # type: ignore[no-untyped-def]
    """The day's draws of every soldier."""
    for i in range(COMPANY):
        attempt, battlefield, signal = chance.luck_of_the_day(seed, c.person[i], day)
        c.luck_attempt[i] = attempt
        c.luck_battlefield[i] = battlefield
        c.luck_signal[i] = signal


@loop
def arrive_on_new_ground(p, c):  # type: ignore[no-untyped-def]
    """Redeployed, a soldier knows no way out again."""
    i_p = p.information
    for i in range(COMPANY):
        start = information.starting(i_p.knowledge_start, i_p.knowledge_border, c.border[i])
        c.knowledge[i] = start if c.status[i] == SERVING else c.knowledge[i]


@loop
def fight(p, c, seed, day):  # type: ignore[no-untyped-def]
    """Intensity of the company, casualties, and those whose tour ends."""
    z = chance.normal(seed, c.number, 0, day, chance.SHOCK)
    c.shock = battle.next_shock(p, c.shock, z)
    intensity = battle.intensity(p, c.shock)
    c.intensity = intensity
    casualty = battle.casualty_chance(p, intensity)
    rotation = battle.rotation_chance(p)
    if casualty > 0.0 or rotation > 0.0:
        for i in range(COMPANY):
            if c.status[i] != SERVING:
                continue
            u = c.luck_battlefield[i]
            if u < casualty:
                killed = u < casualty * p.battlefield.killed_share
                leave(c, i, KILLED_IN_ACTION if killed else EVACUATED, day)
            elif u >= 1.0 - rotation:
                leave(c, i, ROTATED_HOME, day)


@loop
def is_hit(c, i, day):  # type: ignore[no-untyped-def]
    """Whether he fell, was wounded or was taken on a day, also where he was cut off."""
    if c.gone_day[i] != day:
        return False
    status = c.status[i]
    return (
        status == KILLED_IN_ACTION
        or status == EVACUATED
        or status == SELF_KILLED
        or status == TAKEN_PRISONER
    )


@entry
def remember(p, c, day):  # type: ignore[no-untyped-def]
    """The losses of yesterday enter the memory of the company."""
    lost = 0
    strength = 0
    for i in range(COMPANY):
        hit = is_hit(c, i, day - 1)
        strength += c.status[i] == SERVING or hit
        lost += hit
    share = lost / strength if strength > 0 else 0.0
    c.felt_hazard = battle.felt_hazard(p, c.felt_hazard, share)


@entry
def count_squads(c, day):  # type: ignore[no-untyped-def]
    """What is left of each squad: losses of yesterday, comrades, and their conviction."""
    for squad in range(0, COMPANY, SQUAD):
        size = 0
        present = 0
        hit = 0
        conviction = 0.0
        for i in range(squad, squad + SQUAD):
            size += c.status[i] != NOBODY
            if c.status[i] == SERVING:
                present += 1
                conviction += c.conviction[i]
            else:
                hit += is_hit(c, i, day - 1)
        for i in range(squad, squad + SQUAD):
            if c.status[i] == SERVING:
                c.squad_losses[i] = hit / size
                c.comrades[i] = (present - 1) / (size - 1) if size > 1 else 1.0
                c.conviction_around[i] = conviction / present


@entry
def count_informants(c):  # type: ignore[no-untyped-def]
    """Informants that serve in each platoon, other than oneself."""
    for platoon in range(0, COMPANY, PLATOON):
        near = 0
        for i in range(platoon, platoon + PLATOON):
            near += c.status[i] == SERVING and c.informant[i] == 1
        for i in range(platoon, platoon + PLATOON):
            if c.status[i] == SERVING:
                c.informants_near[i] = near - c.informant[i]


@loop
def endure(p, c):  # type: ignore[no-untyped-def]
    """Stress and the nearness of death."""
    exposure = battle.exposure(c.intensity)
    mortality = battle.perceived_mortality(p, c.felt_hazard)
    for i in range(COMPANY):
        stress = battle.stress(p, c.stress[i], exposure, c.squad_losses[i])
        here = c.status[i] == SERVING
        c.stress[i] = stress if here else c.stress[i]
        c.exposure[i] = exposure if here else c.exposure[i]
        c.mortality[i] = mortality if here else c.mortality[i]


@loop
def look_around(c, ties, told, shown):  # type: ignore[no-untyped-def]
    """What trusted others told and showed yesterday, weighed by trust."""
    for i in range(COMPANY):
        heard, voiced = 0.0, 0.0
        for tie in range(TIES):
            other, share = ties.other[i, tie], ties.share[i, tie]
            heard += share * told[other]
            voiced += share * shown[other]
        here = c.status[i] == SERVING
        c.heard[i] = heard if here else c.heard[i]
        c.voiced[i] = voiced if here else c.voiced[i]


@loop
def learn(p, c):  # type: ignore[no-untyped-def]
    """Information and knowledge of a way out."""
    for i in range(COMPANY):
        kept_out = information.kept_out(p, c.conviction_around[i], c.comrades[i])
        learnt = information.information(p, c.information[i], c.heard[i], kept_out)
        here = c.status[i] == SERVING
        c.information[i] = learnt if here else c.information[i]
    for i in range(COMPANY):
        known = information.knowledge(p, c.knowledge[i])
        c.knowledge[i] = known if c.status[i] == SERVING else c.knowledge[i]


@loop
def waver(p, c):  # type: ignore[no-untyped-def]
    """Conviction."""
    for i in range(COMPANY):
        conviction = information.conviction(
            p, c.conviction[i], c.conviction_start[i], c.information[i], c.stress[i]
        )
        c.conviction[i] = conviction if c.status[i] == SERVING else c.conviction[i]


@loop
def watch(p, c):  # type: ignore[no-untyped-def]
    """Monitors, and the watch that each soldier stands under."""
    crackdown = c.crackdown
    for i in range(COMPANY):
        monitors = control.monitors(p, c.informants_near[i], c.exposure[i], crackdown)
        surveillance = control.surveillance(p, monitors, c.suspicion[i])
        here = c.status[i] == SERVING
        c.monitors[i] = monitors if here else c.monitors[i]
        c.surveillance[i] = surveillance if here else c.surveillance[i]


@loop
def report(p, c, day):  # type: ignore[no-untyped-def]
    """Signals, suspicion, the fear of sessions, and removal."""
    slip = control.infraction_chance(p)
    for i in range(COMPANY):
        infraction = 1.0 if c.luck_signal[i] < slip else 0.0
        hidden = c.willing[i] - c.expressed[i]
        signal = control.signal(p, c.stress[i], c.expressed[i], hidden, infraction)
        suspicion = control.suspicion(p, c.suspicion[i], signal, c.monitors[i])
        session = control.session_fear(p, c.session_fear[i])
        here = c.status[i] == SERVING
        c.suspicion[i] = suspicion if here else c.suspicion[i]
        c.session_fear[i] = session if here else c.session_fear[i]
    for i in range(COMPANY):
        if c.status[i] == SERVING and c.suspicion[i] >= p.control.removal_threshold:
            leave(c, i, REMOVED, day)


@loop
def believe(p, c):  # type: ignore[no-untyped-def]
    """Fear, attribution and belief in the way out."""
    news = c.attribution_news
    for i in range(COMPANY):
        learned = beliefs.learned_fear(p, c.attempts_noticed[i], c.catches_noticed[i])
        fear = beliefs.fear(p, learned, c.surveillance[i], c.session_fear[i])
        attribution = beliefs.attribution(p, c.exposure[i], news, c.publicised[i])
        here = c.status[i] == SERVING
        c.fear[i] = fear if here else c.fear[i]
        c.attribution[i] = attribution if here else c.attribution[i]
    for i in range(COMPANY):
        belief = beliefs.route_belief(p, c.knowledge[i], c.hope[i])
        c.route_belief[i] = belief if c.status[i] == SERVING else c.route_belief[i]


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
