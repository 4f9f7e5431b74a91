"""Step 7: a soldier who is cut off at the front surrenders, is overcome, or fights through."""

from typing import Any

from sim.mathematics import equation, probability


@equation
def cut_off_chance(p: Any, intensity: float) -> float:
    """Chance of being cut off today: a share of the casualty hazard."""
    return probability(p.contact.cut_off_share * p.context.casualty_hazard * intensity)


@equation
def is_cut_off(luck: float, casualty: float, rotation: float, cut_off: float) -> bool:
    """Whether the battlefield's draw cuts him off; those beyond have struck already."""
    return (casualty <= luck) & (luck < casualty + (1.0 - casualty - rotation) * cut_off)


@equation
def surrender(p: Any, pull: float, conviction: float, hostage: float) -> float:
    """Utility of giving oneself up, with the same parameters as the decision to leave."""
    c = p.contact
    gain = c.accept * (c.death + p.derived.offer * pull)
    family = c.attribution * hostage * p.regime.family_punishment + p.decision.guilt * hostage
    shame = c.traitor_norm * p.regime.suicide_norm
    enemy = p.regime.enemy_image * (1.0 - p.outreach.credibility)
    return gain - p.decision.loyalty * conviction - (1.0 - c.accept) - family - shame - enemy


@equation
def fighting_on(p: Any, standing: float, honour: float, hostage: float) -> float:
    """Utility of fighting on: honours to him if he lives, to his family if not, and the bond."""
    c = p.contact
    lives = (1.0 - c.death) * p.regime.return_reward * standing
    return lives + c.death * honour * hostage + p.decision.bond


@equation
def captured_chance(p: Any) -> float:
    """Chance that one who fights on ends as a living prisoner."""
    c = p.contact
    return c.death * c.taken_wounded * (1.0 - p.regime.suicide_norm) * c.survives


@equation
def overcome(p: Any, luck: float, norm_luck: float, life_luck: float) -> int:
    """What becomes of one who fights on, from three draws.

    0 he fights through, 1 he is killed, 2 he kills himself, 3 he is taken prisoner.
    Who lies where he can be taken kills himself first where the suicide norm holds.
    """
    c = p.contact
    if luck >= c.death:
        return 0
    if luck >= c.death * c.taken_wounded:
        return 1
    if norm_luck < p.regime.suicide_norm:
        return 2
    return 3 if life_luck < c.survives else 1
