"""`defection explain`: one soldier on one day, and each term of his decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.guard import UsageError
from experiments.cli.output import console, number, print_json, table

if TYPE_CHECKING:
    from rich.console import Console

    from sim.scenario import Scenario

Told = dict[str, Any]

NOTHING = 5e-13
"""A term below this in life units has no part in a decision."""


def explain(
    scenario: given.ScenarioName,
    soldier: Annotated[int, typer.Option(metavar="ID", help="The soldier, counted from 0.")],
    day: Annotated[
        int | None, typer.Option(metavar="D", help="The day, counted from 1; the last by default.")
    ] = None,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    seed: given.Seed = 1,
    replicate: Annotated[
        int,
        typer.Option(
            min=0, max=given.MOST_REPLICATES - 1, help="Which replicate of the seed, from 0."
        ),
    ] = 0,
    json: given.Json = False,
) -> None:
    """Ask a soldier: who he is, who watches him, and each term of his decision on a day."""
    from experiments.manifest import UNCALIBRATED

    resolved = given.scenario_from(scenario, set_, off, days, soldiers)
    given.note_overridden(resolved, given.parse_settings(set_ or ()))
    told = _ask(resolved, soldier, day, seed, replicate)
    if json:
        print_json(told)
        return
    screen = console()
    _who(screen, told)
    _fate(screen, told)
    _terms(screen, told)
    _resolve(screen, told)
    screen.print(UNCALIBRATED)


def _ask(scenario: Scenario, soldier: int, day: int | None, seed: int, replicate: int) -> Told:
    """The JSON object of `defection explain --json`."""
    from experiments.progress import reporter
    from experiments.version import version
    from experiments.warming import patiently

    last, force = scenario.values["force.days"], scenario.values["force.soldiers"]
    if not 0 <= soldier < force:
        raise UsageError(f"--soldier: must be between 0 and {force - 1} (got {soldier})")
    if day is not None and not 1 <= day <= last:
        raise UsageError(f"--day: must be between 1 and {last} (got {day})")
    with patiently(reporter().note):
        from sim.explain import explain as ask
        from sim.scenario.settings import resolve_settings
        from sim.world import World

        world = World(resolve_settings(scenario), seed, replicate)
        world.live(day or last)
    where = {"scenario": scenario.name, "version": version(), "seed": seed, "replicate": replicate}
    return {**where, **ask(world, soldier), "calibrated": False}


def _who(screen: Console, told: Told) -> None:
    who, unit, watch, above = told["who"], told["unit"], told["watch"], told["above_him"]
    place = f"{told['scenario']}, day {told['day']}"
    chance = f"person {told['person']} of the pool, seed {told['seed']}"
    screen.print(f"soldier {told['soldier']} of {place} ({chance}, replicate {told['replicate']})")
    kin = "no relative in the regime's hands" if who["hostage"] == 0 else _hostage(who["hostage"])
    facts = {
        "who": f"{_words(who['rank'])}, {'woman' if who['woman'] else 'man'}, born in "
        f"{who['birth_year']} ({_words(who['cohort'])}), from "
        f"{'a border' if who['border_province'] else 'an inland'} province; "
        f"{who['songbun']} class, standing {number(who['standing'])}",
        "kin": f"{kin}; {'kin' if who['kin_abroad'] else 'nobody'} abroad",
        "unit": ", ".join(f"{name} {position}" for name, position in unit.items()),
        "above": ", ".join(f"{_words(name)} {_list(above[name])}" for name in above),
        "watched": f"{number(watch['monitors'])} monitors in effect: "
        f"{number(watch['officials_in_platoon'])} officials for a platoon, and "
        f"{watch['informants_serving_near']:.0f} informants near him "
        f"(in his platoon: {_list(watch['informants_in_platoon'])}); "
        f"suspicion {number(watch['suspicion'])}",
        "informs": "he is an informant himself" if who["informant"] else "he is no informant",
        "mind": ", ".join(f"{_words(k)} {number(v)}" for k, v in told["mind"].items()),
    }
    for name, text in facts.items():
        screen.print(f"  {name:8} {text}", soft_wrap=True)


def _fate(screen: Console, told: Told) -> None:
    fate = told["fate"]
    text = "he serves" if fate is None else _end(fate)
    screen.print(f"  fate     {text}")
    if fate and not told["decided"]:
        screen.print("           before that day's decision: below is how he stood")


def _end(fate: Told) -> str:
    """What became of him, as a sentence."""
    if fate["attempt"] == "none":
        text = f"{_words(fate['status'])} on day {fate['left_on_day']}"
    else:
        alone = "alone" if fate["group"] < 2 else f"in a group of {fate['group']}"
        text = f"attempt on day {fate['left_on_day']} ({fate['attempt']}, {alone}); "
        end = fate["ended_on_day"]
        text += _words(fate["status"]) + (f" on day {end}" if end is not None else "")
    return text + ("; his family is punished" if fate["family_punished"] else "")


def _terms(screen: Console, told: Told) -> None:
    title = f"his decision on day {told['terms_day']}: what speaks for leaving (+) and staying (-)"
    made = table("life units", "", title=title, right=("life units",))
    part = [term for term in told["terms"] if abs(term["value"]) > NOTHING]
    for term in part:
        made.add_row(f"{term['value']:+.4f}", term["words"])
    made.add_section()
    made.add_row(f"{told['utility']:+.4f}", "all together: the utility of leaving")
    screen.print(made)
    none = [term["words"] for term in told["terms"] if abs(term["value"]) <= NOTHING]
    if none:
        screen.print("no part have: " + "; ".join(none))


def _resolve(screen: Console, told: Told) -> None:
    how = f"by the {told['rule']} rule"
    if told["tipping"] is not None:
        how += f", who acts where {number(told['tipping'])} of those he trusts lean that way"
    else:
        how += f", at a temperature of {number(told['temperature'])}"
    screen.print(f"wish          {number(told['wish'])} (to be elsewhere, were it safe)")
    screen.print(f"willing       {number(told['willing'])} ({how})")
    screen.print(f"expressed     {number(told['expressed'])} (what others can see of it)")
    screen.print(f"surveillance  {number(told['surveillance'])}")
    screen.print(f"hazard        {number(told['hazard'])} a day: {_one_in(told['one_in'])}")
    if told["reproduces"] is False:
        screen.print("a rule of his own gave another resolve in the run")


def _hostage(held: float) -> str:
    return f"his relatives hold him by {number(held)} (0 none, 1 a full hostage)"


def _one_in(days: float | None) -> str:
    if days is None:
        return "he never tries"
    return f"he tries on one in {f'{days:,.0f}' if days < 1e12 else f'{days:.3g}'} such days"


def _list(soldiers: list[int]) -> str:
    return ", ".join(map(str, soldiers)) if soldiers else "nobody"


def _words(name: str) -> str:
    return name.replace("_", " ")
