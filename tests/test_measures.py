"""The interval of an outcome ends within what the outcome can be."""

import numpy as np
import pytest

from experiments.measures import Estimator, outcome_measures
from experiments.pairing import differences
from experiments.store import Row
from sim.outcomes import OUTCOMES
from sim.state import STATUSES

FORCE = 40
SHARES = [outcome.name for outcome in OUTCOMES if outcome.unit == "share"]
MEASURES = outcome_measures()


def rows(seed, replicates=3):
    """Replicates that differ as much as they can: shares near 0 or 1, nearly all of one status."""
    chance = np.random.default_rng(seed)
    found = []
    for replicate in range(replicates):
        values = {o.name: float(chance.choice([0.0, 0.02, 0.9, 1.0])) for o in OUTCOMES}
        first, second = chance.choice(STATUSES, 2, replace=False)
        values |= dict.fromkeys(STATUSES, 0.0) | {first: FORCE - 1.0, second: 1.0}
        row = np.array([values[o.name] for o in OUTCOMES])
        found.append(Row("", replicate, row, np.empty((0, 0))))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_intervals_end_where_outcomes_do(seed):
    estimates = Estimator(MEASURES).all(rows(seed))
    found = dict(zip([measure.name for measure in MEASURES], estimates, strict=True))
    for names, most in ((SHARES, 1.0), (STATUSES, FORCE)):
        highs = [found[name]["high"] for name in names if found[name]["high"] is not None]
        assert max(highs) == most
    assert min(e["low"] for e in estimates if e["low"] is not None) == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_shares_are_never_further_apart_than_one(seed):
    found = differences(MEASURES, rows(seed), rows(seed + 100))
    ends = [end for name in SHARES for end in found[name].difference[1:] if np.isfinite(end)]
    assert max(map(abs, ends)) == 1.0


def test_all_that_come_through_are_not_sure_to():
    always = [Row("", r, np.ones(len(OUTCOMES)), np.empty((0, 0))) for r in range(5)]
    found = dict(zip([m.name for m in MEASURES], Estimator(MEASURES).all(always), strict=True))
    for name in ("exit_success", "evasion_success", "reception_success"):
        assert (found[name]["low"], found[name]["high"]) == (None, 1.0)
