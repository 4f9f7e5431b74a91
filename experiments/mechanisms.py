"""The mechanisms that the source documents name: where each has its place, checked and rendered.

python -m experiments.mechanisms > docs/mechanisms.md
"""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_suffix(".toml")

CONTEXTS = {
    "rear": "russia_rear",
    "front": "ukrainian_front",
    "dmz": "dmz",
    "river": "sino_korean_border",
}

# What a calendar or a file changes, besides keys.
SPECIAL = {
    "deploy": "`deploy` of a calendar",
    "route": "the legs of `[[route]]`",
}

GROUPS = {
    "core": "of the core class",
    "hostile": "of the hostile class",
    "officers": "officers",
    "enlisted": "enlisted men",
    "women": "women",
    "men": "men",
    "border": "from a border province",
    "inland": "from elsewhere",
    "kinless": "without relatives at home",
    "held": "with relatives at home",
}

OTHERS = {
    "kinless": "share of the force without relatives at home",
    "way_through": "a soldier's chance that an attempt of his ends in safety",
    "way.NAME": "share of the force that believes most in the way out of this name",
    "company.FIELD": "a field that the soldiers of a company share, in the mean over companies",
    "FIELD": "a field of a soldier, in the mean over the force at the end; what passes with the "
    "day, over those who serve",
    "FIELD\\|GROUP": "the same, over soldiers of a group",
}

Texts = Annotated[list[str], Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]


class _Row(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class Source(_Row):
    """A document that names mechanisms."""

    id: Text
    document: Text


class Group(_Row):
    """Mechanisms of one letter, numbered from 1 to `size`, with their tests."""

    id: Annotated[str, Field(pattern=r"^[A-Z]$")]
    title: Text
    size: Annotated[int, Field(gt=0)]
    test: Annotated[str, Field(pattern=r"^tests/test_mechanisms_[a-z]+\.py$")]


class Mechanism(_Row):
    """A mechanism and its place. What the fields mean stands at the top of mechanisms.toml."""

    id: Annotated[str, Field(pattern=r"^[A-Z][1-9][0-9]?$")]
    name: Text
    claim: Text
    sources: Texts
    contexts: Texts
    code: Texts
    keys: list[str] = []
    switches: list[str] = []
    raises: list[str] = []
    lowers: list[str] = []
    leaves: list[str] = []
    contrasts: list[str] = []
    evidence: list[str] = []
    contested: bool = False
    outside: str = ""
    note: str = ""

    @property
    def group(self) -> str:
        """The letter of the id."""
        return self.id[0]

    @property
    def measures(self) -> list[str]:
        """Every measure that its directions name."""
        sides = [side for contrast in self.contrasts for side in contrast.split(" > ")]
        return list(dict.fromkeys([*self.raises, *self.lowers, *self.leaves, *sides]))


class Register(_Row):
    """The whole file."""

    source: list[Source]
    group: list[Group]
    mechanism: list[Mechanism]


def read_register(text: str | None = None) -> Register:
    """The register of mechanisms, or of a text. Raises ValueError where that is no register."""
    return Register.model_validate(tomllib.loads(text or FILE.read_text(encoding="utf-8")))


# what is wrong


def faults(register: Register) -> list[str]:
    """Every mechanism without a place, and every place that does not exist."""
    expected = [f"{g.id}{n}" for g in register.group for n in range(1, g.size + 1)]
    found = [m.id for m in register.mechanism]
    wrong = [f"{name}: missing" for name in expected if name not in found]
    wrong += [f"{name}: in no group" for name in found if name not in expected]
    wrong += [f"{name}: twice" for name in dict.fromkeys(found) if found.count(name) > 1]
    if not wrong and found != expected:
        wrong.append("the mechanisms are not in the order of their ids")
    documents = {source.id for source in register.source}
    for mechanism in register.mechanism:
        wrong += [f"{mechanism.id}: {fault}" for fault in _faults(mechanism, documents)]
    return wrong


def _faults(m: Mechanism, documents: set[str]) -> Iterator[str]:
    from sim.scenario.sources import read_sources
    from sim.scenario.switches import SWITCHES

    yield from _unknown("source", m.sources, documents)
    yield from _unknown("context", m.contexts, CONTEXTS)
    yield from _unknown("key", m.keys, _known_keys())
    yield from _unknown("switch", m.switches, SWITCHES)
    yield from _unknown("evidence", m.evidence, read_sources())
    yield from (f"no such function: {place}" for place in m.code if not _is_function(place))
    yield from (f"no such measure: {name}" for name in m.measures if not is_measure(name))
    if not m.keys and not m.switches:
        yield "no key and no switch"
    if not m.measures:
        yield "no direction"
    for text in (m.claim, m.outside, m.note):
        if text and not text.endswith("."):
            yield f"not a sentence: {text}"
        yield from _unknown("key", re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", text), _known_keys())


def _unknown(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    at_hand = set(known)
    yield from (f"no such {what}: {name}" for name in names if name not in at_hand)


@cache
def _known_keys() -> frozenset[str]:
    from sim.scenario import load_scenario

    keys = {key for name in CONTEXTS.values() for key in load_scenario(name).keys}
    return frozenset(keys - {key for key in keys if key.startswith("mechanisms.")} | set(SPECIAL))


def _is_function(place: str) -> bool:
    module, _, name = place.partition(":")
    try:
        return callable(getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError, ValueError):
        return False


def is_measure(name: str) -> bool:
    """Whether a direction may name it."""
    from sim.fields import COMPANY_FIELDS, FIELDS
    from sim.outcomes import OUTCOMES

    if name in {outcome.name for outcome in OUTCOMES} | OTHERS.keys():
        return True
    if name.startswith("company."):
        return name.removeprefix("company.") in COMPANY_FIELDS
    if name.startswith("way."):
        return any(key.startswith(f"route.{name[4:]}.") for key in _known_keys())
    field, bar, group = name.partition("|")
    return (field in FIELDS or field == "way_through") and (not bar or group in GROUPS)


# how it reads


def render(register: Register) -> str:
    """docs/mechanisms.md."""
    return "\n".join([*_head(register), *_tables(register)]) + "\n"


def _head(register: Register) -> Iterator[str]:
    every = register.mechanism
    named = [m for m in every if m.sources != ["record"]]
    yield "# Mechanisms"
    yield ""
    yield "<!-- generated by: python -m experiments.mechanisms > docs/mechanisms.md -->"
    yield ""
    yield (
        f"The {len(named)} mechanisms that five source documents name, and "
        f"{len(every) - len(named)} that the record adds: what is claimed, which functions carry "
        "it, which keys and switches set it, and what more of it does. Each direction is a test of "
        "the real model: the same force with the same luck, with little and with much of the "
        "mechanism. Run one by its id:"
    )
    yield ""
    yield "    pytest -n0 'tests/test_mechanisms_family.py::test_direction[A1]'"
    yield ""
    yield "A claim is a claim of its source, in our words. The sources:"
    yield ""
    yield from (f"- *{source.id}*: {source.document}" for source in register.source)
    yield ""
    yield "How to read the tables:"
    yield ""
    yield "- **↑** raises, **↓** lowers, **=** leaves as it is, **>** lies above within one world."
    yield "- **±** the sign is contested or depends on the keys: both are shown, each by its keys."
    yield "- **Not simulated** names what of the claim lies outside the model."
    places = ", ".join(f"*{short}* is `{name}`" for short, name in CONTEXTS.items())
    yield f"- Contexts: {places}."
    yield (
        "- A measure is an outcome (`defection run --json` prints them all), or one of: "
        + "; ".join(f"`{name}`, {meaning}" for name, meaning in OTHERS.items())
        + ". The fields stand in [sim/fields.py](../sim/fields.py)."
    )
    partly = ", ".join(m.id for m in every if m.outside)
    yield f"- Contested: {', '.join(m.id for m in every if m.contested)}."
    yield f"- In part outside the model: {partly}."


def _tables(register: Register) -> Iterator[str]:
    for group in register.group:
        yield from ("", f"## {group.id}. {group.title}", "")
        yield f"Tests: [{group.test}](../{group.test})."
        yield ""
        yield "| id, test | claim | contexts | carried by | keys, *switches* | more of it |"
        yield "|---|---|---|---|---|---|"
        for m in register.mechanism:
            if m.group == group.id:
                yield "| " + " | ".join(_cells(m, group)) + " |"


def _cells(m: Mechanism, group: Group) -> Iterator[str]:
    yield f"[{m.id}](../{group.test})"
    yield _claim(m)
    yield ", ".join(m.contexts)
    yield "<br>".join(map(_link, m.code))
    switches = (f"*{switch}*" for switch in m.switches)
    yield "<br>".join([*(SPECIAL.get(key, f"`{key}`") for key in m.keys), *switches])
    yield "<br>".join(_directions(m))


def _claim(m: Mechanism) -> str:
    sources = f" *({', '.join([*m.sources, *m.evidence])})*"
    parts = [f"**{m.name}.** {m.claim}{sources}"]
    remarks = ["**Contested.**"] if m.contested else []
    parts += [" ".join([*remarks, m.note])] if remarks or m.note else []
    parts += [f"**Not simulated:** {m.outside}"] if m.outside else []
    return "<br>".join(parts)


def _link(place: str) -> str:
    module, _, name = place.partition(":")
    return f"[{module.rpartition('.')[2]}.{name}](../{module.replace('.', '/')}.py)"


def _directions(m: Mechanism) -> Iterator[str]:
    signs: dict[str, str] = {}
    for names, sign in ((m.raises, "↑"), (m.lowers, "↓"), (m.leaves, "=")):
        for name in names:
            signs[name] = "±" if signs.get(name, sign) != sign else sign
    yield from (f"{_code(name)} {sign}" for name, sign in signs.items())
    yield from (" > ".join(map(_code, contrast.split(" > "))) for contrast in m.contrasts)


def _code(name: str) -> str:
    return f"`{name}`".replace("|", "\\|")


def main() -> int:
    """Print docs/mechanisms.md, or what is wrong with the register."""
    register = read_register()
    wrong = faults(register)
    if wrong:
        sys.stderr.write("\n".join(wrong) + "\n")
        return 1
    sys.stdout.buffer.write(render(register).encode("utf-8"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
