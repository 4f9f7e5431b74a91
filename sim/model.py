"""The Mesa model: a world whose soldiers are agents."""

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.agent import Agent, AgentSet

from sim import chance
from sim.agents import Soldier
from sim.engine import company as steps
from sim.engine.tally import close, count
from sim.fields import FIELDS
from sim.rules import battlefield, contact
from sim.scenario import Scenario, load_scenario
from sim.scenario.settings import resolve_settings
from sim.state import COMPANY, SERVING, STATUSES, TIES
from sim.world import World


class DefectionModel(mesa.Model):  # type: ignore[misc]
    """A replicate of a scenario as a Mesa model.

    scenario: a name in scenarios/, a path, or a loaded Scenario.
    rng: the seed, a whole number. None draws one.
    replicate: which replicate of that seed.
    engine: "compiled" lives the day in numba, "agents" lets each soldier step. Same bits.
    soldier_class: a subclass of Soldier; one that overrides a rule needs engine="agents".
    changes: scenario keys, such as **{"regime.informants": 0.05}.

    Raises ScenarioError for a scenario, key or value that is wrong, ValueError for an engine that
    does not exist or a rule overridden under the compiled engine, TypeError for a seed that is no
    number.
    """

    def __init__(
        self,
        scenario: str | Scenario = "dmz",
        rng: int | None = None,
        *,
        replicate: int = 0,
        engine: str = "compiled",
        soldier_class: type[Soldier] = Soldier,
        **changes: Any,
    ) -> None:
        if rng is None:
            rng = int(np.random.SeedSequence().generate_state(1)[0])
        if isinstance(rng, bool) or not isinstance(rng, int | np.integer):
            raise TypeError(f"rng must be a whole number, not {rng!r}")
        super().__init__(rng=int(rng))
        if engine not in ("compiled", "agents"):
            raise ValueError(f"engine {engine!r} is none of compiled, agents")
        if engine == "compiled":
            _refuse_overrides(soldier_class)
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.assumptions = loaded.with_values(changes) if changes else loaded
        self.engine = engine
        self.seed_number = int(rng)
        self.soldier_class = soldier_class
        self.settings = resolve_settings(self.assumptions)
        self.world = World(self.settings, self.seed_number, replicate)
        self.key = self.world.key
        self.columns = tuple(memoryview(self.world.state.places(n).data) for n in FIELDS)
        self.told = self.shown = memoryview(b"")
        self.p: SimpleNamespace = self.settings.namespace(0)
        self.legs: list[tuple[int, int, float, float, float]] = []
        self.company_today: list[SimpleNamespace] = []
        self._recruited = False
        self._expected = 0.0
        self._ties = _rows(self.world) if engine == "agents" else []

    @property
    def day(self) -> int:
        """The next day to live, from 0."""
        return self.world.day

    @property
    def agents(self) -> AgentSet:
        """The soldiers; made when first asked for."""
        self._recruit()
        return self._all_agents

    @property
    def agents_by_type(self) -> dict[type[Agent], AgentSet]:
        """The soldiers by class, as Mesa's DataCollector asks for them."""
        self._recruit()
        by_type: dict[type[Agent], AgentSet] = self._agents_by_type
        return by_type

    def _recruit(self) -> None:
        if not self._recruited:
            self._recruited = True
            for index in range(self.settings.soldiers):
                self.soldier_class(self, index)
            # Mesa counts agents in a table that would keep this model alive for ever.
            Agent._ids.pop(self, None)

    def counts(self) -> dict[str, int]:
        """Soldiers in each status now."""
        found = np.bincount(self.world.state.status, minlength=len(STATUSES))
        return {name: int(n) for name, n in zip(STATUSES, found, strict=True)}

    def step(self) -> None:
        """Live one day. After the last day of the scenario nothing more happens."""
        if self.day >= self.settings.days:
            self.running = False
            return
        if self.engine == "compiled":
            self.world.live(self.day + 1)
        else:
            self._step_agents()
        self.running = self.day < self.settings.days

    def ties_of(self, index: int) -> list[tuple[int, float]]:
        """A soldier's ties: (other soldier, share of his trust), in their fixed order."""
        return self._ties[index]

    def _step_agents(self) -> None:
        world = self.world
        day = self.day
        period = int(self.settings.period_of_day[day])
        self.p = self.settings.namespace(period)
        self.legs = [
            (int(leg[0]), int(leg[1]), *leg[2:])
            for leg in self.settings.routes[period, 0].tolist()
            if leg[0] >= 0.0
        ]
        record = self.settings.periods[period]
        companies = world.state.companies
        for c in companies:
            steps.draw_luck(self.key, c, day)
        self.company_today = [self._muster(c) for c in companies]
        self.told = world.told[1 - day % 2].data
        self.shown = world.shown[1 - day % 2].data
        self.agents.do("fight")
        feedback = self.p.mechanisms.feedback == 1
        for c, today in zip(companies, self.company_today, strict=True):
            if feedback:
                steps.remember(record, c, day)
                steps.count_squads(c, day)
                steps.count_informants(c)
            felt = float(c["felt_hazard"])
            today.mortality = battlefield.perceived_mortality(self.p, felt)
            today.news = _news(c) if feedback else []
            c["news"] = 0 if feedback else c["news"]
        self.agents.do("live")
        world.shown[day % 2] = world.state.places("expressed").ravel()
        here = world.state.places("status") == SERVING
        told = np.where(here, world.state.places("information"), 0.0)
        world.told[day % 2] = told.ravel()
        for c in companies:
            count(c, day, world.daily[day])
        self._expected = close(world.daily[day], self._expected)
        world.day += 1

    def _muster(self, c: Any) -> SimpleNamespace:
        """What today holds for a company."""
        z = chance.normal(self.key, c["number"], 0, self.day, chance.SHOCK)
        c["shock"] = battlefield.next_shock(self.p, float(c["shock"]), z)
        c["intensity"] = intensity = battlefield.intensity(self.p, float(c["shock"]))
        return SimpleNamespace(
            exposure=battlefield.exposure(intensity),
            casualty=battlefield.casualty_chance(self.p, intensity),
            rotation=battlefield.rotation_chance(self.p),
            cut_off=contact.cut_off_chance(self.p, intensity),
        )


def _refuse_overrides(soldier_class: type[Soldier]) -> None:
    rules = [n for n in dir(Soldier) if not n.startswith("_") and not hasattr(Agent, n)]
    changed = [n for n in rules if getattr(soldier_class, n) is not getattr(Soldier, n)]
    if changed:
        raise ValueError(
            f"{soldier_class.__name__} overrides {', '.join(changed)}: this needs engine='agents'"
        )


def _rows(world: World) -> list[list[tuple[int, float]]]:
    soldiers = world.state.soldiers
    other, share = (
        world.state.ties[name].reshape(-1, TIES)[:soldiers].tolist()
        for name in ("other", "share")
    )
    return [list(zip(o, w, strict=True)) for o, w in zip(other, share, strict=True)]


def _news(c: Any) -> list[tuple[int, int, int]]:
    first = int(c["number"]) * COMPANY
    known = np.flatnonzero(c["news"])
    return [(first + int(j), int(c["person"][j]), int(c["news"][j])) for j in known]
