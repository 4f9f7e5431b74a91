"""Step 2: combat, casualties, stress, and how near death seems."""

import math
from typing import Any

from sim.mathematics import equation, exp, probability, unit


@equation
def next_shock(p: Any, shock: float, z: float) -> float:
    """A company's shock (standard normal, autocorrelated) after a fresh normal draw `z`."""
    rho = p.battlefield.intensity_persistence
    return rho * shock + math.sqrt(1.0 - rho * rho) * z


@equation
def intensity(p: Any, shock: float) -> float:
    """Combat that a company meets: lognormal, with the level of the day as its mean."""
    spread = p.battlefield.intensity_spread
    return p.context.combat_intensity * exp(spread * shock - 0.5 * spread * spread)


@equation
def exposure(intensity: float) -> float:
    """Intensity as a share of a full assault, in [0, 1]."""
    return unit(intensity)


@equation
def casualty_chance(p: Any, intensity: float) -> float:
    """Chance of being killed or evacuated today."""
    return probability(p.context.casualty_hazard * intensity)


@equation
def stress(p: Any, stress: float, exposure: float, losses: float) -> float:
    """Stress after a day in combat, among losses (share of the squad), in want, or at rest.

    A stock that fills towards 1 and drains in quiet (after Hanson; Noy, Levy and Solomon 1984).
    """
    b = p.battlefield
    load = (
        b.stress_combat * exposure
        + b.stress_losses * losses
        + b.stress_deprivation * p.context.deprivation
    )
    rest = b.stress_recovery * (1.0 - exposure)
    return unit(stress + load * (1.0 - stress) - rest * stress)


@equation
def felt_hazard(p: Any, felt: float, losses: float) -> float:
    """Losses a day (share of the company) as its soldiers remember them: an exponential average."""
    return felt + (losses - felt) / p.battlefield.mortality_memory


@equation
def perceived_mortality(p: Any, felt_hazard: float) -> float:
    """Chance of being killed or maimed within the horizon over which a soldier thinks of it."""
    return 1.0 - exp(-felt_hazard * p.battlefield.mortality_horizon)
