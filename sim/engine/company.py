"""Steps 2 to 5 of the day for the company at positions low to high: what befalls it, what it learns,
who watches, what it believes.

Every loop is one equation over the company's slice of some arrays. Those who are gone keep the
values of their last day.
"""


from sim import chance
from sim.compiled import entry, inlined, loop
from sim.fields import (
    ATTEMPTS_NOTICED,
    ATTRIBUTION,
    CATCHES_NOTICED,
    COMRADES,
    CONVICTION,
    CONVICTION_AROUND,
    CONVICTION_START,
    EXPOSURE,
    EXPRESSED,
    FEAR,
    GONE_DAY,
    HEARD,
    HOPE,
    INFORMANT,
    INFORMANTS_NEAR,
    INFORMATION,
    KNOWLEDGE,
    LUCK_ATTEMPT,
    LUCK_BATTLEFIELD,
    LUCK_SIGNAL,
    MONITORS,
    MORTALITY,
    NEWS,
    PERSON,
    ROUTE_BELIEF,
    SESSION_FEAR,
    SQUAD_LOSSES,
    STATUS,
    STRESS,
    SURVEILLANCE,
    SUSPICION,
    TOLD,
    WILLING,
)
from sim.rules import battlefield as battle
from sim.rules import beliefs, control, information
from sim.state import (
    CAUGHT,
    ESCAPED,
    EVACUATED,
    KILLED_IN_ACTION,
    MISSING,
    PLATOON,
    REMOVED,
    ROTATED_HOME,
    SERVING,
    SQUAD,
    TIES,
)


@inlined
def leave(g, i, status, day):  # type: ignore[no-untyped-def]
    """He ceases to serve."""
    g[STATUS, i] = status
    g[GONE_DAY, i] = day


@entry
def draw_luck(seed, f, g, day, low, high):  # type: ignore[no-untyped-def]
    """The day's draws of every soldier."""
    for i in range(low, high):
        attempt, battlefield, signal = chance.luck_of_the_day(seed, g[PERSON, i], day)
        f[LUCK_ATTEMPT, i] = attempt
        f[LUCK_BATTLEFIELD, i] = battlefield
        f[LUCK_SIGNAL, i] = signal


@loop
def fight(p, f, g, companies, k, seed, day, low, high):  # type: ignore[no-untyped-def]
    """Intensity of the company, casualties, and those whose tour ends."""
    z = chance.normal(seed, k, 0, day, chance.SHOCK)
    companies.shock[k] = battle.next_shock(p, companies.shock[k], z)
    intensity = battle.intensity(p, companies.shock[k])
    companies.intensity[k] = intensity
    casualty = battle.casualty_chance(p, intensity)
    rotation = battle.rotation_chance(p)
    if casualty > 0.0 or rotation > 0.0:
        for i in range(low, high):
            if g[STATUS, i] != SERVING:
                continue
            u = f[LUCK_BATTLEFIELD, i]
            if u < casualty:
                killed = u < casualty * p.battlefield.killed_share
                leave(g, i, KILLED_IN_ACTION if killed else EVACUATED, day)
            elif u >= 1.0 - rotation:
                leave(g, i, ROTATED_HOME, day)


@entry
def remember(p, f, g, companies, k, day, low, high):  # type: ignore[no-untyped-def]
    """The losses of the day enter the memory of the company."""
    lost = 0
    strength = 0
    for i in range(low, high):
        today = g[GONE_DAY, i] == day
        strength += g[STATUS, i] == SERVING or today
        lost += today and (g[STATUS, i] == KILLED_IN_ACTION or g[STATUS, i] == EVACUATED)
    share = lost / strength if strength > 0 else 0.0
    companies.felt_hazard[k] = battle.felt_hazard(p, companies.felt_hazard[k], share)


@entry
def count_squads(f, g, day, low, high):  # type: ignore[no-untyped-def]
    """What is left of each squad: losses of the day, comrades, and their conviction."""
    for squad in range(low, high, SQUAD):
        end = min(squad + SQUAD, high)
        present = 0
        hit = 0
        conviction = 0.0
        for i in range(squad, end):
            if g[STATUS, i] == SERVING:
                present += 1
                conviction += f[CONVICTION, i]
            elif g[GONE_DAY, i] == day:
                hit += g[STATUS, i] == KILLED_IN_ACTION or g[STATUS, i] == EVACUATED
        size = end - squad
        for i in range(squad, end):
            if g[STATUS, i] == SERVING:
                f[SQUAD_LOSSES, i] = hit / size
                f[COMRADES, i] = (present - 1) / (size - 1) if size > 1 else 1.0
                f[CONVICTION_AROUND, i] = conviction / present


@entry
def count_informants(f, g, low, high):  # type: ignore[no-untyped-def]
    """Informants that serve in each platoon, other than oneself."""
    for platoon in range(low, high, PLATOON):
        end = min(platoon + PLATOON, high)
        near = 0
        for i in range(platoon, end):
            near += g[STATUS, i] == SERVING and g[INFORMANT, i] == 1
        for i in range(platoon, end):
            if g[STATUS, i] == SERVING:
                f[INFORMANTS_NEAR, i] = near - g[INFORMANT, i]


@loop
def endure(p, f, g, companies, k, low, high):  # type: ignore[no-untyped-def]
    """Stress and the nearness of death."""
    exposure = battle.exposure(companies.intensity[k])
    mortality = battle.perceived_mortality(p, companies.felt_hazard[k])
    for i in range(low, high):
        stress = battle.stress(p, f[STRESS, i], exposure, f[SQUAD_LOSSES, i])
        here = g[STATUS, i] == SERVING
        f[STRESS, i] = stress if here else f[STRESS, i]
        f[EXPOSURE, i] = exposure if here else f[EXPOSURE, i]
        f[MORTALITY, i] = mortality if here else f[MORTALITY, i]


@loop
def hear(f, g, ties, low, high):  # type: ignore[no-untyped-def]
    """What trusted others passed on yesterday."""
    for i in range(low, high):
        if g[STATUS, i] == SERVING:
            heard = 0.0
            for k in range(TIES):
                heard += ties.share[k, i] * f[TOLD, ties.other[k, i]]
            f[HEARD, i] = heard


@loop
def learn(p, f, g, low, high):  # type: ignore[no-untyped-def]
    """Information and knowledge of a way out."""
    for i in range(low, high):
        kept_out = information.kept_out(p, f[CONVICTION_AROUND, i], f[COMRADES, i])
        learnt = information.information(p, f[INFORMATION, i], f[HEARD, i], kept_out)
        here = g[STATUS, i] == SERVING
        f[INFORMATION, i] = learnt if here else f[INFORMATION, i]
    for i in range(low, high):
        known = information.knowledge(p, f[KNOWLEDGE, i])
        f[KNOWLEDGE, i] = known if g[STATUS, i] == SERVING else f[KNOWLEDGE, i]


@loop
def waver(p, f, g, low, high):  # type: ignore[no-untyped-def]
    """Conviction."""
    for i in range(low, high):
        conviction = information.conviction(
            p, f[CONVICTION, i], f[CONVICTION_START, i], f[INFORMATION, i], f[STRESS, i]
        )
        f[CONVICTION, i] = conviction if g[STATUS, i] == SERVING else f[CONVICTION, i]


@loop
def watch(p, f, g, low, high):  # type: ignore[no-untyped-def]
    """Monitors, and the watch that each soldier stands under."""
    for i in range(low, high):
        monitors = control.monitors(p, f[INFORMANTS_NEAR, i], f[EXPOSURE, i])
        surveillance = control.surveillance(p, monitors, f[SUSPICION, i])
        here = g[STATUS, i] == SERVING
        f[MONITORS, i] = monitors if here else f[MONITORS, i]
        f[SURVEILLANCE, i] = surveillance if here else f[SURVEILLANCE, i]


@loop
def report(p, f, g, day, low, high):  # type: ignore[no-untyped-def]
    """Signals, suspicion, the fear of sessions, and removal."""
    slip = control.infraction_chance(p)
    for i in range(low, high):
        infraction = 1.0 if f[LUCK_SIGNAL, i] < slip else 0.0
        hidden = f[WILLING, i] - f[EXPRESSED, i]
        signal = control.signal(p, f[STRESS, i], f[EXPRESSED, i], hidden, infraction)
        suspicion = control.suspicion(p, f[SUSPICION, i], signal, f[MONITORS, i])
        session = control.session_fear(p, f[SESSION_FEAR, i])
        here = g[STATUS, i] == SERVING
        f[SUSPICION, i] = suspicion if here else f[SUSPICION, i]
        f[SESSION_FEAR, i] = session if here else f[SESSION_FEAR, i]
    for i in range(low, high):
        if g[STATUS, i] == SERVING and f[SUSPICION, i] >= p.control.removal_threshold:
            leave(g, i, REMOVED, day)


@loop
def notice(p, f, g, seed, day, low, high):  # type: ignore[no-untyped-def]
    """News of yesterday runs through the company; each soldier notices it by chance."""
    for j in range(low, high):
        news = g[NEWS, j]
        if news == 0:
            continue
        g[NEWS, j] = 0
        for i in range(low, high):
            if g[STATUS, i] != SERVING or i == j:
                continue
            u = chance.uniform(seed, g[PERSON, i], g[PERSON, j], day, chance.NOTICE)
            if u < p.belief.observation:
                f[ATTEMPTS_NOTICED, i] += 1.0 if news & MISSING else 0.0
                f[CATCHES_NOTICED, i] += 1.0 if news & CAUGHT else 0.0
                f[HOPE, i] = beliefs.hope(p, f[HOPE, i], 1.0 if news & ESCAPED else 0.0)


@loop
def believe(p, f, g, low, high):  # type: ignore[no-untyped-def]
    """Fear, attribution and belief in the way out."""
    for i in range(low, high):
        learned = beliefs.learned_fear(p, f[ATTEMPTS_NOTICED, i], f[CATCHES_NOTICED, i])
        fear = beliefs.fear(p, learned, f[SURVEILLANCE, i], f[SESSION_FEAR, i])
        attribution = beliefs.attribution(p, f[EXPOSURE, i])
        here = g[STATUS, i] == SERVING
        f[FEAR, i] = fear if here else f[FEAR, i]
        f[ATTRIBUTION, i] = attribution if here else f[ATTRIBUTION, i]
    for i in range(low, high):
        belief = beliefs.route_belief(p, f[KNOWLEDGE, i], f[HOPE, i])
        f[ROUTE_BELIEF, i] = belief if g[STATUS, i] == SERVING else f[ROUTE_BELIEF, i]


@loop
def express(f, g, low, high):  # type: ignore[no-untyped-def]
    """What each lets others see; those who are gone show nothing."""
    for i in range(low, high):
        shown = beliefs.expressed(f[WILLING, i], f[FEAR, i])
        f[EXPRESSED, i] = shown if g[STATUS, i] == SERVING else 0.0
