"""The compiled day: the schedule of a soldier's day, company by company."""

from typing import Any, NamedTuple

import numpy as np
from numba import literal_unroll

from sim.blocks import zeros
from sim.compiled import entry, inlined, loop
from sim.engine import aftermath as after
from sim.engine import company as steps
from sim.engine import departure
from sim.engine.ahead import bring, look_ahead, read_through
from sim.engine.listening import look_around, see_nothing
from sim.engine.plot import start
from sim.engine.ranks import close_ranks, fall_out
from sim.engine.squads import count_squads
from sim.engine.tally import SERIES, close, count, fallen_share
from sim.fields import DESK, PASSING, Blocks, Floats, Integers
from sim.force.morning import think_as_at_first
from sim.places import company_in_turn
from sim.state import COMPANY, SEEN


class View(NamedTuple):
    """What soldiers see of all others, each at home; the first axis is the parity of the day.

    seen: shape (2, SEEN * places), what each told and showed (`TOLD`, `SHOWN`), side by side.
    fresh: (2, places, 3), attempts, catches and escapes that each learnt of. heeds: (2, places),
    whether he has a friend to whom anything was fresh. stirred, escapes: (2,), whether anybody has,
    and how many escapes were made public.
    """

    seen: Floats
    fresh: Floats
    heeds: Integers
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
    seen, fresh = zeros((2, SEEN * places)), zeros((2, places, 3))
    heeds = np.zeros((2, places), np.int32)
    stirred, escapes = np.zeros(2, np.int32), np.zeros(2, np.int32)
    return View(seen, fresh, heeds, stirred, escapes)


def new_work() -> Blocks:
    """Room in which the loops of a company reckon, shape (1,)."""
    return zeros(1, DESK)


def new_daily(days: int) -> Floats:
    """Room for the tallies: shape (days, series), in the order of `SERIES`."""
    return np.zeros((days, len(SERIES)))


@entry
def forget_yesterday(view, row):  # type: ignore[no-untyped-def]
    """Clear a row of what was fresh, to be written anew."""
    if view.stirred[row] == 1:
        view.fresh[row] = 0.0
        view.heeds[row] = 0
    view.stirred[row] = 0
    view.escapes[row] = 0


@loop
def _clear(today):  # type: ignore[no-untyped-def]
    """A page that is kept has zeros for who was gone before."""
    for name in literal_unroll(PASSING):
        today[name][:] = 0.0


@inlined
def _after(p, c, companies, ties, view, old, seed, day):  # type: ignore[no-untyped-def]
    """Step 10 of yesterday (row `old` of the view), felt this morning."""
    own = slice(c.number * COMPANY, (c.number + 1) * COMPANY)
    seen = view.seen[old, SEEN * own.start : SEEN * own.stop]
    feedback = p.mechanisms.feedback == 1
    news = c.has_news == 1
    families = after.attribute(p, c, seed) if news else 0
    if c.stirred == 1:
        after.forget(c)
    if feedback:
        after.respond(p, c, seen, news, families, day)
        if news:
            after.notice(p, c, seed)
        if view.stirred[old] == 1:
            after.gossip(p, c, companies, ties, view.fresh[old], view.heeds[old, own], seed)
        if view.escapes[old] > 0:
            after.hear_public(p, c, float(view.escapes[old]), seed, day)
    if news:
        after.fall_silent(c)


@inlined
def _live(p, at_first, c, today, ties, seen, work, day, kept):  # type: ignore[no-untyped-def]
    """Steps 2 to 5: what befalls a company, what it learns and believes.

    Without feedback it goes on believing what the settings of the first morning make it believe.
    """
    feedback = p.mechanisms.feedback == 1
    if feedback:
        count_squads(p, c, today, work, day)
        bring(work, 2)
        look_around(c, today, ties, seen, work)
        bring(work, 3)
    else:
        see_nothing(c, today)
    steps.endure(p, c, today, kept)
    if feedback:
        steps.learn(p, c, today)
    steps.waver(p, c)
    bring(work, 4)
    steps.watch(p, c, today, work)
    bring(work, 5)
    if feedback:
        steps.report(p, c, today, work, day)
        close_ranks(c, today, ties)
        steps.believe(p, c, today)
        bring(work, 6)
    else:
        think_as_at_first(at_first, c, today, work.rows[0])


@inlined
def _go(p, c, today, ties, routes, work, seed, day):  # type: ignore[no-untyped-def]
    """Steps 6 to 9: who decides to leave, with whom, by which way, and who is cut off."""
    departure.decide(p, c, today, work)
    bring(work, 7)
    departure.expect(p, c, today, routes, work)
    bring(work, 8)
    start(p, c, today, ties, routes, work, seed, day)
    close_ranks(c, today, ties)
    bring(work, 9)
    departure.meet(p, c, today, work, seed, day)
    close_ranks(c, today, ties)
    bring(work, 10)
    departure.arrive(c, day)


@entry
def run_days(  # type: ignore[no-untyped-def]
    settings, companies, pages, ties, view, room, seed, daily, first, last, closed
):
    """Live the days from `first` up to `last`, which leaves ranks closed; `closed`: as they are.

    Soldiers see of others what these told, showed and learnt the day before: the arrays of `view`
    have two rows that take turns by the parity of the day. `pages` hold what no later day reads:
    all companies write on the first, one after the other, until the last day, when each keeps its
    own. `room` is to reckon in: see `new_work`.
    """
    work = room[0]
    if not closed:
        for k in range(len(companies)):
            steps.take_stock(settings.periods[0], companies[k])
            fall_out(companies[k], pages[k], ties[k], first)
    for day in range(first, last):
        period = settings.period_of_day[day]
        p = settings.periods[period]
        routes = settings.routes[period]
        work.ways[0] = -1.0
        new, old = day % 2, 1 - day % 2
        forget_yesterday(view, new)
        steps.muster(p, companies, seed, fallen_share(p, daily, day), day)
        for turn in range(len(companies)):
            k = company_in_turn(turn, len(companies), day)
            c = companies[k]
            kept = day == last - 1
            today = pages[k if kept else 0]
            own = slice(k * COMPANY, (k + 1) * COMPANY)
            read_through(companies, ties, k, work)
            look_ahead(companies, ties, view, turn, day, work)
            if kept:
                _clear(today)
            if c.alike == 0:
                c.alike = steps.know_alike(c)
            steps.draw_luck(seed, c, today, day)
            bring(work, 0)
            if settings.arrivals[day] == 1:
                steps.arrive_on_new_ground(p, c)
            steps.fight(p, c, today, day)
            close_ranks(c, today, ties[k])
            _after(p, c, companies, ties[k], view, old, seed, day)
            close_ranks(c, today, ties[k])
            bring(work, 1)
            _live(p, settings.periods[0], c, today, ties[k], view.seen[old], work, day, kept)
            _go(p, c, today, ties[k], routes, work, seed, day)
            since = -1 if day < first + 2 else day - 1
            steps.appear(c, today, view.seen[new, SEEN * own.start : SEEN * own.stop], since)
            if c.stirred == 1:
                after.pass_on(c, ties[k], view.fresh[new, own], view.heeds[new])
                view.stirred[new] = 1
            view.escapes[new] += after.publish(p, c, seed, day)
            count(c, today, day, daily[day])
            bring(work, 11)
        close(daily[day])
