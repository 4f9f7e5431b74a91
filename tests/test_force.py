"""Who is deployed, how they are screened, put into units, and tied to each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from worlds import same_bits, scenario_of, world_of

from sim import chance, load_scenario
from sim.force import ties
from sim.places import soldier_at
from sim.rules import person as rules
from sim.state import (
    COMPANY,
    CORE,
    ENLISTED,
    FRIENDS,
    OFFICER,
    PLATOON,
    POLITICAL_OFFICER,
    SQUAD,
    SQUAD_LEADER,
    STATE_SECURITY,
    TIES,
)

POOL = {"mechanisms.screening": False}
TRAITS = (
    "songbun", "market", "border", "woman", "informant", "birth_year", "standing", "hostage",
    "kin_abroad", "individualism", "conviction_start", "threshold",
)  # fmt: skip
LUCK = ("luck_attempt", "luck_battlefield", "luck_signal")


def drafted(*changes, soldiers=257, seed=7):
    """A force on its first morning."""
    return world_of(scenario_of("dmz", *changes, soldiers=soldiers, days=1), seed)


def assert_share(found, share):
    """A share of so many persons lies within 4 standard errors of its chance."""
    error = np.sqrt(share * (1.0 - share) / len(found))
    assert abs(np.mean(found) - share) < 4.0 * error


@pytest.fixture(scope="module")
def pool():
    """20,000 persons as they come, and the settings they come from."""
    world = drafted(POOL, {"regime.informants": 0.1}, soldiers=20_000)
    return world.state, world.settings.namespace(0)


def test_shares_of_the_pool(pool):
    """False alarm: 1 in 1,500 seeds."""
    state, p = pool
    for songbun, share in enumerate(
        (p.force.songbun_core, p.force.songbun_wavering, p.force.songbun_hostile)
    ):
        assert_share(state.songbun == songbun, share)
    assert_share(state.market == 1, p.force.market_generation)
    assert_share(state.border == 1, p.force.border_province)
    assert_share(state.woman == 1, p.force.women)
    assert_share(state.kin_abroad == 1.0, p.force.relatives_abroad)
    assert_share(state.informant == 1, p.regime.informants)


def test_traits_of_the_pool(pool):
    """Thresholds and logits of conviction are normal within class and cohort, standing and
    individualism uniform. False alarm: 1 in 1,000 seeds."""
    state, p = pool
    thresholds = (state.threshold - p.decision.threshold) / p.decision.threshold_spread
    assert stats.kstest(thresholds, "norm").pvalue > 1e-4
    start = state.conviction_start
    centre = (
        np.log(p.force.conviction / (1.0 - p.force.conviction))
        + p.force.songbun_loyalty * (1.0 - state.songbun)
        + p.force.cohort_loyalty * state.market
    )
    z = (np.log(start / (1.0 - start)) - centre) / p.force.conviction_spread
    assert stats.kstest(z, "norm").pvalue > 1e-4
    within = 3.0 * state.standing - 2.0 + state.songbun
    assert stats.kstest(within, "uniform").pvalue > 1e-4
    assert stats.kstest(state.individualism[state.market == 1], "uniform", (0.3, 0.6)).pvalue > 1e-4
    assert stats.kstest(state.individualism[state.market == 0], "uniform", (0.0, 0.6)).pvalue > 1e-4
    older = state.birth_year[state.market == 0]
    young = state.birth_year[state.market == 1]
    assert older.max() < young.min()


def test_hostages_of_the_pool(pool):
    """H = 1 - exp(-hold * closeness) for each family there can be, as often as there are such
    families; who has no relatives has none, and more than these have none living. Chi-square; false
    alarm: 1 in 1,000 seeds."""
    state, p = pool
    chance = {0.0: p.force.no_relatives}
    for partner in (0, 1):
        for parents in (0, 1, 2):
            for siblings in (0, 1, 2, 3):
                share = (1.0 - p.force.no_relatives) * (
                    stats.binom.pmf(partner, 1, p.kin.married)
                    * stats.binom.pmf(parents, 2, p.kin.parent_lives)
                    * stats.binom.pmf(siblings, 3, p.kin.siblings / 3.0)
                )
                closeness = 1.0 * partner + 0.8 * parents + 0.5 * siblings
                held = round(1.0 - np.exp(-0.7 * closeness), 12)
                chance[held] = chance.get(held, 0.0) + share
                exactly = rules.hostage(p, partner, parents, siblings)
                assert exactly == pytest.approx(held, abs=1e-12)
    found = np.round(state.hostage, 12)
    levels = np.array(sorted(chance))
    assert set(found) <= set(levels)
    expected = np.array([chance[level] for level in levels]) * len(found)
    counted = np.array([np.count_nonzero(found == level) for level in levels])
    common = expected > 10.0
    counted = np.append(counted[common], counted[~common].sum())
    expected = np.append(expected[common], expected[~common].sum())
    assert stats.chisquare(counted, expected * len(found) / expected.sum()).pvalue > 1e-3


# Screening


def test_nobody_examined_means_the_first():
    for changes in (POOL, {"screening.rejection": 0.0, "screening.pyongyang_rule": 0.0}):
        assert list(drafted(changes).state.person) == list(range(257))


@given(st.floats(0.01, 0.9), st.floats(0.0, 1.0), st.integers(1, 300), st.integers(0, 2**32))
def test_screening_keeps_each_person_as_he_is(rejection, accuracy, soldiers, seed):
    """The chosen are among the examined, in their order; each is who he would have been, and has
    the same luck on the first day."""
    examined = int(np.ceil(soldiers / (1.0 - rejection))) + 1
    changes = {"screening.rejection": rejection, "screening.accuracy": accuracy}
    changes |= {"screening.pyongyang_rule": 0.0}
    worlds = [drafted(changes, soldiers=soldiers, seed=seed)]
    worlds += [drafted(POOL, soldiers=examined, seed=seed)]
    for world in worlds:
        world.live(1)
    chosen, everybody = (world.state for world in worlds)
    assert len(chosen.person) == soldiers
    assert np.all(np.diff(chosen.person) > 0)
    assert chosen.person[-1] < examined
    for name in (*TRAITS, *LUCK):
        assert same_bits(getattr(chosen, name), getattr(everybody, name)[chosen.person]), name


def test_screening_picks_the_more_reliable():
    """What examiners see perfectly they sort perfectly; what they see in part they sort in part."""
    means = []
    everybody = drafted(POOL, soldiers=2000).state.conviction_start
    for accuracy in (0.0, 0.5, 1.0):
        changes = {"screening.rejection": 0.5, "screening.accuracy": accuracy}
        changes |= {"screening.pyongyang_rule": 0.0}
        chosen = drafted(changes, soldiers=1000).state
        means.append(chosen.conviction_start.mean())
    assert means[0] < everybody.mean() + 0.02
    assert means[0] + 0.03 < means[1] < means[2] - 0.03
    turned_down = np.setdiff1d(np.arange(2000), chosen.person)
    assert everybody[turned_down].max() <= chosen.conviction_start.min()


def test_more_rejection_is_more_reliable():
    means = [
        drafted({"screening.rejection": rejection}, soldiers=1000).state.conviction_start.mean()
        for rejection in (0.0, 0.3, 0.6, 0.9)
    ]
    assert np.all(np.diff(means) > 0.0)


RULE = {"force.no_relatives": 0.3, "kin.parent_lives": 1.0, "screening.accuracy": 0.0}


@pytest.mark.parametrize("rejection", [0.0, 0.5])
def test_the_rule_that_a_relative_stays_behind_leaks(rejection):
    """Who has no relatives is turned down with this chance. False alarm: 1 in 5,000 seeds."""
    for rule in (0.0, 0.5):
        changes = {"screening.rejection": rejection, "screening.pyongyang_rule": rule}
        state = drafted(RULE, changes, soldiers=3000).state
        leaked = 0.3 * (1.0 - rule)
        assert_share(state.hostage == 0.0, leaked / (0.7 + leaked))


@pytest.mark.parametrize("rejection", [0.0, 0.01, 0.5])
def test_a_rule_without_leaks_lets_nobody_pass(rejection):
    """As many are examined as it takes."""
    changes = {"screening.rejection": rejection, "screening.pyongyang_rule": 1.0}
    for seed in range(10):
        assert drafted(RULE, changes, soldiers=200, seed=seed).state.hostage.min() > 0.0


def test_informants_grow_as_a_superset():
    """Whoever informs under a few informs under many; his person does not change."""
    before = np.zeros(1000, bool)
    for share in (0.0, 0.02, 0.05, 0.3, 1.0):
        state = drafted({"regime.informants": share}, soldiers=1000).state
        now = state.informant == 1
        assert np.all(now[before])
        assert now.sum() > before.sum() or share == 0.0
        before = now
    assert before.all()


# Units


@pytest.mark.parametrize("soldiers", [1, 9, 10, 31, 120, 257, 960, 2000])
def test_units_and_ranks(soldiers):
    """An officer a platoon, a political officer a company, three of state security for two
    battalions, and a leader to each squad that has anybody left for it."""
    state = drafted(POOL, soldiers=soldiers).state
    rank = state.rank
    companies = -(-soldiers // COMPANY)
    of_company = [rank[k * COMPANY : (k + 1) * COMPANY] for k in range(companies)]
    for number, company in enumerate(of_company):
        platoons = -(-len(company) // PLATOON)
        assert np.count_nonzero(company == OFFICER) == platoons
        room = len(company) - platoons
        assert np.count_nonzero(company == POLITICAL_OFFICER) == min(1, room)
        secured = number % 8 in (0, 1, 4)
        assert np.count_nonzero(company == STATE_SECURITY) == min(secured, max(room - 1, 0))
        for squad in range(0, len(company), SQUAD):
            members = company[squad : squad + SQUAD]
            led = np.count_nonzero(members == SQUAD_LEADER)
            assert led == 1 or (led == 0 and not np.any(members == ENLISTED))


def test_officers_come_from_the_core_class():
    state = drafted(POOL, soldiers=2400).state
    assert np.all(state.songbun[state.rank >= OFFICER] == CORE)
    for platoon in range(0, 2400, PLATOON):
        here = slice(platoon, platoon + PLATOON)
        officer = state.standing[here][state.rank[here] == OFFICER]
        led = state.standing[here][(state.songbun[here] == CORE) & (state.rank[here] < OFFICER)]
        assert led.max(initial=0.0) <= officer.max()


@settings(max_examples=25)
@given(st.sampled_from([1, 2, 9, 10, 11, 120, 121]), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_ties(soldiers, trust, spread):
    """Everybody in the squad and four others; shares of one's trust add up to 1; two who trust
    each other do so equally, before each divides it by his own sum."""
    changes = {"network.trust": trust, "network.trust_spread": spread}
    state = drafted(changes, soldiers=soldiers).state
    other, share = state.tied()
    assert other.shape == share.shape == (soldiers, TIES)
    index = np.arange(soldiers)[:, None]
    real = share > 0.0
    assert np.all((other >= 0) & (other < soldiers))
    assert not np.any(real & (other == index))
    sums = share.sum(axis=1)
    assert np.all((np.abs(sums - 1.0) < 1e-12) | (sums == 0.0))
    squad = other[:, : SQUAD - 1]
    assert np.all(squad // SQUAD == index // SQUAD)
    friends = real[:, SQUAD - 1 :]
    assert np.all((other[:, SQUAD - 1 :] // SQUAD != index // SQUAD)[friends])
    trusted = np.zeros((soldiers, soldiers))
    for i in range(soldiers):
        for j, part in zip(other[i], share[i], strict=True):
            trusted[i, j] += part
    assert np.array_equal(trusted > 0.0, trusted.T > 0.0)
    # Trust over one's own sum: around any three of a squad the sums cancel.
    for low in range(0, soldiers - 2, SQUAD):
        a = trusted[low : low + 3, low : low + 3]
        assert a[0, 1] * a[1, 2] * a[2, 0] == pytest.approx(a[1, 0] * a[2, 1] * a[0, 2])


def test_trust_belongs_to_two_persons():
    """To their numbers in the pool, not to their places: it is what their draw says."""
    world = drafted({"screening.rejection": 0.6}, soldiers=130)
    state, p = world.state, world.settings.namespace(0)
    persons = state.person.tolist()
    for i in (0, 7, 119, 120, 128):
        others = state.tied()[0][i].tolist()
        trust = []
        for k, j in enumerate(others):
            low, high = sorted((persons[i], persons[j]))
            luck = chance.uniform(world.key, low, high + 1, 0, chance.TRUST)
            friend = k >= SQUAD - 1
            here = i != j and not (friend and i // SQUAD == j // SQUAD)
            trust.append(rules.trust(p, luck, int(friend)) if here else 0.0)
        share = np.array(trust) / sum(trust)
        assert np.allclose(state.tied()[1][i], share, rtol=1e-12)


@pytest.mark.parametrize("soldiers", [11, 257, 3_000])
def test_friends_are_neighbours_by_town_and_by_intake(soldiers):
    """In a ring of all by home, border provinces last, and in one by year of birth; within either
    by a draw, and of equal draws by number. A neighbour of the same squad is no friend."""
    world = drafted({"force.border_province": 0.3}, soldiers=soldiers)
    state, number = world.state, np.arange(soldiers)
    words = [chance.words(world.key, person, 0, 0, chance.TRUST) for person in state.person]
    town, intake = (np.array([int(w[k]) for w in words]) for k in (0, 1))
    friend = soldier_at(state.ties["friend"][:, :, :COMPANY].astype(np.int64))
    friend = friend.transpose(0, 2, 1).reshape(-1, FRIENDS)[state.order]
    for k, luck, group in ((0, town, state.border), (2, intake, state.birth_year)):
        ring = np.lexsort((number, luck, group))
        at = np.argsort(ring)
        for side, neighbour in ((k, ring[at - 1]), (k + 1, ring[(at + 1) % soldiers])):
            other = np.where(neighbour // SQUAD == number // SQUAD, number, neighbour)
            assert np.array_equal(friend[:, side], other)


def test_what_friends_are_sorted_by_has_room():
    """For the largest force that a scenario may have, and for every year of birth."""
    assert load_scenario("dmz").entries["force.soldiers"].bounds[1] < 2**ties.NUMBER_BITS
    years = [rules.birth_year(market, luck) for market in (0, 1) for luck in (0.0, 1.0)]
    assert min(years) >= ties.EARLIEST
    assert max(years) < ties.EARLIEST + ties.GROUPS
