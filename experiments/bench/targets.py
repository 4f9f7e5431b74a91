"""What the speed should be, and whether it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Record = Mapping[str, Any]

AT_LEAST, AT_MOST = "at least", "at most"


class Target(NamedTuple):
    """A number to reach; `measured` finds it in a record, or None where that size was left out."""

    name: str
    bound: str
    target: float
    measured: Callable[[Record], float | None]


def _force(section: str, soldiers: int, key: str) -> Callable[[Record], float | None]:
    """A number of a force of this size."""

    def measured(record: Record) -> float | None:
        for force in record[section]["forces"]:
            if force["soldiers"] == soldiers:
                return float(force[key])
        return None

    return measured


def _agents_speed(record: Record) -> float | None:
    if record["quick"]:
        return None
    speeds = [
        force["same_days"]["agents"]["soldier_days_per_second"]
        for force in record["engines"]["forces"]
    ]
    return float(min(speeds))


def _at_full_size(section: str, key: str) -> Callable[[Record], float | None]:
    """A number that a quick run finds of too small a force."""

    def measured(record: Record) -> float | None:
        return None if record["quick"] else float(record[section][key])

    return measured


def _of(section: str, key: str) -> Callable[[Record], float | None]:
    return lambda record: float(record[section][key])


_RATIO = "agents engine over compiled"
TARGETS = (
    Target(f"{_RATIO}, 12,000", AT_LEAST, 400, _force("engines", 12_000, "agents_over_compiled")),
    Target(f"{_RATIO}, 1,000", AT_LEAST, 200, _force("engines", 1_000, "agents_over_compiled")),
    Target(
        "agents engine over Mesa steps, 12,000",
        AT_LEAST,
        250,
        _force("engines", 12_000, "agents_over_stepped"),
    ),
    Target("agents engine, soldier-days per second", AT_LEAST, 20_000, _agents_speed),
    Target("share of the floor, 12,000", AT_LEAST, 0.5, _force("floor", 12_000, "share_reached")),
    Target("share of the floor, 1,000", AT_LEAST, 0.5, _force("floor", 1_000, "share_reached")),
    Target(
        "throughput of two threads over one",
        AT_LEAST,
        1.8,
        _at_full_size("threads", "throughput_ratio"),
    ),
    Target(
        "growth with soldiers, most over least",
        AT_MOST,
        3,
        _at_full_size("growth", "with_soldiers_most_over_least"),
    ),
    Target(
        "growth with days, most over least",
        AT_MOST,
        3,
        _at_full_size("growth", "with_days_most_over_least"),
    ),
    Target(
        "drafting over running",
        AT_MOST,
        0.2,
        _at_full_size("drafting", "drafting_over_running"),
    ),
    Target("a short run, warm, seconds", AT_MOST, 2, _of("startup", "run_warm_seconds")),
    Target("--help, seconds", AT_MOST, 0.4, _of("startup", "help_seconds")),
)


def judged(record: Record) -> list[dict[str, Any]]:
    """Each target with what was measured and whether that meets it; None where it was not."""
    return [_judged(target, target.measured(record)) for target in TARGETS]


def _judged(target: Target, measured: float | None) -> dict[str, Any]:
    if measured is None:
        met = None
    elif target.bound == AT_LEAST:
        met = measured >= target.target
    else:
        met = measured <= target.target
    told = {"name": target.name, "bound": target.bound, "target": target.target}
    return told | {"measured": measured, "met": met}
