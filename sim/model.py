"""The Mesa model: a world whose soldiers are agents."""

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.agent import Agent, AgentSet

from sim import chance
from sim.agents import Soldier
from sim.agents.flight import Leg
from sim.engine import company as steps
from sim.engine.tally import close, count, fallen_share
from sim.fields import FIELDS
from sim.rules import aftermath, battlefield, contact
from sim.scenario import Scenario, load_scenario
from sim.scenario.settings import resolve_settings
from sim.state import COMPANY, ESCAPED, MISSING, SERVING, STATUSES, TIES
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
        self.told = self.shown = self.fresh = memoryview(b"")
        self.stirred = False
        self.public_escapes = 0
        self.p: SimpleNamespace = self.settings.namespace(0)
        self.routes: list[list[Leg]] = []
        self.company_today: list[SimpleNamespace] = []
        self._recruited = False
        self._soldiers: list[Soldier] = []
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
            count = range(self.settings.soldiers)
            self._soldiers = [self.soldier_class(self, index) for index in count]
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
        world, day = self.world, self.day
        view, companies = world.view, world.state.companies
        period = int(self.settings.period_of_day[day])
        record = self.settings.periods[period]
        self.p = self.settings.namespace(period)
        self.routes = _routes(self.settings.routes[period])
        today, yesterday = day % 2, 1 - day % 2
        self.told, self.shown = view.told[yesterday].data, view.shown[yesterday].data
        self.fresh = view.fresh[yesterday].data
        self.stirred = bool(view.stirred[yesterday])
        self.public_escapes = int(view.escapes[yesterday])
        feedback = self.p.mechanisms.feedback == 1
        fallen = float(fallen_share(record, world.daily, day))
        for c in companies:
            steps.draw_luck(self.key, c, day)
            if self.settings.arrivals[day]:
                steps.arrive_on_new_ground(record, c)
        self.company_today = [self._muster(c, fallen) for c in companies]
        self.agents.do("fight")
        for c, company in zip(companies, self.company_today, strict=True):
            self._respond(c, company)
        if feedback:
            self.agents.do("after")
        for c, company in zip(companies, self.company_today, strict=True):
            if feedback:
                steps.remember(record, c, day)
                steps.count_squads(c, day)
                steps.count_informants(c)
            felt = float(c["felt_hazard"])
            company.mortality = battlefield.perceived_mortality(self.p, felt)
        self.agents.do("live")
        for k in range(len(companies)):
            self._set_out(k)
        self.agents.do("close")
        self._appear(today)
        for c in companies:
            count(c, day, world.daily[day])
        self._expected = close(world.daily[day], self._expected)
        world.day += 1

    def _muster(self, c: Any, fallen: float) -> SimpleNamespace:
        """What today holds for a company."""
        z = chance.normal(self.key, c["number"], 0, self.day, chance.SHOCK)
        c["shock"] = battlefield.next_shock(self.p, float(c["shock"]), z)
        c["intensity"] = intensity = battlefield.intensity(self.p, float(c["shock"]))
        c["honour"] = honour = aftermath.honour(self.p, fallen)
        return SimpleNamespace(
            exposure=battlefield.exposure(intensity),
            casualty=battlefield.casualty_chance(self.p, intensity),
            rotation=battlefield.rotation_chance(self.p),
            cut_off=contact.cut_off_chance(self.p, intensity),
            honour=honour,
        )

    def _respond(self, c: Any, company: SimpleNamespace) -> None:
        """What a company makes of yesterday's news (step 10)."""
        company.news = news = _news(c)
        families = sum(self.soldier(i).be_read() for i, *_ in news)
        attempts = sum(1 for *_, bits in news if bits & MISSING)
        feedback = self.p.mechanisms.feedback == 1
        if feedback:
            c["known_attempts"] += attempts
            c["crackdown"] = aftermath.crackdown(self.p, float(c["crackdown"]), float(attempts))
            c["attribution_news"] = aftermath.attribution_news(
                self.p, float(c["attribution_news"]), float(families)
            )
            if attempts and aftermath.interrogates(self.p):
                c["interrogated"] += np.count_nonzero(c["status"] == SERVING)
        if c["stirred"]:
            for name in ("fresh_attempts", "fresh_catches", "fresh_escapes", "stirred"):
                c[name] = 0
        company.crackdown = float(c["crackdown"])
        company.attribution_news = float(c["attribution_news"])
        known_today = feedback and attempts > 0
        company.interrogates = known_today and aftermath.interrogates(self.p)
        known = int(c["known_attempts"])
        company.withdrawn = known_today and aftermath.withdrawn(self.p, known)
        c["news"] = 0

    def _set_out(self, k: int) -> None:
        """Those whose hazard strikes start, in the order of a keyed priority (step 8)."""
        luck = self.world.state.companies[k]["luck_attempt"]
        hazard = self.world.state.companies[k]["hazard"]
        near = np.flatnonzero(luck < hazard) + k * COMPANY
        starters = [s for s in map(self.soldier, near.tolist()) if s.status_code == SERVING]
        ranked = sorted(
            (chance.uniform(self.key, s.person, 0, self.day, chance.PRIORITY), s.index)
            for s in starters
            if s.strikes()
        )
        taken: set[int] = set()
        for _, index in ranked:
            if index not in taken:
                taken.add(index)
                starter = self.soldier(index)
                members, foiled = starter.sound_out(taken)
                self.world.state.companies[k]["foiled"] += foiled
                starter.set_out(members, foiled)

    def _appear(self, today: int) -> None:
        """What all told, showed and learnt today becomes what others see tomorrow."""
        state, view = self.world.state, self.world.view
        here = state.places("status") == SERVING
        view.told[today] = np.where(here, state.places("information"), 0.0).ravel()
        view.shown[today] = state.places("expressed").ravel()
        for column, name in enumerate(("fresh_attempts", "fresh_catches", "fresh_escapes")):
            view.fresh[today, :, column] = state.places(name).ravel()
        view.stirred[today] = state.companies["stirred"].any()
        escaped = np.flatnonzero(state.news & ESCAPED)
        view.escapes[today] = sum(
            chance.uniform(self.key, self.soldier(i).person, 0, self.day, chance.PUBLIC)
            < self.p.outreach.publicity
            for i in escaped.tolist()
        )

    def soldier(self, index: int) -> Soldier:
        """The soldier of a number."""
        self._recruit()
        return self._soldiers[index]

    def stir(self, company: int) -> None:
        """Somebody in a company learnt of an attempt."""
        self.world.state.companies[company]["stirred"] = 1


def _routes(table: Any) -> list[list[Leg]]:
    ways = [[leg for leg in way if leg[0] >= 0.0] for way in table.tolist()]
    return [[(int(leg[0]), int(leg[1]), *leg[2:]) for leg in way] for way in ways if way]


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
        world.state.ties[name].reshape(-1, TIES)[:soldiers].tolist() for name in ("other", "share")
    )
    return [list(zip(o, w, strict=True)) for o, w in zip(other, share, strict=True)]


def _news(c: Any) -> list[tuple[int, int, int, int]]:
    """Soldier, person, day of his attempt and bits, of those of whom there is news."""
    first = int(c["number"]) * COMPANY
    known = np.flatnonzero(c["news"])
    person, day, news = c["person"], c["attempt_day"], c["news"]
    return [(first + int(j), int(person[j]), int(day[j]), int(news[j])) for j in known]
