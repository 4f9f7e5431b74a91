"""What is printed for a reader stays on his screen, and says as much as there is room for."""

import os

import pytest
from test_cli import call

from experiments.cli.output import NARROWEST, NO_TERMINAL, number, print_text, screen_width
from experiments.cli.tables import Column, broken, table

SMALL = ("--soldiers", "60", "--days", "6")
FEW = (*SMALL, "--replicates", "2")
FRONT = "the front, as it is:scenario=ukrainian_front"
COMMANDS = {
    "scenarios": ("scenarios",),
    "studies": ("studies",),
    "show": ("show", "sino_korean_border", *SMALL),
    "show calendar": ("show", "rear_to_front", "--soldiers", "60"),
    "show a section": ("show", "dmz", "outreach"),
    "show a key": ("show", "rear_to_front", "regime.suicide_norm"),
    "sources": ("sources",),
    "a source": ("sources", "deploy_wave1"),
    "run": ("run", "dmz", *FEW, "--off", "hostage", "--set", "regime.crackdown_half_life_days=20"),
    "compare": ("compare", "dmz", *FEW, "--arm", "many:regime.informants=0.3"),
    "compare far": ("compare", "russia_rear", *FEW, "--arm", "rear:", "--arm", FRONT),
    "explain": ("explain", "ukrainian_front", *SMALL, "--soldier", "5"),
    "dry run": ("study", "three_contexts", "--dry-run"),
}


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_is_wider_than_the_screen(monkeypatch, name, width):
    monkeypatch.setenv("COLUMNS", str(width))
    done = call(*COMMANDS[name])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert not any(line.endswith(" ") for line in lines)


def rows_of(text, head):
    """The cells of the rows below a head, by the first of them; empty where it goes on."""
    lines = text.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(head))
    return [line.split() for line in lines[start + 2 :] if line]


def test_a_wide_screen_has_a_line_for_each_outcome(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    (first, *_) = rows_of(call(*COMMANDS["run"]).stdout, "outcome")
    assert first[0] == "expected_attempts_per_1000_soldier_months"
    assert first[-3:] == ["per", "1,000", "soldier-months"]


def test_a_narrow_screen_breaks_names_and_keeps_numbers(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    first, second, *_ = rows_of(call(*COMMANDS["run"]).stdout, "outcome")
    assert first[0] + second[0] == "expected_attempts_per_1000_soldier_months"
    assert all(float(cell) >= 0 for cell in first[1:4])


def test_what_there_is_no_room_for_is_said(monkeypatch):
    for command, missing in (("compare", "ratio, noise removed"), ("show", "set in")):
        monkeypatch.setenv("COLUMNS", "80")
        assert f"(no room for: {missing})" in call(*COMMANDS[command]).stdout
        monkeypatch.setenv("COLUMNS", "140")
        assert "no room" not in call(*COMMANDS[command]).stdout


@pytest.mark.parametrize("name", ["compare", "compare far"])
def test_a_comparison_keeps_both_means_and_whole_words(monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "80")
    lines = call(*COMMANDS[name]).stdout.splitlines()
    rule = next(i for i, line in enumerate(lines) if line.startswith("-----"))
    means = {"compare": ("baseline", "many"), "compare far": ("rear", "the", "front,", "as", "is")}
    words = {word for line in lines[rule - 4 : rule] for word in line.split()}
    assert {"change", "low", "high", *means[name]} <= words
    left_out = next(line for line in lines if "no room for" in line)
    assert left_out in ("(no room for: noise removed)", "(no room for: ratio, noise removed)")


def test_the_width_is_that_of_the_screen(monkeypatch):
    monkeypatch.setenv("COLUMNS", "97")
    assert screen_width() == 97
    monkeypatch.setenv("COLUMNS", "3")
    assert screen_width() == NARROWEST
    terminals = {}

    def size(stream):
        if stream not in terminals:
            raise OSError("no terminal")
        return os.terminal_size((terminals[stream], 24))

    monkeypatch.setattr("os.get_terminal_size", size)
    for nothing in ("", "wide", "-5"):
        monkeypatch.setenv("COLUMNS", nothing)
        assert screen_width() == NO_TERMINAL
    terminals[2] = 90  # stdout goes to a pager
    assert screen_width() == 90
    terminals[1] = 70
    assert screen_width() == 70


COLUMNS = (
    Column("name", wraps=10),
    Column("value of it", right=True),
    Column("unit"),
    Column("source", wraps=9, spare=2),
    Column("place", spare=1),
)
ROWS = (
    ("attempts_per_soldier", "-0.0012", "days", "somebody_said_it", "base.toml:1"),
    (),
    ("short", "123456789", "life units", "assumption", "base.toml:20"),
)


@pytest.mark.parametrize("room", range(35, 90))
def test_a_table_fits_and_numbers_stay_whole(room):
    lines = table(COLUMNS, ROWS, room)
    assert all(len(line) <= max(room, 46) for line in lines)
    text = "\n".join(lines)
    for words in ("-0.0012", "123456789", "life units", "short"):
        assert words in text
    assert "" in lines


def test_what_says_least_is_left_out_first():
    said = [line for room in range(70, 30, -1) for line in table(COLUMNS, ROWS, room)]
    left_out = list(dict.fromkeys(line for line in said if line.startswith("(")))
    assert left_out == ["(no room for: source)", "(no room for: source, place)"]


def test_a_word_of_a_head_is_broken_only_where_nothing_else_gives_room():
    columns = [Column("what"), *(Column("difference", right=True) for _ in range(2))]
    columns.append(Column("ratio", right=True, spare=1))
    rows = [("a", "1", "2", "3")]
    assert table(columns, rows, 40)[0] == "what  difference  difference  ratio"
    assert table(columns, rows, 30)[0] == "what  difference  difference"
    assert table(columns, rows, 20)[:2] == ["      differen  differen", "what        ce        ce"]


def test_room_goes_where_it_is_missed_most():
    columns = (Column("a", wraps=4), Column("b", wraps=4))
    rows = [("12 456 8", "12 456 8"), ("", "12 456 8")]
    assert table(columns, rows, 14)[2:4] == ["12    12 456 8", "  45"]


def test_texts_are_broken_between_words():
    assert broken("one_two_three four", 8) == ["one_two_", "three", "four"]
    assert broken("one_two_three", 8, "  ") == ["one_two_", "  three"]
    assert broken("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert broken("a\nb c", 3) == ["a", "b c"]
    assert broken("", 3) == [""]


def test_korean_takes_the_place_that_it_takes():
    lines = table((Column("who"), Column("x", right=True)), [("북한군", "1"), ("e\u0301", "2")], 80)
    assert lines == ["who     x", "------  -", "북한군  1", "e\u0301       2"]
    assert broken("북한군이다", 4) == ["북한", "군이", "다"]


def test_without_heads_there_is_no_rule():
    assert table((Column(""), Column("", wraps=5)), [("a", "b c d e")], 9) == [
        *("a  b c d", "     e")
    ]


def test_a_text_hangs(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    print_text("who      a soldier of the third company, born inland", " " * 9)
    assert capsys.readouterr().out.splitlines() == [
        *("who      a soldier of the third company,", " " * 9 + "born inland")
    ]


def test_numbers_have_four_digits():
    values = (None, True, 7, "x", 0.0, 0.123456, 123456.7)
    assert [number(value) for value in values] == ["-", "true", "7", "x", "0", "0.1235", "123,457"]
