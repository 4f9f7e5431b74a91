"""Steps of the compiled day that the agents engine borrows, company by company.

Agents leave their places to nobody: ranks are closed for the step, and then all fall in again.
"""

from sim.compiled import entry
from sim.engine import company as steps
from sim.engine import tally
from sim.engine.ranks import fall_in, fall_out
from sim.engine.squads import count_squads


@entry
def wake(p, c, today, ties, arrives, seed, day):  # type: ignore[no-untyped-def]
    """What is drawn for each soldier, and what new ground takes from him."""
    steps.take_stock(p, c)
    fall_out(c, today, ties, day)
    steps.draw_luck(seed, c, today, day)
    if arrives:
        steps.arrive_on_new_ground(p, c)
    fall_in(c, today, ties)


@entry
def look_at_squads(p, c, today, ties, work, day):  # type: ignore[no-untyped-def]
    """What the day before left of each squad."""
    steps.count_anew(c)
    fall_out(c, today, ties, day)
    count_squads(p, c, today, work, day)
    fall_in(c, today, ties)


@entry
def count(c, today, ties, day, row):  # type: ignore[no-untyped-def]
    """Add the company to the row of the day."""
    steps.count_anew(c)
    fall_out(c, today, ties, day)
    tally.count(c, today, day, row)
    fall_in(c, today, ties)
