"""The rules of choice: how the utilities of leaving and of staying become resolve."""

from typing import Any

from sim.mathematics import equation, logistic, power

QUANTAL, PROSPECT, THRESHOLD = 0, 1, 2


@equation
def value(p: Any, x: float) -> float:
    """A gain to the power of the curvature; a loss likewise, times loss aversion.

    Tversky and Kahneman (1992).
    """
    d = p.decision
    size = power(abs(x), d.curvature)
    return size if x >= 0.0 else -d.loss_aversion * size


@equation
def weight(p: Any, chance: float) -> float:
    """A chance as it is felt: small ones too large, large ones too small (the same)."""
    gamma = p.decision.weighting
    felt = power(chance, gamma)
    return felt / power(felt + power(1.0 - chance, gamma), 1.0 / gamma)


@equation
def felt(p: Any, rule: int, chance: float) -> float:
    """A chance as the rule takes it: the prospect rule weighs it, the others do not."""
    return weight(p, chance) if rule == PROSPECT else chance


@equation
def advantage(
    p: Any,
    rule: int,
    leaving: float,
    staying: float,
    reference: float,
    threshold: float,
    voiced: float,
) -> float:
    """By how much leaving is better than staying, as the rule weighs them.

    quantal: in units of the noise of choice, beyond what it takes him to act at all, and with what
    trusted others lean to. prospect: the same, of gains and losses around `reference`, the fate
    expected when staying. threshold: in life units, of the utilities alone.
    """
    if rule == THRESHOLD:
        return leaving - staying
    if rule == PROSPECT:
        leaving = value(p, leaving - reference)
        staying = value(p, staying - reference)
    return (leaving - staying - threshold + p.decision.conformity * voiced) * p.derived.precision


@equation
def resolve(rule: int, advantage: float, tipping: float, voiced: float) -> float:
    """What the rule makes of an advantage: resolve in [0, 1].

    quantal and prospect: a logit choice, with stress no part of its noise (McFadden 1974).
    threshold: 1 where leaving is better and enough trusted others lean that way, else 0
    (Granovetter 1978).
    """
    if rule == THRESHOLD:
        return 1.0 if advantage > 0.0 and voiced >= tipping else 0.0
    return logistic(advantage)
