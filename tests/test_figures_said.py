"""What a figure says beside its lines: of whom a value is, what is hidden, what is magnified."""

import dataclasses
import importlib
import json

import pandas as pd
import pytest
from made_up_study import LEVER, write_study
from matplotlib.text import Text

from experiments.analyses import ANALYSES
from experiments.figures import rates


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("study"), replicates=4, shrink=0.35)


def elsewhere(study, folder, **changes):
    """The same study with another frame or manifest, writing into another folder."""
    return dataclasses.replace(study, folder=folder, **changes)


def drawn_by(study, name, monkeypatch, options=None):
    """The texts of the figure that an analysis draws, and the figure."""
    module = importlib.import_module(f"experiments.figures.{name}")
    drawn, draw = [], module.draw
    with monkeypatch.context() as patch:
        patch.setattr(module, "draw", lambda *given: drawn.append(draw(*given)) or drawn[0])
        ANALYSES[name].run(study, options or {})
    return [" ".join(text.split()) for text in seen(drawn[0])], drawn[0]


def seen(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


def test_a_value_that_is_assumed_is_not_called_as_it_is(study, tmp_path, monkeypatch):
    texts, _ = drawn_by(elsewhere(study, tmp_path), "rates", monkeypatch)
    assert texts.count("assumed value 1.5") == 3
    assert "as it is" not in texts


def test_rates_say_why_a_mechanism_that_is_off_does_more_than_its_lever(
    study, tmp_path, monkeypatch
):
    texts, _ = drawn_by(elsewhere(study, tmp_path), "rates", monkeypatch)
    more = "the hostage mechanism off is more than family punishment 0: without guilt, martyr"
    assert any(more in text for text in texts)


def test_lines_that_lie_on_each_other_are_named(study, tmp_path, monkeypatch):
    """In one context both forces have the same numbers; in the others nothing is said."""
    texts, _ = drawn_by(elsewhere(study, tmp_path), "rates", monkeypatch)
    assert not any("on each other" in text for text in texts)
    summary = study.summary.copy()
    rear = summary["scenario"].eq("russia_rear")
    first = rear & summary["force"].eq("as deployed")
    second = rear & summary["force"].eq("equal force")
    summary.loc[second, ["mean", "low", "high"]] = summary.loc[
        first, ["mean", "low", "high"]
    ].values
    texts, _ = drawn_by(elsewhere(study, tmp_path, summary=summary), "rates", monkeypatch)
    (said,) = [text for text in texts if "exactly on each other" in text]
    assert said.startswith("Russian rear, lines exactly on each other: 'as deployed' and 'equal")
    assert "lines on each other: see below" in texts


def test_the_few_who_left_are_magnified_and_the_calendar_is_marked(study, tmp_path, monkeypatch):
    manifest = json.loads(json.dumps(study.manifest))
    manifest["scenarios"]["ukrainian_front"]["calendar"] = [
        {"day": day, "note": note, "deploy": None, "changes": {"context.cause": 0.5}}
        for day, note in (
            (20, "the first day; why it is"),
            (20, "of the same day"),
            (60, ""),
            (9999, "late"),
        )
    ]
    dropped = {"day": 40, "note": "of a lever", "deploy": None, "changes": {LEVER: 0.5}}
    manifest["scenarios"]["ukrainian_front"]["calendar"].insert(2, dropped)
    there = elsewhere(study, tmp_path, manifest=manifest)
    texts, figure = drawn_by(there, "states", monkeypatch)
    tops = [ax.get_ylim()[1] for ax in figure.axes[:3]]
    assert tops[0] < 0.04 and tops[1] == 1.0
    assert any(text.startswith("magnified: those who left; 99.") for text in texts)
    assert any("Ukrainian front: a (day 20), the first day." in text for text in texts)
    assert texts.count("a") == 1 and "b" not in texts


def test_lines_that_are_not_drawn_do_not_lie_on_each_other():
    columns = {"series": ["a", "a", "b", "b"], "x": [0.0, 1.0, 0.0, 1.0]}
    part = pd.DataFrame(columns | {"mean": [0.0, 0.0, 0.0, 0.0]})
    assert rates.equal_lines(part, ["a", "b"]) == []
    assert rates.equal_lines(part.assign(mean=[0.0, 2.0, 0.0, 2.0]), ["a", "b"]) == [["a", "b"]]
