"""Reading one piece of a document: a pydantic form's faults, told at their places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import ValidationError

from sim.scenario.document import Document
from sim.scenario.faults import Fault
from sim.scenario.parts import Entry
from sim.scenario.schema import Strict
from sim.scenario.sources import ASSUMPTION
from sim.scenario.switches import SWITCHES
from sim.scenario.wording import Place, name_of, pydantic_problem, shown, suggestion

Form = TypeVar("Form", bound=Strict)


def checked(
    form: type[Form], value: object, document: Document, place: Place, faults: list[Fault]
) -> Form | None:
    """The value as the form, and its faults.

    Where fields are faulty the form's stand-ins take their place, so that the sound ones can still
    be checked against each other; None where there is no stand-in.
    """
    if not isinstance(value, Mapping):
        faults.append(document.fault(place, f"must be a table (got {shown(value)})"))
        return None
    try:
        return form.model_validate(value)
    except ValidationError as error:
        faults += form_faults(error, form, document, place)
        bad = {str(each["loc"][0]) for each in error.errors() if each["loc"]}
    if not bad or not bad & form.model_fields.keys() <= form.stand_ins.keys():
        return None
    sound = {name: each for name, each in value.items() if name not in bad}
    stand_ins = {name: form.stand_ins[name] for name in bad & form.stand_ins.keys()}
    try:
        return form.model_validate(stand_ins | sound)
    except ValidationError as error:
        again = form_faults(error, form, document, place)
        faults += [fault for fault in again if fault.key == name_of(place)]
        return None


def form_faults(
    error: ValidationError, form: type[Strict], document: Document, place: Place
) -> list[Fault]:
    """pydantic's error list as faults, each at its line."""
    found = []
    for each in error.errors(include_url=False):
        whole = (*place, *each["loc"])
        if each["type"] == "missing" and whole[0] in document.skipped:
            continue
        problem = pydantic_problem(each)
        if each["type"] == "extra_forbidden":
            problem += suggestion(str(each["loc"][-1]), form.model_fields)
        found.append(document.fault(whole, problem))
    return found


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
