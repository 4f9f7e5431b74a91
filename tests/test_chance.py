"""Chance: the published generator, uniform numbers, and draws that nobody else can move."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy import stats
from worlds import BUSY, differing, evenings, fields_of, same_bits, scenario_of, world_of

from sim import chance
from sim.state import REMOVED

WORD = st.integers(0, 2**32 - 1)
SEED = st.integers(0, 2**64 - 1)
PURPOSES = {
    name: number
    for name, number in vars(chance).items()
    if name.isupper() and not name.startswith("_") and isinstance(number, int)
}


# Random123 1.14, tests/kat_vectors, lines "philox4x32 10": counter, key, result.
@pytest.mark.parametrize(
    ("counter", "key", "result"),
    [
        (
            "00000000 00000000 00000000 00000000",
            "00000000 00000000",
            "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        ),
        (
            "ffffffff ffffffff ffffffff ffffffff",
            "ffffffff ffffffff",
            "408f276d 41c83b0e a20bc7c6 6d5451fd",
        ),
        (
            "243f6a88 85a308d3 13198a2e 03707344",
            "a4093822 299f31d0",
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_published_vectors(counter, key, result):
    c = [np.uint64(int(word, 16)) for word in counter.split()]
    low, high = (int(word, 16) for word in key.split())
    seed = np.uint64(high << 32 | low)
    for philox in (chance.philox, chance.philox.py_func):
        assert " ".join(f"{int(word):08x}" for word in philox(seed, *c)) == result


@given(SEED, WORD, WORD, WORD, WORD)
def test_the_counter_is_person_other_day_purpose(seed, first, second, day, purpose):
    words = [np.uint64(word) for word in (first, second, day, purpose)]
    drawn = chance.words(np.uint64(seed), first, second, day, purpose)
    assert drawn == tuple(chance.philox.py_func(np.uint64(seed), *words))
    uniform = chance.uniform(np.uint64(seed), first, second, day, purpose)
    assert uniform == chance.fine(np.uint64(drawn[0]), np.uint64(drawn[1]))


@given(WORD, WORD)
def test_uniform_numbers_lie_inside_the_interval(high, low):
    """Their exact values: the middle of the cell of 52, or of 32, bits."""
    fine = chance.fine(np.uint64(high), np.uint64(low))
    assert fine == ((high << 20 | low >> 12) + 0.5) / 2**52
    assert chance.coarse(np.uint64(high)) == (high + 0.5) / 2**32
    assert 0.0 < fine < 1.0


@pytest.mark.parametrize("word", [0, 2**32 - 1])
def test_the_ends_of_the_interval_are_out_of_reach(word):
    for u in (chance.coarse(np.uint64(word)), chance.fine(np.uint64(word), np.uint64(word))):
        assert 0.0 < u < 1.0


@njit
def _sample(seed, days, purpose):
    out = np.empty((200, days, 4))
    for person in range(200):
        for day in range(days):
            w = chance.words(seed, person, 0, day, purpose)
            out[person, day, 0] = chance.fine(w[0], w[1])
            out[person, day, 1] = chance.coarse(w[1])
            out[person, day, 2] = chance.coarse(w[2])
            out[person, day, 3] = chance.coarse(w[3])
    return out


@pytest.fixture(scope="module")
def sample():
    """Draws of 200 persons on 100 days for two purposes: (purpose, person, day, number)."""
    seed = np.uint64(chance.replicate_seed(1, 0))
    return np.array([_sample(seed, 100, p) for p in (chance.DAY, chance.SURRENDER)])


def test_draws_are_uniform(sample):
    """Kolmogorov-Smirnov for each of the four numbers. False alarm: 4 in 10,000 seeds."""
    for number in range(4):
        assert stats.kstest(sample[0, :, :, number].ravel(), "uniform").pvalue > 1e-4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.s_[0, 1:, :, 0], np.s_[0, :-1, :, 0]),
        (np.s_[0, :, 1:, 0], np.s_[0, :, :-1, 0]),
        (np.s_[0, :, :, 0], np.s_[1, :, :, 0]),
        (np.s_[0, :, :, 0], np.s_[0, :, :, 2]),
        (np.s_[0, :, :, 2], np.s_[0, :, :, 3]),
    ],
    ids=["persons", "days", "purposes", "numbers", "words"],
)
def test_neighbours_share_nothing(sample, one, other):
    """Chi-square on a grid of 8 by 8 of neighbouring draws. False alarm: 5 in 10,000 seeds."""
    a, b = sample[one].ravel(), sample[other].ravel()
    cells = np.histogram2d(a, b, bins=8, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(cells.ravel()).pvalue > 1e-4


def test_normal_numbers(sample):
    """Kolmogorov-Smirnov for 2,000 normal draws. False alarm: 1 in 10,000 seeds."""
    drawn = [chance.normal(np.uint64(5), person, 0, 0, chance.SHOCK) for person in range(2000)]
    assert stats.kstest(drawn, "norm").pvalue > 1e-4


def test_every_purpose_has_a_number_of_its_own():
    assert len(PURPOSES) > 10
    assert len(set(PURPOSES.values())) == len(PURPOSES)


def test_no_draw_depends_on_the_order_or_on_threads():
    """The same persons and days asked in any order, and from four threads at once."""
    asked = [(person, day) for person in range(40) for day in range(25)]

    def ask(who):
        return who, chance.luck_of_the_day(np.uint64(9), *who)

    in_order = dict(map(ask, asked))
    shuffled = [asked[k] for k in np.random.default_rng(1).permutation(len(asked))]
    assert dict(map(ask, shuffled)) == in_order
    with ThreadPoolExecutor(4) as pool:
        assert dict(pool.map(ask, shuffled)) == in_order
    assert len(set(in_order.values())) == len(asked)


def test_replicates_differ_by_a_hash_and_never_by_addition():
    """Of 64 bits neighbours differ in half: 20 standard errors would be needed for an alarm
    in the mean of 20,000 pairs; that two of 20,000 keys are equal has a chance of 1e-11."""
    keys = np.array(
        [[chance.replicate_seed(s, r) for r in range(100)] for s in range(200)], np.uint64
    )
    assert len(np.unique(keys)) == keys.size
    for neighbours in (keys[1:] ^ keys[:-1], keys[:, 1:] ^ keys[:, :-1]):
        assert abs(np.mean(np.bitwise_count(neighbours)) - 32.0) < 20 * 4.0 / np.sqrt(20_000)
    # Seed s with replicate r is not seed s + 1 with replicate r - 1, nor any steps of one size.
    assert not np.any(keys[1:, :-1] == keys[:-1, 1:])
    for steps in (keys[1:] - keys[:-1], keys[:, 1:] - keys[:, :-1]):
        assert len(np.unique(steps)) == steps.size


@given(st.integers(-(2**70), 2**70), st.integers(0, 10**9))
def test_any_whole_seed_makes_a_key(seed, replicate):
    key = chance.replicate_seed(seed, replicate)
    assert 0 <= key < 2**64
    assert key == chance.replicate_seed(seed, replicate)
    assert key != chance.replicate_seed(seed, replicate + 1)
    assert key != chance.replicate_seed(seed + 1, replicate)


def test_a_person_has_the_same_luck_in_a_force_of_any_size():
    """Without screening person i stands at place i: his draws do not know who else is there."""
    small, large = (
        world_of(scenario_of("dmz", {"mechanisms.screening": False}, soldiers=n, days=3))
        for n in (70, 300)
    )
    born = ("songbun", "standing", "conviction_start", "hostage", "threshold", "informant")
    for name in born:
        assert same_bits(getattr(small.state, name), getattr(large.state, name)[:70])
    for _ in zip(evenings(small), evenings(large), strict=True):
        for name in ("luck_attempt", "luck_battlefield", "luck_signal"):
            assert same_bits(getattr(small.state, name), getattr(large.state, name)[:70])


@pytest.mark.parametrize("engine", ["compiled", "agents"])
def test_the_smallest_different_world(engine):
    """One soldier is taken away before the first day, in the thick of combat, and nobody reacts
    to anybody (feedback off): no field of any other soldier changes by a bit, on any day."""
    from sim import DefectionModel

    scenario = scenario_of("ukrainian_front", BUSY, off=["feedback"], soldiers=150, days=12)
    worlds = []
    for taken in (False, True):
        model = DefectionModel(scenario, rng=3, engine=engine)
        if taken:
            state = model.world.state
            state.places("status")[state.at(61)] = REMOVED
        worlds.append(model)
    others = np.arange(150) != 61
    for _ in range(12):
        for model in worlds:
            model.step()
        with_him, without = (fields_of(model.world.state) for model in worlds)
        for name, column in with_him.items():
            assert same_bits(column[others], without[name][others]), name
    assert with_him["days_at_risk"][61] > 0.0
    assert without["days_at_risk"][61] == 0.0
    assert "status" in differing(worlds[0].world.state, worlds[1].world.state)
