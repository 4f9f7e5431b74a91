"""A soldier as a Mesa agent: the day of `sim/engine`, one person at a time, in plain Python.

His fields stand in the arrays of the model's state. A subclass overrides a rule by overriding the
method that applies it.
"""

from typing import Any

from sim import chance
from sim.agents.flight import Flight
from sim.explain import explain
from sim.rules import aftermath, battlefield, beliefs, choice, control, decision, information
from sim.state import (
    CAUGHT,
    ESCAPED,
    EVACUATED,
    KILLED_IN_ACTION,
    MISSING,
    REMOVED,
    ROTATED_HOME,
    SERVING,
    SQUAD,
    UNIT_WITHDRAWN,
)


class Soldier(Flight):
    """One soldier. Every field of `sim.fields.FIELDS` is an attribute.

    A day has four passes, each finished by all before the next begins: `fight`, `after` (on days
    with news of yesterday), `live`, and, when those who start have set out with whom they win,
    `close`.
    """

    # the passes of a day

    def fight(self) -> None:
        """Casualties, and the end of a tour."""
        if self.status_code != SERVING:
            return
        company = self.model.company_today[self.company]
        luck = self.luck_battlefield
        if luck < company.casualty:
            killed = luck < company.casualty * self.model.p.battlefield.killed_share
            self.leave(KILLED_IN_ACTION if killed else EVACUATED)
        elif luck >= 1.0 - self.model.p.derived.rotation:
            self.leave(ROTATED_HOME)

    def after(self) -> None:
        """What yesterday's attempts do to him (step 10)."""
        if self.status_code != SERVING:
            return
        company = self.model.company_today[self.company]
        if company.interrogates:
            self.be_interrogated()
        if company.withdrawn:
            self.leave(UNIT_WITHDRAWN)
            return
        if company.news:
            self.notice()
        if self.model.heeds[self.index]:
            self.gossip()
        if self.model.public_escapes:
            self.hear_public()

    def live(self) -> None:
        """From what befalls him to what he would do."""
        feedback = self.model.p.mechanisms.feedback == 1
        if self.status_code == SERVING:
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
                self.believe()
            self.decide()
            self.expect()

    def close(self) -> None:
        """Contact, the end of a way out, and how he appears to others."""
        if self.status_code == SERVING:
            self.meet()
        else:
            self.arrive()
        self.appear()

    # the rules that a pass applies

    def be_read(self) -> bool:
        """Whether he, gone, is read as a defector and his family punished (step 10)."""
        model = self.model
        if self.family_punished == 1 or self.hostage <= 0.0:
            return False
        read = beliefs.attribution_chance(model.p, self.left_in)
        day = self.attempt_day
        luck = chance.uniform(model.key, self.person, 0, day, chance.ATTRIBUTION)
        if not self.news & CAUGHT and luck >= read:
            return False
        acts = chance.uniform(model.key, self.person, 0, day, chance.SANCTION)
        if acts >= model.p.aftermath.sanctions:
            return False
        self.family_punished = 1
        return True

    def be_interrogated(self) -> None:
        """An interrogation brings out some of what he hides, and costs conviction (step 10)."""
        p = self.model.p
        hidden = self.willing - self.model.shown[self.index]
        self.suspicion = aftermath.suspicion(p, self.suspicion, hidden)
        self.conviction = aftermath.conviction(p, self.conviction)

    def learn_of(self, attempts: float, catches: float, escapes: float) -> None:
        """He learns of attempts (step 5)."""
        self.attempts_noticed += attempts
        self.catches_noticed += catches
        p = self.model.p
        self.learned_fear = beliefs.learned_fear(p, self.attempts_noticed, self.catches_noticed)
        self.hope = beliefs.hope(p, self.hope, escapes)

    def keep_fresh(self, attempts: float, catches: float, escapes: float) -> None:
        """What he noticed himself he passes on tomorrow; what he was told he does not (step 5)."""
        self.fresh_attempts += attempts
        self.fresh_catches += catches
        self.fresh_escapes += escapes
        self.model.stir(self.company)

    def notice(self) -> None:
        """News of yesterday in his company (step 5)."""
        model = self.model
        for other, person, day, news in model.company_today[self.company].news:
            if other == self.index:
                continue
            luck = chance.uniform(model.key, self.person, person, day, chance.NOTICE)
            if luck < model.p.belief.observation:
                attempt = 1.0 if news & MISSING else 0.0
                catch = 1.0 if news & CAUGHT else 0.0
                escape = 1.0 if news & ESCAPED else 0.0
                self.learn_of(attempt, catch, escape)
                self.keep_fresh(attempt, catch, escape)

    def gossip(self) -> None:
        """What friends in other squads learnt yesterday (step 5)."""
        model = self.model
        fresh = model.fresh
        for other, share in model.ties_of(self.index)[SQUAD - 1 :]:
            attempts, catches, escapes = fresh[other]
            if share <= 0.0 or attempts + catches + escapes <= 0.0:
                continue
            person = model.soldier(other).person
            luck = chance.uniform(model.key, self.person, person, 0, chance.GOSSIP)
            if luck < model.p.belief.observation:
                h = model.p.belief.hearsay
                self.learn_of(h * attempts, h * catches, h * escapes)

    def hear_public(self) -> None:
        """Escapes made public yesterday (step 5)."""
        model = self.model
        luck = chance.uniform(model.key, self.person, 0, model.day, chance.HEARD)
        if luck < aftermath.hears_public(model.p):
            escapes = float(model.public_escapes)
            self.learn_of(escapes, 0.0, escapes)
            self.publicised = aftermath.publicised(model.p, self.publicised, escapes)

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
        self.monitors = monitors = control.monitors(
            p, self.informants_near, self.exposure, self.model.company_today[self.company].crackdown
        )
        attention = control.attention(p, monitors, self.suspicion)
        self.surveillance = control.surveillance(attention)

    def be_reported(self) -> None:
        """Signals, suspicion, and removal (step 4)."""
        p = self.model.p
        infraction = 1.0 if self.luck_signal < p.derived.slip else 0.0
        showed = self.model.shown[self.index]
        hidden = self.willing - showed
        signal = control.signal(p, self.stress, showed, hidden, infraction)
        self.suspicion = suspicion = control.suspicion(p, self.suspicion, signal, self.monitors)
        if suspicion >= p.control.removal_threshold:
            self.leave(REMOVED)

    def believe(self) -> None:
        """Fear, attribution, and belief in the way out (step 5)."""
        p = self.model.p
        company = self.model.company_today[self.company]
        news = company.attribution_news
        self.fear = beliefs.fear(p, self.learned_fear, self.surveillance, company.session_fear)
        self.attribution = beliefs.attribution(p, self.exposure, news, self.publicised)
        self.route_belief = beliefs.route_belief(p, self.knowledge, self.hope)

    def appear(self) -> None:
        """What he lets others see (step 5)."""
        here = self.status_code == SERVING
        self.expressed = beliefs.expressed(self.willing, self.fear) if here else 0.0

    def explain(self) -> dict[str, Any]:
        """Who he is, who watches him, and the terms of his decision: see `sim.explain`."""
        return explain(self.model, self.index)

    def felt(self, belief: float) -> float:
        """A chance as his rule of choice takes it."""
        return choice.felt(self.model.p, self.model.p.decision.rule, belief)

    def leaving(self) -> decision.Leaving:
        """The terms of leaving (life units)."""
        return decision.leaving(
            self.model.p,
            self.pull,
            self.conviction,
            self.felt(self.fear),
            self.felt(self.attribution),
            self.route_belief,
            self.hostage,
            self.comrades,
            decision.norm(self.model.p, self.voiced),
            self.knowledge,
        )

    def staying(self, mortality: float | None = None) -> decision.Staying:
        """The terms of staying (life units), at his perceived mortality or another."""
        return decision.staying(
            self.model.p,
            self.standing,
            self.information,
            self.mortality if mortality is None else mortality,
            self.model.company_today[self.company].honour,
            self.hostage,
            self.stress,
        )

    def decide(self) -> None:
        """Wish, resolve and attempt hazard (step 6)."""
        p = self.model.p
        rule = p.decision.rule
        self.look_out()
        staying = expected = decision.total_staying(self.staying())
        if rule == choice.PROSPECT:
            staying = decision.total_staying(self.staying(self.felt(self.mortality)))
        leaving = decision.total_leaving(self.leaving())
        advantage = choice.advantage(
            p, rule, leaving, staying, expected, self.threshold, self.voiced
        )
        self.willing = willing = choice.resolve(rule, advantage, self.tipping, self.voiced)
        self.wish = decision.wish(decision.preference(p, self.pull, self.conviction, expected))
        self.hazard = decision.hazard(p, self.surveillance, willing)
