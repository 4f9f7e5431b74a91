"""What "off" means, measured in the world: model.md, section 5, row by row."""

import numpy as np
import pytest
from worlds import (
    BUSY,
    CONTEXTS,
    LONE,
    SOCIAL,
    evenings,
    fields_of,
    lived,
    of_serving,
    same_bits,
    same_world,
    scenario_of,
    world_of,
)

from sim import DefectionModel, load_scenario
from sim.rules import beliefs
from sim.scenario.settings import resolve_settings
from sim.scenario.switches import SWITCHES
from sim.soldiers import State
from sim.state import (
    AT_CONTACT,
    DEFECTED,
    FOILED,
    JOINED,
    REMOVED,
    SELF_KILLED,
    SERVING,
    TAKEN_PRISONER,
    UNIT_WITHDRAWN,
)

KEYS = load_scenario("dmz").entries
TESTED = set()


def row(switch):
    """Mark the test of a row of the table."""
    TESTED.add(switch)
    return pytest.mark.parametrize("context", CONTEXTS)


def days_without(context, switch, *changes):
    """The state in the evening of each day, with the mechanism off."""
    world = world_of(scenario_of(context, BUSY, *changes, off=[switch]))
    yield world.state
    for _ in evenings(world):
        yield world.state


def terms_without(context, switch):
    """The terms of leaving and of staying of every soldier who serves on the tenth day."""
    scenario = scenario_of(context, BUSY, off=[switch], soldiers=61)
    model = DefectionModel(scenario, rng=7, engine="agents")
    for _ in range(10):
        model.step()
    serving = model.agents.select(lambda s: s.status == "serving")
    assert len(serving) > 20
    return [(s, s.leaving(), s.staying()) for s in serving]


@pytest.mark.parametrize("switch", [name for name, switch in SWITCHES.items() if switch.off])
@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_off_cannot_be_turned_up(context, switch):
    """With a mechanism off the keys that it rests on have no effect, wherever they stand."""
    plain = lived(scenario_of(context, SOCIAL, off=[switch]))
    for key in SWITCHES[switch].off:
        low, high = KEYS[key].bounds
        for value in (low, high, (low + high) / 2):
            changed = lived(scenario_of(context, SOCIAL, {key: value}, off=[switch]))
            assert same_world(plain, changed), key


@pytest.mark.parametrize("switch", SWITCHES)
def test_off_by_name_and_off_by_key_are_one(switch):
    by_name = scenario_of("dmz", off=[switch])
    by_key = scenario_of("dmz", {f"mechanisms.{switch}": False})
    periods = [resolve_settings(scenario).periods for scenario in (by_name, by_key)]
    assert same_bits(*periods)


def test_a_calendar_cannot_turn_on_what_is_off(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(
        'title = "Leaflets"\nextends = "dmz"\n'
        "[[calendar]]\nday = 3\nnote = 'n'\nsource = 'assumption'\noutreach.leaflets = 0.9\n"
    )
    periods = resolve_settings(load_scenario(path, off=["outreach"])).periods
    assert not periods["outreach"]["leaflets"].any()
    assert resolve_settings(load_scenario(path)).periods["outreach"]["leaflets"].max() == 0.9


@row("hostage")
def test_without_hostage_every_term_with_h_is_zero(context):
    for soldier, leaving, staying in terms_without(context, "hostage"):
        assert leaving.family_punishment == leaving.guilt == 0.0
        assert staying.mortality == -soldier.mortality
    scenario = scenario_of(context, SOCIAL, off=["hostage"])
    plain, strangers = world_of(scenario), world_of(scenario)
    strangers.state.places("hostage")[:] = strangers.state.places("hostage")[:, ::-1]
    plain.live(30)
    strangers.live(30)
    assert same_world(plain, strangers, but=["hostage"])


@row("screening")
def test_without_screening_the_first_are_taken(context):
    state = next(days_without(context, "screening", {"screening.pyongyang_rule": 0.9}))
    assert list(state.person) == list(range(257))


@row("watch")
def test_without_watch_nobody_watches_and_fear_rests_on_its_prior_alone(context):
    """Nobody watches, reports or denounces. Fear is the prior and what sessions add, whatever
    became of others. An interrogation would still find something out."""
    p = world_of(scenario_of(context, BUSY)).settings.namespace(0)
    for state in days_without(context, "watch", {"aftermath.interrogation": 0.0}):
        assert not state.informant.any()
        for name in ("informants_near", "monitors", "surveillance", "suspicion"):
            assert not getattr(state, name).any(), name
        assert not np.any(state.status == REMOVED)
        sessions = state.companies["session_fear"][0]  # which all companies have alike
        fear = p.belief.prior_fear + sessions * (1.0 - p.belief.prior_fear)
        assert np.allclose(of_serving(state, "fear"), fear, rtol=1e-12, atol=0.0)
        assert not np.any(state.attempt == FOILED)
    assert state.catches_noticed.max() > 0.0
    for state in days_without(context, "watch", {"mechanisms.self_criticism": False}):
        assert np.allclose(of_serving(state, "fear"), p.belief.prior_fear, rtol=1e-15, atol=0.0)
    assert state.catches_noticed.max() > 0.0


@row("self_criticism")
def test_without_self_criticism_nothing_is_revealed_feared_or_restored(context):
    for state in days_without(context, "self_criticism"):
        assert not state.companies["session_fear"].any()
    keys = ("control.session_reveals", "control.session_fear", "information.conviction_session")
    plain = lived(scenario_of(context, BUSY, off=["self_criticism"]))
    for key in keys:
        changed = lived(scenario_of(context, BUSY, {key: 0.9}, off=["self_criticism"]))
        assert same_world(plain, changed), key


@row("punishment")
def test_without_punishment_being_caught_costs_nothing_of_his_own(context):
    terms = terms_without(context, "punishment")
    assert all(leaving.own_punishment == 0.0 for _, leaving, _ in terms)


@row("rewards")
def test_without_rewards_nothing_is_given_for_staying(context):
    for soldier, _, staying in terms_without(context, "rewards"):
        assert staying.return_reward == staying.privilege == 0.0
        assert staying.mortality == -soldier.mortality


@row("cohesion")
def test_without_cohesion_comrades_hold_nobody_and_keep_nothing_out(context):
    assert all(leaving.comrades == 0.0 for _, leaving, _ in terms_without(context, "cohesion"))
    changed = {"decision.norm": -1.0, "decision.norm_flip": 0.9}
    plain, other = (
        lived(scenario_of(context, BUSY, each, off=["cohesion"])) for each in ({}, changed)
    )
    assert same_world(plain, other)
    # Channels then reach every man alike, whoever stands beside him; ties aside.
    for state in days_without(context, "cohesion", {"information.ties": 0.0}):
        for border in (0, 1):
            serving = (state.status == SERVING) & (state.border == border)
            assert len(set(state.information[serving].tolist())) == 1


@row("geography")
def test_without_geography_everybody_knows_the_way(context):
    for state in days_without(context, "geography"):
        assert np.all(state.knowledge == 1.0)
    terms = terms_without(context, "geography")
    assert all(leaving.unknown_ground == 0.0 for _, leaving, _ in terms)


@row("information_blockade")
def test_without_the_blockade_information_is_full(context):
    for state in days_without(context, "information_blockade"):
        assert np.all(state.information == 1.0)


@row("stress")
def test_without_stress_it_stays_nothing(context):
    for state in days_without(context, "stress"):
        assert not state.stress.any()


@row("peer_conformity")
def test_without_conformity_others_pull_nobody(context):
    """Where no bond makes others' norm matter, what they express moves nobody's resolve."""
    resolve = []
    for off in ([], ["peer_conformity"]):
        scenario = scenario_of(context, BUSY, {"decision.bond": 0.0}, off=off, soldiers=61)
        model = DefectionModel(scenario, rng=7, engine="agents")
        for _ in range(5):
            model.step()
        for soldier in model.agents.select(lambda s: s.status == "serving"):
            alone, among_the_resolved = (resolved_among(soldier, v) for v in (0.0, 1.0))
            assert (alone < among_the_resolved) if not off else (alone == among_the_resolved)
            resolve.append(alone)
    assert min(resolve) > 0.0


def resolved_among(soldier, voiced):
    soldier.voiced = voiced
    soldier.decide()
    return soldier.willing


@row("contact")
def test_without_contact_nobody_is_cut_off(context):
    for state in days_without(context, "contact"):
        assert not state.surrender.any() and not state.expected_prisoners.any()
        assert not np.any(state.attempt == AT_CONTACT)
        assert not np.isin(state.status, (SELF_KILLED, TAKEN_PRISONER)).any()


@row("outreach")
def test_without_outreach_nothing_is_held_out(context):
    settings = world_of(scenario_of(context, BUSY, off=["outreach"])).settings
    for at in range(len(settings.periods)):
        p = settings.namespace(at)
        assert not any(vars(p.outreach).values())
        assert p.derived.offer == p.decision.offer_floor


@row("attribution_ambiguity")
def test_without_ambiguity_the_missing_are_never_taken_for_dead(context):
    p = world_of(scenario_of(context, SOCIAL, off=["attribution_ambiguity"])).settings.namespace(0)
    silent = {"aftermath.attribution_news": 0.0, "belief.publicised": 0.0}
    for state in days_without(context, "attribution_ambiguity", SOCIAL, silent):
        chances = {beliefs.attribution_chance(p, at) for at in state.exposure.tolist()}
        assert chances == {p.regime.attribution} == {0.8}
        assert np.all(of_serving(state, "attribution") == 0.8)
    for state in days_without(context, "attribution_ambiguity", SOCIAL):
        assert np.all(of_serving(state, "attribution") >= 0.8)  # news of families adds to it
    assert state.attribution.max() > 0.8
    days = days_without(context, "punishment")
    assert min(of_serving(state, "attribution").min() for state in days) < 0.6


@row("feedback")
def test_without_feedback_beliefs_and_the_regime_keep_the_first_morning(context):
    world = world_of(scenario_of(context, SOCIAL, off=["feedback"]))
    kept = [
        "fear", "attribution", "route_belief", "hope", "attempts_noticed", "catches_noticed",
        "information", "knowledge", "heard", "voiced", "suspicion",
        "informants_near", "comrades", "conviction_around", "squad_losses", "mortality",
        "publicised", "fresh_attempts", "fresh_catches", "fresh_escapes",
    ]  # fmt: skip
    answers = (
        "felt_hazard",
        "session_fear",
        "crackdown",
        "attribution_news",
        "known_attempts",
        "interrogated",
    )
    morning = fields_of(world.state)
    for _ in evenings(world):
        for name in kept:
            assert same_bits(getattr(world.state, name), morning[name]), name
        assert not any(world.state.companies[name].any() for name in answers)
    state = world.state
    assert np.all(state.group <= 1) and not np.any(np.isin(state.attempt, (FOILED, JOINED)))
    assert not np.any(np.isin(state.status, (REMOVED, UNIT_WITHDRAWN)))
    assert state.family_punished.any()  # which is done, and moves nobody
    for name in ("stress", "exposure", "hazard"):
        assert not same_bits(getattr(world.state, name), morning[name]), name


@row("aftermath")
def test_without_aftermath_nothing_follows_an_attempt(context):
    """Nobody learns of one, no company answers for one, no family pays for one."""
    kept = (
        "attempts_noticed", "catches_noticed", "hope", "publicised", "family_punished",
        "fresh_attempts", "fresh_catches", "fresh_escapes",
    )  # fmt: skip
    p = world_of(scenario_of(context, SOCIAL)).settings.namespace(0)
    for state in days_without(context, "aftermath", SOCIAL):
        for name in kept:
            assert not getattr(state, name).any(), name
        for name in ("crackdown", "attribution_news", "interrogated"):
            assert not state.companies[name].any(), name
        assert not np.any(state.status == UNIT_WITHDRAWN)
        assert np.all(state.attribution <= p.regime.attribution)
    assert np.all(state.companies["honour"] == p.regime.martyr_honour)
    assert (state.attempt == JOINED).any() and (state.status == DEFECTED).any()


@pytest.mark.parametrize("context", CONTEXTS)
def test_without_aftermath_the_attempts_of_others_move_nobody(context):
    """Where nothing is seen of his resolve either, no other life changes with whether one goes."""
    alone = LONE | {"decision.conformity": 0.0, "decision.bond": 0.0, "information.ties": 0.0}
    # Losses weigh by the strength of a company, and that is none of the aftermath.
    alone |= {"context.casualty_hazard": 0.0, "decision.initiative": 1.0}
    scenario = scenario_of(context, BUSY, alone, off=["aftermath", "cohesion"])
    plain, changed = world_of(scenario), world_of(scenario)
    who = int(np.flatnonzero(plain.state.informant == 0)[130])  # one whom nobody counts on
    changed.state.places("threshold")[State.at(who)] = -10.0
    others = np.arange(257) != who
    for day in range(30):
        plain.live(day + 1)
        changed.live(day + 1)
        for name in ("fear", "attribution", "route_belief", "suspicion", "willing", "status"):
            a, b = getattr(plain.state, name), getattr(changed.state, name)
            assert same_bits(a[others], b[others]), name
    assert plain.state.attempt_day[who] != changed.state.attempt_day[who]


def test_every_row_of_the_table_is_measured():
    assert set(SWITCHES) == TESTED
