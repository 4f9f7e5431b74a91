"""`defection explain`: one soldier on one day, and each term of his decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.asked import Asked
from experiments.cli.guard import UsageError
from experiments.cli.output import number, print_json, print_text
from experiments.cli.tables import Column, print_table

if TYPE_CHECKING:
    from sim.scenario import Scenario

Told = dict[str, Any]

NOTHING = 5e-13
"""A term below this in life units has no part in a decision."""


def explain(
    scenario: given.ScenarioName,
    soldier: Annotated[
        int, typer.Option(metavar="ID", help="His number in the force, counted from 0.")
    ],
    day: Annotated[
        int | None,
        typer.Option(
            metavar="D", help="The day of the run, counted from 1.", show_default="the last"
        ),
    ] = None,
    set_: given.Sets = None,
    off: given.Off = None,
    days: given.Days = None,
    soldiers: given.Soldiers = None,
    seed: given.Seed = given.SEED,
    replicate: Annotated[
        int,
        typer.Option(
            metavar="R",
            min=0,
            max=given.MOST_REPLICATES - 1,
            help="Which replicate of the seed, counted from 0.",
        ),
    ] = 0,
    json: given.Json = False,
) -> None:
    """Ask a simulated soldier why he stays or tries to leave.

    He says who he is, who watches him, and what speaks for and against leaving on a day.
    """
    from experiments.manifest import UNCALIBRATED

    resolved = Asked(scenario, set_, off, days, soldiers).noted()
    told = _ask(resolved, soldier, day, seed, replicate)
    if json:
        print_json(told)
        return
    _who(told)
    _fate(told)
    _terms(told)
    _resolve(told)
    print_text(UNCALIBRATED)


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


def _who(told: Told) -> None:
    who, unit, watch, above = told["who"], told["unit"], told["watch"], told["above_him"]
    place = f"{told['scenario']}, day {told['day']}"
    chance = f"person {told['person']} of the pool, seed {told['seed']}"
    print_text(
        f"soldier {told['soldier']} of {place}{_gone(told)} "
        f"({chance}, replicate {told['replicate']})",
        "  ",
    )
    kin = "no relative in the regime's hands" if who["hostage"] == 0 else _hostage(who["hostage"])
    facts = {
        "who": f"{_words(who['rank'])}, {'woman' if who['woman'] else 'man'}, born in "
        f"{who['birth_year']} ({_words(who['cohort'])}), from "
        f"{'a border' if who['border_province'] else 'an inland'} province; "
        f"{who['songbun']} class, standing {number(who['standing'])}",
        "kin": f"{kin}; {'kin' if who['kin_abroad'] else 'nobody'} abroad",
        "unit": ", ".join(f"{name} {position}" for name, position in unit.items()),
        "above": ", ".join(f"{_words(name)} {_list(above[name])}" for name in above),
        "watched": _watched(watch),
        "informs": "he is an informant himself" if who["informant"] else "he is no informant",
        "mind": ", ".join(f"{_words(k)} {number(v)}" for k, v in told["mind"].items()),
    }
    for name, text in facts.items():
        _fact(name, text)


def _gone(told: Told) -> str:
    """Of one who is gone: since when, and which day it is that he is asked of."""
    if told["fate"] is None:
        return ""
    of = f"of day {told['terms_day']}" if told["decided"] else "how he stood on arrival"
    return f": gone since day {told['fate']['left_on_day']}; what follows is {of}"


def _watched(watch: Told) -> str:
    covert = watch["informants_in_platoon"]
    soldiers = "soldiers" if len(covert) > 1 else "soldier"
    named = f"{soldiers} {_list(covert)}" if covert else "nobody"
    near = f"{watch['informants_serving_near']:.0f}"
    text = (
        f"{number(watch['monitors'])} monitors in effect: "
        f"{number(watch['officials_in_platoon'])} officials for a platoon, and "
        f"{near} informant{'' if near == '1' else 's'} serving near him "
        f"(in his platoon: {named})"
    )
    if watch["crackdown"] > 0:
        text += f", {_percent(watch['crackdown'])} more in a crackdown"
    if watch["disorder"] > 0:
        text += f", less the {_percent(watch['disorder'])} that the disorder of combat takes"
    return f"{text}; suspicion {number(watch['suspicion'])}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"


def _fate(told: Told) -> None:
    fate = told["fate"]
    text = "he serves" if fate is None else _end(fate)
    _fact("fate", text)
    if fate and not told["decided"]:
        _fact("", "before that day's decision: below is how he stood")


def _fact(name: str, text: str) -> None:
    print_text(f"  {name:8} {text}", " " * 11)


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


def _terms(told: Told) -> None:
    title = f"his decision on day {told['terms_day']}: what speaks for leaving (+) and staying (-)"
    part = [term for term in told["terms"] if abs(term["value"]) > NOTHING]
    rows: list[tuple[str, ...]] = [(f"{t['value']:+.4f}", t["words"]) for t in part]
    rows += [(), (f"{told['utility']:+.4f}", "all together: by how much leaving is better")]
    if _gave_himself_up(told):
        print()
        print_text(
            f"he gave himself up at contact on day {told['fate']['left_on_day']}: a decision of "
            "its own (docs/model.md, step 7), below; these terms are those of leaving by a way out "
            "on that day"
        )
    print_table((Column("life units", right=True), Column("", wraps=40)), rows, title)
    print()
    none = [term["words"] for term in told["terms"] if abs(term["value"]) <= NOTHING]
    if none:
        print_text("no part have: " + "; ".join(none), "  ")


def _gave_himself_up(told: Told) -> bool:
    return told["fate"] is not None and told["fate"]["attempt"] == "at contact"


def _resolve(told: Told) -> None:
    how = f"by the {told['rule']} rule"
    if told["tipping"] is not None:
        how += f", who acts where {number(told['tipping'])} of those he trusts lean that way"
    else:
        how += f", at a temperature of {number(told['temperature'])}"
    facts = {
        "wish": f"{number(told['wish'])} (to be elsewhere, were it safe)",
        "willing": f"{number(told['willing'])} ({how})",
        "expressed": f"{number(told['expressed'])} (what others can see of it)",
        "surveillance": number(told["surveillance"]),
        "hazard": f"{number(told['hazard'])} a day: {_one_in(told['one_in'])}",
    }
    if told["contact"]:
        facts["at contact"] = _contact(told["contact"])
    for name, text in facts.items():
        print_text(f"{name:12}  {text}", " " * 14)
    if told["reproduces"] is False:
        print_text("a rule of his own gave another resolve in the run")


def _contact(contact: Told) -> str:
    up, on = number(contact["giving_up"]), number(contact["fighting_on"])
    chance = f"with a chance of {number(contact['surrender'])}"
    both = f"giving himself up {up}, fighting on {on} life units"
    return f"{both}: once cut off, he gives himself up {chance}"


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
