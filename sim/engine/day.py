"""The compiled day: the schedule of a soldier's day, company by company."""

import numpy as np

from sim.compiled import entry, loop
from sim.engine import company as steps
from sim.engine import departure as ways
from sim.engine.tally import SERIES, close, count
from sim.fields import Floats
from sim.state import COMPANY


def new_daily(days: int) -> Floats:
    """Room for the tallies: shape (days, series), in the order of `SERIES`."""
    return np.zeros((days, len(SERIES)))


@loop
def _live(p, c, legs, ties, told, shown, told_today, shown_today, seed, day, row):  # type: ignore[no-untyped-def]
    """A company's day. `told` and `shown` are all soldiers' of yesterday, the others its own."""
    feedback = p.mechanisms.feedback == 1
    steps.draw_luck(seed, c, day)
    steps.fight(p, c, seed, day)
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
        steps.notice(p, c, seed, day)
        steps.believe(p, c)
    ways.decide(p, c)
    ways.expect(p, c, legs)
    ways.start(p, c, legs, seed, day)
    ways.meet(p, c, seed, day)
    ways.arrive(c, day)
    steps.appear(c, told_today, shown_today)
    count(c, day, row)


@entry
def run_days(  # type: ignore[no-untyped-def]
    periods, period_of_day, routes, companies, ties, told, shown, seed, daily, first, last
):
    """Live the days from `first` up to `last`.

    Soldiers see of others what these told and showed the day before: `told` and `shown`, shape
    (2, places), whose rows take turns by the parity of the day.
    """
    before = 0.0
    for k in range(len(companies)):
        for i in range(COMPANY):
            before += companies[k].expected_attempts[i]
    for day in range(first, last):
        period = period_of_day[day]
        p = periods[period]
        legs = routes[period, 0]
        today = day % 2
        for k in range(len(companies)):
            own = slice(k * COMPANY, (k + 1) * COMPANY)
            _live(
                p,
                companies[k],
                legs,
                ties[k],
                told[1 - today],
                shown[1 - today],
                told[today, own],
                shown[today, own],
                seed,
                day,
                daily[day],
            )
        before = close(daily[day], before)
