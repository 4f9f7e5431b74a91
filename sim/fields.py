"""A soldier's fields: one definition, with unit and meaning; an array holds each for all soldiers.

A name in capitals is the row of a field in the array of real or of whole numbers of a `State`:
`f[STRESS, i]` is the stress of soldier i, `g[STATUS, i]` his status.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]


class Field(NamedTuple):
    """What a field of a soldier holds."""

    row: int
    real: bool
    unit: str
    meaning: str


FIELDS: dict[str, Field] = {}


def _add(name: str, real: bool, unit: str, meaning: str) -> int:
    row = sum(field.real == real for field in FIELDS.values())
    FIELDS[name] = Field(row, real, unit, meaning)
    return row


def _real(name: str, unit: str, meaning: str) -> int:
    return _add(name, True, unit, meaning)


def _whole(name: str, unit: str, meaning: str) -> int:
    return _add(name, False, unit, meaning)


PERSON = _whole("person", "number", "number in the pool; his luck is keyed by it")
SONGBUN = _whole("songbun", "code", "class: 0 core, 1 wavering, 2 hostile")
RANK = _whole("rank", "code", "0 enlisted ... 4 state security")
MARKET = _whole("market", "0/1", "of the market generation")
BORDER = _whole("border", "0/1", "from a border province")
WOMAN = _whole("woman", "0/1", "a woman")
INFORMANT = _whole("informant", "0/1", "a covert informant")
BIRTH_YEAR = _whole("birth_year", "year", "year of birth")
STATUS = _whole("status", "code", "index into STATUSES")
ATTEMPT = _whole("attempt", "code", "0 none, 1 by a route, 2 at contact")
ATTEMPT_DAY = _whole("attempt_day", "day", "day of his attempt, -1 if none")
GONE_DAY = _whole("gone_day", "day", "day he ceased to serve, -1 if he serves")
FATE = _whole("fate", "code", "status that his way out ends in")
FATE_DAY = _whole("fate_day", "day", "day on which it does, -1 if none")
STAGES_REACHED = _whole("stages_reached", "bits", "1 exit, 2 evasion, 4 reception")
STAGES_PASSED = _whole("stages_passed", "bits", "likewise, of those he came through")
NEWS = _whole("news", "bits", "news of him: 1 missing, 2 caught, 4 escaped")

STANDING = _real("standing", "share", "standing within and between classes")
HOSTAGE = _real("hostage", "share", "H: how much his relatives hold him")
KIN_ABROAD = _real("kin_abroad", "0/1", "has kin already outside")
INDIVIDUALISM = _real("individualism", "share", "thinks of himself first")
CONVICTION_START = _real("conviction_start", "share", "conviction on arrival")
THRESHOLD = _real("threshold", "life units", "what it takes him to act at all")
STRESS = _real("stress", "share", "battlefield stress")
SQUAD_LOSSES = _real("squad_losses", "share", "share of his squad hit today")
COMRADES = _real("comrades", "share", "share of his squad still there")
CONVICTION_AROUND = _real("conviction_around", "share", "mean conviction in his squad")
MORTALITY = _real("mortality", "probability", "perceived chance of dying")
EXPOSURE = _real("exposure", "share", "how much combat he is in today")
HEARD = _real("heard", "share", "information of trusted others, by trust")
INFORMATION = _real("information", "share", "what he knows of the outside")
CONVICTION = _real("conviction", "share", "belief in the regime")
KNOWLEDGE = _real("knowledge", "share", "what he knows of a way out")
INFORMANTS_NEAR = _real("informants_near", "persons", "other informants in his platoon")
MONITORS = _real("monitors", "persons", "effective monitors around him")
SUSPICION = _real("suspicion", "share", "the regime's file on him")
SURVEILLANCE = _real("surveillance", "share", "the watch he stands under")
SESSION_FEAR = _real("session_fear", "share", "fear left by self-criticism sessions")
ATTEMPTS_NOTICED = _real("attempts_noticed", "attempts", "attempts of others he noticed")
CATCHES_NOTICED = _real("catches_noticed", "attempts", "of these, caught")
HOPE = _real("hope", "share", "hope from escapes he heard of")
FEAR = _real("fear", "probability", "perceived chance of being caught")
ATTRIBUTION = _real("attribution", "probability", "q: belief of being read as a defector")
ROUTE_BELIEF = _real("route_belief", "probability", "belief that a way out ends in safety")
EXPRESSED = _real("expressed", "share", "what others see of his resolve")
VOICED = _real("voiced", "share", "v: what trusted others express, by trust")
WISH = _real("wish", "share", "would rather be elsewhere, were it safe")
WILLING = _real("willing", "share", "would go as things are")
HAZARD = _real("hazard", "per day", "attempt hazard today")
TOLD = _real("told", "share", "information he passes on")
DAYS_AT_RISK = _real("days_at_risk", "days", "days he served")
EXPECTED_ATTEMPTS = _real("expected_attempts", "attempts", "sum of his daily chances to try")
EXPECTED_PRISONERS = _real("expected_prisoners", "persons", "chances to end alive in captivity")
EXPECTED_DEFECTIONS = _real("expected_defections", "defections", "of these, expected to succeed")
LUCK_ATTEMPT = _real("luck_attempt", "probability", "the day's draw for whether he tries today")
LUCK_BATTLEFIELD = _real("luck_battlefield", "probability", "the day's draw for what the battlefield does to him today")
LUCK_SIGNAL = _real("luck_signal", "probability", "the day's draw for what he lets slip today")


class State:
    """The fields of all soldiers. Position is the soldier's number.

    f: real numbers, shape (fields, soldiers). g: whole numbers, likewise. Each field is also an
    attribute, an array of shape (soldiers,) that shares memory with its row.
    """

    def __init__(self, soldiers: int) -> None:
        reals = sum(field.real for field in FIELDS.values())
        self.f: Floats = np.zeros((reals, soldiers))
        self.g: Integers = np.zeros((len(FIELDS) - reals, soldiers), np.int32)
        for row in (ATTEMPT_DAY, GONE_DAY, FATE_DAY):
            self.g[row] = -1

    def __getattr__(self, name: str) -> Any:
        field = FIELDS.get(name)
        if field is None:
            raise AttributeError(f"a soldier has no field {name!r}")
        return (self.f if field.real else self.g)[field.row]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *FIELDS]
