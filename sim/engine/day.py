"""The compiled day: the schedule of model steps, company by company."""

from typing import NamedTuple

import numpy as np

from sim.compiled import entry, loop
from sim.engine import company as steps
from sim.engine import departure as ways
from sim.engine.tally import SERIES, close, count
from sim.fields import EXPECTED_ATTEMPTS, Floats
from sim.state import COMPANY


class Companies(NamedTuple):
    """Arrays of shape (companies,): what a company's soldiers share."""

    shock: Floats
    intensity: Floats
    felt_hazard: Floats


def new_companies(soldiers: int) -> Companies:
    """Companies that have seen nothing yet."""
    n = -(-soldiers // COMPANY)
    return Companies(np.zeros(n), np.zeros(n), np.zeros(n))


def new_daily(days: int) -> Floats:
    """Room for the tallies: shape (days, series), in the order of `SERIES`."""
    return np.zeros((days, len(SERIES)))


@loop
def _live(p, f, g, ties, companies, k, seed, day, low, high):  # type: ignore[no-untyped-def]
    feedback = p.mechanisms.feedback == 1
    steps.draw_luck(seed, f, g, day, low, high)
    steps.fight(p, f, g, companies, k, seed, day, low, high)
    if feedback:
        steps.remember(p, f, g, companies, k, day, low, high)
        steps.count_squads(f, g, day, low, high)
        steps.count_informants(f, g, low, high)
    steps.endure(p, f, g, companies, k, low, high)
    if feedback:
        steps.hear(f, g, ties, low, high)
        steps.learn(p, f, g, low, high)
    steps.waver(p, f, g, low, high)
    steps.watch(p, f, g, low, high)
    if feedback:
        steps.report(p, f, g, day, low, high)
        steps.notice(p, f, g, seed, day, low, high)
        steps.believe(p, f, g, low, high)
    steps.express(f, g, low, high)


@loop
def _go(p, f, g, legs, ties, companies, k, seed, day, row, low, high):  # type: ignore[no-untyped-def]
    if p.mechanisms.feedback == 1:
        ways.listen(f, g, ties, low, high)
    ways.decide(p, f, g, low, high)
    ways.expect(p, f, g, legs, low, high)
    ways.start(p, f, g, legs, seed, day, low, high)
    ways.meet(p, f, g, companies, k, seed, day, low, high)
    ways.arrive(f, g, day, low, high)
    ways.tell(f, g, low, high)
    count(f, g, day, row, low, high)


@entry
def run_days(  # type: ignore[no-untyped-def]
    periods, period_of_day, routes, f, g, ties, companies, seed, daily, first, last
):
    """Live the days from `first` up to `last`.

    All companies learn and believe before any decides, since ties cross companies.
    """
    n = g.shape[1]
    before = 0.0
    for i in range(n):
        before += f[EXPECTED_ATTEMPTS, i]
    for day in range(first, last):
        period = period_of_day[day]
        p = periods[period]
        legs = routes[period, 0]
        row = daily[day]
        for k in range(len(companies.shock)):
            low = k * COMPANY
            _live(p, f, g, ties, companies, k, seed, day, low, min(low + COMPANY, n))
        for k in range(len(companies.shock)):
            low = k * COMPANY
            _go(p, f, g, legs, ties, companies, k, seed, day, row, low, min(low + COMPANY, n))
        before = close(row, before)
