"""Step 5: what a soldier believes of being caught, of being found out, and of getting somewhere."""

from typing import Any

from sim.mathematics import equation, unit


@equation
def learned_fear(p: Any, attempts: float, catches: float) -> float:
    """Share of attempts that end in capture, as learnt from those he noticed.

    A beta prior updated by observed attempts (Dukalskis, Elkink and Xiong 2017).
    """
    b = p.belief
    return (b.prior_fear * b.prior_weight + catches) / (b.prior_weight + attempts)


@equation
def fear(p: Any, learned: float, surveillance: float, session_fear: float) -> float:
    """Perceived chance that an attempt is caught, drawn in part towards the watch that he feels."""
    drawn = learned + p.belief.watch_felt * (surveillance - learned)
    return unit(drawn + session_fear * (1.0 - drawn))


@equation
def attribution_chance(p: Any, exposure: float) -> float:
    """Chance that a disappearance is read as defection: in a battle the missing may be dead."""
    return p.regime.attribution * (1.0 - p.belief.ambiguity * p.context.disorder * exposure)


@equation
def attribution(p: Any, exposure: float, news: float, publicised: float) -> float:
    """His belief in it, raised by families seen punished and by escapes made public."""
    q = attribution_chance(p, exposure)
    known = 1.0 - (1.0 - news) * (1.0 - publicised)
    return q + (1.0 - q) * known


@equation
def route_belief(p: Any, knowledge: float, hope: float) -> float:
    """Belief that a way out, taken unseen, ends in safety.

    It rests on knowing the way, on ways that are open, on what the host
    does with arrivals, and on escapes heard of.
    """
    b = p.belief
    known = b.route_unknown + (1.0 - b.route_unknown) * knowledge
    received = b.route_unreceived + (1.0 - b.route_unreceived) * p.host.resettlement
    welcome = (1.0 - p.host.returns) * (1.0 - p.host.closure)
    belief = b.route_weight * known * received * welcome
    return belief + hope * (1.0 - belief)


@equation
def hope(p: Any, hope: float, escapes: float) -> float:
    """Hope after hearing of `escapes` more comrades who got away."""
    return unit(hope + p.belief.escape_hope * escapes * (1.0 - hope))


@equation
def expressed(willing: float, fear: float) -> float:
    """What others can see of his resolve: preference falsification (Kuran 1991)."""
    return willing * (1.0 - fear)
