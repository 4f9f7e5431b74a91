"""Leaving: what is to be expected of a soldier, plots, the way out, and contact at the front."""

from sim import chance
from sim.agents.columns import Columns
from sim.mathematics import probability
from sim.rules import choice, contact, decision, escape, group
from sim.state import (
    ABSENT,
    AT_CONTACT,
    BY_ROUTE,
    CAUGHT,
    COMPANY,
    DEFECTED,
    DIED_ESCAPING,
    ESCAPED,
    FOILED,
    IN_TRANSIT,
    JOINED,
    KILLED_IN_ACTION,
    MISSING,
    RECAPTURED,
    REMOVED,
    RETURNED_BY_HOST,
    SELF_KILLED,
    SERVING,
    TAKEN_PRISONER,
)

# stage, days, caught, killed, returned
Leg = tuple[int, int, float, float, float]

_FATES = (DEFECTED, RECAPTURED, DIED_ESCAPING, RETURNED_BY_HOST)
_FOUGHT_ON = (SERVING, KILLED_IN_ACTION, SELF_KILLED, TAKEN_PRISONER)


def _leaves_stage(legs: list[Leg], number: int) -> bool:
    return number + 1 == len(legs) or legs[number + 1][0] != legs[number][0]


class Flight(Columns):
    """Steps 7 to 9 of a soldier's day."""

    def look_out(self) -> None:
        """What life outside is worth to him (step 6)."""
        self.pull = decision.pull(
            self.model.p,
            self.conviction,
            self.information,
            self.individualism,
            self.kin_abroad,
            self.standing,
        )

    def expect(self) -> None:
        """Person-time, and what is to be expected of him today: not given away, and alone."""
        p = self.model.p
        attempt = probability(self.hazard)
        unfoiled = group.unfoiled_chance(
            group.betrayals(p, self.tied_inside, self.informants_tied, self.conviction_around)
        )
        self.days_at_risk += 1
        self.expected_today = attempt
        self.expected_attempts += attempt
        self.expected_defections += attempt * (unfoiled * self.choose())

    def choose(self) -> float:
        """The way out that he believes in most, and his chance to come through it (step 9)."""
        best, way = -1.0, 0
        for route, legs in enumerate(self.model.routes):
            through = self.way_through(legs)
            if through > best:
                best, way = through, route
        self.route = way
        return best

    def way_through(self, legs: list[Leg]) -> float:
        """Chance at departure that a way out, taken alone, ends in safety.

        Whoever knows as much has the same: what was found today is kept in `model.seen_through`.
        """
        knowledge, woman = self.knowledge, self.woman
        kind = knowledge, woman, id(legs)
        seen = self.model.seen_through.get(kind)
        if seen is None:
            seen = self.model.seen_through[kind] = self._through(legs, knowledge, woman)
        return seen

    def _through(self, legs: list[Leg], knowledge: float, woman: int) -> float:
        p = self.model.p
        through = 1.0
        for number, (stage, _, caught, killed, returned) in enumerate(legs):
            caught = escape.caught(p, caught, stage, knowledge, woman, number == 0, 0.0)
            through *= escape.passes(caught, escape.killed(p, killed, stage, 0.0), returned)
            if stage == escape.EXIT and _leaves_stage(legs, number):
                through *= 1.0 - p.escape.to_nobody
        return through

    def strikes(self) -> bool:
        """Whether his hazard strikes today."""
        return bool(self.luck_attempt < probability(self.hazard))

    def sound_out(self, taken: set[int]) -> tuple[list["Flight"], bool]:
        """Whom he takes along, and whether they are given away (step 8)."""
        model = self.model
        p = model.p
        members: list[Flight] = [self]
        foiled = False
        for other, share in model.ties_of(self.index):
            if other // COMPANY != self.company or other == self.index or other in taken:
                continue
            comrade = model.soldier(other)
            if comrade.status_code != SERVING or share <= 0.0:
                continue
            w = chance.words(model.key, self.person, comrade.person, model.day, chance.SOUNDING)
            if chance.coarse(w[0]) >= group.sounded_chance(p, share):
                continue
            if comrade.informant == 1:
                foiled = True
            elif chance.coarse(w[1]) < group.joins_chance(p, comrade.willing):
                members.append(comrade)
                taken.add(other)
            elif chance.coarse(w[2]) < group.denounces_chance(p, comrade.conviction):
                foiled = True
        return members, foiled

    def set_out(self, members: list["Flight"], foiled: bool) -> None:
        """A plot is foiled, or its members slip away (steps 8 and 9)."""
        size = len(members)
        knowledge = max(member.knowledge for member in members)
        route = self.route
        fate, arrives, reached, passed = self.destiny(route, size, knowledge)
        for member in members:
            own = member.strikes()
            member.attempt_day = self.model.day
            member.group = size
            member.leader = self.index
            if foiled:
                member.attempt = FOILED if own else JOINED
                member.news |= MISSING | CAUGHT
                member.leave(REMOVED)
                continue
            member.attempt = BY_ROUTE if own else JOINED
            member.news |= MISSING
            member.leave(IN_TRANSIT)
            member.route = route
            member.fate = fate
            member.fate_day = arrives
            member.stages_reached |= reached
            member.stages_passed |= passed

    def destiny(self, route: int, size: int, knowledge: float) -> tuple[int, int, int, int]:
        """What awaits his group, fixed at departure: fate, its day, stages reached and passed."""
        model = self.model
        p, day, legs = model.p, model.day, model.routes[route]
        reached, passed, arrives, companions = 0, 0, day, size - 1.0
        for number, (stage, days, caught, killed, returned) in enumerate(legs):
            reached |= 1 << stage
            arrives += days
            caught = escape.caught(p, caught, stage, knowledge, self.woman, number == 0, companions)
            killed = escape.killed(p, killed, stage, companions)
            luck = chance.uniform(model.key, self.person, number, day, chance.LEG)
            end = escape.end_of_leg(caught, killed, returned, luck)
            if end != 0:
                return _FATES[end], arrives, reached, passed
            if _leaves_stage(legs, number):
                passed |= 1 << stage
                if stage == escape.EXIT:
                    alone = chance.uniform(model.key, self.person, number, day, chance.REFUGE)
                    if alone < p.escape.to_nobody:
                        return ABSENT, arrives, reached, passed
        return DEFECTED, arrives, reached, passed

    def meet(self) -> None:
        """Contact at the front (step 7)."""
        model = self.model
        p = model.p
        company = model.company_today[self.company]
        if company.cut_off <= 0.0:
            return
        giving_up = contact.surrender(p, self.pull, self.conviction, self.hostage)
        fighting = contact.fighting_on(p, self.standing, company.honour, self.hostage)
        rule = p.decision.rule
        advantage = choice.advantage(p, rule, giving_up, fighting, fighting, 0.0, 0.0)
        surrender = choice.resolve(rule, advantage, 0.0, 0.0)
        self.surrender = surrender
        self.expected_today += company.cut_off * surrender
        self.expected_attempts += company.cut_off * surrender
        self.expected_defections += company.cut_off * surrender * p.contact.accept
        self.expected_prisoners += company.cut_off * (
            surrender * p.contact.accept + (1.0 - surrender) * contact.captured_chance(p)
        )
        if not contact.is_cut_off(
            self.luck_battlefield, company.casualty, p.derived.rotation, company.cut_off
        ):
            return
        w = chance.words(model.key, self.person, 0, model.day, chance.SURRENDER)
        if chance.fine(w[0], w[1]) < surrender:
            accepted = chance.coarse(w[2]) < p.contact.accept
            self.attempt = AT_CONTACT
            self.attempt_day = model.day
            self.group = 1
            self.leader = self.index
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
