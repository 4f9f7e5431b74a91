"""Figures say what the data say, the same way every time, and hide nothing."""

import dataclasses
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_study import LEVER, SWITCH, write_study
from matplotlib.figure import Figure
from matplotlib.text import Text

from experiments.analyses import ANALYSES, AnalysisError
from experiments.analyses.incidence import STATUSES
from experiments.figures.layout import apart
from experiments.figures.logaxis import limits, set_log, whisker
from experiments.figures.style import drawing, read_words, save

NAMES = ("rates", "incidence", "states")
RATE = "expected_attempts_per_1000_soldier_months"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("study"), replicates=6, shrink=0.35)


def elsewhere(study, folder, **changes):
    """The same study with other frames or another manifest, writing into another folder."""
    return dataclasses.replace(study, folder=folder, **changes)


def only(study, folder, keep):
    """The study with the points that `keep` picks by their factors."""
    frames = {name: getattr(study, name) for name in ("runs", "daily", "summary")}
    return elsewhere(study, folder, **{name: frame[keep(frame)] for name, frame in frames.items()})


def files(folder):
    return {path.relative_to(folder): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


def seen(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def run_all(study):
    return {name: ANALYSES[name].run(study, {})[0] for name in NAMES}


def test_every_analysis_writes_two_figures_and_the_table(study, tmp_path):
    made = run_all(elsewhere(study, tmp_path))
    for name, artifact in made.items():
        assert [p.relative_to(tmp_path).as_posix() for p in artifact.files] == [
            f"figures/{name}.svg",
            f"figures/{name}.png",
            f"tables/{name}.csv",
        ]
        assert artifact.title.startswith("In this uncalibrated model")
        assert len(artifact.findings) >= 3


def test_the_same_bytes_on_every_run_whatever_the_users_settings(study, tmp_path):
    run_all(elsewhere(study, tmp_path / "a"))
    with mpl.rc_context({"font.size": 20, "svg.hashsalt": None, "axes.grid": False}):
        run_all(elsewhere(study, tmp_path / "b"))
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_the_same_bytes_from_two_threads(study, tmp_path):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: ANALYSES["rates"].run(elsewhere(study, tmp_path / n), {}), "ab"))
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_the_files_hold_no_date_and_no_software(study, tmp_path):
    ANALYSES["rates"].run(elsewhere(study, tmp_path), {})
    for path, content in files(tmp_path / "figures").items():
        for word in (b"dc:date", b"matplotlib.org/;", b"Software", b"tEXt"):
            assert word not in content, (path, word)


def test_pyplot_is_left_alone():
    code = (
        "import sys, experiments.figures.rates, experiments.figures.states, "
        "experiments.figures.incidence; sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_svg_carries_its_words_escaped(tmp_path):
    with drawing():
        save(Figure(), tmp_path, "x", "a < b & c", ["<one>", "two"])
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "a &lt; b &amp; c" in svg
    assert read_words(svg) == ("a < b & c", ["<one>", "two"])


def test_the_title_says_the_effect_that_the_data_have(study, tmp_path):
    artifact = ANALYSES["rates"].run(elsewhere(study, tmp_path), {})[0]
    assert (
        "ending family punishment multiplies the rate of expected attempts by 9." in artifact.title
    )  # exp(2.25)
    assert any(
        "switching off the hostage mechanism multiplies" in line for line in artifact.findings
    )


def test_the_table_is_what_the_summary_says(study, tmp_path):
    ANALYSES["rates"].run(elsewhere(study, tmp_path), {})
    table = pd.read_csv(tmp_path / "tables/rates.csv")
    known = study.summary[study.summary["outcome"].isin(table["outcome"].unique())]
    assert len(table) == len(known) == 72
    assert table["mean"].to_numpy() == pytest.approx(known["mean"].to_numpy())


def test_no_effect_is_called_no_effect(study, tmp_path):
    runs = study.runs.assign(**{RATE: 0.01 + 0.001 * study.runs["replicate"]})
    artifact = ANALYSES["rates"].run(elsewhere(study, tmp_path, runs=runs), {})[0]
    assert "changes nothing at all in the rate of expected attempts" in artifact.title
    assert any("changes nothing at all" in line for line in artifact.findings)


def test_an_effect_within_chance_is_not_visible(study, tmp_path):
    """Runs that differ a little, now one way and now the other."""
    replicate, lever = study.runs["replicate"], study.runs[LEVER]
    runs = study.runs.assign(**{RATE: 0.01 + 0.001 * (replicate + lever * (-1.0) ** replicate)})
    artifact = ANALYSES["rates"].run(elsewhere(study, tmp_path, runs=runs), {})[0]
    assert "has no visible effect on the rate of expected attempts" in artifact.title


def test_a_calibrated_model_is_not_called_uncalibrated(study, tmp_path):
    manifest = {**study.manifest, "calibrated": True}
    artifact = ANALYSES["rates"].run(elsewhere(study, tmp_path, manifest=manifest), {})[0]
    assert artifact.title.startswith("In this model,")


def test_failed_runs_and_assumptions_are_noted(study, tmp_path, monkeypatch):
    from experiments.figures import rates

    notes = []
    monkeypatch.setattr(rates, "draw", lambda *given: notes.append(given[-1]) or Figure())
    manifest = {**study.manifest, "failures": [{"error": "x"}, {"error": "y"}]}
    ANALYSES["rates"].run(elsewhere(study, tmp_path, manifest=manifest), {})
    assert notes == [
        "Uncalibrated; 83 assumed parameters; 6 replicates a point; bars (where longer than "
        "the marker): 95% intervals of the mean over replicates; 2 failed runs are left out."
    ]


@pytest.mark.parametrize(
    "keep",
    [
        pytest.param(
            lambda f: (f[LEVER] == 1.5) & f[SWITCH] & (f["force"] == "as deployed"), id="no lever"
        ),
        pytest.param(lambda f: f[LEVER] == 1.5, id="switch and force"),
        pytest.param(
            lambda f: (f[LEVER] == 1.5) & (f["force"] == "equal force"), id="switch alone"
        ),
        pytest.param(lambda f: f["scenario"] == "dmz", id="one context"),
        pytest.param(lambda f: (f[LEVER] > 2) & f[SWITCH], id="without the own value"),
    ],
)
def test_other_designs_are_shown_too(study, tmp_path, keep):
    made = run_all(only(study, tmp_path, keep))
    assert all(artifact.files[0].stat().st_size > 10_000 for artifact in made.values())


def test_labelled_rows_of_a_list_stand_along_the_axis(study, tmp_path):
    def label(frame):
        picked = frame[(frame["force"] == "as deployed") & frame[LEVER].isin([0.0, 1.5])]
        names = picked[LEVER].map({0.0: "no families", 1.5: "as it is"})
        return picked.assign(label=names.where(picked[SWITCH], "no hostages"))

    frames = {name: label(getattr(study, name)) for name in ("runs", "daily", "summary")}
    manifest = {**study.manifest, "factors": ["label", LEVER, SWITCH]}
    there = elsewhere(study, tmp_path, manifest=manifest, **frames)
    artifact = ANALYSES["rates"].run(there, {})[0]
    assert (
        "no hostages instead of as it is multiplies the rate of expected attempts by 1"
        in artifact.title
    )
    assert len([line for line in artifact.findings if "no families instead of" in line]) == 3


def test_one_replicate_has_no_bars_and_says_so(tmp_path):
    one = write_study(tmp_path, replicates=1, shrink=0.35)
    made = run_all(one)
    assert "95% interval unknown" in made["rates"].findings[0]


def test_zero_rates_are_shown_as_bounds_not_left_out(study, tmp_path, monkeypatch):
    from experiments.figures import rates

    drawn, draw = [], rates.draw
    monkeypatch.setattr(rates, "draw", lambda *given: drawn.append(draw(*given)) or drawn[0])
    zero = study.summary["outcome"].eq(RATE) & study.summary["scenario"].eq("dmz")
    summary = study.summary.copy()
    summary.loc[zero, ["mean", "low", "high"]] = [0.0, 0.0, 0.004]
    artifact = ANALYSES["rates"].run(elsewhere(study, tmp_path, summary=summary), {})[0]
    assert artifact.findings[2].startswith(
        "DMZ, as deployed, family punishment 1.5: 0 expected attempts"
    )


@pytest.mark.parametrize(
    ("mean", "high", "beyond"),
    [
        (0, 0.004, "0 (at most 0.0040)"),
        (0, np.nan, "0"),
        (1e-12, 1e-3, "1.0 × 10⁻¹²"),
        (0.01, 0.02, ""),
    ],
)
def test_a_log_axis_says_what_it_cannot_show(mean, high, beyond):
    with drawing():
        axes = Figure().add_subplot()
        set_log(axes, *limits([0.004, 0.1]))
        assert whisker(axes, 1.0, mean, 0.0, high, "o", "red") == beyond
        assert whisker(axes, 1.0, np.nan, np.nan, np.nan, "o", "red") == "not defined"
    assert axes.lines  # an arrow or a point stands for it


def test_causes_never_seen_are_named_with_a_bound(study, tmp_path, monkeypatch):
    from experiments.figures import incidence

    drawn, draw = [], incidence.draw
    monkeypatch.setattr(incidence, "draw", lambda *given: drawn.append(draw(*given)) or drawn[0])
    artifact = ANALYSES["incidence"].run(elsewhere(study, tmp_path), {})[0]
    for text in (artifact.findings[0], *seen(drawn[0])):
        if "ot seen once" in text and "killed in action" in text.replace("\n", " "):
            assert "(each below " in text.replace("\n", " ")
            break
    assert sum("not seen once" in text for text in seen(drawn[0])) == 3
    assert "Not seen once" in artifact.findings[0]


def test_where_picks_the_point(study, tmp_path):
    there = elsewhere(study, tmp_path)
    usual, off = (
        ANALYSES["incidence"].run(there, {"where": w})[0].title for w in ({}, {SWITCH: False})
    )
    assert usual != off
    assert set(pd.read_csv(tmp_path / "tables/incidence.csv")["point"]) == {5, 17, 29}


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("rates", {"outcomes": ["expected_atempts"]}, "did you mean 'expected_attempts'"),
        ("rates", {"lever": "regime.family"}, "no factor 'regime.family', did you mean"),
        ("rates", {"leverr": "x"}, "unknown option of rates, did you mean 'lever'"),
        ("rates", {"outcomes": "attempts"}, "must be a list of names"),
        ("rates", {"lever": 3}, "must be a text"),
        ("incidence", {"where": {SWITCH: "no"}}, "has no point with mechanisms.hostage = 'no'"),
        ("states", {"series": ["mean_sress"]}, "did you mean 'mean_stress'"),
    ],
)
def test_a_wrong_option_is_said_in_words(study, tmp_path, name, options, message):
    with pytest.raises(AnalysisError, match=message.replace("(", r"\(")):
        ANALYSES[name].run(elsewhere(study, tmp_path), options)


@pytest.mark.parametrize("name", ["incidence", "states"])
def test_without_daily_counts_there_is_an_error_not_an_empty_figure(study, tmp_path, name):
    with pytest.raises(AnalysisError, match="daily counts"):
        ANALYSES[name].run(elsewhere(study, tmp_path, daily=None), {})


def test_what_an_analysis_reads_by_day_is_known_beforehand():
    assert ANALYSES["rates"].daily_columns({}) == ()
    assert ANALYSES["states"].daily_columns({"series": ["mean_wish"]}) == (*STATUSES, "mean_wish")


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0.01, 0.3)), min_size=1, max_size=12))
@settings(max_examples=100, deadline=None)
def test_labels_never_overlap_and_keep_their_order(labels):
    places, rooms = [p for p, _ in labels], [r for _, r in labels]
    moved = apart(places, rooms)
    order = np.argsort(places, kind="stable")
    for below, above in pairwise(order):
        assert moved[above] - moved[below] >= (rooms[above] + rooms[below]) / 2 - 1e-9


def test_labels_with_room_stay_where_they_are():
    assert apart([0.9, 0.1, 0.5], [0.1] * 3) == pytest.approx([0.9, 0.1, 0.5])
