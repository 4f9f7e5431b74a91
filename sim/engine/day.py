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
def _live(p, c, ties, told, expressed, seed, day):  # type: ignore[no-untyped-def]
    feedback = p.mechanisms.feedback == 1
    steps.draw_luck(seed, c, day)
    steps.fight(p, c, seed, day)
    if feedback:
        steps.remember(p, c, day)
        steps.count_squads(c, day)
        steps.count_informants(c)
    steps.endure(p, c)
    if feedback:
        steps.hear(c, ties, told)
        steps.learn(p, c)
    steps.waver(p, c)
    steps.watch(p, c)
    if feedback:
        steps.report(p, c, day)
        steps.notice(p, c, seed, day)
        steps.believe(p, c)
    steps.express(c, expressed)


@loop
def _go(p, c, legs, ties, told, expressed, seed, day, row):  # type: ignore[no-untyped-def]
    if p.mechanisms.feedback == 1:
        ways.listen(c, ties, expressed)
    ways.decide(p, c)
    ways.expect(p, c, legs)
    ways.start(p, c, legs, seed, day)
    ways.meet(p, c, seed, day)
    ways.arrive(c, day)
    ways.tell(c, told)
    count(c, day, row)


@entry
def run_days(  # type: ignore[no-untyped-def]
    periods, period_of_day, routes, companies, ties, told, expressed, seed, daily, first, last
):
    """Live the days from `first` up to `last`.

    All companies learn and believe before any decides, since ties cross companies: `told` and
    `expressed`, by soldier, are all that others see.
    """
    before = 0.0
    for k in range(len(companies)):
        for i in range(COMPANY):
            before += companies[k].expected_attempts[i]
    for day in range(first, last):
        period = period_of_day[day]
        p = periods[period]
        legs = routes[period, 0]
        row = daily[day]
        for k in range(len(companies)):
            shown = expressed[k * COMPANY : (k + 1) * COMPANY]
            _live(p, companies[k], ties[k], told, shown, seed, day)
        for k in range(len(companies)):
            passed_on = told[k * COMPANY : (k + 1) * COMPANY]
            _go(p, companies[k], legs, ties[k], passed_on, expressed, seed, day, row)
        before = close(row, before)
