"""The Mesa model: a world whose soldiers are agents."""

from types import SimpleNamespace
from typing import Any

import mesa
import numpy as np
from mesa.agent import Agent, AgentSet

from sim import chance
from sim.agents import Soldier
from sim.agents.flight import Leg
from sim.agents.overrides import overridden, refuse_overrides
from sim.engine import borrowed
from sim.engine.aftermath import pass_on
from sim.engine.day import forget_yesterday
from sim.engine.tally import close, fallen_share
from sim.fields import FIELDS
from sim.force.morning import think_as_at_first
from sim.given import NotThere, known, seed_of
from sim.places import company_in_turn, soldier_at
from sim.rules import aftermath, battlefield, contact, control
from sim.scenario import Scenario, load_scenario
from sim.scenario.settings import resolve_settings
from sim.state import COMPANY, ESCAPED, MISSING, SEEN, SERVING, SHOWN, STATUSES, TOLD
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
    does not exist, a rule overridden under the compiled engine, a seed or replicate below 0,
    TypeError for one that is no whole number, and for a seed that is not given as rng.
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
        rng = seed_of(rng, changes)
        super().__init__(rng=rng)
        if engine not in ("compiled", "agents"):
            raise ValueError(f"engine {engine!r} is none of compiled, agents")
        refuse_overrides(soldier_class, engine)
        loaded = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        self.assumptions = loaded.with_values(changes, type(self).__name__) if changes else loaded
        self.engine = engine
        self.seed_number = rng
        self.soldier_class = soldier_class
        self.settings = resolve_settings(self.assumptions)
        self.world = World(self.settings, self.seed_number, replicate)
        self.key = self.world.key
        self.columns: list[tuple[memoryview, ...]] = []
        self.told: list[float] = []
        self.shown: list[float] = []
        self.fresh: list[list[float]] = []
        self.heeds: list[int] = []
        self.public_escapes = 0
        self.p: SimpleNamespace = self.settings.namespace(0)
        self.routes: list[list[Leg]] = []
        self.seen_through: dict[tuple[float, int, int], float] = {}
        self.company_today: list[SimpleNamespace] = NotThere(engine)
        self._recruited = False
        self._soldiers: list[Soldier] = []
        self._ties: list[list[tuple[int, float]]] = []

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
            fields = [self.world.state.places(name) for name in FIELDS]
            self.columns = [
                tuple(field.data for field in of_all) for of_all in zip(*fields, strict=True)
            ]
            count = range(self.settings.soldiers)
            self._soldiers = [self.soldier_class(self, index) for index in count]
            # Mesa counts agents in a table that would keep this model alive for ever.
            Agent._ids.pop(self, None)

    def counts(self) -> dict[str, int]:
        """Soldiers in each status now."""
        return {name: int(n) for name, n in zip(STATUSES, self.world.state.counts(), strict=True)}

    def step(self) -> None:
        """Live one day. After the last day of the scenario nothing more happens."""
        if self.day >= self.settings.days:
            self.running = False
            return
        if self.engine == "compiled":
            self.p = self.settings.namespace(int(self.settings.period_of_day[self.day]))
            self.world.live(self.day + 1)
        else:
            self._step_agents()
        self.running = self.day < self.settings.days

    def again(self, until: int) -> World:
        """The world of this model, lived again up to a day, by the rules of its soldiers.

        A subclass of this class has to take the arguments that this class takes.
        """
        if not overridden(self.soldier_class):
            return self.world.again(until)
        model = type(self)(
            self.assumptions,
            self.seed_number,
            replicate=self.world.replicate,
            engine=self.engine,
            soldier_class=self.soldier_class,
        )
        while model.day < until:
            model.step()
        return model.world

    def ties_of(self, index: int) -> list[tuple[int, float]]:
        """A soldier's ties: (other soldier, share of his trust), in their fixed order.

        Raises IndexError for a number that no soldier has.
        """
        if not self._ties:
            self._ties = _rows(self.world)
        return self._ties[known(index, self.settings.soldiers)]

    def _step_agents(self) -> None:
        world, day = self.world, self.day
        view, companies, ties = world.view, world.state.companies, world.state.ties
        period = int(self.settings.period_of_day[day])
        record = self.settings.periods[period]
        self.p = self.settings.namespace(period)
        self.routes = _routes(self.settings.routes[period])
        self.seen_through = {}
        new, old = day % 2, 1 - day % 2
        self.told, self.shown, self.fresh, self.heeds = (
            column[world.state.order].tolist()
            for column in (*view.seen[old].reshape(-1, SEEN).T, view.fresh[old], view.heeds[old])
        )
        self.public_escapes = int(view.escapes[old])
        feedback = self.p.mechanisms.feedback == 1
        fallen = float(fallen_share(record, world.daily, day))
        forget_yesterday(view, new)
        pages = world.state.today
        pages.view(np.uint8)[:] = 0
        for c, page, tie in zip(companies, pages, ties, strict=True):
            borrowed.wake(record, c, page, tie, bool(self.settings.arrivals[day]), self.key, day)
        self.company_today = [self._muster(c, fallen) for c in companies]
        self.agents.do("fight")
        for c, company in zip(companies, self.company_today, strict=True):
            self._respond(c, company)
        if feedback and self._hear_of_yesterday():
            self.agents.do("after")
        for c, page, tie, company in zip(companies, pages, ties, self.company_today, strict=True):
            if feedback:
                borrowed.look_at_squads(record, c, page, tie, world.room[0], day)
                c["session_fear"] = control.session_fear(self.p, float(c["session_fear"]))
            felt = float(c["felt_hazard"])
            company.mortality = battlefield.perceived_mortality(self.p, felt)
            c["mortality"] = company.mortality
            company.session_fear = float(c["session_fear"])
            if not feedback:
                think_as_at_first(self.settings.periods[0], c, page, world.room[0]["rows"][0])
        self.agents.do("live")
        for k in range(len(companies)):
            self._set_out(k)
        self.agents.do("close")
        self._appear(new)
        for turn in range(len(companies)):
            k = company_in_turn(turn, len(companies), day)
            borrowed.count(companies[k], pages[k], ties[k], day, world.daily[day])
        close(world.daily[day])
        world.day += 1

    def _muster(self, c: Any, fallen: float) -> SimpleNamespace:
        """What today holds for a company."""
        z = chance.normal(self.key, c["number"], 0, self.day, chance.SHOCK)
        c["shock"] = battlefield.next_shock(self.p, float(c["shock"]), z)
        c["intensity"] = intensity = battlefield.intensity(self.p, float(c["shock"]))
        c["casualty"] = casualty = battlefield.casualty_chance(self.p, intensity)
        c["cut_off"] = cut_off = contact.cut_off_chance(self.p, intensity)
        c["honour"] = honour = aftermath.honour(self.p, fallen)
        return SimpleNamespace(
            exposure=battlefield.exposure(intensity),
            casualty=casualty,
            cut_off=cut_off,
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

    def _hear_of_yesterday(self) -> bool:
        """Whether anybody has a reason to; a subclass may have its own."""
        if self.public_escapes or any(self.heeds) or self.soldier_class.after is not Soldier.after:
            return True
        return any(company.news for company in self.company_today)

    def _set_out(self, k: int) -> None:
        """Those whose hazard strikes start, in the order of a keyed priority (step 8)."""
        page = self.world.state.today[k]
        near = soldier_at(np.flatnonzero(page["luck_attempt"] < page["hazard"]) + k * COMPANY)
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

    def _appear(self, row: int) -> None:
        """What all told, showed and learnt today becomes what others see tomorrow."""
        state, view = self.world.state, self.world.view
        here = state.places("status") == SERVING
        view.seen[row, TOLD::SEEN] = np.where(here, state.places("information"), 0.0).ravel()
        view.seen[row, SHOWN::SEEN] = state.places("expressed").ravel()
        for k in np.flatnonzero(state.companies["stirred"]):
            own = slice(k * COMPANY, (k + 1) * COMPANY)
            pass_on(state.companies[k], state.ties[k], view.fresh[row, own], view.heeds[row])
            view.stirred[row] = 1
        escaped = np.flatnonzero(state.news & ESCAPED)
        view.escapes[row] = sum(
            chance.uniform(self.key, self.soldier(i).person, 0, self.day, chance.PUBLIC)
            < self.p.outreach.publicity
            for i in escaped.tolist()
        )

    def soldier(self, index: int) -> Soldier:
        """The soldier of a number, from 0. Raises IndexError for one that nobody has."""
        self._recruit()
        return self._soldiers[known(index, self.settings.soldiers)]

    def stir(self, company: int) -> None:
        """Somebody in a company learnt of an attempt."""
        self.world.state.companies[company]["stirred"] = 1


def _routes(table: Any) -> list[list[Leg]]:
    ways = [[leg for leg in way if leg[0] >= 0.0] for way in table.tolist()]
    return [[(int(leg[0]), int(leg[1]), *leg[2:]) for leg in way] for way in ways if way]


def _rows(world: World) -> list[list[tuple[int, float]]]:
    others, shares = (column.tolist() for column in world.state.tied())
    return [list(zip(o, s, strict=True)) for o, s in zip(others, shares, strict=True)]


def _news(c: Any) -> list[tuple[int, int, int, int]]:
    """Soldier, person, day of his attempt and bits, of those of whom there is news."""
    known = np.flatnonzero(c["news"])
    soldiers = soldier_at(int(c["number"]) * COMPANY + known)
    columns = soldiers, *(c[name][known] for name in ("person", "attempt_day", "news"))
    return list(zip(*(column.tolist() for column in columns), strict=True))
