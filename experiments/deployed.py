"""Who is deployed: shares of the force after screening; a scenario gives those of the pool."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from experiments.warming import patiently

if TYPE_CHECKING:
    from sim.scenario import Scenario


def deployed_shares(scenario: Scenario, seed: int, note: Callable[[str], None]) -> dict[str, float]:
    """Shares of the force that replicate 0 of this seed deploys."""
    from sim.scenario.settings import resolve_settings
    from sim.state import OFFICER, SONGBUN
    from sim.world import World

    with patiently(note):
        state = World(resolve_settings(scenario), seed).state
    shares = {f"songbun {name}": state.songbun == code for code, name in enumerate(SONGBUN)}
    shares |= {
        "no relatives under the regime's control": state.hostage == 0.0,
        "relatives abroad": state.kin_abroad > 0.0,
        "market generation": state.market == 1,
        "border province": state.border == 1,
        "women": state.woman == 1,
        "informants": state.informant == 1,
        "officers": state.rank >= OFFICER,
    }
    means = {"mean hostage": state.hostage, "mean conviction": state.conviction_start}
    return {name: float(values.mean()) for name, values in (shares | means).items()}
