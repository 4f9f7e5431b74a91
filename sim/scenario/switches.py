"""What it means that a mechanism is off: the one table, used by every rule and both engines.

Applied last, after the calendar, in every period. `feedback` has no values: the engine reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.scenario.document import Document
from sim.scenario.faults import Fault
from sim.scenario.parts import Entry, Value
from sim.scenario.sources import ASSUMPTION
from sim.scenario.wording import shown, suggestion


@dataclass(frozen=True)
class Switch:
    """A mechanism: what off means in words, and the keys that take another value."""

    meaning: str
    off: Mapping[str, Value] = field(default_factory=dict)


SWITCHES: dict[str, Switch] = {
    "hostage": Switch(
        "off: every term with the hostage is 0: punishment of the family, guilt, martyr honour",
        {
            "regime.family_punishment": 0.0,
            "decision.guilt": 0.0,
            "regime.martyr_honour": 0.0,
            "aftermath.sanctions": 0.0,
        },
    ),
    "screening": Switch(
        "off: the first persons of the pool are taken as they come",
        {"screening.rejection": 0.0, "screening.pyongyang_rule": 0.0},
    ),
    "watch": Switch(
        "off: no monitors; fear rests on its prior alone; no reports, no denunciation",
        {
            "regime.officials_per_100": 0.0,
            "regime.informants": 0.0,
            "belief.watch_felt": 0.0,
            "belief.prior_weight": 1e18,  # nothing that he sees moves it
            "control.report": 0.0,
            "group.denunciation": 0.0,
            "aftermath.interrogation": 0.0,
        },
    ),
    "self_criticism": Switch(
        "off: no sessions: nothing is revealed, feared or restored by them",
        {"regime.self_criticism_per_week": 0.0},
    ),
    "punishment": Switch(
        "off: a soldier expects nothing to be done to him if he is caught",
        {"regime.punishment": 0.0},
    ),
    "rewards": Switch(
        "off: no reward for returning, no honour for the dead, no privilege abroad",
        {
            "regime.return_reward": 0.0,
            "regime.martyr_honour": 0.0,
            "regime.privilege": 0.0,
            "aftermath.honour_response": 0.0,
        },
    ),
    "cohesion": Switch(
        "off: comrades hold nobody, and keep no message out",
        {"decision.bond": 0.0, "information.dampening": 0.0},
    ),
    "geography": Switch(
        "off: everybody knows the way out, and dreads no unknown ground",
        {
            "information.knowledge_start": 1.0,
            "information.knowledge_border": 0.0,
            "decision.unknown": 0.0,
        },
    ),
    "information_blockade": Switch(
        "off: information about the outside starts and stays full for everybody",
        {"information.start": 1.0, "information.border_start": 0.0},
    ),
    "stress": Switch(
        "off: stress stays 0",
        {
            "battlefield.stress_combat": 0.0,
            "battlefield.stress_losses": 0.0,
            "battlefield.stress_deprivation": 0.0,
        },
    ),
    "peer_conformity": Switch(
        "off: what others express pulls nobody",
        {"decision.conformity": 0.0},
    ),
    "contact": Switch(
        "off: nobody is cut off in combat",
        {"contact.cut_off_share": 0.0},
    ),
    "outreach": Switch(
        "off: no leaflets, no assurance, no reward, no corridor, no news, and nobody to believe",
        {
            "outreach.leaflets": 0.0,
            "outreach.credibility": 0.0,
            "outreach.assurance": 0.0,
            "outreach.reward": 0.0,
            "outreach.corridor": 0.0,
            "outreach.publicity": 0.0,
        },
    ),
    "aftermath": Switch(
        "off: nothing follows an attempt: it is not noticed, and the regime does nothing about it",
        {
            "belief.observation": 0.0,
            "belief.hearsay": 0.0,
            "regime.crackdown": 0.0,
            "regime.withdraw_after": 0.0,
            "outreach.publicity": 0.0,
            "aftermath.interrogation": 0.0,
            "aftermath.resentment": 0.0,
            "aftermath.attribution_news": 0.0,
            "aftermath.sanctions": 0.0,
            "aftermath.honour_response": 0.0,
        },
    ),
    "attribution_ambiguity": Switch(
        "off: the missing are never taken for dead",
        {"belief.ambiguity": 0.0},
    ),
    "feedback": Switch(
        "off: beliefs, information, ties, suspicion and crackdown keep the values of day 0, and "
        "nobody is sounded out: each soldier's life is his own",
        {"group.sounding": 0.0, "aftermath.honour_response": 0.0},
    ),
}


def read_mechanisms(document: Document, faults: list[Fault]) -> dict[str, Entry]:
    """The switches that a document sets, by key."""
    table = document.data.get("mechanisms", {})
    if not isinstance(table, Mapping):
        faults.append(document.fault(("mechanisms",), f"must be a table (got {shown(table)})"))
        return {}
    entries: dict[str, Entry] = {}
    for name, value in table.items():
        place = ("mechanisms", name)
        if name not in SWITCHES:
            faults.append(document.fault(place, unknown_mechanism(name)))
        elif not isinstance(value, bool):
            faults.append(document.fault(place, f"must be true or false (got {shown(value)})"))
        else:
            where = f"{document.path.name}:{document.line(place)}"
            entries[f"mechanisms.{name}"] = switch_entry(name, value, where)
    return entries


def switch_entry(name: str, value: bool, where: str) -> Entry:
    """The entry of a mechanism."""
    return Entry(
        key=f"mechanisms.{name}",
        value=value,
        unit="switch",
        bounds=None,
        choices=(),
        prior=None,
        grade="assumed",
        source=ASSUMPTION,
        meaning=SWITCHES[name].meaning,
        where=where,
    )


def unknown_mechanism(name: str) -> str:
    """What to say about a name that is no mechanism."""
    return "unknown mechanism" + suggestion(name, SWITCHES)
