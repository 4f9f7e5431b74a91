"""What a subclass of Soldier may make its own."""

from difflib import get_close_matches

from mesa.agent import Agent

from sim.agents.soldier import Soldier
from sim.fields import FIELDS

PUBLIC = [n for n in dir(Soldier) if not n.startswith("_") and not hasattr(Agent, n)]
RULES = [name for name in PUBLIC if callable(getattr(Soldier, name))]

_SLIP = 0.85


def overridden(soldier_class: type[Soldier]) -> list[str]:
    """The names that a subclass of Soldier has made its own."""
    return [
        n for n in (*PUBLIC, "__init__") if getattr(soldier_class, n) is not getattr(Soldier, n)
    ]


def misspelt(soldier_class: type[Soldier]) -> tuple[str, str] | None:
    """A method that Soldier does not have, and the rule that its name is a slip of the pen from.

    A longer word that begins with a rule's, such as `learned`, is none.
    """
    own = [name for name in dir(soldier_class) if not name.startswith("_")]
    for name in own:
        if hasattr(Soldier, name) or not callable(getattr(soldier_class, name)):
            continue
        swapped = [rule for rule in RULES if sorted(rule) == sorted(name)]
        near = swapped or get_close_matches(name, RULES, n=1, cutoff=_SLIP)
        if near and not name.startswith(near[0]):
            return name, near[0]
    return None


def refuse_overrides(soldier_class: type[Soldier], engine: str) -> None:
    """Raise ValueError for a subclass that hides a field, or whose rules an engine cannot apply."""
    changed = overridden(soldier_class)
    hidden = [name for name in changed if name in FIELDS]
    if hidden:
        raise ValueError(f"{soldier_class.__name__} hides the field {', '.join(hidden)}")
    if slip := misspelt(soldier_class):
        name, rule = slip
        raise ValueError(
            f"{soldier_class.__name__}.{name} overrides nothing, did you mean '{rule}'?"
        )
    if changed and changed != ["__init__"] and engine == "compiled":
        raise ValueError(
            f"{soldier_class.__name__} overrides {', '.join(changed)}: this needs engine='agents'"
        )
