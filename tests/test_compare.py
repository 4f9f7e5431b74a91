"""Arms on the same luck: what they differ by, who fares differently, and what is said of it."""

import csv
import json
import shlex

import numpy as np
import pytest
from scipy import stats
from test_cli import call
from worlds import BUSY, lived, scenario_of

from experiments.compare import Arm, run_arms
from experiments.estimate import mean_interval
from experiments.fates import COUNTS, KINDS, Changes, trace
from experiments.pairing import difference
from experiments.progress import Silent
from sim.outcomes import OUTCOMES
from sim.state import DEFECTED, NO_ATTEMPT, SERVING

TRIALS = 1000
FEWEST_HITS = int(stats.binom.ppf(1e-6, TRIALS, 0.95))
SMALL = ("--soldiers", "120", "--days", "8", "--replicates", "3")


def hits(true, found):
    return sum(low <= true <= high for _, low, high in found)


def test_a_difference_of_pairs_is_covered_and_narrow():
    chance = np.random.default_rng(1)
    luck = chance.normal(0, 1, (TRIALS, 12))
    first, other = 5 + luck, 5.5 + luck + chance.normal(0, 0.2, luck.shape)
    found = [difference(a, b, "expectation") for a, b in zip(first, other, strict=True)]
    assert hits(0.5, [d.difference for d in found]) >= FEWEST_HITS
    assert np.mean([d.saved for d in found]) == pytest.approx(1 - 0.04 / 2.04, abs=0.01)
    unpaired = mean_interval(first[0], "level")
    assert found[0].difference.high - found[0].difference.low < unpaired.high - unpaired.low


@pytest.mark.parametrize("mean", [0.02, 0.3, 4.0])
@pytest.mark.parametrize("n", [1, 3, 20])
def test_rare_differences_of_counts_are_covered(mean, n):
    chance = np.random.default_rng(2)
    shared, own, others = (chance.poisson(mean * k, (TRIALS, n)) for k in (1.0, 0.5, 1.0))
    found = [
        difference((s + a).astype(float), (s + b).astype(float), "count").difference
        for s, a, b in zip(shared, own, others, strict=True)
    ]
    assert hits(0.5 * mean, found) >= FEWEST_HITS


def test_a_difference_of_rates_is_that_of_the_rates_of_all_replicates():
    events, other = np.array([3.0, 0.0, 5.0]), np.array([6.0, 2.0, 4.0])
    time = np.array([2.0, 1.0, 3.0]), np.array([1.0, 1.0, 2.0])
    found = difference(events / time[0], other / time[1], "rate", time)
    assert found.difference.mean == pytest.approx(12 / 4 - 8 / 6)
    assert found.difference.low < found.difference.mean < found.difference.high
    assert found.ratio.mean == pytest.approx((12 / 4) / (8 / 6))


def test_what_cannot_be_told_is_not_said():
    none = np.zeros(5)
    quiet = difference(none, none, "rate", (none + 2, none + 4)).difference
    assert quiet.mean == 0
    assert quiet.low == pytest.approx(-2 * quiet.high)
    assert difference(none, none, "share").json()["low"] is None
    undefined = difference(np.full(3, np.nan), np.ones(3), "expectation").json()
    assert undefined["mean"] is undefined["variance_saved"] is undefined["ratio"]["mean"] is None
    one = difference(np.array([1.0, np.nan, 2.0]), np.array([2.0, 5.0, np.nan]), "level")
    assert (one.pairs, one.difference.mean) == (1, 1.0)


def by_hand(a, b):
    """Whose fate changed, from dictionaries of persons."""
    first = {int(p): i for i, p in enumerate(a.person)}
    other = {int(p): i for i, p in enumerate(b.person)}
    both = first.keys() & other.keys()
    rows = []
    for p in both:
        i, j = first[p], other[p]
        tried, tries = a.attempt[i] != NO_ATTEMPT, b.attempt[j] != NO_ATTEMPT
        changed = a.status[i] != b.status[j]
        rows.append((True, changed, tried != tries, tried and not tries, tries and not tried))
    hostages = [r for p, r in zip(both, rows, strict=True) if a.hostage[first[p]] > 0]
    return len(first.keys() - both), np.sum(rows, axis=0), np.sum(hostages, axis=0)


def test_changed_fates_are_those_of_persons_in_both_forces():
    worlds = [
        lived(scenario_of("dmz", BUSY, {"screening.rejection": share}, days=12, soldiers=150))
        for share in (0.5, 0.2)
    ]
    a, b = (world.state for world in worlds)
    changes = Changes()
    changes.add(trace(a), trace(b))
    only, everybody, hostages = by_hand(a, b)
    assert 0 < only < 150
    assert changes.only_first == changes.only_other == only
    assert changes.counts[KINDS.index("all")].tolist() == everybody.tolist()
    assert changes.counts[KINDS.index("hostage")].tolist() == hostages.tolist()
    record = changes.json()
    assert record["overlap"] == (150 - only) / 150
    assert sum(move["persons"] for move in record["moves"]) == everybody[1]
    parts = [("core", "wavering", "hostile"), ("officer", "enlisted"), ("hostage", "no_hostage")]
    for kinds in (*parts, ("market_generation", "older")):
        rows = [list(record["kinds"][kind].values()) for kind in kinds]
        assert np.sum(rows, axis=0) == pytest.approx(list(record["kinds"]["all"].values()))


def test_moves_say_from_where_to_where():
    state = lived(scenario_of("dmz", soldiers=40, days=2)).state
    first = trace(state)
    other = first._replace(status=first.status.copy(), tried=first.tried.copy())
    place = int(np.flatnonzero(first.status == SERVING)[0])
    other.status[place], other.tried[place] = DEFECTED, True
    changes = Changes()
    changes.add(first, other)
    (move,) = changes.json()["moves"]
    assert move == {"first": "serving", "other": "defected", "persons": 1.0}
    assert changes.counts[0].tolist() == [40, 1, 1, 0, 1]
    assert len(COUNTS) == 5


def arms_of(*changes):
    base = scenario_of("dmz", BUSY, soldiers=120, days=10)
    return [Arm(f"arm {i}", base.with_values(c), c) for i, c in enumerate(changes)]


def compared(arms, workers=2, replicates=4):
    return run_arms(arms, replicates, 3, workers, Silent())


def test_arms_that_are_the_same_differ_in_nothing():
    record = compared(arms_of({}, {})).record()
    for found in record["differences"]["arm 1"].values():
        assert (found["mean"], found["low"], found["high"]) == (0, 0, 0)
    fates = record["fates"]["arm 1"]
    assert (fates["overlap"], fates["moves"]) == (1.0, [])
    assert record["differing"]["controls"] == {}


def test_the_number_of_workers_changes_nothing():
    arms = arms_of({}, {"regime.punishment": 0.0}, {"decision.freedom": 2.0})
    one, two = (json.dumps(compared(arms, n).record()) for n in (1, 2))
    assert one == two


def test_pairing_saves_variance_and_keeps_the_sign():
    record = compared(arms_of({}, {"regime.family_punishment": 0.0}), replicates=8).record()
    found = record["differences"]["arm 1"]["expected_attempts"]
    assert found["low"] > 0
    assert found["ratio"]["low"] > 1
    assert found["variance_saved"] > 0.3
    means = [arm["outcomes"]["expected_attempts"]["mean"] for arm in record["arms"]]
    assert found["mean"] == pytest.approx(means[1] - means[0])
    kinds = record["fates"]["arm 1"]["kinds"]
    assert kinds["hostage"]["changed_attempt"] > 0
    assert set(record["differences"]["arm 1"]) == {o.name for o in OUTCOMES}


def test_a_run_that_fails_is_counted():
    def failing(scenario, seed, replicate, engine):
        raise ArithmeticError("no such luck")

    result = run_arms(arms_of({}, {"context.tension": 0.5}), 2, 1, 1, Silent(), failing)
    assert len(result.failures) == 4


def test_the_front_is_above_the_rear_under_equal_controls():
    done = call(
        *("compare", "russia_rear", "--arm", "rear:scenario=russia_rear"),
        *("--arm", "front:scenario=ukrainian_front", "--soldiers", "240", "--days", "60"),
        *("--replicates", "4", "--json"),
    )
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert (record["compared_with"], record["calibrated"]) == ("rear", False)
    assert [arm["soldiers"] for arm in record["arms"]] == [240, 240]
    assert record["differences"]["front"]["expected_attempts"]["low"] > 0
    assert record["fates"]["front"]["overlap"] == 1.0
    assert set(record["arms"][0]["outcomes"]) == {o.name for o in OUTCOMES} - {"soldier_months"}


def test_compare_for_a_reader_names_the_controls_that_differ():
    front = "front:scenario=ukrainian_front,screening.rejection=0"
    done = call("compare", "russia_rear", "--arm", "rear:", "--arm", front, *SMALL)
    text = " ".join(done.stdout.split())
    for words in (
        "regime.suicide_norm: rear 0.5, front 0.93",
        "screening.rejection: rear 0.5, front 0",
        "front against rear",
        "whose fate changed",
        "same luck",
        "noise removed",
        "uncalibrated",
    ):
        assert words in text


def test_a_setting_that_an_arm_sets_is_told_with_its_values():
    text = call("compare", "ukrainian_front", "--arm", "way:outreach.corridor=0.8", *SMALL).stdout
    assert "  outreach.corridor: baseline 0, way 0.8\n" in text
    assert "where they are" not in text
    assert "baseline: ukrainian_front, 120 soldiers for 8 days\n" in text
    assert "240 days" not in text
    front = "front:scenario=ukrainian_front,outreach.corridor=0.8"
    text = call("compare", "russia_rear", "--arm", "rear:", "--arm", front, *SMALL).stdout
    assert "  outreach.corridor: rear 0, front 0.8\n" in text
    (others,) = [line for line in text.splitlines() if "and where they are" in line]
    assert "context.casualty_hazard" in others
    assert "corridor" not in others


def test_what_arms_are_compared_with_is_told_where_none_is_the_scenario():
    few, many = (f"{n}:regime.informants={v}" for n, v in (("few", 0.01), ("many", 0.3)))
    said = "each is compared with 'few', the first arm; there is no baseline\n"
    assert said in call("compare", "dmz", "--arm", few, "--arm", many, *SMALL).stdout
    for arms in ((many,), ("as it is:", many), (few, "same:scenario=dmz")):
        words = [word for arm in arms for word in ("--arm", arm)]
        assert "no baseline" not in call("compare", "dmz", *words, *SMALL).stdout
    elsewhere = ("--arm", "a:scenario=dmz", "--arm", "b:scenario=russia_rear")
    done = call("compare", "nowhere", *elsewhere, *SMALL)
    assert (done.exit_code, "no baseline" in done.stdout) == (0, True)


def test_whose_fate_changed_is_shown_by_kind():
    busy = [word for key, value in BUSY.items() for word in ("--set", f"{key}={value}")]
    arm = "spared:regime.family_punishment=0"
    text = call("compare", "dmz", "--arm", arm, *busy, *SMALL).stdout
    assert "tried in spared only" in " ".join(text.split())
    assert "no_hostage" in text


def test_where_no_fate_changed_there_is_no_table_of_zeros():
    arm = "feared:regime.family_punishment=0.3"
    done = call("compare", "dmz", "--arm", arm, "--off", "hostage", *SMALL)
    assert "changed in all: force.soldiers = 120, force.days = 8, mechanisms.hostage" in done.stdout
    assert "whose fate changed: nobody's, of the 120 persons a replicate" in done.stdout
    assert "tried in feared only" not in done.stdout


def test_an_arm_that_sets_what_is_off_is_told():
    arm = "punished:regime.family_punishment=0.3,mechanisms.hostage=false"
    notes = call("compare", "dmz", "--arm", arm, *SMALL).stderr
    assert "note: in punished, mechanisms.hostage is off, so regime.family_punishment" in notes


def test_compare_writes_its_tables(tmp_path):
    line = ("compare", "dmz", "--arm", "many:regime.informants=0.3", *SMALL)
    for name in "ab":
        done = call(*line, "--out", str(tmp_path / name))
        assert done.exit_code == 0, done.output
    tables = ("runs.parquet", "summary.csv", "columns.csv", "differences.csv", "manifest.json")
    assert {path.name for path in (tmp_path / "a").iterdir()} == set(tables)
    for name in tables[:4]:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text("utf-8"))
    again = shlex.split(manifest["command"])
    assert again[0] == "defection"
    for words in (line, again[1:]):
        assert manifest["comparison"] == json.loads(call(*words, "--json").stdout)
    assert call("report", str(tmp_path / "a")).exit_code == 0
    other = call("compare", "dmz", "--arm", "few:host.closure=1", "--out", str(tmp_path / "a"))
    assert other.exit_code == 2


def test_the_differences_are_a_table(tmp_path):
    """With the numbers of the manifest, an empty cell where there is none, and a dictionary."""
    arms = (
        "--arm",
        "as it is:",
        "--arm",
        "many:regime.informants=0.3",
        "--arm",
        "off:host.closure=1",
    )
    done = call("compare", "dmz", *arms, *SMALL, "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    told = json.loads((tmp_path / "manifest.json").read_text("utf-8"))["comparison"]
    with open(tmp_path / "differences.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["arm"], row["outcome"]) for row in rows} == {
        (arm, outcome.name) for arm in ("many", "off") for outcome in OUTCOMES
    }
    names = ("mean", "low", "high")
    for row in rows:
        found = told["differences"][row["arm"]][row["outcome"]]
        numbers = [found[name] for name in names]
        numbers += [(found["ratio"] or {}).get(name) for name in names]
        numbers += [found["variance_saved"], found["pairs"]]
        assert [float(v) if v else None for v in list(row.values())[3:]] == numbers
        assert row["compared_with"] == "as it is"
    assert any(row["ratio"] == "" for row in rows)
    with open(tmp_path / "columns.csv", encoding="utf-8", newline="") as file:
        columns = list(csv.DictReader(file))
    described = {c["name"] for c in columns if "differences" in c["tables"].split()}
    assert described == set(rows[0])
    assert all(column["meaning"] for column in columns)
    assert len(columns) == len({column["name"] for column in columns})
