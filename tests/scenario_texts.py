"""Texts of scenario files that the tests share, and what loading them says."""

import os

import pytest

from experiments.fuzz.corpus import ROUTES as ROUTES
from sim.scenario import ScenarioError, load_scenario
from sim.scenario.places import scenario_names

NO_SUCH = f"no scenario or file of this name; there are {', '.join([*scenario_names(), 'base'])}"
TOP = 'title = "A test"\nextends = "dmz"\n'


def faults_of(folder, text, name="x.toml"):
    """What loading the text says, without the folder's name."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert str(caught.value) == "\n".join(str(fault) for fault in caught.value.faults)
    return str(caught.value).replace(f"{folder}{os.sep}", "").splitlines()
