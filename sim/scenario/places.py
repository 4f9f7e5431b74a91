"""Where scenario files lie."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sim.scenario.document import read_document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.wording import listed, named, suggestion

BASE = "base"


@dataclass(frozen=True)
class ScenarioInfo:
    """A scenario that can be named."""

    name: str
    title: str
    path: Path


@cache
def scenario_folder() -> Path:
    """The folder of the scenarios that come with the project."""
    sim = Path(__file__).resolve().parent.parent
    installed = sim / "_scenarios"
    return installed if installed.is_dir() else sim.parent / "scenarios"


def scenario_names() -> list[str]:
    """The names of the shipped scenarios, in order."""
    return sorted(path.stem for path in scenario_folder().glob("*.toml") if path.stem != BASE)


def list_scenarios() -> list[ScenarioInfo]:
    """The shipped scenarios by name. One that cannot be read says so in its title."""
    return [_info(scenario_folder() / f"{name}.toml") for name in scenario_names()]


def _info(path: Path) -> ScenarioInfo:
    try:
        title = read_document(path).data.get("title")
    except ScenarioError as error:
        return ScenarioInfo(path.stem, f"faulty: {error.faults[0]}", path)
    return ScenarioInfo(path.stem, title if isinstance(title, str) else "without a title", path)


def find_scenario(name_or_path: str | Path) -> Path:
    """The file of a shipped scenario by name, or of a path. Raises ScenarioError for neither."""
    text = str(name_or_path)
    if isinstance(name_or_path, str) and is_name(text):
        shipped = _shipped(text)
        if shipped:
            return shipped
        if not is_there(Path(text)):
            raise ScenarioError([Fault(named(text), None, "scenario", no_such(text))])
    return Path(name_or_path)


def find_parent(extends: str, child: Path) -> Path | None:
    """The file that `extends` names: beside the child, or in the project's folder; else None."""
    if not extends or "\0" in extends:
        return None
    beside = child.parent / (f"{extends}.toml" if is_name(extends) else extends)
    if not is_name(extends):
        return beside
    if is_there(beside) and not same_file(beside, child):
        return beside
    return _shipped(extends)


def no_such(name: str) -> str:
    """What to say of a name that no scenario has: which is near, or which there are."""
    names = [*scenario_names(), BASE]
    there = listed(names) if is_name(name) else ""
    return "no scenario or file of this name" + (suggestion(name, names) or there)


def is_name(text: str) -> bool:
    """Whether the text is a scenario's name, not a path."""
    return not text.endswith(".toml") and "/" not in text and "\\" not in text and "\0" not in text


def is_there(path: Path) -> bool:
    """Whether anything is at the path."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def same_file(one: Path, other: Path) -> bool:
    """Whether both paths lead to one file."""
    try:
        return one.resolve() == other.resolve()
    except (OSError, RuntimeError, ValueError):
        return one == other


def _shipped(name: str) -> Path | None:
    path = scenario_folder() / f"{name}.toml"
    try:
        found = bool(name) and path.is_file()
    except (OSError, ValueError):
        return None
    return shorter(path) if found else None


def shorter(path: Path) -> Path:
    """The path from the current folder where it lies inside it."""
    try:
        return path.relative_to(Path.cwd())
    except (OSError, ValueError):
        return path
