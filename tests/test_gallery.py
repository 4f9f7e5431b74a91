"""The gallery is of this program, and the numbers that the documents quote stand in it."""

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from documents import GALLERY, ROOT, section

from experiments import load_study
from sim import load_scenario, simulate

STUDY = "three_contexts"
PLAIN = "defaults"
LARGEST = 300_000
RATE = "expected_attempts_per_1000_soldier_months"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return json.loads((GALLERY / STUDY / "manifest.json").read_text("utf-8"))


def rates(name: str) -> Iterator[dict[str, str]]:
    with open(GALLERY / name / "rates.csv", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_the_gallery_is_small_and_whole(manifest: dict[str, Any]) -> None:
    names = {path.name for path in (GALLERY / STUDY).iterdir()}
    pictures = {f"{artifact['name']}.png" for artifact in manifest["artifacts"]}
    assert names == {"manifest.json", "rates.csv", *pictures}
    assert all((GALLERY / STUDY / name).stat().st_size < LARGEST for name in names)
    assert manifest["finished"] and not manifest["failures"]


def test_the_gallery_is_of_this_study_and_these_scenarios(manifest: dict[str, Any]) -> None:
    """If not: docs/gallery.md says how to make it again."""
    study = load_study(STUDY)
    assert manifest["study"]["sha256"] == hashlib.sha256(study.path.read_bytes()).hexdigest()
    digests = {name: record["digest"] for name, record in manifest["scenarios"].items()}
    assert digests == {scenario.name: scenario.digest for scenario in study.scenarios}


@pytest.mark.parametrize("context", ["russia_rear", "ukrainian_front", "dmz"])
def test_the_gallery_is_what_the_program_gives(context: str) -> None:
    """Three replicates lie where those of the gallery do, within four standard errors.
    If not: docs/gallery.md says how to make it again."""
    wanted = (context, "as it is", RATE)
    (row,) = [
        row for row in rates(PLAIN) if (row["scenario"], row["label"], row["outcome"]) == wanted
    ]
    mean, low, high = (float(row[end]) for end in ("mean", "low", "high"))
    spread = (high - low) / 2 / 2.0 * float(row["n"]) ** 0.5
    found = np.mean([simulate(load_scenario(context), 1, r).outcomes[RATE] for r in range(3)])
    assert abs(found - mean) < 4.0 * spread / 3**0.5


def test_two_studies_in_the_gallery_agree_to_the_last_digit() -> None:
    """The defaults, and without the hostage, stand in both, with the same seed."""
    shared = {
        (row["scenario"], row["mechanisms.hostage"]): row["mean"]
        for row in rates(PLAIN)
        if row["outcome"] == RATE and row["mechanisms.watch"] == "True"
    }
    other = {
        (row["scenario"], row["mechanisms.hostage"]): row["mean"]
        for row in rates(STUDY)
        if (row["outcome"], row["force"]) == (RATE, "as deployed")
        and row["regime.family_punishment"] == "1.5"
    }
    assert shared == other


def test_numbers_that_are_quoted_stand_in_the_gallery(manifest: dict[str, Any]) -> None:
    """In the README's results, and in the gallery's own page."""
    known = {"95"}
    for artifact in manifest["artifacts"]:
        known |= numbers(" ".join([artifact["title"], *artifact["findings"]]))
    for point in manifest["points"]:
        known |= {f"{point[size]:,}" for size in ("soldiers", "days", "replicates")}
    readme = (ROOT / "README.md").read_text("utf-8")
    for text in (section(readme, "A result"), (GALLERY / "README.md").read_text("utf-8")):
        assert numbers(text), "no number is quoted"
        assert numbers(text) <= known, numbers(text) - known


def numbers(text: str) -> set[str]:
    """The numbers in a text, as they are written, but for those of links and comments."""
    plain = re.sub(r"\]\([^)]*\)|<!--.*?-->", "", text)
    return set(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", plain))


def test_numbers_are_found() -> None:
    text = (
        "[in 2 ways](see-3.md): 1,000 men, 0.5 each, of 11,000. <!-- 7 --> 95%, 4.6 × 10⁻⁶; 1, 2."
    )
    assert numbers(text) == {"2", "1,000", "0.5", "11,000", "95", "4.6", "10", "1"}


# What the lessons promise


def attempts(*changes: object, off: tuple[str, ...] = (), group: str = "") -> float:
    """Expected attempts per 1,000 soldier-months in the rear, with the same luck each time."""
    size = {"force.soldiers": 2000, "force.days": 40}
    scenario = load_scenario("russia_rear", size | dict(changes), off)
    return float(np.mean([simulate(scenario, 1, r).outcomes[RATE + group] for r in range(4)]))


def test_lesson_one_the_threat_reaches_those_with_relatives_alone() -> None:
    nobody_asks, ended = ("group.sounding", 0.0), ("regime.family_punishment", 0.0)
    arms = ((nobody_asks,), (nobody_asks, ended))
    alone = [attempts(*c, off=("feedback",), group="_no_hostage") for c in arms]
    assert alone[0] == alone[1] > 0
    held = [attempts(*c, off=("feedback",), group="_hostage") for c in arms]
    assert held[1] > 3 * held[0]


def test_lesson_two_certainty_beats_severity() -> None:
    severe, officials = ("regime.punishment", 1.8), ("regime.officials_per_100", 3.0)
    plain = attempts()
    twice = {
        "punishment": attempts(severe) / plain,
        "officials": attempts(officials) / plain,
        "watch": attempts(officials, ("regime.informants", 0.1)) / plain,
        "in full": attempts(severe, ("decision.nu", 1.0)) / plain,
    }
    assert twice["watch"] < 0.6 * twice["punishment"]
    assert 0.75 < twice["officials"] / twice["punishment"] < 1.33
    assert twice["in full"] < twice["punishment"]
