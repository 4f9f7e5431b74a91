"""The floor of `defection bench`: its results, and its exponentials against those of the rules."""

import sys
from collections import Counter
from typing import Any

import numpy as np
import pytest

from experiments.bench import engines, floor
from sim import DefectionModel, chance, mathematics
from sim.state import SEEN, SERVING, SHOWN, TIES, TOLD
from sim.world import World


def test_the_floor_computes_what_it_says() -> None:
    """Bit for bit what plain Python makes of the same numbers, for those who serve."""
    contact = np.array([False, True, False])
    serving = np.array([[120, 70], [119, 33], [96, 8]], np.int32)
    made = floor.draw_floor(contact, serving, seed=5)
    made.run()
    for place in [*range(96), 97, 110, *range(120, 154), 185, 200, 239]:
        c = made.companies[place // 120]
        at = place % 120
        total = 0.0
        for day in range(len(contact)):
            around = 0.0
            for comrade in range(at % 12, 120, 12):
                around += float(c["conviction"][comrade])
            if at >= -(-serving[day, place // 120] // 8) * 8:
                total += around  # a squad is added up whole
                continue
            attempt, battlefield_luck, signal = chance.luck_of_the_day(made.seed, place, day)
            total += attempt + battlefield_luck + signal
            count = len(floor.EXPONENTIALS) - (0 if contact[day] else floor.OF_CONTACT)
            scale, argument = float(made.scale[day]), c["argument"][:, at].tolist()
            found = [mathematics.exp(scale * argument[e]) for e in range(count)]
            pairs = [found[e] + found[e + 1] for e in range(0, count - 1, 2)]
            for pair in [*pairs, *(found[-1:] if count % 2 else [])]:
                total += pair
            heard = voiced = 0.0
            for other, share in ties_of(made, place):
                heard += share * float(made.seen[day % 2, SEEN * other + TOLD])
                voiced += share * float(made.seen[day % 2, SEEN * other + SHOWN])
            total += heard + voiced
            total += around
        assert total == c["total"][at]
    for k, c in enumerate(made.companies):
        of_company = 0.0
        for day in range(len(contact)):
            of_company += chance.normal(made.seed, k, 0, day, chance.SHOCK)
            for argument in c["company_argument"].tolist():
                of_company += mathematics.exp(float(made.scale[day]) * argument)
        assert of_company == c["of_company"]


def ties_of(made: floor.Floor, place: int) -> list[tuple[int, float]]:
    """Whom a place is tied to, in the order of the sums: the squad stands every 12 places."""
    c, at = made.companies[place // 120], place % 120
    squad = [place - at + (at + 12 * j) % 120 for j in range(1, 10)]
    others = [*squad, *c["friend"][:, at].tolist()]
    return list(
        zip(others, [*c["trust"][:, at].tolist(), *c["share"][:, at].tolist()], strict=True)
    )


def test_the_floor_ties_each_to_his_squad_and_to_four_anywhere() -> None:
    made = floor.draw_floor(np.zeros(1, np.bool_), np.full((1, 100), 120, np.int32))
    friends = made.companies["friend"]
    places = np.arange(12_000).reshape(100, 1, 120)
    assert (friends // 120 != places // 120).mean() > 0.95
    for place in (0, 119, 4_711):
        ties = ties_of(made, place)
        assert len(ties) == TIES
        assert sum(share for _, share in ties) == pytest.approx(1.0)
        assert len({other for other, _ in ties[:9]} | {place}) == 10
    assert np.array_equal(made.companies["person"].ravel(), np.arange(12_000))


def test_the_floor_is_of_those_who_serve() -> None:
    """In each company, on each evening of the engine's own run."""
    serving = floor.serving_of(250, 60, 3)
    world = World(engines.settings_of(250, 60), engines.SEED, 3)
    world.live(60)
    assert serving.shape == (60, 3)
    assert np.array_equal(serving.sum(axis=1), world.daily[:, SERVING])
    assert serving[-1, 0] == (world.state.status[:120] == SERVING).sum() < 120


def test_days_of_contact_are_those_of_the_calendar() -> None:
    """The assaults begin on day 39, pause from day 75, and go on from day 98."""
    days = floor.days_of_contact(240, 180)
    assert np.flatnonzero(days).tolist() == [*range(38, 74), *range(97, 180)]


# In each rule, by each step of an agent's day, how many exponentials one soldier takes.
A_SOLDIERS = {
    ("surveillance", "be_watched"): "surveillance",
    ("resolve", "decide"): "willing",
    ("wish", "decide"): "wish",
    ("expect", "live"): "attempt",
    ("unfoiled_chance", "expect"): "unfoiled",
    ("resolve", "meet"): "surrender",
}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str, str]]:
    """How often an exponential is taken: by which function outside sim.mathematics, and who called
    that."""
    a_day_without_losses(0)  # so that all is compiled before a name stands for something else
    counted: Counter[tuple[str, str]] = Counter()
    plain = mathematics._parts_of_exp

    def parts(x: float) -> tuple[float, float]:
        frame: Any = sys._getframe(1)
        while frame.f_globals["__name__"] == mathematics.__name__:
            frame = frame.f_back
        counted[frame.f_code.co_name, frame.f_back.f_code.co_name] += 1
        return plain(x)

    monkeypatch.setattr(mathematics, "_parts_of_exp", parts)
    return counted


def a_day_without_losses(day: int) -> DefectionModel:
    """A model before a day on which nobody ceases to serve."""
    for seed in range(100):
        world = World(engines.settings_of(30, 60), seed)
        world.live(day)
        before = (world.state.status == SERVING).sum()
        world.live(day + 1)
        if before == (world.state.status == SERVING).sum() > 0:
            model = DefectionModel(engines.scenario_of(30, 60), seed, engine="agents")
            model.world.live(day)
            return model
    raise AssertionError("there is no such day")


@pytest.mark.parametrize("day", [20, 45])
def test_the_exponentials_of_the_floor_are_those_of_an_agents_day(
    calls: Counter[tuple[str, str]], day: int
) -> None:
    """On a quiet day, and on one of assault.

    Each logit choice and each chance of a hazard takes one; what belongs to a company, one a day.
    """
    contact = floor.days_of_contact(30, 60)[day]
    model = a_day_without_losses(day)
    calls.clear()
    model.step()
    serving = model.counts()["serving"]
    found = {name: calls.pop(caller, 0) for caller, name in A_SOLDIERS.items()}
    at_contact = floor.EXPONENTIALS[-floor.OF_CONTACT :]
    assert set(found) == {*floor.EXPONENTIALS}
    for name, count in found.items():
        assert count == (0 if name in at_contact and not contact else serving), name
    assert {rule for rule, _ in calls} == {*floor.COMPANY_EXPONENTIALS}
    assert set(calls.values()) == {1}
