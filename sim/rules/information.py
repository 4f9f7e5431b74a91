"""Step 3: what a soldier learns of the outside and of a way out, and what it does to conviction."""

from typing import Any

from sim.mathematics import equation, unit


@equation
def starting(start: float, border_start: float, border: int) -> float:
    """What one knows on arrival, more from a border province (of the outside, or of a way out)."""
    return unit(start + border_start * border)


@equation
def kept_out(p: Any, conviction_around: float, comrades: float) -> float:
    """Share of outside messages a whole and loyal squad keeps out (Shils and Janowitz 1948)."""
    return p.information.dampening * conviction_around * comrades


@equation
def information(p: Any, information: float, heard: float, kept_out: float) -> float:
    """Information after a day of channels, believed leaflets, and talk with trusted others.

    Talk alone is logistic diffusion: what is learnt grows with what the others know (`heard`)
    and with what one does not know yet.
    """
    i = p.information
    channels = i.channel * p.context.outside_information
    leaflets = i.leaflet * p.outreach.leaflets * p.outreach.credibility
    learning = (channels + leaflets) * (1.0 - kept_out) + i.ties * heard
    return unit(information + learning * (1.0 - information))


@equation
def conviction(p: Any, conviction: float, start: float, information: float, stress: float) -> float:
    """Conviction worn by information and stress, restored by lectures and self-criticism."""
    i = p.information
    wear = i.conviction_information * information + i.conviction_stress * stress
    restore = (
        i.conviction_lectures * p.regime.lectures
        + i.conviction_session * p.regime.self_criticism_per_week / 7.0
    )
    return unit(conviction - wear * conviction + restore * (start - conviction))


@equation
def knowledge(p: Any, knowledge: float) -> float:
    """Knowledge of a way out after another day on the ground, and of leaflets that tell it."""
    i = p.information
    learning = i.knowledge_learning + i.leaflet * p.outreach.leaflets * p.outreach.credibility
    return unit(knowledge + learning * (1.0 - knowledge))
