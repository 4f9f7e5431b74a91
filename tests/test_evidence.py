"""The tables of sources are clean, and the sources of every value stand in them."""

import csv
import io

import pytest

from sim.scenario import load_scenario, scenario_folder
from sim.scenario.sources import ASSUMPTION, TABLES, read_sources, source_problem

EVIDENCE = "key quantity value low high unit period context source confidence note".split()


def rows_of(name):
    text = (scenario_folder() / name).read_bytes().decode("utf-8")
    return text, list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("name", TABLES)
def test_table_is_clean(name):
    text, (header, *rows) = rows_of(name)
    assert "\r" not in text
    assert text.endswith("\n")
    assert all(len(row) == len(header) for row in rows)
    assert all(cell == cell.strip() and cell.isprintable() for row in rows for cell in row)
    keys = [row[0] for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(key.isidentifier() for key in keys)


def test_evidence():
    _, (header, *rows) = rows_of("evidence.csv")
    assert header == EVIDENCE
    assert len(rows) == 205
    for row in (dict(zip(header, row, strict=True)) for row in rows):
        assert row["confidence"] in {"high", "medium", "low"}
        assert set(row["context"].split("/")) <= {"rear", "front", "dmz", "general"}
        assert row["quantity"]
        assert row["source"] or row["key"].startswith("ua_awol")
        for bound in (row["low"], row["high"]):
            assert bound == "" or float(bound) is not None


def test_literature():
    _, (header, *rows) = rows_of("literature.csv")
    assert header == ["key", "citation", "used for"]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    for key, citation, used_for in rows:
        assert f"({key[-4:]})" in citation
        assert used_for


def test_every_source_of_the_shipped_scenarios_resolves():
    for name in ("base", "russia_rear", "ukrainian_front", "dmz"):
        scenario = load_scenario(name)
        legs = [leg for route in scenario.routes for leg in route.legs]
        for each in (*scenario.entries.values(), *legs, *scenario.calendar):
            assert source_problem(each.source, each.grade) is None


def test_a_context_says_where_each_of_its_values_comes_from():
    """What a context sets has a source, or a note that says why it is assumed."""
    for name in ("russia_rear", "ukrainian_front", "dmz"):
        scenario = load_scenario(name)
        own = [each for each in scenario.entries.values() if each.where.startswith(f"{name}.")]
        assert len(own) > 10
        for entry in own:
            assert entry.note
            assert entry.source != ASSUMPTION or entry.grade == "assumed"
        for event in scenario.calendar:
            assert event.note
            assert event.source in read_sources()
        for route in scenario.routes:
            assert all(leg.note for leg in route.legs)
