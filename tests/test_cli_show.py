"""A scenario by its parts, what a source key stands for, and whose force a heading tells of."""

import csv
import json

import pytest
from test_cli import SMALL, call

from sim.scenario import load_scenario, scenario_folder
from sim.scenario.sources import TABLES


def shown(*arguments):
    """What `show --json` gives."""
    done = call("show", *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize("section", ["regime", "control", "mechanisms", "force.songbun"])
def test_a_section_has_its_keys_and_no_others(section):
    whole, part = shown("rear_to_front"), shown("rear_to_front", section)
    keys = [key for key in whole["values"] if key.startswith(f"{section}.")]
    assert list(part["values"]) == keys
    assert all(part["values"][key] == whole["values"][key] for key in keys)
    assert (part["routes"], part["digest"]) == ([], whole["digest"])
    text = call("show", "rear_to_front", section).stdout
    assert all(key in text for key in keys)
    assert "context.disorder" not in text and "route " not in text
    assert "uncalibrated" in text


def test_a_key_has_its_meaning_and_what_the_calendar_makes_of_it():
    text = call("show", "rear_to_front", "outreach.leaflets").stdout
    entry = load_scenario("rear_to_front").entries["outreach.leaflets"]
    assert entry.meaning in " ".join(text.split())
    assert f"note      {entry.note}" in text
    assert "20  outreach.leaflets = 0.3" in text
    assert "suicide_norm" not in text and "assurance" not in text
    (row,) = shown("rear_to_front", "outreach.leaflets")["calendar"]
    assert row["changes"] == {"outreach.leaflets": 0.3}
    assert row["deploy"] is None


def test_a_deployment_is_told_where_it_moves_what_is_shown():
    whole = shown("rear_to_front", "calendar")
    assert (whole["values"], whole["routes"]) == ({}, [])
    assert whole["calendar"] == shown("rear_to_front")["calendar"]
    for part in ("context", "host.returns", "route", "route.across_the_line.exit.killed"):
        assert shown("rear_to_front", part)["calendar"][0]["deploy"] == "ukrainian_front"
    assert shown("rear_to_front", "regime")["calendar"][0]["deploy"] is None
    assert "the calendar has no row" in call("show", "dmz", "calendar").stdout


def test_a_way_out_is_shown_by_its_name_or_its_legs():
    whole = shown("dmz")
    assert shown("dmz", "route")["routes"] == whole["routes"]
    assert shown("dmz", "route.across_the_dmz")["routes"] == whole["routes"]
    for part in ("route.across_the_dmz.exit", "route.across_the_dmz.exit.caught"):
        (route,) = shown("dmz", part)["routes"]
        assert route["legs"] == whole["routes"][0]["legs"][:1]
    names = {route["name"] for route in shown("rear_to_front", "route.across_the_line")["routes"]}
    assert names == {"across_the_line"}


def test_the_options_act_on_a_part():
    line = ("--set", "regime.informants=0.3", "--off", "hostage")
    found = shown("dmz", "regime", *line)["values"]
    assert found["regime.informants"]["value"] == 0.3
    assert (
        shown("dmz", "mechanisms.hostage", *line)["values"]["mechanisms.hostage"]["value"] is False
    )


def test_who_is_deployed_stands_with_the_pool():
    assert shown("dmz", "screening")["deployed"] == shown("dmz")["deployed"]
    assert shown("dmz", "regime")["deployed"] == {}
    assert "after screening" in call("show", "dmz", "force").stdout
    assert "after screening" not in call("show", "dmz", "regime").stdout


UNKNOWN = {
    "regim": ", did you mean 'regime'?",
    "informants": ", did you mean 'regime.informants'?",
    "regime.informant": ", did you mean 'regime.informants'?",
    "route.across_the_dmz.exot": ", did you mean 'route.across_the_dmz.exit'?",
    "calender": ", did you mean 'calendar'?",
    "surveillance": "; the sections are aftermath, battlefield, belief, calendar, contact, ",
}


@pytest.mark.parametrize(("part", "end"), UNKNOWN.items())
def test_a_part_that_is_none_is_said(part, end):
    done = call("show", "dmz", part)
    assert (done.exit_code, done.stdout) == (2, "")
    begin = f"{part}: no such section or key; see 'defection show dmz'{end}"
    assert done.stderr.startswith(begin)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", TABLES)
def test_every_source_is_printed_as_it_is_written(name):
    with open(scenario_folder() / name, encoding="utf-8", newline="") as file:
        rows = {row["key"]: row for row in csv.DictReader(file)}
    listed = call("sources").stdout.splitlines()
    assert rows.keys() <= {line.split()[0] for line in listed}
    every = json.loads(call("sources", "--json").stdout)["sources"]
    assert {key: row for key, row in every.items() if row["table"] == name} == {
        key: {"table": name} | row for key, row in rows.items()
    }
    key, row = next(iter(rows.items()))
    text = call("sources", key).stdout
    assert text.startswith(f"{key}, in {name}\n")
    words = " ".join(text.split())
    assert all(" ".join(cell.split()) in words for cell in row.values())
    record = json.loads(call("sources", key, "--json").stdout)
    assert record == {"version": record["version"], "table": name} | row


def test_every_source_of_a_scenario_has_a_text():
    every = {*json.loads(call("sources", "--json").stdout)["sources"], "assumption"}
    assert {entry["source"] for entry in shown("ukrainian_front")["values"].values()} <= every
    assert "nobody knows" in call("sources", "assumption").stdout
    assert json.loads(call("sources", "assumption", "--json").stdout)["table"] is None


def test_a_source_that_is_none_is_said():
    done = call("sources", "becker_196")
    said = "becker_196: no such source; see 'defection sources', did you mean 'becker_1968'?\n"
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", said)


FORCES = {
    ("--soldiers", "60"): "dmz, 60 soldiers for 365 days",
    ("--days", "6"): "dmz, 15,000 soldiers for 6 days",
    ("--set", "force.soldiers=60"): "dmz, 60 soldiers for 365 days",
    ("--set", "force.days=6"): "dmz, 15,000 soldiers for 6 days",
}


@pytest.mark.parametrize(("option", "title"), FORCES.items())
def test_no_heading_tells_of_another_force_than_that_of_the_run(tmp_path, option, title):
    assert call("show", "dmz", "control", *option).stdout.splitlines()[0] == title
    done = call("run", "dmz", *option, "--replicates", "1", "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    heading, changed, *_ = done.stdout.splitlines()
    assert heading == "dmz"
    assert changed.startswith("changed: force.")
    assert json.loads((tmp_path / "manifest.json").read_text("utf-8"))["title"] == title


def test_a_force_of_its_own_keeps_its_title(tmp_path):
    path = tmp_path / "mine.toml"
    force = "[force]\nsoldiers = 60\ndays = 6\n"
    path.write_text(f'title = "Mine: 60 men for 6 days"\nextends = "dmz"\n{force}', "utf-8")
    few = ("--replicates", "1", "--set", "regime.informants=0.2")
    assert call("run", str(path), *few).stdout.startswith(
        "Mine: 60 men for 6 days\nchanged: regime"
    )
    assert call("show", str(path), "host").stdout.startswith("mine: Mine: 60 men for 6 days\n")
    assert call("run", str(path), *few, *SMALL[2:4]).stdout.startswith("mine\n")
