"""A soldier as a Mesa agent: the day of `sim/engine`, one person at a time, in plain Python.

His fields stand in the arrays of the model's state; the attributes here read and write them. A
subclass overrides a rule by overriding the method that applies it.
"""

from typing import TYPE_CHECKING, Any

import mesa

from sim import chance
from sim.fields import FIELDS
from sim.mathematics import probability
from sim.rules import battlefield, beliefs, contact, control, decision, escape, information
from sim.state import (
    ABSENT,
    AT_CONTACT,
    BY_ROUTE,
    CAUGHT,
    COMPANY,
    DEFECTED,
    DIED_ESCAPING,
    ESCAPED,
    EVACUATED,
    IN_TRANSIT,
    KILLED_IN_ACTION,
    MISSING,
    RANKS,
    RECAPTURED,
    REMOVED,
    RETURNED_BY_HOST,
    ROTATED_HOME,
    SELF_KILLED,
    SERVING,
    SONGBUN,
    STATUSES,
    TAKEN_PRISONER,
)

if TYPE_CHECKING:
    from sim.model import DefectionModel

_NAMES = {"status": STATUSES, "songbun": SONGBUN, "rank": RANKS}
_FATES = (DEFECTED, RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST)
_FOUGHT_ON = (SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER)


def _column(position: int, meaning: str) -> property:
    def read(soldier: "Soldier") -> Any:
        return soldier._columns[position][soldier._place]

    def write(soldier: "Soldier", value: Any) -> None:
        soldier._columns[position][soldier._place] = value

    return property(read, write, doc=meaning)


def _named(column: property, names: tuple[str, ...]) -> property:
    def read(soldier: "Soldier") -> str:
        return names[column.fget(soldier)]  # type: ignore[misc]

    return property(read, doc=f"one of {', '.join(names)}")


class Soldier(mesa.Agent):  # type: ignore[misc]
    """One soldier. Every field of `sim.state.State` is an attribute, with `status`, `songbun` and
    `rank` in words (`status_code` and so on hold their codes).

    A day has three passes, each finished by all before the next begins: `fight`; `live` (endure,
    learn, waver, be watched, notice, believe, express); `go` (listen, decide, try, meet, arrive).
    """

    if TYPE_CHECKING:
        model: DefectionModel

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, model: "DefectionModel", index: int) -> None:
        super().__init__(model)
        self.index = index
        self.company = index // COMPANY
        self._place = (self.company, index % COMPANY)
        self._columns = model.columns

    # the three passes of a day

    def fight(self) -> None:
        """Casualties, and the end of a tour."""
        if self.status_code != SERVING:
            return
        company = self.model.company_today[self.company]
        luck = self.luck_battlefield
        if luck < company.casualty:
            killed = luck < company.casualty * self.model.p.battlefield.killed_share
            self.leave(KILLED_IN_ACTION if killed else EVACUATED)
        elif luck >= 1.0 - company.rotation:
            self.leave(ROTATED_HOME)

    def live(self) -> None:
        """From what befalls him to what he lets others see."""
        if self.status_code == SERVING:
            feedback = self.model.p.mechanisms.feedback == 1
            self.endure()
            if feedback:
                self.learn()
            self.waver()
            self.be_watched()
            if feedback:
                self.be_reported()
            if feedback and self.status_code == SERVING:
                self.notice()
                self.believe()
        self.express()

    def go(self) -> None:
        """From what he hears of others to where he is in the evening."""
        if self.status_code == SERVING:
            if self.model.p.mechanisms.feedback == 1:
                self.listen()
            self.decide()
            self.expect()
            if self.luck_attempt < probability(self.hazard):
                self.depart()
            else:
                self.meet()
        self.arrive()
        self.told = self.information if self.status_code == SERVING else 0.0

    # the rules that a pass applies

    def endure(self) -> None:
        """Stress and the nearness of death (step 2)."""
        p = self.model.p
        company = self.model.company_today[self.company]
        self.stress = battlefield.stress(p, self.stress, company.exposure, self.squad_losses)
        self.exposure = company.exposure
        self.mortality = company.mortality

    def learn(self) -> None:
        """Information and knowledge of a way out (step 3)."""
        p = self.model.p
        self.heard = heard = self.mean_of_ties("told")
        kept_out = information.kept_out(p, self.conviction_around, self.comrades)
        self.information = information.information(p, self.information, heard, kept_out)
        self.knowledge = information.knowledge(p, self.knowledge)

    def waver(self) -> None:
        """Conviction (step 3)."""
        self.conviction = information.conviction(
            self.model.p, self.conviction, self.conviction_start, self.information, self.stress
        )

    def be_watched(self) -> None:
        """The watch he stands under (step 4)."""
        p = self.model.p
        self.monitors = monitors = control.monitors(p, self.informants_near, self.exposure)
        self.surveillance = control.surveillance(p, monitors, self.suspicion)

    def be_reported(self) -> None:
        """Signals, suspicion, the fear of sessions, and removal (step 4)."""
        p = self.model.p
        infraction = 1.0 if self.luck_signal < control.infraction_chance(p) else 0.0
        expressed = self.expressed
        hidden = self.willing - expressed
        signal = control.signal(p, self.stress, expressed, hidden, infraction)
        self.suspicion = suspicion = control.suspicion(p, self.suspicion, signal, self.monitors)
        self.session_fear = control.session_fear(p, self.session_fear)
        if suspicion >= p.control.removal_threshold:
            self.leave(REMOVED)

    def notice(self) -> None:
        """News of yesterday in his company (step 5)."""
        p = self.model.p
        for other, person, news in self.model.company_today[self.company].news:
            if other == self.index:
                continue
            luck = chance.uniform(
                self.model.key, self.person, person, self.model.day, chance.NOTICE
            )
            if luck < p.belief.observation:
                self.attempts_noticed += 1.0 if news & MISSING else 0.0
                self.catches_noticed += 1.0 if news & CAUGHT else 0.0
                self.hope = beliefs.hope(p, self.hope, 1.0 if news & ESCAPED else 0.0)

    def believe(self) -> None:
        """Fear, attribution, and belief in the way out (step 5)."""
        p = self.model.p
        learned = beliefs.learned_fear(p, self.attempts_noticed, self.catches_noticed)
        self.fear = beliefs.fear(p, learned, self.surveillance, self.session_fear)
        self.attribution = beliefs.attribution(p, self.exposure)
        self.route_belief = beliefs.route_belief(p, self.knowledge, self.hope)

    def express(self) -> None:
        """What he lets others see (step 5)."""
        here = self.status_code == SERVING
        self.expressed = beliefs.expressed(self.willing, self.fear) if here else 0.0

    def listen(self) -> None:
        """What trusted others are seen to lean to (step 5)."""
        self.voiced = self.mean_of_ties("expressed")

    def pull(self) -> float:
        """What life outside is worth to him (life units)."""
        return decision.pull(
            self.model.p,
            self.conviction,
            self.information,
            self.individualism,
            self.kin_abroad,
            self.standing,
        )

    def leaving(self) -> decision.Leaving:
        """The terms of leaving (life units)."""
        p = self.model.p
        return decision.leaving(
            p,
            self.pull(),
            self.conviction,
            self.fear,
            self.attribution,
            self.route_belief,
            self.hostage,
            self.comrades,
            decision.norm(p, self.voiced),
            self.knowledge,
        )

    def staying(self) -> decision.Staying:
        """The terms of staying (life units)."""
        return decision.staying(
            self.model.p, self.standing, self.information, self.mortality, self.hostage, self.stress
        )

    def decide(self) -> None:
        """Wish, resolve and attempt hazard (step 6)."""
        p = self.model.p
        leaving = decision.total_leaving(self.leaving())
        staying = decision.total_staying(self.staying())
        self.willing = willing = decision.willing(
            p, leaving, staying, self.threshold, self.voiced
        )
        self.wish = decision.wish(p, self.pull(), self.conviction, staying)
        self.hazard = decision.hazard(p, self.surveillance, willing)

    def expect(self) -> None:
        """Person-time, and what is to be expected of him today."""
        attempt = probability(self.hazard)
        self.days_at_risk += 1.0
        self.expected_attempts += attempt
        self.expected_defections += attempt * self.way_through()

    def way_through(self) -> float:
        """Chance at departure that his way out ends in safety (step 9)."""
        p = self.model.p
        through = 1.0 - p.escape.to_nobody
        first = True
        for stage, _, caught, killed, returned in self.model.legs:
            caught = escape.caught(p, caught, stage, self.knowledge, self.woman, first)
            through *= escape.passes(caught, escape.killed(p, killed), returned)
            first = False
        return through

    def depart(self) -> None:
        """He slips away (step 9). Chances are fixed now: the fate that awaits him, and its day."""
        model = self.model
        p, day, legs = model.p, model.day, model.legs
        self.leave(IN_TRANSIT)
        self.attempt = BY_ROUTE
        self.attempt_day = day
        self.news |= MISSING
        fate = DEFECTED
        arrives = day
        for number, (stage, days, caught, killed, returned) in enumerate(legs):
            self.stages_reached |= 1 << stage
            arrives += days
            caught = escape.caught(p, caught, stage, self.knowledge, self.woman, number == 0)
            killed = escape.killed(p, killed)
            luck = chance.uniform(model.key, self.person, number, day, chance.LEG)
            end = escape.end_of_leg(caught, killed, returned, luck)
            if end != 0:
                fate = _FATES[end]
                break
            if number + 1 == len(legs) or legs[number + 1][0] != stage:
                self.stages_passed |= 1 << stage
                if stage == escape.EXIT:
                    alone = chance.uniform(model.key, self.person, 0, day, chance.REFUGE)
                    if alone < p.escape.to_nobody:
                        fate = ABSENT
                        break
        self.fate = fate
        self.fate_day = arrives

    def meet(self) -> None:
        """Contact at the front (step 7)."""
        model = self.model
        p = model.p
        company = model.company_today[self.company]
        if company.cut_off <= 0.0:
            return
        giving_up = contact.surrender(p, self.pull(), self.conviction, self.hostage)
        fighting = contact.fighting_on(p, self.standing, self.hostage)
        self.surrender = surrender = contact.surrender_chance(p, giving_up, fighting)
        self.expected_attempts += company.cut_off * surrender
        self.expected_defections += company.cut_off * surrender * p.contact.accept
        self.expected_prisoners += company.cut_off * (
            surrender * p.contact.accept + (1.0 - surrender) * contact.captured_chance(p)
        )
        if not contact.is_cut_off(self.luck_battlefield, company.casualty, company.cut_off):
            return
        w = chance.words(model.key, self.person, 0, model.day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < surrender:
            accepted = chance.coarse(w[2]) < p.contact.accept
            self.attempt = AT_CONTACT
            self.attempt_day = model.day
            self.news |= MISSING | (ESCAPED if accepted else CAUGHT)
            self.leave(DEFECTED if accepted else DIED_ESCAPING)
            return
        w = chance.words(model.key, self.person, 0, model.day, chance.LAST_STAND)
        end = contact.overcome(p, chance.coarse(w[0]), chance.coarse(w[1]), chance.coarse(w[2]))
        if end != 0:
            self.leave(_FOUGHT_ON[end])

    def arrive(self) -> None:
        """The end of a way out."""
        if self.status_code != IN_TRANSIT or self.fate_day > self.model.day:
            return
        self.status_code = fate = self.fate
        if fate == DEFECTED:
            self.news |= ESCAPED
        elif fate in (RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST):
            self.news |= CAUGHT

    # helpers

    def leave(self, status: int) -> None:
        """He ceases to serve, with the code of a status."""
        self.status_code = status
        self.gone_day = self.model.day

    def mean_of_ties(self, field: str) -> float:
        """Mean of a field over his ties, weighed by trust."""
        column = self.model.seen[field]
        total = 0.0
        for other, share in self.model.ties_of(self.index):
            total += share * column[other]
        return total


for _position, (_name, _field) in enumerate(FIELDS.items()):
    _property = _column(_position, f"{_field.meaning} ({_field.unit})")
    if _name in _NAMES:
        setattr(Soldier, f"{_name}_code", _property)
        _property = _named(_property, _NAMES[_name])
    setattr(Soldier, _name, _property)
