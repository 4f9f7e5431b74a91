"""The gallery is of this program, and the numbers that the documents quote stand in it."""

import csv
import hashlib
import json
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from documents import GALLERY, ROOT, section

from experiments import load_study
from sim import load_scenario, simulate
from sim.scenario.settings import resolve_settings
from sim.state import SERVING
from sim.world import World

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


# What the model's page says of the front and of the watch


def test_the_front_has_too_many_who_go_over() -> None:
    """The twenty runs of the command that stands there: who went over, and how."""
    runs = [simulate(load_scenario("ukrainian_front"), 1, r).outcomes for r in range(20)]
    names = ("defected", "taken_prisoner", "prisoners_per_casualty")
    over, taken, ratio = (np.mean([run[name] for run in runs]) for name in names)
    assert (round(over, 1), round(taken, 1), round(ratio, 5)) == (3.5, 0.9, 0.00039)
    hit = ("killed_in_action", "evacuated", "self_killed")
    fallen = sum(np.mean([run[name] for run in runs]) for name in hit)
    prisoners = ratio * fallen / (1.0 - ratio)
    assert abs(fallen + prisoners - 6090) < 5
    assert (round(prisoners, 1), round(prisoners - taken, 1)) == (2.4, 1.5)
    assert round(math.exp(-over), 2) == 0.03
    assert round(1.0 - math.exp(-taken) * (1.0 + taken), 2) == 0.23


def test_what_changes_with_the_watch() -> None:
    """Half-way through the run in the rear: chances left, fear, and mean resolve."""
    chances, fear, resolve = [], [], []
    for off in ((), ("watch",)):
        world = World(resolve_settings(load_scenario("russia_rear", off=off)), 1, 0)
        world.live(90)
        here = world.state.status == SERVING
        chances.append(np.mean(1.0 - world.state.surveillance[here]))
        fear.append(np.mean(world.state.fear[here]))
        resolve.append(np.mean(world.state.willing[here]))
    assert abs(chances[0] - 0.29) < 0.01 and chances[1] == 1.0
    assert np.allclose(fear, [0.58, 0.51], atol=0.01)
    assert 0.84 < resolve[0] / resolve[1] < 0.9
