"""A soldier as a Mesa agent: the day of `sim/engine`, one person at a time, in plain Python.

His fields stand in the arrays of the model's state. A subclass overrides a rule by overriding the
method that applies it.
"""

from sim import chance
from sim.agents.flight import Flight
from sim.mathematics import probability
from sim.rules import battlefield, beliefs, control, decision, information
from sim.state import (
    CAUGHT,
    ESCAPED,
    EVACUATED,
    KILLED_IN_ACTION,
    MISSING,
    REMOVED,
    ROTATED_HOME,
    SERVING,
)


class Soldier(Flight):
    """One soldier. Every field of `sim.fields.FIELDS` is an attribute.

    A day has two passes, each finished by all before the next begins: `fight`, and `live`.
    """

    # the two passes of a day

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
        """From what befalls him to where he is in the evening."""
        if self.status_code == SERVING:
            feedback = self.model.p.mechanisms.feedback == 1
            self.endure()
            if feedback:
                self.look_around()
                self.learn()
            self.waver()
            self.be_watched()
            if feedback:
                self.be_reported()
        if self.status_code == SERVING:
            if feedback:
                self.notice()
                self.believe()
            self.decide()
            self.expect()
            if self.luck_attempt < probability(self.hazard):
                self.depart()
            else:
                self.meet()
        self.arrive()
        self.appear()

    # the rules that a pass applies

    def endure(self) -> None:
        """Stress and the nearness of death (step 2)."""
        p = self.model.p
        company = self.model.company_today[self.company]
        self.stress = battlefield.stress(p, self.stress, company.exposure, self.squad_losses)
        self.exposure = company.exposure
        self.mortality = company.mortality

    def look_around(self) -> None:
        """What trusted others told and showed yesterday, weighed by trust (steps 3 and 5)."""
        told, shown = self.model.told, self.model.shown
        heard = voiced = 0.0
        for other, share in self.model.ties_of(self.index):
            heard += share * told[other]
            voiced += share * shown[other]
        self.heard = heard
        self.voiced = voiced

    def learn(self) -> None:
        """Information and knowledge of a way out (step 3)."""
        p = self.model.p
        kept_out = information.kept_out(p, self.conviction_around, self.comrades)
        self.information = information.information(p, self.information, self.heard, kept_out)
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

    def appear(self) -> None:
        """What he lets others see (step 5)."""
        here = self.status_code == SERVING
        self.expressed = beliefs.expressed(self.willing, self.fear) if here else 0.0

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
        self.willing = willing = decision.willing(p, leaving, staying, self.threshold, self.voiced)
        self.wish = decision.wish(p, self.pull(), self.conviction, staying)
        self.hazard = decision.hazard(p, self.surveillance, willing)
