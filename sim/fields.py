"""A soldier's fields: one definition, with unit and meaning, and the arrays that hold them.

A company is one block of memory: each field is an array of `ROOM` places in it, and a place that
nobody fills has the status `NOBODY`. What a day needs of a company lies together. While days are
lived, those who serve stand in front: see `sim.engine.ranks`.
"""

from collections.abc import Container
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.blocks import block, stretch, zeros
from sim.state import COMPANY, FRIENDS, ROOM, SQUAD, SQUADS, STATUSES, TIES

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]
Blocks = NDArray[np.void]


class Field(NamedTuple):
    """A field of a soldier: its dtype, unit and meaning, whether it passes with the day, and
    whether a day without news and without combat losses reads it."""

    dtype: str
    unit: str
    meaning: str
    passing: bool = False
    daily: bool = True


def real(unit: str, meaning: str) -> Field:
    """A field of real numbers."""
    return Field("f8", unit, meaning)


def whole(unit: str, meaning: str) -> Field:
    """A field of whole numbers."""
    return Field("i4", unit, meaning)


def code(unit: str, meaning: str) -> Field:
    """A field of codes, flags, bits or small counts, below 128."""
    return Field("i1", unit, meaning)


def seldom(field: Field) -> Field:
    """A field that most days need not look at."""
    return field._replace(daily=False)


def of_today(unit: str, meaning: str) -> Field:
    """A field of real numbers that no later day reads: 0 for who was gone when it was written.

    Without feedback beliefs stay as they were on the first morning, also of those who are gone.
    """
    return Field("f8", unit, meaning, passing=True)


FIELDS: dict[str, Field] = {
    "person": whole("number", "number in the pool; his luck is keyed by it"),
    "songbun": seldom(code("code", "class: 0 core, 1 wavering, 2 hostile")),
    "rank": seldom(code("code", "0 enlisted ... 4 state security")),
    "market": seldom(code("0/1", "of the market generation")),
    "border": code("0/1", "from a border province"),
    "woman": code("0/1", "a woman"),
    "informant": code("0/1", "a covert informant"),
    "birth_year": seldom(whole("year", "year of birth")),
    "status": code("code", "index into STATUSES"),
    "attempt": seldom(
        code("code", "0 none, 1 by a route, 2 at contact, 3 foiled, 4 joined another's")
    ),
    "group": seldom(
        whole("soldiers", "size of the group he left or was foiled with, 0 if he did not try")
    ),
    "leader": seldom(whole("number", "soldier whose plot he was in, -1 if none")),
    "route": whole("number", "route that he believes in most"),
    "family_punished": seldom(code("0/1", "read as a defector, his family punished")),
    "attempt_day": seldom(whole("day", "day of his attempt, -1 if none")),
    "gone_day": seldom(whole("day", "day he ceased to serve, -1 if he serves")),
    "fate": seldom(code("code", "status that his way out ends in")),
    "fate_day": seldom(whole("day", "day on which it does, -1 if none")),
    "stages_reached": seldom(code("bits", "1 exit, 2 evasion, 4 reception")),
    "stages_passed": seldom(code("bits", "likewise, of those he came through")),
    "news": seldom(code("bits", "news of him: 1 missing, 2 caught, 4 escaped")),
    "standing": real("share", "standing within and between classes"),
    "left_in": seldom(real("share", "how much combat his company was in when he left")),
    "hostage": real("share", "H: how much his relatives hold him"),
    "kin_abroad": real("0/1", "has kin already outside"),
    "individualism": real("share", "thinks of himself first"),
    "conviction_start": real("share", "conviction on arrival"),
    "threshold": real("life units", "what it takes him to act at all"),
    "tipping": seldom(real("share", "share of trusted others that must lean before he acts")),
    "tied_inside": real("share", "share of his trust that his company holds"),
    "informants_tied": real("share", "share of it that informants in his company hold"),
    "stress": real("share", "battlefield stress"),
    "squad_losses": of_today("share", "share of his squad hit yesterday"),
    "comrades": real("share", "share of his squad still there"),
    "conviction_around": of_today("share", "mean conviction in his squad"),
    "mortality": of_today("probability", "perceived chance of dying"),
    "exposure": of_today("share", "how much combat he is in today"),
    "heard": of_today("share", "information of trusted others, by trust"),
    "information": real("share", "what he knows of the outside"),
    "conviction": real("share", "belief in the regime"),
    "knowledge": real("share", "what he knows of a way out"),
    "informants_near": code("persons", "other informants in his platoon"),
    "monitors": of_today("persons", "effective monitors around him"),
    "suspicion": real("share", "the regime's file on him"),
    "surveillance": of_today("share", "the watch he stands under"),
    "attempts_noticed": seldom(real("attempts", "attempts of others he noticed")),
    "catches_noticed": seldom(real("attempts", "of these, caught")),
    "learned_fear": real("probability", "share of attempts caught, from those he noticed"),
    "hope": real("share", "hope from escapes he heard of"),
    "publicised": real("share", "belief in being read, from escapes made public"),
    "fresh_attempts": seldom(real("attempts", "attempts he learnt of today")),
    "fresh_catches": seldom(real("attempts", "catches he learnt of today")),
    "fresh_escapes": seldom(real("attempts", "escapes he learnt of today")),
    "fear": of_today("probability", "perceived chance of being caught"),
    "attribution": of_today("probability", "q: belief of being read as a defector"),
    "route_belief": of_today("probability", "belief that a way out ends in safety"),
    "expressed": of_today("share", "what others see of his resolve"),
    "voiced": of_today("share", "v: what trusted others express, by trust"),
    "pull": of_today("life units", "what life outside is worth to him"),
    "wish": of_today("share", "would rather be elsewhere, were it safe"),
    "willing": real("share", "would go as things are"),
    "hazard": of_today("per day", "attempt hazard today"),
    "surrender": of_today("probability", "would give himself up if he were cut off today"),
    "days_at_risk": whole("days", "days he served"),
    "expected_today": of_today("attempts", "chance that he tries today"),
    "expected_attempts": real("attempts", "sum of his daily chances to try"),
    "expected_prisoners": real("persons", "chances to end alive in captivity"),
    "expected_defections": real("defections", "of these, expected to succeed"),
    "luck_attempt": of_today("probability", "the day's draw for whether he tries today"),
    "luck_battlefield": of_today(
        "probability", "the day's draw for what the battlefield does to him today"
    ),
    "luck_signal": of_today("probability", "the day's draw for what he lets slip today"),
}

# What the soldiers of a company share.
COMPANY_FIELDS: dict[str, Field] = {
    "number": whole("number", "position of the company"),
    "front": whole("places", "places in front, beyond which nobody serves"),
    "shock": real("standard normal", "autocorrelated shock to its combat"),
    "intensity": real("share", "combat it meets today"),
    "casualty": real("probability", "chance of being killed or evacuated in it today"),
    "cut_off": real("probability", "chance of being cut off today"),
    "felt_hazard": real("per day", "losses a day as its soldiers remember them"),
    "mortality": real("probability", "chance of dying as its soldiers see it today"),
    "honour": real("share", "martyr honour today"),
    "session_fear": real("share", "fear left by self-criticism sessions"),
    "crackdown": real("share", "rise of its monitors after known attempts"),
    "attribution_news": real("share", "belief in being read, from families seen punished"),
    "known_attempts": whole("attempts", "attempts known in it so far"),
    "interrogated": whole("soldiers", "interrogations so far"),
    "foiled": whole("plots", "plots foiled so far"),
    "stirred": code("0/1", "somebody in it learnt of an attempt today"),
    "has_news": code("0/1", "there is news of somebody in it"),
    "left_day": whole("day", "last day on which somebody left it, -1 if none"),
    "counted": whole("soldiers", "serving when its squads were last counted"),
    "alike": code("0/1", "those who serve know as much of a way out as others of their origin"),
}

LASTING = tuple(name for name, field in FIELDS.items() if not field.passing)
PASSING = tuple(name for name, field in FIELDS.items() if field.passing)


def _arrays(daily: bool, dtypes: Container[str]) -> dict[str, tuple[str, tuple[int, ...]]]:
    chosen = {name: FIELDS[name] for name in LASTING if FIELDS[name].daily == daily}
    return {name: (f.dtype, (ROOM,)) for name, f in chosen.items() if f.dtype in dtypes}


# What every day needs lies together. Besides the fields: soldiers of each squad, and those of
# them who serve; soldiers in each status; home and squad in the company of who stands at a place;
# and at which place the last stepped out that left so many in front. Home has no sign: an index
# that has one is looked at twice.
_COMPANY = sorted(COMPANY_FIELDS.items(), key=lambda item: item[1].dtype)
_OF_SQUADS = "f8", (SQUADS,)
BLOCK = block(
    _arrays(False, ("f8",))
    | {name: (field.dtype, ()) for name, field in _COMPANY}
    | {"squad_size": _OF_SQUADS, "in_squad": _OF_SQUADS}
    | _arrays(True, ("f8",))
    | {"in_status": ("i4", (len(STATUSES),))}
    | _arrays(True, ("i4", "i1"))
    | {"home": ("u1", (ROOM,)), "squad": ("i1", (ROOM,))}
    | _arrays(False, ("i4", "i1"))
    | {"stepped_out": ("i1", (COMPANY,))}
)
EVERY_DAY = stretch(BLOCK, next(iter(_COMPANY))[0], "squad")

# A page: the fields that no later day reads.
TODAY = block({name: (FIELDS[name].dtype, (ROOM,)) for name in PASSING})

# How a soldier shares out his trust; the shares of one add up to 1. trust[k, i] is what the soldier
# at home at place i gives to the man of his squad who is at home k + 1 further round, share[k, i]
# what the soldier who stands at place i gives to his k-th friend elsewhere, who is at home at place
# friend[k, i] of the force. Where nobody is, the share is 0.
TIES_BLOCK = block(
    {
        "trust": ("f8", (SQUAD - 1, COMPANY)),
        "share": ("f8", (FRIENDS, ROOM)),
        "friend": ("u4", (FRIENDS, ROOM)),
    }
)

# Kinds of soldiers whom a way out treats alike, if all of an origin know as much: men from inside
# and from the border, women likewise. The other four fill a vector.
KINDS = 8

# What is brought near during a turn, as addresses: see `sim.engine.ahead`; `seen` is 0 if nothing
# is. told, tells: what the company that follows told and showed yesterday, and where it will
# today. friends: its friends. after: the friends of the company after it. seen: what all showed.
_AHEAD = block(dict.fromkeys(("told", "tells", "friends", "after", "seen"), ("i8", ())))

# Room in which the loops of a company reckon. rows: good for one step. told, shown: what each told
# and showed yesterday, at home, twice over; showed: the latter of each where he stands.
# ways: what `sim.engine.ways` found. taken: who is in a plot today; members: in the one at hand.
DESK = block(
    {
        "rows": ("f8", (3, ROOM)),
        "told": ("f8", (2 * COMPANY,)),
        "shown": ("f8", (2 * COMPANY,)),
        "showed": ("f8", (ROOM,)),
        "ways": ("f8", (4, KINDS)),
        "members": ("i8", (TIES + 1,)),
        "taken": ("i1", (ROOM,)),
        "ahead": (_AHEAD, ()),
    }
)


def new_blocks(companies: int) -> tuple[Blocks, Blocks, Blocks]:
    """Zeros for so many companies: what lasts, what passes with the day, and ties."""
    return zeros(companies, BLOCK), zeros(companies, TODAY), zeros(companies, TIES_BLOCK)
