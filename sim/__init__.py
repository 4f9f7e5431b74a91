"""The world: soldiers, their day, and the scenarios that set it; it knows of no experiments."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents import Soldier
    from sim.model import DefectionModel
    from sim.run import Run, simulate
    from sim.scenario import Scenario, ScenarioError, load_scenario

__version__ = "0.1.0"

# Imported when asked for: Mesa and the compiler take a second that a table of scenarios need not.
_HOMES = {
    "DefectionModel": "sim.model",
    "Soldier": "sim.agents",
    "Run": "sim.run",
    "simulate": "sim.run",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "load_scenario": "sim.scenario",
}

__all__ = [
    "DefectionModel",
    "Run",
    "Scenario",
    "ScenarioError",
    "Soldier",
    "load_scenario",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
