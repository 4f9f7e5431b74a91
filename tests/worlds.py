"""Small worlds that the tests share: how to make one, and how to compare two to the last bit."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.fields import FIELDS
from sim.scenario import Scenario, load_scenario
from sim.scenario.settings import resolve_settings
from sim.soldiers import State
from sim.state import SERVING
from sim.world import World

CONTEXTS = ("dmz", "russia_rear", "ukrainian_front")
ALL_CONTEXTS = (*CONTEXTS, "sino_korean_border", "rear_to_front")
RULES = ("quantal", "prospect", "threshold")

# Everything happens, and often: combat, capture, surrender, attempts, news, removal, rotation.
BUSY: dict[str, Any] = {
    "context.combat_intensity": 0.8,
    "context.casualty_hazard": 0.01,
    "context.disorder": 0.6,
    "context.duty_share": 0.6,
    "context.rotation_home": 0.002,
    "context.tension": 0.2,
    "context.corruption": 0.2,
    "context.living_standard": 0.3,
    "contact.cut_off_share": 0.6,
    "contact.taken_wounded": 0.5,
    "contact.traitor_norm": 0.2,
    "regime.suicide_norm": 0.4,
    "regime.return_reward": 0.2,
    "regime.enemy_image": 0.05,
    "regime.martyr_honour": 0.3,
    "regime.informants": 0.15,
    "regime.punishment": 0.4,
    "regime.family_punishment": 0.6,
    "decision.threshold": -1.2,
    "decision.threshold_spread": 0.8,
    "decision.initiative": 0.15,
    "control.watch": 0.2,
    "control.removal_threshold": 0.4,
    "control.session_reveals": 0.3,
    "outreach.leaflets": 0.4,
    "outreach.corridor": 0.3,
    "host.closure": 0.1,
    "host.returns": 0.2,
}

# And nobody acts alone: groups form, plots are foiled, news travels, the regime answers.
SOCIAL: dict[str, Any] = BUSY | {
    "group.sounding": 0.4,
    "group.courage": 1.5,
    "group.denunciation": 0.3,
    "outreach.publicity": 0.5,
    "belief.hearsay": 0.3,
    "aftermath.honour_lag": 5.0,
    "aftermath.honour_response": 1.0,
    "regime.withdraw_after": 10.0,
}

# Everybody goes alone. A joiner does not wait for his own hazard, and one who is sounded out may
# give a plot away: both are more than a chance of one's own to leave and to come through.
LONE: dict[str, Any] = {"group.sounding": 0.0}

# Nobody dies, goes home, learns, wavers or is worn: a soldier's hazard never changes.
STILL: dict[str, Any] = {
    "context.combat_intensity": 0.0,
    "context.rotation_home": 0.0,
    "information.conviction_information": 0.0,
    "information.conviction_stress": 0.0,
    "regime.lectures": 0.0,
    "regime.self_criticism_per_week": 0.0,
    "mechanisms.stress": False,
    "mechanisms.feedback": False,
}

# Little holds a soldier back, and each goes alone: several attempts per ten soldiers and month.
FREE: dict[str, Any] = LONE | {
    "mechanisms.hostage": False,
    "mechanisms.watch": False,
    "mechanisms.cohesion": False,
    "decision.threshold": -0.5,
    "decision.initiative": 0.3,
}


# Means weighed by shares of trust, which add up to 1 but for rounding.
WEIGHED = ("heard", "voiced", "tied_inside", "informants_tied")


def scenario_of(
    context: str = "dmz",
    *changes: Mapping[str, Any],
    off: Iterable[str] = (),
    soldiers: int = 257,
    days: int = 30,
) -> Scenario:
    """A context with these keys set, later ones over earlier ones, and these mechanisms off."""
    values: dict[str, Any] = {"force.soldiers": soldiers, "force.days": days}
    for change in changes:
        values |= change
    return load_scenario(context, values, off)


def world_of(scenario: Scenario, seed: int = 7, replicate: int = 0) -> World:
    """A world on the morning of its first day."""
    return World(resolve_settings(scenario), seed, replicate)


def lived(scenario: Scenario, seed: int = 7, replicate: int = 0) -> World:
    """A world after its last day."""
    world = world_of(scenario, seed, replicate)
    world.live(world.settings.days)
    return world


def evenings(world: World) -> Iterator[int]:
    """Live day after day; each day is given out in its evening."""
    for day in range(world.day, world.settings.days):
        world.live(day + 1)
        yield day


def same_bits(a: Any, b: Any) -> bool:
    """Whether two arrays agree in dtype, shape and every bit."""
    a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()


def differing(a: State, b: State, but: Iterable[str] = ()) -> list[str]:
    """The fields, of soldiers and of companies, that differ anywhere by a bit."""
    soldiers = [n for n in FIELDS if not same_bits(getattr(a, n), getattr(b, n))]
    of_companies = [n for n in a.companies.dtype.names if n not in FIELDS]
    companies = [n for n in of_companies if not same_bits(a.companies[n], b.companies[n])]
    return [name for name in soldiers + companies if name not in set(but)]


def same_world(a: World, b: World, but: Iterable[str] = ()) -> bool:
    """Whether two worlds agree in every field and in every day's tallies."""
    return not differing(a.state, b.state, but) and same_bits(a.daily[: a.day], b.daily[: b.day])


def of_serving(state: State, name: str) -> Any:
    """A field of those who serve."""
    return getattr(state, name)[state.status == SERVING]


def fields_of(state: State) -> dict[str, Any]:
    """Copies of all fields of all soldiers."""
    return {name: getattr(state, name).copy() for name in FIELDS}
