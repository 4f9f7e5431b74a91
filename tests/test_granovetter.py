"""The threshold rule and Granovetter's fixed point r = F(r) (model.md, section 7)."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import optimize, stats
from worlds import BUSY, LONE, lived, scenario_of

from sim.rules.choice import THRESHOLD, advantage, resolve
from sim.state import SERVING

PERSONS = 100
MEAN = 0.25
P = SimpleNamespace(decision=SimpleNamespace())  # the threshold rule takes no parameter


def settled(tipping):
    """The share that acts in the end where all see all, from a day on which nobody does."""
    share = 0.0
    better = advantage(P, THRESHOLD, 1.0, 0.0, 0.0, 0.0, 0.0)
    while True:
        acts = [resolve(THRESHOLD, better, t, share) for t in tipping]
        if sum(acts) / len(acts) == share:
            return share
        share = sum(acts) / len(acts)


def quantiles(spread, persons=PERSONS):
    """A normal distribution of thresholds in as many persons, with no luck in it."""
    return stats.norm.ppf((np.arange(persons) + 0.5) / persons, MEAN, spread).tolist()


def fixed_point(spread):
    """The least r with r = F(r)."""
    r = np.linspace(0.0, 1.0, 100_001)
    first = np.argmax(stats.norm.cdf(r, MEAN, spread) <= r)
    low, high = r[max(first - 1, 0)], r[first]

    def gap(x):
        return stats.norm.cdf(x, MEAN, spread) - x

    return optimize.brentq(gap, low, high) if gap(low) > 0.0 >= gap(high) else r[first]


def test_the_uniform_crowd_and_its_neighbour():
    """Granovetter's own example: thresholds 0, 1, ... 99 of a hundred, and everybody acts; the
    one with 1 has 2, and one does."""
    thresholds = [k / PERSONS for k in range(PERSONS)]
    assert settled(thresholds) == 1.0
    thresholds[1] = 0.02
    assert settled(thresholds) == 0.01


@pytest.mark.parametrize("spread", [0.04, 0.08, 0.1, 0.11, 0.13, 0.15, 0.2, 0.3, 0.6])
def test_a_crowd_settles_at_the_fixed_point(spread):
    """Ten thousand persons without luck: within 0.003 of the least r = F(r); no seed, no alarm."""
    assert abs(settled(quantiles(spread, 10_000)) - fixed_point(spread)) < 0.003


def test_the_jump_lies_near_a_spread_of_0_12():
    """A hundred persons, mean 0.25: nearly nobody acts below it, nearly all above; then fewer, as
    those who would never act become more. No seed, no alarm."""
    spreads = np.round(np.arange(0.05, 0.31, 0.005), 3)
    acting = np.array([settled(quantiles(spread)) for spread in spreads])
    jump = np.argmax(np.diff(acting))
    assert 0.115 <= spreads[jump] <= spreads[jump + 1] <= 0.13
    assert acting[jump] < 0.1 and acting[jump + 1] > 0.9
    assert np.all(np.diff(acting[: jump + 1]) >= 0.0)
    assert np.all(np.diff(acting[jump + 1 :]) <= 0.0)
    theory = np.array([fixed_point(spread) for spread in spreads])
    assert 0.115 <= spreads[np.argmax(np.diff(theory))] <= 0.125


def test_crowds_with_luck_jump_there_too():
    """200 crowds of 100 at each spread; seed 1. Of 4,000 others 0, 16, 63, 91 and 99.7 % were
    swept away; each bound lies 3.3 standard errors off or more. False alarm: below 1 in 400
    seeds."""
    luck = np.random.default_rng(1).standard_normal((200, PERSONS))
    swept = [
        np.mean([settled((MEAN + spread * z).tolist()) > 0.5 for z in luck])
        for spread in (0.09, 0.12, 0.14, 0.16, 0.2)
    ]
    assert swept[0] < 0.01 and swept[-1] > 0.98, swept
    assert 0.07 < swept[1] < 0.25 and 0.5 < swept[2] < 0.75 and 0.84 < swept[3] < 0.98, swept
    assert swept == sorted(swept), swept


# In a world: everybody would rather go, so only what others show decides.
OFF = ("hostage", "watch", "punishment", "rewards", "cohesion", "geography", "stress")
EAGER = BUSY | LONE | {
    "decision.rule": "threshold",
    "decision.freedom": 10.0,
    "decision.loyalty": 0.0,
    "force.conviction": 0.1,
    "force.conviction_spread": 0.0,
    "regime.enemy_image": 0.0,
    "decision.initiative": 0.0,
    "contact.cut_off_share": 0.0,
    "context.casualty_hazard": 0.0,
    "context.rotation_home": 0.0,
    "belief.prior_fear": 0.01,
    "regime.self_criticism_per_week": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(("spread", "low", "high"), [(0.08, 0.0, 0.02), (0.2, 0.98, 1.0)])
def test_a_world_settles_on_either_side_of_the_jump(spread, low, high):
    """1,200 soldiers see their squads and friends, and what these show, for 40 days; seed 7.

    Circles are small, so a world tips where a crowd in which all see all would not yet: the
    spreads lie well apart."""
    changes = {"decision.tipping": MEAN, "decision.tipping_spread": spread}
    world = lived(scenario_of("ukrainian_front", EAGER, changes, off=OFF, soldiers=1200, days=40))
    s = world.state
    serving = s.status == SERVING
    assert serving.all()
    assert np.array_equal(s.willing == 1.0, s.voiced >= s.tipping)
    assert low <= s.willing.mean() <= high
    assert set(s.willing.tolist()) <= {0.0, 1.0}
