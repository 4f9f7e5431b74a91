"""A world: a force under the settings of a scenario, lived day by day."""

import numpy as np

from sim import chance
from sim.engine.day import Schedule, View, new_daily, new_view, new_work, run_days
from sim.engine.ranks import all_fall_in
from sim.fields import Floats
from sim.force.draft import draft
from sim.outcomes import measure
from sim.scenario.settings import Settings
from sim.soldiers import State
from sim.state import COMPANY, SEEN, TOLD


class World:
    """A replicate of a scenario.

    `day` is the next day to live, from 0; `daily` has a row for each day lived so far, in the order
    of `sim.engine.tally.SERIES`. The same settings, seed and replicate give the same bits.
    """

    def __init__(self, settings: Settings, seed: int, replicate: int = 0) -> None:
        self.settings = settings
        self.seed, self.replicate = seed, replicate
        self.key = np.uint64(chance.replicate_seed(seed, replicate))
        self.state = s = State(settings.soldiers)
        draft(settings.periods[0], self.key, s.soldiers, *s.blocks)
        self.view: View = new_view(len(s.blocks[0]) * COMPANY)
        self.room = new_work()
        self.view.seen[1, TOLD::SEEN][s.order] = s.information
        self.schedule = Schedule(
            settings.periods, settings.period_of_day, settings.routes, settings.arrivals
        )
        self.daily: Floats = new_daily(settings.days)
        self.day = 0
        self._before: World | None = None

    def again(self, until: int) -> "World":
        """The same world, lived again up to a day; the last one asked for is kept."""
        if self._before is None or self._before.day != until:
            self._before = World(self.settings, self.seed, self.replicate)
            self._before.live(until)
        return self._before

    def outcomes(self) -> dict[str, float]:
        """Every outcome of `sim.outcomes.OUTCOMES`, of the days lived so far."""
        return measure(self.state, self.daily, self.settings.broken_share)

    def live(self, until: int) -> None:
        """Live the days up to `until` (exclusive), compiled; other threads run meanwhile.

        Raises ValueError for a day that is over, or that the scenario does not have.
        """
        if not self.day <= until <= self.settings.days:
            raise ValueError(f"until must be {self.day} to {self.settings.days}, not {until}")
        run_days(
            self.schedule,
            *self.state.blocks,
            self.view,
            self.room,
            self.key,
            self.daily,
            self.day,
            until,
            self.state.closed,
        )
        self.state.close(all_fall_in)
        self.day = until
