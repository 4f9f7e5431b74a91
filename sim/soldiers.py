"""All soldiers of a force: their fields, read by name, and the memory that holds them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.fields import FIELDS, Blocks, Floats, new_blocks
from sim.places import place_of, soldier_at
from sim.state import COMPANY, FRIENDS, NOBODY, ROOM, SQUAD, SQUADS, STATUSES

FallIn = Callable[[Blocks, Blocks, Blocks], None]


class State:
    """The fields of all soldiers, company by company.

    `state.stress` is a copy of a field in the order of soldiers, shape (soldiers,);
    `state.places("stress")` is the memory itself, shape (companies, COMPANY), in the order of
    `sim.places`, and `state.at(soldier)` where he stands in it. `state.companies`, `state.today`
    and `state.ties` are all of the memory. Who asks for memory finds everybody at home, then and
    ever after; `blocks` is the same memory as the engine left it, where ranks may be closed.
    """

    def __init__(self, soldiers: int, blocks: tuple[Blocks, Blocks, Blocks] | None = None) -> None:
        """`blocks`: zeros to live in, as from `new_blocks`."""
        self.soldiers = soldiers
        self.blocks = blocks or new_blocks(-(-soldiers // COMPANY))
        self.order = place_of(np.arange(soldiers))
        self.lent = False
        self._fall_in: FallIn | None = None
        self._company: NDArray[np.int64] = self.order // COMPANY
        self._home: NDArray[np.int64] = self.order % COMPANY
        self._standing: NDArray[np.int64] | None = None
        c = self.blocks[0]
        c["number"] = np.arange(len(c))
        c["home"] = np.arange(ROOM)
        c["squad"] = np.arange(ROOM) % SQUADS
        c["front"] = COMPANY
        for name in ("attempt_day", "gone_day", "fate_day", "leader", "left_day"):
            c[name] = -1
        numbers = soldier_at(np.arange(len(c) * COMPANY)).reshape(-1, COMPANY)
        c["status"][:, COMPANY:] = NOBODY
        c["status"][:, :COMPANY][numbers >= soldiers] = NOBODY

    @property
    def closed(self) -> bool:
        """Whether ranks are closed."""
        return self._fall_in is not None

    def close(self, fall_in: FallIn) -> None:
        """Ranks are closed now; `fall_in` has all stand at home again.

        At once, if somebody has the memory and may write to it.
        """
        self._fall_in, self._standing = fall_in, None
        if self.lent:
            self.come_home()

    def come_home(self) -> None:
        """Have everybody stand at home."""
        if self._fall_in is not None:
            self._fall_in(*self.blocks)
            self._fall_in = None

    def _place(self) -> NDArray[np.int64]:
        """Where each stands in his company."""
        if not self.closed:
            return self._home
        if self._standing is None:
            of_company = ROOM * np.arange(len(self.blocks[0]))[:, None]
            homes = (of_company + self.blocks[0]["home"]).ravel()
            place = np.empty(homes.size, np.int64)
            place[homes] = np.arange(homes.size) % ROOM
            self._standing = place[ROOM * self._company + self._home]
        return self._standing

    def _lend(self, which: int) -> Blocks:
        self.come_home()
        self.lent = True
        return self.blocks[which]

    @property
    def companies(self) -> Blocks:
        """What lasts of the soldiers of each company, and what they share: `BLOCK`."""
        return self._lend(0)

    @property
    def today(self) -> Blocks:
        """What passes with the day: `TODAY`."""
        return self._lend(1)

    @property
    def ties(self) -> Blocks:
        """How they share out their trust: `TIES_BLOCK`."""
        return self._lend(2)

    def shared(self, name: str) -> NDArray[Any]:
        """A copy of what the soldiers of each company share; the first axis is the company."""
        found: NDArray[Any] = self.blocks[0][name].copy()
        return found

    def _memory(self, name: str) -> NDArray[Any]:
        if name not in FIELDS:
            raise AttributeError(f"a soldier has no field {name!r}")
        column: NDArray[Any] = self.blocks[1 if FIELDS[name].passing else 0][name]
        return column

    def counts(self) -> NDArray[np.int64]:
        """Soldiers in each status, in the order of `STATUSES`."""
        found = np.bincount(self.blocks[0]["status"].ravel() - NOBODY, minlength=len(STATUSES) + 1)
        return found[1:]

    def places(self, name: str) -> NDArray[Any]:
        """The memory of a field, shape (companies, COMPANY)."""
        column = self._memory(name)
        self._lend(0)
        return column[:, :COMPANY]

    @staticmethod
    def at(soldier: int) -> tuple[int, int]:
        """Company and place in it of a soldier at home."""
        company, place = divmod(place_of(soldier), COMPANY)
        return company, place

    def tied(self) -> tuple[NDArray[np.int64], Floats]:
        """Whom each is tied to, and his share of that one's trust, shape (soldiers, TIES) each.

        The squad comes first, from the next man on, then friends. Where there is nobody, or no
        trust in a comrade, stands he himself with a share of 0.
        """
        self.come_home()
        ties = self.blocks[2]
        own = np.arange(self.soldiers)[:, None]
        squad = own - own % SQUAD
        comrades = squad + (own - squad + np.arange(1, SQUAD)) % SQUAD
        company, place = self._company[:, None], self._home[:, None]
        trust = ties["trust"][company, np.arange(SQUAD - 1), place]
        numbers = np.arange(FRIENDS)
        friends = soldier_at(ties["friend"].astype(np.int64)[company, numbers, place])
        others = np.hstack([np.where(trust > 0.0, comrades, own), friends])
        return others, np.hstack([trust, ties["share"][company, numbers, place]])

    def __getattr__(self, name: str) -> NDArray[Any]:
        column: NDArray[Any] = self._memory(name)[self._company, self._place()]
        return column

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *FIELDS]
