"""Two engines, equal bits, over every pair of switches and rules; groups and news included."""

import random
from itertools import combinations, product

import numpy as np
import pytest
from test_engines import assert_equal_every_day
from worlds import ALL_CONTEXTS, RULES, SOCIAL, scenario_of

from sim.scenario.switches import SWITCHES
from sim.state import STATUSES

FACTORS = dict.fromkeys(SWITCHES, (True, False)) | {"rule": RULES}

# Under the threshold rule some act where nobody leans; many are free enough to try.
LOOSE = SOCIAL | {
    "decision.tipping": 0.1,
    "decision.tipping_spread": 0.3,
    "decision.threshold_spread": 1.5,
    "outreach.publicity": 1.0,
    "host.returns": 0.0,
    "host.closure": 0.0,
    "information.start": 0.4,
    "decision.initiative": 0.25,
}


def pairs_of(run):
    """Every two of a run's levels."""
    return set(combinations(sorted(run.items()), 2))


def pairwise(seed):
    """Runs in which every two levels of different factors meet: the first has everything on, and
    each other one starts from a pair that has not met, and takes for each other factor the level
    that brings most new pairs."""
    chance = random.Random(seed)
    missing = {
        tuple(sorted([(a, x), (b, y)]))
        for a, b in combinations(FACTORS, 2)
        for x, y in product(FACTORS[a], FACTORS[b])
    }
    runs = [{name: levels[0] for name, levels in FACTORS.items()}]
    missing -= pairs_of(runs[0])
    while missing:
        run = dict(chance.choice(sorted(missing, key=str)))
        for name in chance.sample(sorted(set(FACTORS) - set(run)), len(FACTORS) - 2):
            gains = [
                (len(missing & {tuple(sorted([(name, x), pair])) for pair in run.items()}), x)
                for x in chance.sample(FACTORS[name], len(FACTORS[name]))
            ]
            run[name] = max(gains, key=lambda gain: gain[0])[1]
        missing -= pairs_of(run)
        runs.append(run)
    return runs


RUNS = min(map(pairwise, range(40)), key=len)


def test_every_pair_is_run():
    met = set().union(*map(pairs_of, RUNS))
    for a, b in combinations(FACTORS, 2):
        for x, y in product(FACTORS[a], FACTORS[b]):
            assert tuple(sorted([(a, x), (b, y)])) in met
    assert len(RUNS) <= 14


@pytest.fixture(scope="module")
def happened():
    """What came about in the runs, added up."""
    return {}


@pytest.mark.parametrize("number", range(len(RUNS)))
def test_equal_for_every_pair_of_switches_and_rules(number, happened):
    run = dict(RUNS[number])
    rule = run.pop("rule")
    off = [name for name, on in run.items() if not on]
    context = ALL_CONTEXTS[number % len(ALL_CONTEXTS)]
    scenario = scenario_of(context, LOOSE, {"decision.rule": rule}, off=off, days=30)
    world = assert_equal_every_day(scenario, seed=number)
    s, out = world.state, world.outcomes()
    found = {
        f"attempts under {rule}": out["attempts"],
        "groups that set out": out["group_attempts"],
        "groups received": out["group_defections"],
        "plots foiled": out["foiled_plots"],
        "joiners": out["joiners"],
        "soldiers withdrawn": out["unit_withdrawn"],
        "families punished": out["families_punished"],
        "gossip": np.count_nonzero(s.attempts_noticed % 1.0),
        "publicity": np.count_nonzero(s.publicised),
        "honours raised": np.count_nonzero(s.companies["honour"] > 0.3),
    }
    assert len(set(s.status)) > 3
    for name, count in found.items():
        happened[name] = happened.get(name, 0) + count
    happened["endings"] = happened.get("endings", set()) | set(s.status.tolist())


def test_everything_happened_in_them(happened):
    """Else the bits of what did not happen have not been compared."""
    if set(happened) == set():
        pytest.skip("none of the runs was selected")
    assert happened.pop("endings") == set(range(len(STATUSES)))
    assert not [name for name, count in happened.items() if count == 0]
    assert sum(name.startswith("attempts under") for name in happened) == len(RULES)
