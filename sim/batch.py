"""Many worlds in one call: replicates, of one scenario or of many, drafted and lived compiled."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.blocks import zeros
from sim.compiled import entry
from sim.engine.day import Schedule, View, new_daily, new_work, run_days
from sim.engine.ranks import all_fall_in
from sim.fields import Blocks, Floats, new_blocks
from sim.force.draft import draft
from sim.scenario.settings import NO_LEG, Settings
from sim.soldiers import State
from sim.state import COMPANY, SEEN, TOLD

# Where in the arrays of all a world begins, and how much of them is its own.
_PARTS = ("period", "periods", "day", "days", "company", "companies")
_WORLD = np.dtype([("key", "u8"), ("soldiers", "i8"), *((name, "i8") for name in _PARTS)])


class Memory(NamedTuple):
    """The blocks of all worlds, one after the other, and what their soldiers see, as in `View`.

    stirred and escapes: one pair, which all worlds use in turn. room: to reckon in.
    """

    companies: Blocks
    pages: Blocks
    ties: Blocks
    seen: Floats
    fresh: Floats
    heeds: NDArray[np.int32]
    stirred: NDArray[np.int32]
    escapes: NDArray[np.int32]
    room: Blocks


@entry
def live_worlds(worlds, schedule, memory, daily):  # type: ignore[no-untyped-def]
    """Draft each world and live all its days."""
    for k in range(len(worlds)):
        w = worlds[k]
        periods = slice(w.period, w.period + w.periods)
        days = slice(w.day, w.day + w.days)
        own = slice(w.company, w.company + w.companies)
        places = w.companies * COMPANY
        twice = slice(2 * COMPANY * w.company, 2 * COMPANY * w.company + 2 * places)
        companies, pages, ties = memory.companies[own], memory.pages[own], memory.ties[own]
        here = Schedule(
            schedule.periods[periods],
            schedule.period_of_day[days],
            schedule.routes[periods],
            schedule.arrivals[days],
        )
        view = View(
            memory.seen[twice].reshape(2, SEEN * places),
            memory.fresh[twice].reshape(2, places, 3),
            memory.heeds[twice].reshape(2, places),
            memory.stirred,
            memory.escapes,
        )
        memory.stirred[:] = 0
        memory.escapes[:] = 0
        draft(here.periods[0], w.key, w.soldiers, companies, pages, ties)
        for i in range(places):
            view.seen[1, SEEN * i + TOLD] = companies[i // COMPANY].information[i % COMPANY]
        run_days(
            here, companies, pages, ties, view, memory.room, w.key, daily[days], 0, w.days, False
        )


def live_all(jobs: Sequence[tuple[Settings, np.uint64]]) -> list[tuple[State, Floats]]:
    """The soldiers at the end, and the row of each day, of every world: settings and key."""
    worlds = np.zeros(len(jobs), _WORLD)
    worlds["key"] = [key for _, key in jobs]
    worlds["soldiers"] = [settings.soldiers for settings, _ in jobs]
    worlds["periods"] = [len(settings.periods) for settings, _ in jobs]
    worlds["days"] = [settings.days for settings, _ in jobs]
    worlds["companies"] = -(-worlds["soldiers"] // COMPANY)
    for name, many in (("period", "periods"), ("day", "days"), ("company", "companies")):
        worlds[name] = np.cumsum(worlds[many]) - worlds[many]
    companies = int(worlds["companies"].sum())
    twice = 2 * COMPANY * companies
    memory = Memory(
        *new_blocks(companies),
        zeros((twice, SEEN)),
        zeros((twice, 3)),
        np.zeros(twice, np.int32),
        np.zeros(2, np.int32),
        np.zeros(2, np.int32),
        new_work(),
    )
    states = [_state(world, memory) for world in worlds]
    daily = new_daily(int(worlds["days"].sum()))
    live_worlds(worlds, _schedule([settings for settings, _ in jobs]), memory, daily)
    for state in states:
        state.close(all_fall_in)
    return [
        (state, daily[world["day"] : world["day"] + world["days"]])
        for state, world in zip(states, worlds, strict=True)
    ]


def _state(world: np.void, memory: Memory) -> State:
    own = slice(world["company"], world["company"] + world["companies"])
    blocks = memory.companies[own], memory.pages[own], memory.ties[own]
    return State(int(world["soldiers"]), blocks)


def _schedule(settings: Sequence[Settings]) -> Schedule:
    """All periods, days and routes, one after the other; who has fewer routes or legs has none."""
    most = np.max([s.routes.shape for s in settings], axis=0)
    routes = np.full((sum(len(s.routes) for s in settings), *most[1:]), float(NO_LEG))
    first = 0
    for s in settings:
        last, ways, legs = first + len(s.routes), *s.routes.shape[1:3]
        routes[first:last, :ways, :legs] = s.routes
        first = last
    return Schedule(
        np.concatenate([s.periods for s in settings]),
        np.concatenate([s.period_of_day for s in settings]),
        routes,
        np.concatenate([s.arrivals for s in settings]),
    )
