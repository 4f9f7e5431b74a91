"""Study files: a question, the scenarios it is asked of, and the values that are varied."""

from __future__ import annotations

from pathlib import Path

from experiments.study.form import Factor, Point, Study
from experiments.study.places import StudyInfo, find_study, list_studies
from experiments.study.reader import read_study

__all__ = [
    "Factor",
    "Point",
    "Study",
    "StudyInfo",
    "find_study",
    "list_studies",
    "load_study",
    "read_study",
]


def load_study(name_or_path: str | Path) -> Study:
    """A study by name or path, read strictly. Raises ScenarioError with every fault."""
    return read_study(find_study(name_or_path))
