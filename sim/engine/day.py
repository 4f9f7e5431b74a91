"""The compiled day: the schedule of a soldier's day, company by company."""

from typing import Any, NamedTuple

import numpy as np

from sim.compiled import entry, loop
from sim.engine import aftermath as after
from sim.engine import company as steps
from sim.engine import departure as ways
from sim.engine.plot import start
from sim.engine.tally import SERIES, close, count, fallen_share
from sim.fields import Floats, Integers
from sim.rules import aftermath
from sim.state import COMPANY


class View(NamedTuple):
    """What soldiers see of all others, by place; the first axis is the parity of the day.

    told, shown: shape (2, places). fresh: (2, places, 3), attempts, catches and escapes that each
    learnt of. stirred, escapes: (2,), whether anything is fresh, how many escapes were published.
    """

    told: Floats
    shown: Floats
    fresh: Floats
    stirred: Integers
    escapes: Integers


class Schedule(NamedTuple):
    """The settings as the compiled day takes them: see `sim.scenario.settings.Settings`."""

    periods: Any
    period_of_day: Any
    routes: Any
    arrivals: Any


def new_view(places: int) -> View:
    """Nobody has seen anything."""
    seen, none = np.zeros((2, places)), np.zeros(2, np.int32)
    return View(seen, seen.copy(), np.zeros((2, places, 3)), none, none.copy())


def new_daily(days: int) -> Floats:
    """Room for the tallies: shape (days, series), in the order of `SERIES`."""
    return np.zeros((days, len(SERIES)))


@loop
def _after(p, c, ties, persons, fresh, stirred, escapes, seed, day):  # type: ignore[no-untyped-def]
    """Step 10 of yesterday, felt this morning."""
    feedback = p.mechanisms.feedback == 1
    news = after.has_news(c)
    families = after.attribute(p, c, seed) if news else 0
    if c.stirred == 1:
        after.forget(c)
    if feedback:
        after.respond(p, c, families, day)
        if news:
            after.notice(p, c, seed)
        if stirred:
            after.gossip(p, c, ties, persons, fresh, seed)
        if escapes > 0:
            after.hear_public(p, c, float(escapes), seed, day)
    if news:
        for i in range(COMPANY):
            c.news[i] = 0


@loop
def _live(p, c, ties, told, shown, seed, day):  # type: ignore[no-untyped-def]
    """Steps 2 to 5: what befalls a company, what it learns and believes."""
    feedback = p.mechanisms.feedback == 1
    if feedback:
        steps.remember(p, c, day)
        steps.count_squads(c, day)
        steps.count_informants(c)
    steps.endure(p, c)
    if feedback:
        steps.look_around(c, ties, told, shown)
        steps.learn(p, c)
    steps.waver(p, c)
    steps.watch(p, c)
    if feedback:
        steps.report(p, c, day)
        steps.believe(p, c)


@loop
def _go(p, c, ties, routes, seed, day):  # type: ignore[no-untyped-def]
    """Steps 6 to 9: who decides to leave, with whom, by which way, and who is cut off."""
    ways.decide(p, c)
    ways.expect(p, c, routes)
    start(p, c, ties, routes, seed, day)
    ways.meet(p, c, seed, day)
    ways.arrive(c, day)


@entry
def run_days(  # type: ignore[no-untyped-def]
    settings, companies, ties, persons, view, seed, daily, first, last
):
    """Live the days from `first` up to `last`.

    Soldiers see of others what these told, showed and learnt the day before: the arrays of `view`
    have two rows that take turns by the parity of the day.
    """
    before = 0.0
    for k in range(len(companies)):
        for i in range(COMPANY):
            before += companies[k].expected_attempts[i]
    for day in range(first, last):
        period = settings.period_of_day[day]
        p = settings.periods[period]
        routes = settings.routes[period]
        today, yesterday = day % 2, 1 - day % 2
        told, shown = view.told[yesterday], view.shown[yesterday]
        stirred, escapes = view.stirred[yesterday] == 1, view.escapes[yesterday]
        if view.stirred[today] == 1:
            view.fresh[today] = 0.0
        view.stirred[today] = 0
        view.escapes[today] = 0
        fallen = fallen_share(p, daily, day)
        for k in range(len(companies)):
            c = companies[k]
            own = slice(k * COMPANY, (k + 1) * COMPANY)
            c.honour = aftermath.honour(p, fallen)
            steps.draw_luck(seed, c, day)
            if settings.arrivals[day] == 1:
                steps.arrive_on_new_ground(p, c)
            steps.fight(p, c, seed, day)
            _after(p, c, ties[k], persons, view.fresh[yesterday], stirred, escapes, seed, day)
            _live(p, c, ties[k], told, shown, seed, day)
            _go(p, c, ties[k], routes, seed, day)
            steps.appear(c, view.told[today, own], view.shown[today, own])
            if c.stirred == 1:
                after.pass_on(c, view.fresh[today, own])
                view.stirred[today] = 1
            view.escapes[today] += after.publish(p, c, seed, day)
            count(c, day, daily[day])
        before = close(daily[day], before)
