"""Made-up input ends with 0 or 2, soon, with a whole result or none; and the fuzzer would see it
if it did not."""

import shutil
import time

import pytest
import typer

from experiments.fuzz.__main__ import main
from experiments.fuzz.cases import KINDS, Case, affordable, draw_case, tame
from experiments.fuzz.corpus import DONE, LINES, STUDIES, scenario_texts, study_texts
from experiments.fuzz.judge import Finding
from experiments.fuzz.session import Session

CASES = 300


@pytest.fixture(scope="module")
def tried():
    """A session after 300 cases."""
    session = Session(seed=1)
    assert list(session.run(range(CASES))) == list(range(CASES))
    return session


def test_300_cases_end_well(tried):
    assert tried.findings == []


def test_the_cases_are_right_and_wrong_by_turns(tried):
    for kind in KINDS:
        codes = {code for found, code in tried.endings if found == kind}
        assert codes == {0, 2}
        assert min(tried.endings[kind, code] for code in codes) >= 15


def test_a_case_is_the_same_whenever_it_is_drawn():
    cases = [draw_case(4, number) for number in range(60)]
    assert [draw_case(4, number) for number in reversed(range(60))] == cases[::-1]
    assert len({str((case.files, case.commands)) for case in cases}) > 50
    assert draw_case(5, 0).files != draw_case(4, 0).files
    assert {case.kind for case in cases} == set(KINDS)


def test_no_case_leads_out_of_its_folder():
    for number in range(600):
        case = draw_case(9, number)
        assert set(case.files) <= {"mutant.toml"}
        for word in (word for line in case.commands for word in line):
            assert ".." not in word
            assert not word.startswith("/") and "=/" not in word


def test_what_takes_long_is_made_small():
    line = ["run", "dmz", "--soldiers", "11000", "--set=force.days=3_650", "--seed", "9" * 30]
    line = tame([*line, "a:scenario=russia_rear", "b:force.soldiers=1e5"])
    assert line[1:4] == ("tiny.toml", "--soldiers", "7")
    assert line[4:7] == ("--set=force.days=7", "--seed", "9" * 30)
    assert line[7:] == ("a:scenario=tiny.toml", "b:force.soldiers=7")
    assert tame(["check", "dmz"]) == ("check", "dmz")
    assert affordable({"runs": 8, "seconds": 0.5})
    assert not affordable({"runs": 8, "seconds": 50.0})
    assert not affordable({"runs": 800, "seconds": 0.5})


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """What a case finds in its folder."""
    place = tmp_path_factory.mktemp("start")
    Session(1).lay_out(place)
    return place


@pytest.fixture
def folder(start, tmp_path):
    """The folder of a case, with the small files in it."""
    return shutil.copytree(start, tmp_path / "case")


def attempt(folder, *arguments, program=None, limit=20.0, files=None):
    """The problems of a case, and how it ended."""
    session = Session(1, limit)
    session.program = program or session.program
    case = Case(1, 0, "line", files or {}, (arguments,))
    return [found.problem for found in session.attempt(case, folder)], session.endings


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_what_gets_broken_is_right_at_first(folder, line):
    found, endings = attempt(folder, *line)
    assert (found, dict(endings)) == ([], {("line", 0): 1})


@pytest.mark.parametrize("texts", [scenario_texts, study_texts])
def test_files_are_right_at_first(folder, texts):
    for text in texts():
        content = {"mutant.toml": text.encode()}
        found, endings = attempt(folder, "check", "mutant.toml", files=content)
        assert (found, dict(endings)) == ([], {("line", 0): 1}), text
    assert set(STUDIES) <= set(study_texts())


def broken_program(folder):
    """Commands that end as none may."""
    program = typer.Typer(pretty_exceptions_enable=False)

    @program.command()
    def raises():
        raise ArithmeticError("no such luck")

    @program.command()
    def fails():
        typer.echo("oops", err=True)
        raise typer.Exit(1)

    @program.command()
    def hangs():
        time.sleep(60)

    @program.command()
    def half():
        (folder / "summary.csv").write_text("a,b\n")
        typer.echo("wrong", err=True)
        raise typer.Exit(2)

    @program.command()
    def silent():
        raise typer.Exit(2)

    @program.command()
    def babbles():
        typer.echo("a table")
        typer.echo("wrong", err=True)
        raise typer.Exit(2)

    @program.command()
    def twice():
        typer.echo("{}\n{}")

    @program.command()
    def traces():
        typer.echo("Traceback (most recent call last):", err=True)
        raise typer.Exit(2)

    @program.command()
    def leaves():
        (folder / "runs.parquet.1.tmp").write_text("")

    @program.command()
    def partly():
        (folder / "part").mkdir()
        (folder / "part" / "manifest.json").write_text('{"finished": "today"}')

    return program


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("raises", "raises ArithmeticError: no such luck"),
        ("fails", "ends with 1"),
        ("hangs", "does not end"),
        ("half", "leaves summary.csv behind"),
        ("silent", "complains of nothing"),
        ("babbles", "prints half a result"),
        ("twice", "prints something else than one JSON object"),
        ("traces", "prints a traceback"),
        ("leaves", "leaves runs.parquet.1.tmp"),
        ("partly", "without columns.csv, runs.parquet, summary.csv"),
    ],
)
def test_what_may_not_happen_is_seen(tmp_path, name, problem):
    found, _ = attempt(tmp_path, name, program=broken_program(tmp_path), limit=0.5)
    assert any(problem in text for text in found), found


def test_the_command_says_how_it_went(capsys, monkeypatch):
    assert main(["--cases", "6", "--seed", "3"]) == 0
    assert "6 cases, 0 findings" in capsys.readouterr().out

    def attempt(self, case, folder):
        return [Finding(case.number, case.kind, ("report", DONE), "ends badly", "oops")]

    monkeypatch.setattr(Session, "attempt", attempt)
    assert main(["--only", "4", "--seed", "3"]) == 1
    text = capsys.readouterr().out
    assert "case 4 (study): ends badly" in text
    assert "python -m experiments.fuzz --seed 3 --only 4" in text
