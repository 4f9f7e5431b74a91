"""Who a person is: class, kin, cohort and character, from draws that are his alone."""

from typing import Any

from sim.mathematics import equation, exp, log, logistic, unit

CORE, WAVERING, HOSTILE = 0, 1, 2


@equation
def songbun(p: Any, luck: float) -> int:
    """Class by the shares of the pool: 0 core, 1 wavering, 2 hostile."""
    if luck < p.force.songbun_core:
        return CORE
    return WAVERING if luck < p.force.songbun_core + p.force.songbun_wavering else HOSTILE


@equation
def standing(songbun: int, luck: float) -> float:
    """Standing in [0, 1]: a third for each class, and a place within it."""
    return (2.0 - songbun + luck) / 3.0


@equation
def parents(p: Any, luck: float) -> int:
    """How many parents live: binomial of two."""
    alive = p.kin.parent_lives
    if luck < alive * alive:
        return 2
    return 0 if luck >= 1.0 - (1.0 - alive) * (1.0 - alive) else 1


@equation
def siblings(p: Any, luck: float) -> int:
    """How many siblings: binomial of three with the mean of the pool."""
    each = p.kin.siblings / 3.0
    none = (1.0 - each) * (1.0 - each) * (1.0 - each)
    one = none + 3.0 * each * (1.0 - each) * (1.0 - each)
    two = one + 3.0 * each * each * (1.0 - each)
    if luck < none:
        return 0
    if luck < one:
        return 1
    return 2 if luck < two else 3


@equation
def hostage(p: Any, partner: int, parents: int, siblings: int) -> float:
    """H = 1 - exp(-hold * closeness): how much a family holds him (Williamson 1983)."""
    k = p.kin
    closeness = (
        k.partner_closeness * partner
        + k.parent_closeness * parents
        + k.sibling_closeness * siblings
    )
    return 1.0 - exp(-k.hold * closeness)


@equation
def loyalty(p: Any, songbun: int, market: int, z: float) -> float:
    """Conviction on the logit scale: the pool's, its spread, his class and his cohort."""
    f = p.force
    return (
        log(f.conviction / (1.0 - f.conviction))
        + f.conviction_spread * z
        + f.songbun_loyalty * (1.0 - songbun)
        + f.cohort_loyalty * market
    )


@equation
def conviction(loyalty: float) -> float:
    """Conviction in [0, 1] from its logit."""
    return logistic(loyalty)


@equation
def individualism(p: Any, market: int, luck: float) -> float:
    """Individualism around the mean of his cohort, 0.3 to either side."""
    f = p.force
    mean = f.individualism_market if market == 1 else f.individualism_older
    return unit(mean + 0.3 * (2.0 * luck - 1.0))


@equation
def birth_year(market: int, luck: float) -> int:
    """Year of birth: 1996 to 2006 in the market generation, 1975 to 1995 before it."""
    return 1996 + int(11.0 * luck) if market == 1 else 1975 + int(21.0 * luck)


@equation
def seen_reliability(p: Any, loyalty: float, z: float) -> float:
    """What examiners see of his loyalty (logits): truth and noise, weighed by their accuracy."""
    accuracy = p.screening.accuracy
    return accuracy * loyalty + (1.0 - accuracy) * z


@equation
def trust(p: Any, luck: float, across: int) -> float:
    """Trust of a pair, uniform around the mean of a squad, or of friends in different squads."""
    n = p.network
    mean = n.trust_across if across == 1 else n.trust
    return unit(mean + n.trust_spread * (2.0 * luck - 1.0))
