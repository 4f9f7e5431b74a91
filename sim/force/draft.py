"""Drafting: the force of a replicate on the morning of its first day."""

from sim.compiled import allocating_entry
from sim.force.morning import first_morning
from sim.force.persons import fill_persons, screened
from sim.force.ties import tie
from sim.force.units import appoint


@allocating_entry
def draft(p, seed, soldiers, companies, pages, ties):  # type: ignore[no-untyped-def]
    """Draw, screen, rank and tie `soldiers` persons under the settings `p` of the first period.

    The blocks are those of a new `sim.fields.State`.
    """
    persons = screened(p, seed, soldiers)
    fill_persons(p, seed, persons, companies)
    appoint(companies)
    tie(p, seed, persons, companies, ties)
    first_morning(p, companies, pages)
