"""One replicate of a scenario, from the first morning to the outcomes."""

from dataclasses import dataclass

from sim.engine.tally import SERIES
from sim.fields import Floats, State
from sim.scenario import Scenario
from sim.scenario.settings import resolve_settings
from sim.world import World

ENGINES = ("compiled", "agents")


@dataclass(frozen=True)
class Run:
    """What a replicate came to.

    outcomes: every name of `sim.outcomes.OUTCOMES`, in that order.
    daily: every name of `sim.outcomes.DAILY`, arrays of shape (days,).
    state: the soldiers' fields at the end.
    """

    outcomes: dict[str, float]
    daily: dict[str, Floats]
    state: State


def simulate(scenario: Scenario, seed: int, replicate: int = 0, engine: str = "compiled") -> Run:
    """Run a replicate. Both engines give the same bits; `agents` steps Mesa agents, slowly.

    Raises ValueError for an engine that does not exist.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine {engine!r} is none of {', '.join(ENGINES)}")
    settings = resolve_settings(scenario)
    if engine == "compiled":
        world = World(settings, seed, replicate)
        world.live(settings.days)
    else:
        from sim.model import DefectionModel

        model = DefectionModel(scenario, rng=seed, replicate=replicate, engine=engine)
        for _ in range(settings.days):
            model.step()
        world = model.world
    daily = {name: world.daily[:, k].copy() for k, name in enumerate(SERIES)}
    return Run(world.outcomes(), daily, world.state)
