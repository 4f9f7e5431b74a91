"""Where study files lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.document import read_document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.places import is_name, is_there, same_file, shorter
from sim.scenario.wording import listed, named, suggestion

FOLDER = Path(__file__).resolve().parent.parent / "studies"


@dataclass(frozen=True)
class StudyInfo:
    """A study that can be named."""

    name: str
    title: str
    path: Path


def list_studies() -> list[StudyInfo]:
    """The studies that come with the project. One that cannot be read says so in its title."""
    return [StudyInfo(path.stem, _title(path), path) for path in _files()]


def find_study(name_or_path: str | Path) -> Path:
    """The file of a study by name or path. Raises ScenarioError for a name that none has."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or not is_name(text):
        return Path(name_or_path)
    for path in _files():
        if path.stem == text:
            return shorter(path)
    names = [path.stem for path in _files()]
    here = is_there(Path(f"{text}.toml"))
    near = f", did you mean '{text}.toml'?" if here else suggestion(text, names) or listed(names)
    problem = f"no such study; see 'defection studies'{near}"
    raise ScenarioError([Fault(named(text), None, "study", problem)])


def comes_along(path: Path) -> bool:
    """Whether the file is one of the studies that come with the project."""
    return any(same_file(path, shipped) for shipped in _files())


def beside(study: Path, name: str) -> str | Path:
    """A scenario as a study file names it: a path counts from the folder of the file."""
    is_path = "/" in name or "\\" in name or name.endswith(".toml")
    return study.parent / name if is_path else name


def _files() -> Iterator[Path]:
    return iter(sorted(FOLDER.glob("*.toml")))


def _title(path: Path) -> str:
    try:
        title = read_document(path).data.get("title")
    except ScenarioError as error:
        return f"faulty: {error.faults[0]}"
    return title if isinstance(title, str) else "without a title"
