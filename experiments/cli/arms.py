"""The arms of a comparison, from LABEL:KEY=VALUE[,KEY=VALUE]... to scenarios.

With one arm, the scenario itself is the first, called "baseline"; of two or more, the first is what
the others are compared with. An arm that names another scenario gets the force of the first arm.
No two arms may be the same scenario: on the same luck they would differ in nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from experiments.cli.asked import Asked
from experiments.cli.guard import UsageError
from experiments.cli.options import parse_settings
from experiments.cli.output import number
from experiments.compare import Arm
from sim.scenario import Fault, ScenarioError

if TYPE_CHECKING:
    from sim.scenario import Scenario

BASELINE = "baseline"
FORM = "LABEL:KEY=VALUE[,KEY=VALUE]..."
MOST_ARMS = 20
LONGEST_LABEL = 40


def read_arms(texts: Sequence[str], asked: Asked) -> list[Arm]:
    """The arms under the options that all of them share; what an arm sets comes last.

    Raises UsageError for a text that is no arm and for an arm that is the same as another,
    ScenarioError for keys and values that are wrong.
    """
    read = [_read(text) for text in texts]
    if not read:
        raise UsageError(f"--arm: at least one is needed: {FORM}")
    if len(read) > MOST_ARMS:
        raise UsageError(f"--arm: at most {MOST_ARMS} (got {len(read)})")
    if len(read) == 1:
        read.insert(0, (BASELINE, {}))
    labels = [label for label, _ in read]
    for position, label in enumerate(labels):
        if label in labels[:position]:
            raise UsageError(f"--arm: {label}: stands twice")
    named = [str(values.pop("scenario", asked.name)) for _, values in read]
    arms: list[Arm] = []
    faults: list[Fault] = []
    for (label, values), where in zip(read, named, strict=True):
        try:
            scenario = replace(asked, name=where).scenario()
            if arms and where != named[0]:
                scenario = scenario.with_values(force_of(arms[0].scenario), f"--arm {label}")
            if values:
                scenario = scenario.with_values(values, f"--arm {label}")
            arms.append(Arm(label, scenario, values, where))
        except ScenarioError as error:
            faults += error.faults
            if not arms:
                break
    if faults:
        raise ScenarioError(faults)
    _refuse_equal(arms)
    return arms


def has_baseline(arms: Sequence[Arm], asked: Asked) -> bool:
    """Whether one of the arms is the scenario that was asked for, as it is."""
    try:
        return asked.scenario().digest in {arm.digest for arm in arms}
    except (ScenarioError, UsageError):  # arms that all name another need no right one
        return False


def _refuse_equal(arms: Sequence[Arm]) -> None:
    first: dict[str, Arm] = {}
    for arm in arms:
        other = first.setdefault(arm.digest, arm)
        if other is not arm:
            said = ", ".join(f"{key} = {number(value)}" for key, value in arm.changes.items())
            why = f"which has {said} too" if said else "and sets nothing that differs"
            raise UsageError(f"--arm: {arm.label}: is the same scenario as {other.label}, {why}")


def _read(text: str) -> tuple[str, dict[str, Any]]:
    """The label of an arm, and the keys that it sets."""
    label, colon, rest = text.partition(":")
    label = label.strip()
    if not colon or "=" in label:
        raise UsageError(f"--arm: {text or 'nothing'}: must be {FORM}")
    if not label or not label.isprintable() or len(label) > LONGEST_LABEL:
        raise UsageError(f"--arm: {text}: needs a label of at most {LONGEST_LABEL} characters")
    return label, parse_settings(rest.split(",") if rest.strip() else [], f"--arm {label}")


def force_of(scenario: Scenario) -> dict[str, Any]:
    """Who is deployed, how many and for how long: the keys that make it so."""
    sections = ("force.", "screening.")
    return {
        key: value
        for key, value in scenario.values.items()
        if key.startswith(sections) or key == "mechanisms.screening"
    }
