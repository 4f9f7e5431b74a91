"""The form of what files hold, as pydantic reads it: strict, frozen, and with nothing unknown."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.scenario.values import too_much
from sim.scenario.wording import shown

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


class Head(Strict):
    """The top of a file; its sections are read apart."""

    title: Annotated[str, Field(min_length=1)]
    extends: str | None = None


class Definition(Strict):
    """A key as base.toml defines it."""

    stand_ins = {"unit": "?", "prior": None, "meaning": "?", **UNKNOWN_SOURCE}

    value: Annotated[Any, BeforeValidator(_plain)]
    unit: Annotated[str, Field(min_length=1)]
    bounds: Range | None = None
    choices: Choices | None = None
    prior: Range | None = None
    grade: Grade
    source: Annotated[str, Field(min_length=1)]
    meaning: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Definition:
        if isinstance(self.value, str):
            if self.choices is None or self.bounds is not None:
                raise ValueError("a text needs choices, and no bounds")
            return self
        if self.bounds is None or self.choices is not None:
            raise ValueError("a number needs bounds, and no choices")
        low, high = self.bounds
        if not -1e15 <= low <= high <= 1e15:
            raise ValueError("bounds must be [low, high], low first, within 1e15")
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
