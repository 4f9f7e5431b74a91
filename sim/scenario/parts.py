"""The pieces that a scenario is made of. All are frozen, and all can be pickled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Value = float | int | str | bool
T = TypeVar("T")

STAGES = ("exit", "evasion", "reception")
"""The stages of a way out, in the order of their codes 0, 1, 2."""

LEG_NUMBERS = ("days", "caught", "killed", "returned")
"""The numbers of a leg that `route.NAME.LEG.x` can set."""


class Frozen(Mapping[str, T], Generic[T]):
    """A mapping that nobody can change."""

    __slots__ = ("_items",)
    _items: dict[str, T]

    def __init__(self, items: Mapping[str, T] | None = None) -> None:
        object.__setattr__(self, "_items", dict(items or {}))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a frozen mapping cannot be changed")

    def __getitem__(self, key: str) -> T:
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)

    def __reduce__(self) -> tuple[Any, ...]:
        return Frozen, (self._items,)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of the scenario: its value and all that is known about it.

    `bounds` and `prior` are in `unit`; `where` is `file:line`, or what set it: `--set`.
    """

    key: str
    value: Value
    unit: str
    bounds: tuple[float, float] | None
    choices: tuple[str, ...]
    prior: tuple[float, float] | None
    grade: str
    source: str
    meaning: str
    where: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A leg of a way out: days, and the chances of being caught, killed or handed back on it.

    `returned` is None where the file says nothing: then `host.returns` at reception, else 0.
    """

    name: str
    stage: str
    days: int
    caught: float
    killed: float
    returned: float | None
    source: str
    grade: str
    note: str
    where: str


@dataclass(frozen=True, slots=True)
class Route:
    """A way out: its legs in order."""

    name: str
    legs: tuple[Leg, ...]
    where: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where the force is sent: the context, the host and the ways out of another scenario.

    `values` are those of its first day; its calendar does not come along.
    """

    scenario: str
    values: Frozen[Value]
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the calendar: from `day` (from 1) on, the keys of `changes` have these values.

    A deployment comes first: the changes of its day act on top of it. `row` is the position of the
    row in the file, from 0.
    """

    day: int
    note: str
    changes: Frozen[Value]
    source: str
    grade: str
    where: str
    row: int
    deploy: Deployment | None = None
