"""A portrait of one soldier: who he is, where he stands, who watches him, what became of him."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from sim.fields import FIELDS
from sim.state import (
    BATTALION,
    COMPANY,
    IN_TRANSIT,
    OFFICER,
    PLATOON,
    POLITICAL_OFFICER,
    RANKS,
    SERVING,
    SONGBUN,
    SQUAD,
    SQUAD_LEADER,
    STATE_SECURITY,
    STATUSES,
)

if TYPE_CHECKING:
    from sim.soldiers import State

ATTEMPTS = ("none", "by a route", "at contact", "foiled", "joined another's")
"""What the codes of the field `attempt` mean."""


def soldier(s: "State", index: int) -> SimpleNamespace:
    """The fields of one soldier as plain Python numbers."""
    return SimpleNamespace(**{name: getattr(s, name)[index].item() for name in FIELDS})


def who(i: SimpleNamespace) -> dict[str, Any]:
    """Whom the regime sent: rank, class, cohort, kin and character."""
    return {
        "rank": RANKS[i.rank],
        "songbun": SONGBUN[i.songbun],
        "standing": i.standing,
        "birth_year": i.birth_year,
        "cohort": "market_generation" if i.market == 1 else "older",
        "woman": i.woman == 1,
        "border_province": i.border == 1,
        "hostage": i.hostage,
        "kin_abroad": i.kin_abroad > 0.0,
        "informant": i.informant == 1,
        "individualism": i.individualism,
        "conviction_on_arrival": i.conviction_start,
    }


def unit(index: int) -> dict[str, int]:
    """His units, each counted from 1 within the next larger one."""
    return {
        "battalion": index // BATTALION + 1,
        "company": index % BATTALION // COMPANY + 1,
        "platoon": index % COMPANY // PLATOON + 1,
        "squad": index % PLATOON // SQUAD + 1,
    }


def above(s: "State", index: int) -> dict[str, list[int]]:
    """Who of his units stands over him, by soldier; he himself is left out."""
    ranks = s.rank
    over = {
        "squad_leader": (SQUAD_LEADER, SQUAD),
        "officer": (OFFICER, PLATOON),
        "political_officer": (POLITICAL_OFFICER, COMPANY),
        "state_security": (STATE_SECURITY, BATTALION),
    }
    found = {}
    for name, (rank, size) in over.items():
        first = index - index % size
        own = ranks[first : first + size]
        found[name] = [first + k for k, r in enumerate(own.tolist()) if r == rank]
    return {name: [k for k in who if k != index] for name, who in found.items()}


def watch(s: "State", index: int, i: SimpleNamespace, p: Any) -> dict[str, Any]:
    """Who watches him: `monitors` are those in effect, after a crackdown and disorder.

    `crackdown` is the share by which the one raises the officials and informants near him,
    `disorder` the share of them all that the other then takes.
    """
    first = index - index % PLATOON
    informants = s.informant[first : first + PLATOON].tolist()
    return {
        "officials_in_platoon": p.regime.officials_per_100 * PLATOON / 100.0,
        "informants_serving_near": i.informants_near,
        "informants_in_platoon": [
            first + k for k, covert in enumerate(informants) if covert == 1 and first + k != index
        ],
        "monitors": i.monitors,
        "crackdown": float(s.shared("crackdown")[s.at(index)[0]]),
        "disorder": p.control.disorder_on_watch * p.context.disorder * i.exposure,
        "suspicion": i.suspicion,
    }


def fate(i: SimpleNamespace) -> dict[str, Any] | None:
    """What became of him; None while he serves. Where a way out ends is known when it has."""
    if i.status == SERVING:
        return None
    end = i.fate_day if i.fate_day >= 0 else i.gone_day
    return {
        "status": STATUSES[i.status],
        "left_on_day": i.gone_day + 1,
        "ended_on_day": None if i.status == IN_TRANSIT else end + 1,
        "attempt": ATTEMPTS[i.attempt],
        "group": i.group,
        "leader": i.leader if i.leader >= 0 else None,
        "family_punished": i.family_punished == 1,
    }
