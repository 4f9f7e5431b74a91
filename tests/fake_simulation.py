"""A simulation that takes no time: outcomes from a hash of what a run is made of."""

import hashlib
import time
from types import SimpleNamespace

import numpy as np

from sim.outcomes import DAILY, OUTCOMES


def fake_simulate(scenario, seed, replicate=0, engine="compiled"):
    """Every outcome and series; the same numbers for the same scenario, seed and replicate."""
    key = hashlib.sha256(f"{scenario.digest} {seed} {replicate}".encode()).digest()
    chance = np.random.default_rng(list(key))
    days = scenario.values["force.days"]
    outcomes = {
        o.name: float(chance.poisson(3)) if o.kind == "count" else chance.random() + 0.5
        for o in OUTCOMES
    }
    outcomes["soldier_months"] = 100.0 + chance.random()
    outcomes["prisoners_per_casualty"] = float("nan")
    daily = {o.name: chance.random(days) for o in DAILY}
    return SimpleNamespace(outcomes=outcomes, daily=daily)


def slow_simulate(scenario, seed, replicate=0, engine="compiled"):
    """The same, at a pace at which it can be interrupted."""
    time.sleep(0.1)
    return fake_simulate(scenario, seed, replicate)


def failing_simulate(scenario, seed, replicate=0, engine="compiled"):
    """The same, but replicate 1 fails."""
    if replicate == 1:
        raise ArithmeticError("no such luck")
    return fake_simulate(scenario, seed, replicate)
