"""Questions asked of the world in `sim`: studies, their runs, estimates, figures and commands."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.results import StudyResults, read_results
    from experiments.runner import run_study
    from experiments.study import load_study

# Imported when asked for: `defection --help` needs none of it.
_HOMES = {
    "StudyResults": "experiments.results",
    "load_study": "experiments.study",
    "read_results": "experiments.results",
    "run_study": "experiments.runner",
}

__all__ = ["StudyResults", "load_study", "read_results", "run_study"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'experiments' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
