"""Where a soldier stands in memory: squads side by side, so that a loop treats all of them at once.

A company's places are its first men, one of each squad, then its second men, and so on: what one
man of a squad does with another lies a whole number of rows apart, in every squad alike.
"""

from typing import Any

from sim.mathematics import equation
from sim.state import COMPANY, SQUAD, SQUADS


@equation
def place_of(soldier: Any) -> Any:
    """The place of a soldier, by number; both count through all companies."""
    number = soldier % COMPANY
    return soldier - number + number % SQUAD * SQUADS + number // SQUAD


@equation
def soldier_at(place: Any) -> Any:
    """The number of the soldier who stands at a place."""
    at = place % COMPANY
    return place - at + at % SQUADS * SQUAD + at // SQUADS


@equation
def company_in_turn(turn: Any, companies: Any, day: Any) -> Any:
    """Which company's turn it is on a day: there on one day and back on the next, so that those who
    come first were the last the day before, and their memory is still near."""
    return turn if day % 2 == 0 else companies - 1 - turn
