"""Step 10, on the morning after: what known attempts do to a company, to families, to others."""

import numpy as np

from sim import chance
from sim.compiled import entry, loop
from sim.engine.company import leave
from sim.engine.ranks import in_front, standing_at
from sim.rules import aftermath, beliefs
from sim.state import (
    CAUGHT,
    COMPANY,
    ESCAPED,
    FRIENDS,
    MISSING,
    ROOM,
    SEEN,
    SERVING,
    SHOWN,
    UNIT_WITHDRAWN,
)


@loop
def attribute(p, c, seed):  # type: ignore[no-untyped-def]
    """Who is read as a defector, and whose family is punished. Returns how many families.

    One who was caught is certainly read as one; one who is only missing may be counted as dead. The
    draws are of the attempt, so later news of it gives the regime no second chance.
    """
    families = 0
    for j in range(ROOM):
        news = c.news[j]
        if news == 0 or c.family_punished[j] == 1 or c.hostage[j] <= 0.0:
            continue
        read = beliefs.attribution_chance(p, c.left_in[j])
        luck = chance.uniform(seed, c.person[j], 0, c.attempt_day[j], chance.ATTRIBUTION)
        if news & CAUGHT or luck < read:
            acts = chance.uniform(seed, c.person[j], 0, c.attempt_day[j], chance.SANCTION)
            if acts < p.aftermath.sanctions:
                c.family_punished[j] = 1
                families += 1
    return families


@loop
def respond(p, c, seen, news, families, day):  # type: ignore[no-untyped-def]
    """Crackdown, interrogations with what they reveal and what they cost, and withdrawal.

    `seen` is what others saw of them yesterday.
    """
    attempts = 0
    if news:
        for j in range(ROOM):
            attempts += 1 if c.news[j] & MISSING else 0
    c.known_attempts += attempts
    c.crackdown = aftermath.crackdown(p, c.crackdown, float(attempts))
    c.attribution_news = aftermath.attribution_news(p, c.attribution_news, float(families))
    if attempts == 0:
        return
    for i in range(in_front(c)):
        if aftermath.interrogates(p) and c.status[i] == SERVING:
            c.interrogated += 1
            hidden = c.willing[i] - seen[SEEN * np.int64(c.home[i]) + SHOWN]
            c.suspicion[i] = aftermath.suspicion(p, c.suspicion[i], hidden)
            c.conviction[i] = aftermath.conviction(p, c.conviction[i])
    if aftermath.withdrawn(p, c.known_attempts):
        for i in range(in_front(c)):
            if c.status[i] == SERVING:
                leave(c, i, UNIT_WITHDRAWN, day)


@loop
def learn_of(p, c, i, attempts, catches, escapes):  # type: ignore[no-untyped-def]
    """Soldier i learns of attempts."""
    c.attempts_noticed[i] += attempts
    c.catches_noticed[i] += catches
    c.learned_fear[i] = beliefs.learned_fear(p, c.attempts_noticed[i], c.catches_noticed[i])
    c.hope[i] = beliefs.hope(p, c.hope[i], escapes)


@loop
def keep_fresh(c, i, attempts, catches, escapes):  # type: ignore[no-untyped-def]
    """What he noticed himself he passes on tomorrow; what he was told he does not, lest it echo."""
    c.fresh_attempts[i] += attempts
    c.fresh_catches[i] += catches
    c.fresh_escapes[i] += escapes
    c.stirred = 1


@loop
def notice(p, c, seed):  # type: ignore[no-untyped-def]
    """News of yesterday runs through the company at once; each notices it by chance.

    The draw is of the attempt, so who notices a catch has noticed its attempt.
    """
    for j in range(ROOM):
        news = c.news[j]
        if news == 0:
            continue
        for i in range(in_front(c)):
            if c.status[i] != SERVING or i == j:
                continue
            u = chance.uniform(seed, c.person[i], c.person[j], c.attempt_day[j], chance.NOTICE)
            if u < p.belief.observation:
                attempt = 1.0 if news & MISSING else 0.0
                catch = 1.0 if news & CAUGHT else 0.0
                escape = 1.0 if news & ESCAPED else 0.0
                learn_of(p, c, i, attempt, catch, escape)
                keep_fresh(c, i, attempt, catch, escape)


@loop
def gossip(p, c, companies, ties, fresh, heeds, seed):  # type: ignore[no-untyped-def]
    """News travels on along ties to other squads: what friends there learnt yesterday.

    He hears all that a friend tells, or nothing.
    """
    any_heeds = 0
    for home in range(COMPANY):
        any_heeds |= heeds[home]
    if any_heeds == 0:
        return
    for i in range(c.front):
        if c.status[i] != SERVING or heeds[c.home[i]] == 0:
            continue
        for k in range(FRIENDS):
            other = int(ties.friend[k, i])
            told = fresh[other, 0] + fresh[other, 1] + fresh[other, 2]
            if ties.share[k, i] <= 0.0 or told <= 0.0:
                continue
            # Of `companies`, which `c` is one of, nothing may be read here that is written to `c`.
            theirs = companies[other // COMPANY]
            friend = theirs.person[standing_at(theirs, other % COMPANY)]
            u = chance.uniform(seed, c.person[i], friend, 0, chance.GOSSIP)
            if u < p.belief.observation:
                h = p.belief.hearsay
                learn_of(p, c, i, h * fresh[other, 0], h * fresh[other, 1], h * fresh[other, 2])


@loop
def hear_public(p, c, escapes, seed, day):  # type: ignore[no-untyped-def]
    """Escapes made public yesterday reach those who hear of the outside."""
    reach = aftermath.hears_public(p)
    for i in range(in_front(c)):
        if c.status[i] != SERVING:
            continue
        if chance.uniform(seed, c.person[i], 0, day, chance.HEARD) < reach:
            learn_of(p, c, i, escapes, 0.0, escapes)
            c.publicised[i] = aftermath.publicised(p, c.publicised[i], escapes)


@loop
def publish(p, c, seed, day):  # type: ignore[no-untyped-def]
    """How many of today's escapes are made public."""
    escapes = 0
    if c.has_news == 0:
        return escapes
    for j in range(ROOM):
        if c.news[j] & ESCAPED:
            luck = chance.uniform(seed, c.person[j], 0, day, chance.PUBLIC)
            escapes += 1 if luck < p.outreach.publicity else 0
    return escapes


@entry
def pass_on(c, ties, fresh, heeds):  # type: ignore[no-untyped-def]
    """Write what each learnt today where his friends will see it tomorrow: ties are mutual."""
    for i in range(ROOM):
        home = c.home[i]
        if home >= COMPANY:
            continue
        fresh[home, 0] = c.fresh_attempts[i]
        fresh[home, 1] = c.fresh_catches[i]
        fresh[home, 2] = c.fresh_escapes[i]
        if fresh[home, 0] + fresh[home, 1] + fresh[home, 2] > 0.0:
            for k in range(FRIENDS):
                if ties.share[k, i] > 0.0:
                    heeds[ties.friend[k, i]] = 1


@loop
def forget(c):  # type: ignore[no-untyped-def]
    """A new day: what was fresh yesterday has been passed on."""
    for i in range(ROOM):
        c.fresh_attempts[i] = 0.0
        c.fresh_catches[i] = 0.0
        c.fresh_escapes[i] = 0.0
    c.stirred = 0


@loop
def fall_silent(c):  # type: ignore[no-untyped-def]
    """Yesterday's news has been heard."""
    for i in range(ROOM):
        c.news[i] = 0
    c.has_news = 0
