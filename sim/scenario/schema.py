"""The form of what files hold, as pydantic reads it, and its faults told at their places.

Forms are strict, frozen, and take nothing unknown.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from sim.scenario.document import Document
from sim.scenario.faults import Fault
from sim.scenario.values import too_much
from sim.scenario.wording import Place, name_of, pydantic_problem, shown, suggestion

Grade = Literal["documented", "derived", "assumed"]

UNKNOWN_SOURCE = {"source": "assumption", "grade": "assumed"}


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _plain(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"must be a number or a text (got {shown(value)})")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"must be a finite number (got {shown(value)})")
    return value


def _no_dot(value: object) -> object:
    if isinstance(value, str) and (not value.strip() or "." in value or not value.isprintable()):
        raise ValueError("must be a name without dots")
    return value


Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Range = Annotated[tuple[Number, Number], BeforeValidator(_as_tuple)]
Choices = Annotated[tuple[str, ...], BeforeValidator(_as_tuple), Field(min_length=1)]
Name = Annotated[str, BeforeValidator(_no_dot)]


class Strict(BaseModel):
    """What every piece of a file has in common."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")
    stand_ins: ClassVar[dict[str, Any]] = {}
    """What to check the other fields with where a field is faulty."""


Form = TypeVar("Form", bound=Strict)


class Head(Strict):
    """The top of a file; its sections are read apart."""

    title: Annotated[str, Field(min_length=1)]
    extends: str | None = None


class Definition(Strict):
    """A key as base.toml defines it."""

    stand_ins = {"unit": "?", "prior": None, "meaning": "?", "note": "", **UNKNOWN_SOURCE}

    value: Annotated[Any, BeforeValidator(_plain)]
    unit: Annotated[str, Field(min_length=1)]
    bounds: Range | None = None
    choices: Choices | None = None
    prior: Range | None = None
    grade: Grade
    source: Annotated[str, Field(min_length=1)]
    meaning: Annotated[str, Field(min_length=1)]
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Definition:
        if isinstance(self.value, str):
            if self.choices is None or self.bounds is not None:
                raise ValueError("a text needs choices, and no bounds")
            return self
        if self.bounds is None or self.choices is not None:
            raise ValueError("a number needs bounds, and no choices")
        low, high = self.bounds
        if not -1e18 <= low <= high <= 1e18:
            raise ValueError("bounds must be [low, high], low first, within 1e18")
        if self.prior and not low <= self.prior[0] <= self.prior[1] <= high:
            raise ValueError("prior must be [low, high], low first, within bounds")
        return self


class Given(Strict):
    """A key as a context file sets it, with where the value comes from."""

    stand_ins = {"note": "", **UNKNOWN_SOURCE}

    value: Any
    source: str = "assumption"
    grade: Grade = "assumed"
    note: str = ""


class LegForm(Strict):
    """`[[route.leg]]`. The source, grade and note speak for the numbers of the leg."""

    stand_ins = {"stage": "exit", "days": 0, "caught": 0.0, "killed": 0.0, "returned": None}
    stand_ins |= {"note": "", **UNKNOWN_SOURCE}

    name: Name
    stage: Literal["exit", "evasion", "reception"]
    days: Annotated[int, Field(strict=True, ge=0, le=3650)]
    caught: Share
    killed: Share
    returned: Share | None = None
    source: str = "assumption"
    grade: Grade = "assumed"
    note: str = ""

    @model_validator(mode="after")
    def _fits(self) -> LegForm:
        problem = too_much(self.caught, self.killed, self.returned or 0.0)
        if problem:
            raise ValueError(problem)
        return self


class RouteForm(Strict):
    """`[[route]]`; its legs are read one by one."""

    name: Name
    leg: Annotated[list[Any], Field(min_length=1)]


class EventForm(Strict):
    """`[[calendar]]`, but for the keys that it changes."""

    stand_ins = {"note": "", "deploy": None, **UNKNOWN_SOURCE}

    day: Annotated[int, Field(strict=True, ge=1, le=3650)]
    deploy: str | None = None
    note: str = ""
    source: str = "assumption"
    grade: Grade = "assumed"


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
