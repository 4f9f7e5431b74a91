"""The fields of a soldier as attributes of an agent that read and write the arrays of the model."""

from typing import TYPE_CHECKING, Any

import mesa

from sim.fields import FIELDS
from sim.state import RANKS, SONGBUN, STATUSES

if TYPE_CHECKING:
    from sim.model import DefectionModel

_NAMES = {"status": STATUSES, "songbun": SONGBUN, "rank": RANKS}


def _column(position: int, meaning: str) -> property:
    def read(soldier: "Columns") -> Any:
        return soldier._columns[position][soldier._place]

    def write(soldier: "Columns", value: Any) -> None:
        soldier._columns[position][soldier._place] = value

    return property(read, write, doc=meaning)


def _named(column: property, names: tuple[str, ...]) -> property:
    def read(soldier: "Columns") -> str:
        return names[column.fget(soldier)]  # type: ignore[misc]

    return property(read, doc=f"one of {', '.join(names)}")


class Columns(mesa.Agent):  # type: ignore[misc]
    """An agent with every field of `sim.fields.FIELDS` as an attribute.

    `status`, `songbun` and `rank` are words; `status_code` and so on hold their codes.
    """

    if TYPE_CHECKING:
        model: DefectionModel

        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...

    def __init__(self, model: "DefectionModel", index: int) -> None:
        super().__init__(model)
        self.index = index
        self.company, self._place = model.world.state.at(index)
        self._columns = model.columns[self.company]

    def leave(self, status: int) -> None:
        """He ceases to serve, with the code of a status."""
        self.status_code = status
        self.gone_day = self.model.day
        self.left_in = self.model.company_today[self.company].exposure


for _position, (_name, _field) in enumerate(FIELDS.items()):
    _property = _column(_position, f"{_field.meaning} ({_field.unit})")
    if _name in _NAMES:
        setattr(Columns, f"{_name}_code", _property)
        _property = _named(_property, _NAMES[_name])
    setattr(Columns, _name, _property)
