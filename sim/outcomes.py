"""What is measured: the outcomes of a run, by name, from the final state and the daily tallies."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.tally import SERIES
from sim.fields import Floats
from sim.soldiers import State
from sim.state import (
    AT_CONTACT,
    COMPANY,
    CORE,
    DEFECTED,
    EVACUATED,
    HOSTILE,
    JOINED,
    KILLED_IN_ACTION,
    NO_ATTEMPT,
    OFFICER,
    REMOVED,
    ROTATED_HOME,
    SELF_KILLED,
    STAGES,
    STATUSES,
    TAKEN_PRISONER,
    WAVERING,
)

DAYS_A_MONTH = 30.0


class Outcome(NamedTuple):
    """A measured quantity. `kind` says how it is averaged: count, expectation, rate, share, ratio,
    level."""

    name: str
    meaning: str
    unit: str
    kind: str


_MEANINGS = {
    "serving": "still serving at the end",
    "in_transit": "on their way out at the end",
    "absent": "deserted and in hiding, with nobody",
    "defected": "reached another party and were received",
    "returned_by_host": "handed back by the host",
    "recaptured": "caught on the way out",
    "died_escaping": "died on the way out",
    "killed_in_action": "killed in action",
    "self_killed": "killed themselves rather than be taken",
    "taken_prisoner": "captured wounded or unwilling, alive",
    "evacuated": "evacuated wounded",
    "removed": "removed by the regime on suspicion",
    "unit_withdrawn": "withdrawn with their unit",
    "rotated_home": "sent home at the end of a tour or of service",
}

GROUPS = {
    "hostage": "soldiers with a relative under the regime's control",
    "no_hostage": "soldiers without one",
    "core": "soldiers of the core class",
    "wavering": "soldiers of the wavering class",
    "hostile": "soldiers of the hostile class",
    "officer": "officers, political and security officers",
    "enlisted": "enlisted men and squad leaders",
    "market_generation": "soldiers of the market generation",
    "older": "soldiers of the older generation",
}

_PER = "per 1,000 soldier-months"


def _rates() -> list[Outcome]:
    base = {"attempts": "attempts", "defections": "successful defections"}
    rows = [
        Outcome(f"{n}_per_1000_soldier_months", f"counted {m}", _PER, "rate")
        for n, m in base.items()
    ]
    for name, meaning in base.items():
        stem = f"expected_{name}_per_1000_soldier_months"
        rows.append(Outcome(stem, f"{meaning} to be expected", _PER, "expectation"))
        rows += [
            Outcome(f"{stem}_{g}", f"{meaning} to be expected of {who}", _PER, "expectation")
            for g, who in GROUPS.items()
        ]
    return rows


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("soldier_months", "person-time at risk (30 days served)", "soldier-months", "level"),
    *(Outcome(s, _MEANINGS[s], "soldiers", "count") for s in STATUSES),
    Outcome("attempts", "attempts begun: by a route, at contact, or foiled", "attempts", "count"),
    Outcome("joiners", "soldiers who joined an attempt that another began", "soldiers", "count"),
    Outcome("expected_attempts", "sum of daily chances to try", "attempts", "expectation"),
    Outcome(
        "expected_defections",
        "of these, expected to succeed if alone, whenever they arrive",
        "defections",
        "expectation",
    ),
    *_rates(),
    Outcome("group_attempts", "attempts that two or more set out on", "attempts", "count"),
    Outcome("group_defections", "of these, received", "attempts", "count"),
    Outcome("foiled_plots", "plots given away by one who was sounded out", "plots", "count"),
    Outcome("families_punished", "families of soldiers read as defectors", "families", "count"),
    Outcome("interrogations", "interrogations after known attempts", "interrogations", "level"),
    Outcome("units_broken", "companies that lost too many to attempts", "companies", "count"),
    Outcome("information_carried_home", "information of those sent home", "persons", "level"),
    Outcome("mean_wish", "wish to be elsewhere, over soldier-days", "share", "level"),
    Outcome("share_wish", "soldier-days with a wish above one half", "share", "share"),
    Outcome("mean_willing", "resolve, over soldier-days", "share", "level"),
    Outcome("share_willing", "soldier-days with resolve above one half", "share", "share"),
    Outcome("mean_expressed", "resolve that others see, over soldier-days", "share", "level"),
    Outcome("mean_stress", "stress, over soldier-days", "share", "level"),
    Outcome(
        "prisoners_per_casualty",
        "living prisoners, surrendered ones included, per casualty",
        "ratio",
        "ratio",
    ),
    Outcome(
        "expected_prisoners_per_casualty",
        "living prisoners to be expected per casualty",
        "ratio",
        "expectation",
    ),
    Outcome("exit_success", "share that came through the exit", "share", "ratio"),
    Outcome("evasion_success", "share that came through evasion", "share", "ratio"),
    Outcome("reception_success", "share that was received", "share", "ratio"),
)

_LEVELS = {
    "attempts": ("attempts to leave on the day", "attempts", "count"),
    "expected_attempts": ("attempts to be expected on the day", "attempts", "expectation"),
    "mean_wish": ("mean wish of those serving", "share", "level"),
    "share_wish": ("share of those serving with a wish above one half", "share", "share"),
    "mean_willing": ("mean resolve of those serving", "share", "level"),
    "share_willing": ("share of those serving with resolve above one half", "share", "share"),
    "mean_expressed": ("mean resolve that others see", "share", "level"),
    "mean_stress": ("mean stress of those serving", "share", "level"),
}

DAILY: tuple[Outcome, ...] = (
    *(Outcome(s, f"at the end of the day: {_MEANINGS[s]}", "soldiers", "count") for s in STATUSES),
    *(Outcome(n, *row) for n, row in _LEVELS.items()),
)
assert tuple(o.name for o in DAILY) == SERIES


def _ratio(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0.0 else float("nan")


class _Once:
    """The fields of soldiers, each copied once, and what companies share."""

    def __init__(self, state: State) -> None:
        self.soldiers, self.shared = state.soldiers, state.shared
        self._state = state

    def __getattr__(self, name: str) -> NDArray[Any]:
        found: NDArray[Any] = getattr(self._state, name)
        setattr(self, name, found)
        return found


def _groups(s: _Once) -> dict[str, NDArray[np.bool_]]:
    officer = s.rank >= OFFICER
    return {
        "hostage": s.hostage > 0.0,
        "no_hostage": s.hostage == 0.0,
        "core": s.songbun == CORE,
        "wavering": s.songbun == WAVERING,
        "hostile": s.songbun == HOSTILE,
        "officer": officer,
        "enlisted": ~officer,
        "market_generation": s.market == 1,
        "older": s.market == 0,
    }


def _groups_and_aftermath(s: _Once, broken_share: float) -> dict[str, float]:
    together = (s.group >= 2) & (s.leader == np.arange(s.soldiers)) & (s.status != REMOVED)
    company = np.arange(s.soldiers) // COMPANY
    tried, size = np.bincount(company, s.attempt != NO_ATTEMPT), np.bincount(company)
    return {
        "joiners": float(np.count_nonzero(s.attempt == JOINED)),
        "group_attempts": float(np.count_nonzero(together)),
        "group_defections": float(np.count_nonzero(together & (s.status == DEFECTED))),
        "foiled_plots": float(s.shared("foiled").sum()),
        "families_punished": float(s.family_punished.sum()),
        "interrogations": float(s.shared("interrogated").sum()),
        "units_broken": float(np.count_nonzero(tried >= broken_share * size)),
    }


def measure(state: State, daily: Floats, broken_share: float) -> dict[str, float]:
    """Every outcome of `OUTCOMES`, in its order. A ratio without a case is NaN.

    daily: shape (days, series), as `sim.engine.tally` leaves it. broken_share: the key
    `aftermath.broken_share`.
    """
    s = _Once(state)
    days, attempted, defected = s.days_at_risk, s.expected_attempts, s.expected_defections
    months = float(np.sum(days)) / DAYS_A_MONTH
    thousand = 1000.0
    counts = np.bincount(s.status, minlength=len(STATUSES)).astype(float)
    attempts = float(np.count_nonzero((s.attempt != NO_ATTEMPT) & (s.attempt != JOINED)))
    together = _groups_and_aftermath(s, broken_share)
    expected, succeed = float(np.sum(attempted)), float(np.sum(defected))
    out = {"soldier_months": months}
    out |= {name: float(counts[k]) for k, name in enumerate(STATUSES)}
    out |= {"attempts": attempts, "expected_attempts": expected, "expected_defections": succeed}
    out["attempts_per_1000_soldier_months"] = _ratio(thousand * attempts, months)
    out["defections_per_1000_soldier_months"] = _ratio(thousand * counts[DEFECTED], months)
    out["expected_attempts_per_1000_soldier_months"] = _ratio(thousand * expected, months)
    out["expected_defections_per_1000_soldier_months"] = _ratio(thousand * succeed, months)
    for group, member in _groups(s).items():
        time = float(np.sum(days[member])) / DAYS_A_MONTH
        for name, sums in (("attempts", attempted), ("defections", defected)):
            stem = f"expected_{name}_per_1000_soldier_months_{group}"
            out[stem] = _ratio(thousand * float(np.sum(sums[member])), time)
    out |= together
    home = (s.status == ROTATED_HOME) | (s.status == EVACUATED)
    out["information_carried_home"] = float(np.sum(s.information[home]))
    column = {name: daily[:, k] for k, name in enumerate(SERIES)}
    served = column["serving"]
    for name in list(_LEVELS)[2:]:
        out[name] = _ratio(float(np.sum(column[name] * served)), float(np.sum(served)))
    surrendered = float(np.count_nonzero((s.attempt == AT_CONTACT) & (s.status == DEFECTED)))
    prisoners = counts[TAKEN_PRISONER] + surrendered
    fallen = counts[KILLED_IN_ACTION] + counts[EVACUATED] + counts[SELF_KILLED]
    out["prisoners_per_casualty"] = _ratio(prisoners, fallen + prisoners)
    hoped = float(np.sum(s.expected_prisoners))
    out["expected_prisoners_per_casualty"] = _ratio(hoped, fallen + hoped)
    for stage, name in enumerate(STAGES):
        reached = float(np.count_nonzero(s.stages_reached & (1 << stage)))
        passed = float(np.count_nonzero(s.stages_passed & (1 << stage)))
        out[f"{name}_success"] = _ratio(passed, reached)
    return {o.name: out[o.name] for o in OUTCOMES}
