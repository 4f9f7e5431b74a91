"""How a mechanism's direction is tested: the same force, with little of it and with much of it.

Both worlds have the same seed, so every soldier has the same luck in both: what differs is the
mechanism and what follows from it.
"""

import functools
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.mechanisms import CONTEXTS
from sim.fields import PASSING
from sim.outcomes import OUTCOMES
from sim.run import simulate
from sim.scenario import Scenario, load_scenario
from sim.soldiers import State
from sim.state import CORE, HOSTILE, OFFICER, SERVING

SEED = 5

# What differs less than this, relative to the larger, does not count as a direction.
VISIBLE = 1e-4

# Combat from the first day on, where the calendar of the front waits for weeks.
COMBAT: dict[str, Any] = {"context.combat_intensity": 0.8}

# Little holds anybody back: attempts, catches, escapes, news and groups on most days.
LOOSE: dict[str, Any] = {
    "regime.family_punishment": 0.5,
    "regime.punishment": 0.4,
    "regime.return_reward": 0.2,
    "regime.crackdown": 0.0,
    "context.duty_share": 0.6,
    "control.watch": 0.2,
    "decision.threshold": -1.0,
    "decision.threshold_spread": 0.8,
    "decision.initiative": 0.15,
}

# Attempts are so rare that nobody makes one, and are expected all the same: what is left as it is
# stays so to the last digit.
NOBODY_GOES: dict[str, Any] = {"decision.initiative": 1e-9}


class Arm(NamedTuple):
    """A comparison, made in each of the contexts (short names).

    steps: key -> (little of the mechanism, much of it). given: what both worlds have. raises,
    lowers, leaves: measures that are then higher, lower, the same. files: texts of scenario files
    that the two worlds are loaded from, instead of a context.
    """

    contexts: str
    steps: Mapping[str, tuple[Any, Any]]
    raises: str = ""
    lowers: str = ""
    leaves: str = ""
    given: Mapping[str, Any] = {}
    files: tuple[str, str] | None = None
    days: int = 20
    soldiers: int = 480

    def check(self) -> None:
        """Assert the direction in every context."""
        for context, less, more in self._worlds():
            for name in self.raises.split():
                low, high = measured(less, name), measured(more, name)
                assert _above(high, low), (context, self.steps, name, low, high)
            for name in self.lowers.split():
                high, low = measured(less, name), measured(more, name)
                assert _above(high, low), (context, self.steps, name, high, low)
            for name in self.leaves.split():
                a, b = measured(less, name), measured(more, name)
                assert _same(a, b), (context, self.steps, name, a, b)

    def is_gone(self, given: Mapping[str, Any]) -> bool:
        """Whether with these keys set too nothing moves in any context, but for who has kin."""
        names = set(f"{self.raises} {self.lowers}".split()) - {"hostage", "kinless"}
        return all(
            _same(measured(less, name), measured(more, name))
            for _, less, more in self._worlds(given)
            for name in names
        )

    def _worlds(
        self, given: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[str, "Life", "Life"]]:
        for context in self.contexts.split():
            names = self.files or (CONTEXTS[context], CONTEXTS[context])
            both = {"force.soldiers": self.soldiers, "force.days": self.days}
            both |= NOBODY_GOES if self.leaves else {}
            both |= self.given
            steps = [{key: step[side] for key, step in self.steps.items()} for side in (0, 1)]
            less, more = (
                lived(name, both | step | (given or {}))
                for name, step in zip(names, steps, strict=True)
            )
            yield context, less, more


def _above(high: float, low: float) -> bool:
    return high - low > VISIBLE * abs(high)


def _same(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * abs(a)


class Contrast(NamedTuple):
    """Within one world, one measure is above another: `claim` is "this > that"."""

    contexts: str
    claim: str
    given: Mapping[str, Any] = {}
    days: int = 20
    soldiers: int = 2400

    def check(self) -> None:
        """Assert it in every context."""
        high, low = self.claim.split(" > ")
        for context in self.contexts.split():
            sizes = {"force.soldiers": self.soldiers, "force.days": self.days}
            run = lived(CONTEXTS[context], sizes | self.given)
            a, b = measured(run, high), measured(run, low)
            assert _above(a, b), (context, self.claim, a, b)


class Shown(NamedTuple):
    """A direction that takes other than two worlds to show: `test` asserts it, stepping `keys`."""

    test: Callable[[], None]
    contexts: str
    keys: str
    raises: str = ""
    lowers: str = ""
    leaves: str = ""

    def check(self) -> None:
        """Assert it."""
        self.test()


Direction = Arm | Contrast | Shown
Directions = Mapping[str, Iterable[Direction]]


class Life(NamedTuple):
    """What a run came to, and the names of its ways out on the first day."""

    outcomes: Mapping[str, float]
    state: State
    ways: tuple[str, ...]


def lived(name: str, values: Mapping[str, Any]) -> Life:
    """The run of a context, or of the text of a scenario file, with these keys set. All tests of a
    process share it."""
    return _lived(name, tuple(sorted(values.items())))


def scenario(name: str) -> Scenario:
    """A shipped scenario by name, or what the text of a file says."""
    if "\n" not in name:
        return load_scenario(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "small.toml"
        path.write_text(name, encoding="utf-8")
        return load_scenario(path)


@functools.cache
def _lived(name: str, values: tuple[tuple[str, Any], ...]) -> Life:
    set_to = scenario(name).with_values(dict(values))
    run = simulate(set_to, SEED)
    return Life(run.outcomes, run.state, tuple(route.name for route in set_to.routes))


_OUTCOMES = frozenset(outcome.name for outcome in OUTCOMES)


def measured(run: Life, name: str) -> float:
    """A measure by the name that mechanisms.toml gives it: see `experiments.mechanisms`. What
    passes with the day is measured of those who serve."""
    if name in _OUTCOMES:
        return run.outcomes[name]
    if name == "kinless":
        return float(np.mean(run.state.hostage == 0.0))
    if name == "way_through":
        return float(np.mean(ways_through(run)))
    if name.startswith("company."):
        return float(np.mean(run.state.companies[name.removeprefix("company.")]))
    if name.startswith("way."):
        return float(np.mean(run.state.route == run.ways.index(name.removeprefix("way."))))
    field, _, group = name.partition("|")
    column = ways_through(run) if field == "way_through" else getattr(run.state, field)
    members = _group(run, group) if group else np.ones(run.state.soldiers, bool)
    if field in PASSING:
        members = members & (run.state.status == SERVING)
    return float(np.mean(column[members]))


def ways_through(run: Life) -> np.ndarray:
    """Each soldier's chance that an attempt of his ends in safety, over the days he served."""
    s = run.state
    return s.expected_defections / np.maximum(s.expected_attempts, 1e-300)


def _group(run: Life, name: str) -> np.ndarray:
    s = run.state
    return {
        "core": s.songbun == CORE,
        "hostile": s.songbun == HOSTILE,
        "officers": s.rank >= OFFICER,
        "enlisted": s.rank < OFFICER,
        "women": s.woman == 1,
        "men": s.woman == 0,
        "border": s.border == 1,
        "inland": s.border == 0,
        "kinless": s.hostage == 0.0,
        "held": s.hostage > 0.0,
    }[name]


def stepped(direction: Direction) -> set[str]:
    """The keys that differ between the two worlds, those that their calendars set too; `deploy` and
    `route` where a force is sent elsewhere, or the legs of the ways out differ."""
    if isinstance(direction, Contrast):
        return set()
    if isinstance(direction, Shown):
        return set(direction.keys.split())
    keys = set(direction.steps)
    if direction.files:
        less, more = (scenario(text) for text in direction.files)
        a, b = (_rows(each, direction.days) for each in (less, more))
        keys |= {key for key in a | b if a.get(key) != b.get(key)}
        keys |= {"route"} if _legs(less) != _legs(more) else set()
    return keys


def _rows(of: Scenario, days: int) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    for event in of.calendar:
        if event.day <= days:
            rows |= {key: (event.day, value) for key, value in event.changes.items()}
            rows |= {"deploy": event.day} if event.deploy else {}
    return rows


def _legs(of: Scenario) -> list[list[str]]:
    return [[leg.name for leg in route.legs] for route in of.routes]
