"""What was measured as tables of words, for the terminal and for docs/performance.md alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Record = Mapping[str, Any]

_ENGINES = {"compiled": "compiled", "stepped": "Mesa steps", "agents": "agents"}
_MET = {True: "yes", False: "no", None: "-"}


class Told(NamedTuple):
    """A table: the first column is of words, the others of numbers."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    note: str = ""


def tables(record: Record) -> list[Told]:
    """Every section, the targets last."""
    told = [
        _engines(record),
        _floor(record),
        _gone(record["gone"]),
        _once(record),
        _growth_with_soldiers(record["growth"]),
        _growth_with_days(record["growth"]),
        _startup(record["startup"]),
        _memory(record["memory"]),
    ]
    if record["large"]:
        told.append(_large(record["large"]))
    return [*told, _targets(record)]


def headline(record: Record) -> str:
    """Of what this is, in a line or two."""
    machine = record["machine"]
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "numba", "numpy"))
    size = "a quick run, of small sizes" if record["quick"] else "a full run"
    return (
        f"defection-sim {record['version']}, {record['scenario']}, {size}, "
        f"{record['rounds']} rounds, {record['short_rounds']} of what takes little time and "
        f"{record['growth_rounds']} of large forces, "
        f"{record['seconds']:.0f} s; {machine['processor']}, "
        f"{machine['cores']} cores, {machine['system']}, {versions}"
    )


def _engines(record: Record) -> Told:
    rows: list[tuple[str, ...]] = []
    forces = record["engines"]["forces"]
    for force in forces:
        same, whole = force["same_days"], force["whole_run"]
        soldiers = f"{force['soldiers']:,}"
        some = f"{same['days_each'] * len(same['first_days'])} of {whole['days']}"
        for name, words in _ENGINES.items():
            over = force.get(f"agents_over_{name}")
            ratio = "" if over is None else f"{over:,.0f}"
            rows.append((words, soldiers, some, *_costs(same[name]), ratio))
        for name, words in list(_ENGINES.items())[:2]:
            rows.append((words, soldiers, f"{whole['days']}", *_costs(whole[name]), ""))
    served = _by_force(forces, lambda force: f"{force['whole_run']['share_serving']:.2f}")
    speeds = _by_force(
        forces, lambda force: f"{force['same_days']['agents']['soldier_days_per_second']:,.0f}"
    )
    return Told(
        "Engines, ns per soldier-day",
        ("engine", "soldiers", "days", "median", "range", "served", "agents/it"),
        rows,
        f"A soldier-day is {record['engines']['soldier_day']}; served: ns per soldier-day that "
        f"was served, of a whole run a share of {served}. "
        f"Soldier-days per second of the agents engine: {speeds}.",
    )


def _by_force(forces: list[Any], told: Callable[[Any], str]) -> str:
    return ", ".join(f"{told(force)} at {force['soldiers']:,}" for force in forces)


def _costs(cost: Mapping[str, float]) -> tuple[str, str, str]:
    served = cost["ns_per_soldier_day_served"]
    return (_ns(cost["ns_per_soldier_day"]), _range(cost), _ns(served))


def _floor(record: Record) -> Told:
    floor = record["floor"]
    whole = {f["soldiers"]: f["whole_run"]["compiled"] for f in record["engines"]["forces"]}
    rows = [
        (
            f"{force['soldiers']:,}",
            _ns(force["ns_per_soldier_day"]),
            _range(force),
            _ns(whole[force["soldiers"]]["ns_per_soldier_day"]),
            _share(force["share_reached"]),
        )
        for force in floor["forces"]
    ]
    few, most = len(floor["exponentials_at_contact_only"]), len(floor["exponentials"])
    return Told(
        "Floor, ns per soldier-day",
        ("soldiers", "floor", "range", "compiled", "share"),
        rows,
        f"{most - few} exponentials, on {floor['days_of_contact']} of {floor['days']} days {most}; "
        f"random numbers of one Philox block; {floor['values_gathered']} values gathered, and one "
        "added up by squad; of a company, a normal number and "
        f"{len(floor['exponentials_of_a_company'])} exponentials.",
    )


def _gone(gone: Record) -> Told:
    rows = [
        (
            f"{at['gone']}",
            _ns(at["ns_per_soldier_day"]),
            _range(at),
            _share(at["over_never_there"]),
            _share(at["over_whole"]),
            _share(at["share_serving"]),
        )
        for at in gone["companies"]
    ]
    return Told(
        "Who is gone, ns per soldier-day, serving or gone, on quiet days",
        (f"gone of {gone['company']}", "median", "range", "/never there", "/whole", "serving"),
        rows,
        f"{gone['soldiers']:,} soldiers, {gone['days']} days. /never there: over a company in "
        "whose places nobody ever was. /whole: over a whole company; if a company itself cost "
        "nothing, it would be the share that is serving.",
    )


def _once(record: Record) -> Told:
    threads, drafting = record["threads"], record["drafting"]
    runs = threads["replicates"]
    rows = [
        (f"{runs} replicates in one thread", f"{threads['seconds_in_one_thread']:.3f} s"),
        (f"{runs} replicates in two threads", f"{threads['seconds_in_two_threads']:.3f} s"),
        ("throughput of two threads over one", f"{threads['throughput_ratio']:.2f}"),
        ("drafting the force", f"{drafting['seconds_drafting']:.3f} s"),
        ("running it", f"{drafting['seconds_running']:.3f} s"),
        ("drafting over running", f"{drafting['drafting_over_running']:.2f}"),
    ]
    size = f"{threads['soldiers']:,} soldiers, {threads['days']} days"
    return Told("Threads and drafting", (size, "median"), rows)


def _growth_with_soldiers(growth: Record) -> Told:
    rows = [
        (f"{at['soldiers']:,}", _ns(at["ns_per_soldier_day"]), _range(at))
        for at in growth["with_soldiers"]
    ]
    days = growth["with_soldiers"][0]["days"]
    factor = growth["with_soldiers_most_over_least"]
    return Told(
        f"Growth with soldiers, ns per soldier-day over the first {days} days",
        ("soldiers", "median", "range"),
        rows,
        f"Most over least: {factor:.2f}.",
    )


def _growth_with_days(growth: Record) -> Told:
    rows = [
        (f"{at['days']}", _ns(at["ns_per_soldier_day"]), _range(at)) for at in growth["with_days"]
    ]
    factor = growth["with_days_most_over_least"]
    return Told(
        f"Growth with days, ns per soldier-day of {growth['with_days'][0]['soldiers']:,} soldiers",
        ("days", "median", "range"),
        rows,
        f"Most over least: {factor:.2f}.",
    )


def _startup(startup: Record) -> Told:
    cold = startup["run_cold_seconds"]
    rows = [
        (startup["help_command"], "", f"{startup['help_seconds']:.2f}"),
        (startup["run_command"], "compiled before", f"{startup['run_warm_seconds']:.2f}"),
        (startup["run_command"], "nothing compiled", "-" if cold is None else f"{cold:.1f}"),
    ]
    return Told("Start-up, seconds", ("command", "", "time"), rows)


def _memory(memory: Record) -> Told:
    process = memory["bytes_of_process_per_soldier"]
    rows = [
        ("arrays of the world", f"{memory['bytes_of_arrays_per_soldier']:,.0f}"),
        ("growth of the process", "-" if process is None else f"{process:,.0f}"),
    ]
    return Told(f"Memory, bytes per soldier of {memory['soldiers']:,}", ("", "bytes"), rows)


def _large(large: Record) -> Told:
    peak = large["peak_gigabytes"]
    rows = [
        ("drafting", f"{large['seconds_drafting']:,.1f} s"),
        ("running", f"{large['seconds_running']:,.1f} s"),
        ("per soldier-day", f"{large['ns_per_soldier_day']:.1f} ns"),
        ("memory at its peak", "-" if peak is None else f"{peak:.2f} GB"),
    ]
    return Told(f"{large['soldiers']:,} soldiers, {large['days']} days", ("", "once"), rows)


def _targets(record: Record) -> Told:
    rows = [
        (
            target["name"],
            f"{target['bound']} {target['target']:,}",
            _measured(target["measured"]),
            _MET[target["met"]],
        )
        for target in record["targets"]
    ]
    note = "-: not measured at this size; they are meant for a full run." if record["quick"] else ""
    return Told("Targets", ("of", "target", "measured", "met"), rows, note)


def _measured(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


def _ns(value: float) -> str:
    return f"{value:.1f}" if value < 1000 else f"{value:,.0f}"


def _range(cost: Mapping[str, float]) -> str:
    low, high = cost["ns_per_soldier_day_lowest"], cost["ns_per_soldier_day_highest"]
    return f"{_ns(low)}-{_ns(high)}"


def _share(value: float) -> str:
    return f"{value:.2f}"
