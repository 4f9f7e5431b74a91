"""What a subclass of Soldier may make its own."""

from mesa.agent import Agent

from sim.agents.soldier import Soldier
from sim.fields import FIELDS


def overridden(soldier_class: type[Soldier]) -> list[str]:
    """The names that a subclass of Soldier has made its own."""
    rules = [n for n in dir(Soldier) if not n.startswith("_") and not hasattr(Agent, n)]
    rules = [*rules, "__init__"]
    return [n for n in rules if getattr(soldier_class, n) is not getattr(Soldier, n)]


def refuse_overrides(soldier_class: type[Soldier], engine: str) -> None:
    """Raise ValueError for a subclass that hides a field, or whose rules an engine cannot apply."""
    changed = overridden(soldier_class)
    hidden = [name for name in changed if name in FIELDS]
    if hidden:
        raise ValueError(f"{soldier_class.__name__} hides the field {', '.join(hidden)}")
    if changed and changed != ["__init__"] and engine == "compiled":
        raise ValueError(
            f"{soldier_class.__name__} overrides {', '.join(changed)}: this needs engine='agents'"
        )
