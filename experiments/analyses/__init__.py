"""Analyses of a finished study, by name; importing this registers them all."""

from experiments.analyses import incidence, rates, states
from experiments.analyses.registry import (
    ANALYSES,
    Analysis,
    AnalysisError,
    Artifact,
    Option,
    analysis,
)

__all__ = [
    "ANALYSES",
    "Analysis",
    "AnalysisError",
    "Artifact",
    "Option",
    "analysis",
    "incidence",
    "rates",
    "states",
]
