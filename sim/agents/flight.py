"""Leaving: what is to be expected of a soldier, contact at the front, and the way out."""

from sim import chance
from sim.agents.columns import Columns
from sim.mathematics import probability
from sim.rules import contact, decision, escape
from sim.state import (
    ABSENT,
    AT_CONTACT,
    BY_ROUTE,
    CAUGHT,
    DEFECTED,
    DIED_ESCAPING,
    ESCAPED,
    IN_TRANSIT,
    KILLED_IN_ACTION,
    MISSING,
    RECAPTURED,
    RETURNED_BY_HOST,
    SELF_KILLED,
    SERVING,
    TAKEN_PRISONER,
)

_FATES = (DEFECTED, RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST)
_FOUGHT_ON = (SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER)


class Flight(Columns):
    """Steps 7 and 9 of a soldier's day."""

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
