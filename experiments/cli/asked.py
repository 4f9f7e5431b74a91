"""A scenario as a command line asks for it: its name, and what the shared options change in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli.guard import UsageError
from experiments.cli.options import ONLY_STUDIES, parse_settings
from experiments.cli.output import number
from experiments.progress import say

if TYPE_CHECKING:
    from sim.scenario import Scenario


@dataclass(frozen=True)
class Asked:
    """SCENARIO, --set, --off, --days and --soldiers."""

    name: str
    sets: Sequence[str] | None = None
    off: Sequence[str] | None = None
    days: int | None = None
    soldiers: int | None = None

    def scenario(self) -> Scenario:
        """The scenario with its options applied, ready to be lived.

        Raises ScenarioError with every fault of the options, or of a scenario without a way out.
        """
        from sim.scenario import ScenarioError
        from sim.scenario.settings import resolve_settings

        scenario = _loaded(self.name)
        settings = self.settings()
        forced = {
            "force.days": ("--days", self.days),
            "force.soldiers": ("--soldiers", self.soldiers),
        }
        faults = []
        for key, (option, asked) in forced.items():
            if asked is None:
                continue
            if key in settings:
                raise UsageError(f"{option}: {key}: is set by --set too")
            try:
                scenario = scenario.with_values({key: asked}, option)
            except ScenarioError as error:
                faults += error.faults
        try:
            scenario = scenario.with_values(settings) if settings else scenario
        except ScenarioError as error:
            faults += error.faults
        try:
            scenario = scenario.without(self.off) if self.off else scenario
        except ScenarioError as error:
            faults += error.faults
        if faults:
            raise ScenarioError(faults)
        resolve_settings(scenario)
        return scenario

    def noted(self) -> Scenario:
        """The same, with a word on stderr about what its options do that may not be meant."""
        scenario = self.scenario()
        for note in self.notes(scenario):
            say(f"note: {note}")
        return scenario

    def notes(self, scenario: Scenario, changes: Mapping[str, Any] | None = None) -> list[str]:
        """What to say of the keys that --set sets, and `changes` beside it, in a scenario that
        was made of this one."""
        from experiments.notes import setting_notes

        return setting_notes(_loaded(self.name), scenario, self.settings() | dict(changes or {}))

    def settings(self) -> dict[str, Any]:
        """What --set sets."""
        return parse_settings(self.sets or ())

    def changed(self) -> str:
        """What the options change in the scenario, as `KEY = VALUE, ...`; empty if nothing."""
        said = {key: number(value) for key, value in self.settings().items()}
        forced = {"force.soldiers": self.soldiers, "force.days": self.days}
        said |= {key: str(value) for key, value in forced.items() if value is not None}
        said |= {f"mechanisms.{name}": "off" for name in self.off or ()}
        return ", ".join(f"{key} = {value}" for key, value in said.items())

    def words(self) -> list[str]:
        """The words of a command line that ask for the same."""
        words = [self.name]
        for option, texts in (("--set", self.sets), ("--off", self.off)):
            words += [word for text in texts or () for word in (option, text)]
        for option, value in (("--days", self.days), ("--soldiers", self.soldiers)):
            words += [] if value is None else [option, str(value)]
        return words


def _loaded(name: str) -> Scenario:
    """The scenario of a name or file; says so where it is a study that is named."""
    from experiments.study.places import list_studies
    from sim.scenario import ScenarioError, load_scenario
    from sim.scenario.places import BASE, is_name, is_there, scenario_names
    from sim.scenario.wording import named, suggestion

    names = scenario_names()
    if is_name(name) and name not in (*names, BASE) and not is_there(Path(name)):
        if name in [info.name for info in list_studies()]:
            raise UsageError(f"{name}: is a study: use 'defection study {name}'")
        near = suggestion(name.lower(), names)
        raise UsageError(f"{named(name)}: no such scenario; see 'defection scenarios'{near}")
    try:
        return load_scenario(name)
    except ScenarioError:
        if keys_of(name) & {*ONLY_STUDIES}:
            say(f"{name}: this looks like a study file: use 'defection study {name}'")
        raise


def keys_of(name: str) -> set[str]:
    """The keys and tables at the top of a file; none where it cannot be read."""
    from sim.scenario import ScenarioError, read_document

    try:
        return set(read_document(Path(name)).data)
    except ScenarioError:
        return set()
