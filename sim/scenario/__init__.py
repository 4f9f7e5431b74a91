"""Scenario files: read strictly, laid over one another, and resolved into the settings of a day."""

from sim.scenario.document import Document, read_document
from sim.scenario.faults import Fault, ScenarioError
from sim.scenario.loading import load_scenario
from sim.scenario.parts import Deployment, Entry, Event, Frozen, Leg, Route
from sim.scenario.places import ScenarioInfo, list_scenarios, scenario_folder
from sim.scenario.scenario import Scenario

__all__ = [
    "Deployment",
    "Document",
    "Entry",
    "Event",
    "Fault",
    "Frozen",
    "Leg",
    "Route",
    "Scenario",
    "ScenarioError",
    "ScenarioInfo",
    "list_scenarios",
    "load_scenario",
    "read_document",
    "scenario_folder",
]
