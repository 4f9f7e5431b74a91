"""What a model is given and asked for, and what is said where that cannot be."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, NoReturn

import numpy as np

from sim.chance import whole_number


def seed_of(rng: object, changes: Mapping[str, Any]) -> int:
    """The seed that a model is given; one is drawn for None.

    Raises TypeError for what is no whole number, or is given as `seed`; ValueError below 0.
    """
    if "seed" in changes:
        raise TypeError(f"seed: the seed is called rng here: rng={changes['seed']!r}")
    if rng is None:
        return int(np.random.SeedSequence().generate_state(1)[0])
    seed = whole_number("rng", rng)
    if seed < 0:
        raise ValueError(f"rng must be 0 or more, not {seed}")
    return seed


def known(index: int, soldiers: int) -> int:
    """The number of a soldier. Raises IndexError for one that nobody has, also below 0."""
    if 0 <= index < soldiers:
        return index
    raise IndexError(f"no soldier {index}: they are numbered 0 to {soldiers - 1}")


class NotThere(list[SimpleNamespace]):
    """The companies' day, as long as no agents have lived one: empty, and says why."""

    def __init__(self, engine: str) -> None:
        super().__init__()
        self.engine = engine

    def __getitem__(self, index: Any) -> NoReturn:
        where = "is there after a day" if self.engine == "agents" else "needs engine='agents'"
        raise LookupError(f"company_today {where}; world.state.companies has what lasts")
