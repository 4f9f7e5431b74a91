"""A world: a force under the settings of a scenario, lived day by day."""

import numpy as np

from sim import chance
from sim.engine.day import new_daily, run_days
from sim.fields import Floats, State
from sim.force.draft import draft
from sim.scenario.settings import Settings
from sim.state import COMPANY


class World:
    """A replicate of a scenario.

    `day` is the next day to live, from 0; `daily` has a row for each day lived so far, in the order
    of `sim.engine.tally.SERIES`. The same settings, seed and replicate give the same bits.
    """

    def __init__(self, settings: Settings, seed: int, replicate: int = 0) -> None:
        self.settings = settings
        self.key = np.uint64(chance.replicate_seed(seed, replicate))
        self.state: State = draft(settings.periods[0], self.key, settings.soldiers)
        places = self.state.companies.size * COMPANY
        self.told: Floats = np.zeros((2, places))
        self.shown: Floats = np.zeros((2, places))
        self.told[1] = self.state.places("information").ravel()
        self.daily: Floats = new_daily(settings.days)
        self.day = 0

    def live(self, until: int) -> None:
        """Live the days up to `until` (exclusive), compiled; other threads run meanwhile."""
        run_days(
            self.settings.periods,
            self.settings.period_of_day,
            self.settings.routes,
            self.state.companies,
            self.state.ties,
            self.told,
            self.shown,
            self.key,
            self.daily,
            self.day,
            until,
        )
        self.day = until
