"""Step 10: what a known attempt does to those who stay, to families, and to the regime."""

from typing import Any

from sim.mathematics import equation, unit


@equation
def crackdown(p: Any, crackdown: float, attempts: float) -> float:
    """Rise of a company's monitors: fades by its half-life, and grows with each known attempt."""
    return p.derived.crackdown_kept * crackdown + p.regime.crackdown * attempts


@equation
def attribution_news(p: Any, news: float, families: float) -> float:
    """Belief in being read as a defector that families seen punished leave in a company."""
    faded = p.derived.attribution_kept * news
    return unit(faded + p.aftermath.attribution_news * families * (1.0 - faded))


@equation
def interrogates(p: Any) -> bool:
    """Whether a known attempt leads to interrogations at all."""
    return p.aftermath.interrogation > 0.0 or p.aftermath.resentment > 0.0


@equation
def suspicion(p: Any, suspicion: float, hidden: float) -> float:
    """Suspicion after an interrogation that brings out a share of what he hides."""
    return unit(suspicion + p.aftermath.interrogation * hidden * (1.0 - suspicion))


@equation
def conviction(p: Any, conviction: float) -> float:
    """Conviction after an interrogation: repression can backfire."""
    return conviction * (1.0 - p.aftermath.resentment)


@equation
def withdrawn(p: Any, known_attempts: int) -> bool:
    """Whether a company is taken out of the line, as the guards of Panmunjom were in 2017."""
    return p.regime.withdraw_after > 0.0 and known_attempts >= p.regime.withdraw_after


@equation
def publicised(p: Any, publicised: float, escapes: float) -> float:
    """Belief in being read as a defector after hearing of escapes that were made public."""
    return unit(publicised + p.belief.publicised * escapes * (1.0 - publicised))


@equation
def hears_public(p: Any) -> float:
    """Chance of hearing what is public: by channels from outside, and by leaflets."""
    return unit(p.context.outside_information + p.outreach.leaflets)


@equation
def honour(p: Any, fallen: float) -> float:
    """Martyr honour, raised with the share of the force that had fallen a lag ago."""
    return unit(p.regime.martyr_honour * (1.0 + p.aftermath.honour_response * fallen))
