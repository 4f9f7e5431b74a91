"""A soldier who can be asked: who he is, who watches him, and each term of his decision.

The terms come from the rules of `decision.py` and `choice.py` and from the soldier's fields at the
end of a day, which are those that his decision of that day read. They add up to his utility, and
the resolve that follows is the one he had, to the last bit.

Of one who is gone, the terms are those of his last decision: his world is lived again up to the
evening of that day, since a state keeps what passes for the last day alone.
"""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from sim import portrait
from sim.engine.tally import fallen_share
from sim.mathematics import probability
from sim.rules import aftermath, beliefs, choice, contact, decision
from sim.state import AT_CONTACT, SERVING, STATUSES

if TYPE_CHECKING:
    from sim.model import DefectionModel
    from sim.soldiers import State
    from sim.world import World

Told = dict[str, Any]

RULES = ("quantal", "prospect", "threshold")

WORDS = {
    "hope": "hope of the life outside, if nobody catches him and the way leads anywhere",
    "loyalty": "loyalty to the regime",
    "own_punishment": "his own punishment, if he is caught",
    "family_punishment": "punishment of his family, if he is caught or read as a defector",
    "guilt": "guilt towards those he would leave behind",
    "route_death": "death on the way out",
    "enemy_image": "what he is told the other side does to him",
    "comrades": "what his comrades expect of him",
    "unknown_ground": "dread of unknown ground",
    "return_reward": "honours that await him at home",
    "privilege": "the privilege of serving abroad",
    "cause": "his stake in this war",
    "reindoctrination": "re-education that awaits him at home for what he knows",
    "mortality": "death that he expects if he stays",
    "hardship": "hardship of the service",
    "exhaustion": "exhaustion",
    "threshold": "what it takes him to act at all",
    "conformity": "what those he trusts let him see of their resolve",
    "gains_and_losses": "losses felt more than gains, around what staying holds for him",
}
"""Each term in plain words."""

MIND = (
    *("stress", "conviction", "information", "knowledge", "fear", "attribution", "route_belief"),
    *("mortality", "voiced"),
)
"""What is in him on that day, as fields."""


class Moment(NamedTuple):
    """Which day's terms are asked for: its settings, and whether he came to a decision on it."""

    day: int
    decided: bool


def explain(world_or_model: "World | DefectionModel", index: int) -> Told:
    """All there is to say of soldier `index` (from 0) at the end of the last day lived.

    Days count from 1. `terms` are in order of weight; each says which side of the decision it is
    on, and its value in life units as it tells for leaving (above 0) or for staying (below 0).
    They add up to `utility`; under the threshold rule this is leaving less staying alone.
    `terms_of` says of which decision they are: that of leaving by a way out. Giving oneself up when
    cut off is another: `contact` has its two utilities and the chance, of that day; None if he was
    not in contact on it.
    `reproduces` says whether they give the resolve of the run to the last bit: not if a subclass
    of Soldier overrides a rule of the decision, or if somebody changed his fields between days.

    Raises IndexError for a soldier that there is not.
    """
    world: World = getattr(world_or_model, "world", world_or_model)
    s = world.state
    if not 0 <= index < s.soldiers:
        raise IndexError(f"no soldier {index}: they are 0 to {s.soldiers - 1}")
    moment = _moment(world, index)
    p = world.settings.namespace(int(world.settings.period_of_day[moment.day]))
    now, evening = portrait.soldier(s, index), moment.day + 1 if moment.decided else 0
    then = s if world.day == evening else world_or_model.again(evening).state
    i = portrait.soldier(then, index)
    honour = _honour(world, moment.day)
    return {
        "soldier": index,
        "person": i.person,
        "day": world.day,
        "status": STATUSES[now.status],
        "fate": portrait.fate(now),
        "who": portrait.who(i),
        "unit": portrait.unit(index),
        "above_him": portrait.above(s, index),
        "watch": portrait.watch(then, index, i, p),
        "mind": {name: getattr(i, name) for name in MIND},
        "terms_day": moment.day + 1,
        "decided": moment.decided,
        "terms_of": "leaving",
        **_decision(i, p, honour, now.willing if moment.decided else None),
        "contact": _contact(then, index, p, honour, moment),
    }


def _moment(world: "World", index: int) -> Moment:
    s = world.state
    if s.status[index] == SERVING:
        return Moment(max(world.day - 1, 0), world.day > 0)
    gone = int(s.gone_day[index])
    last = gone if s.days_at_risk[index] > gone else gone - 1
    return Moment(max(last, 0), last >= 0)


def _honour(world: "World", day: int) -> float:
    """Martyr honour on a day."""
    settings = world.settings
    period = int(settings.period_of_day[day])
    fallen = float(fallen_share(settings.periods[period], world.daily, day))
    return float(aftermath.honour(settings.namespace(period), fallen))


def _contact(s: "State", index: int, p: Any, honour: float, moment: Moment) -> Told | None:
    """What giving himself up and fighting on were worth to him, and the chance of the former."""
    i = portrait.soldier(s, index)
    intensity = float(s.shared("intensity")[s.at(index)[0]])
    left_before = i.attempt_day == moment.day and i.attempt != AT_CONTACT
    if not moment.decided or left_before or contact.cut_off_chance(p, intensity) <= 0.0:
        return None
    pull = decision.pull(p, i.conviction, i.information, i.individualism, i.kin_abroad, i.standing)
    up = contact.surrender(p, pull, i.conviction, i.hostage)
    on = contact.fighting_on(p, i.standing, honour, i.hostage)
    rule = p.decision.rule
    chance = choice.resolve(rule, choice.advantage(p, rule, up, on, on, 0.0, 0.0), 0.0, 0.0)
    return {"giving_up": up, "fighting_on": on, "surrender": chance}


def _decision(i: SimpleNamespace, p: Any, honour: float, resolve: float | None) -> Told:
    """The terms, what they add up to, and what follows. `resolve` is what the run made of them."""
    rule = p.decision.rule
    pull = decision.pull(p, i.conviction, i.information, i.individualism, i.kin_abroad, i.standing)
    leaving = decision.leaving(
        p,
        pull,
        i.conviction,
        choice.felt(p, rule, i.fear),
        choice.felt(p, rule, i.attribution),
        i.route_belief,
        i.hostage,
        i.comrades,
        decision.norm(p, i.voiced),
        i.knowledge,
    )
    expected, staying = (
        decision.staying(p, i.standing, i.information, mortality, honour, i.hostage, i.stress)
        for mortality in (i.mortality, choice.felt(p, rule, i.mortality))
    )
    go, stay = decision.total_leaving(leaving), decision.total_staying(staying)
    reference = decision.total_staying(expected)
    advantage = choice.advantage(p, rule, go, stay, reference, i.threshold, i.voiced)
    willing = choice.resolve(rule, advantage, i.tipping, i.voiced)
    hazard = decision.hazard(p, i.surveillance, willing)
    terms = [_term(name, "leaving", value) for name, value in leaving._asdict().items()]
    terms += [_term(name, "staying", -value) for name, value in staying._asdict().items()]
    utility = go - stay
    if rule == choice.PROSPECT:
        utility = choice.value(p, go - reference) - choice.value(p, stay - reference)
        terms.append(_term("gains_and_losses", "choice", utility - (go - stay)))
    if rule != choice.THRESHOLD:
        conformity = p.decision.conformity * i.voiced
        utility = utility - i.threshold + conformity
        terms.append(_term("threshold", "choice", -i.threshold))
        terms.append(_term("conformity", "choice", conformity))
    attempt = probability(hazard)
    return {
        "rule": RULES[rule],
        "terms": sorted(terms, key=lambda term: -abs(term["value"])),
        "leaving": go,
        "staying": stay,
        "utility": utility,
        "tipping": i.tipping if rule == choice.THRESHOLD else None,
        "temperature": p.decision.temperature,
        "wish": decision.wish(decision.preference(p, pull, i.conviction, reference)),
        "willing": willing,
        "expressed": beliefs.expressed(willing, i.fear),
        "surveillance": i.surveillance,
        "hazard": hazard,
        "one_in": 1.0 / attempt if attempt > 1e-300 else None,
        "reproduces": None if resolve is None else willing == resolve and hazard == i.hazard,
    }


def _term(name: str, side: str, value: float) -> Told:
    return {"name": name, "side": side, "value": value + 0.0, "words": WORDS[name]}
