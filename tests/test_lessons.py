"""The README's lessons: each number in their text is one that their commands and programs print."""

import re
import shlex
from functools import cache

import pytest
from documents import ROOT, Block, blocks, commands, section, without_blocks

from experiments.cli.output import number
from experiments.progress import Silent
from experiments.single import Replicates, run_replicates
from sim import Scenario, load_scenario

TEXT = section(
    (ROOT / "README.md").read_text("utf-8"), "For educators: four lessons of ten minutes"
)
LESSONS = dict(zip("1234", re.split(r"^\*\*\d\. ", TEXT, flags=re.MULTILINE)[1:], strict=True))
NUMBER = re.compile(r"(?<![\w./_-])-?\d+(?:,\d{3})*(?:\.\d+)?(?![\w./]*[/_])")
TERMS = ("family_punishment", "own_punishment", "route_death")
ATTEMPTS, RESOLVE = "expected_attempts", "mean_willing"
WITH, WITHOUT = (
    f"{ATTEMPTS}_per_1000_soldier_months_{group}" for group in ("hostage", "no_hostage")
)


def told(lesson: str) -> str:
    """A lesson's text without its programs and commands."""
    return without_blocks(LESSONS[lesson])


def listed(lesson: str) -> list[str]:
    """The commands of a lesson."""
    return [c for block in blocks(LESSONS[lesson]) if not block.language for c in commands(block)]


def program(lesson: str) -> Block:
    """The Python of a lesson."""
    (block,) = [block for block in blocks(LESSONS[lesson]) if block.language == "python"]
    return block


def options(command: str) -> tuple[str, dict[str, float], tuple[str, ...]]:
    """The scenario of a command, what it sets, and what it switches off."""
    _, run, name, *rest = shlex.split(command)
    assert run == "run" and set(rest[::2]) <= {"--set", "--off"}, command
    given = list(zip(rest[::2], rest[1::2], strict=True))
    pairs = [text.split("=") for option, text in given if option == "--set"]
    off = tuple(text for option, text in given if option == "--off")
    return name, {key: float(value) for key, value in pairs}, off


def scenario(command: str) -> Scenario:
    """What a command of the README runs, from any folder."""
    name, changes, off = options(command)
    return load_scenario(ROOT / name if name.endswith(".toml") else name, changes, off)


@cache
def ran(command: str) -> Replicates:
    """The twenty replicates of a command."""
    return run_replicates(scenario(command), 20, 1, "compiled", 2, Silent())


def mean(command: str, outcome: str) -> float:
    """The mean of an outcome, which the command prints with four digits."""
    return float(ran(command).estimates()[outcome]["mean"])


def test_lesson_one_the_threat_reaches_those_with_relatives_alone() -> None:
    held, ended, seldom, _, feedback, neither = listed("1")
    assert mean(held, WITHOUT) == mean(ended, WITHOUT) == mean(seldom, WITHOUT) > 0
    assert mean(ended, WITH) > 10 * mean(held, WITH)
    assert mean(seldom, WITH) > 2 * mean(held, WITH)
    quoted = [mean(c, WITH) for c in (held, ended, seldom, feedback, neither)]
    for value in (*quoted, mean(held, WITHOUT)):
        assert f"{number(value)} " in re.sub(r"[.,]?\s", " ", told("1"))


def test_lesson_one_a_threat_that_nobody_carries_out_holds_as_well() -> None:
    held, _, _, unpunished, _, _ = listed("1")
    rows = [(WITH, WITHOUT, ATTEMPTS, RESOLVE, "attempts", "defected")] * 2
    carried, threatened = (
        [mean(c, outcome) for outcome in outcomes]
        for c, outcomes in zip((held, unpunished), rows, strict=True)
    )
    assert carried == threatened
    assert number(mean(held, "families_punished")) == "0.6"
    assert mean(unpunished, "families_punished") == 0.0
    assert "fall from 0.6 a run to 0" in " ".join(told("1").split())


@pytest.mark.parametrize("context", ["russia_rear", "ukrainian_front"])
def test_lesson_two_what_a_third_more_of_each_does(context: str) -> None:
    """The table, whose rows are the first commands: values, ranges, and what comes out."""
    rows = [
        [cell.strip() for cell in row.split("|")[1:-1]]
        for row in re.findall(r"^\|.*", told("2"), re.M)
    ]
    columns = slice(1, 3) if context == "russia_rear" else slice(3, 5)
    listed_here = [c.replace("russia_rear", context) for c in listed("2")[:5]]
    plain = listed_here[0]
    base = [mean(plain, outcome) for outcome in (ATTEMPTS, RESOLVE)]
    assert rows[2][columns] == [number(value) for value in base]
    for command, row in zip(listed_here[1:], rows[3:], strict=True):
        entries, changes = scenario(plain).entries, options(command)[1]
        words = [
            f"`{key}` {number(entries[key].value)} to {number(value)} "
            f"({number(entries[key].prior[0])} to {number(entries[key].prior[1])})"
            for key, value in changes.items()
        ]
        assert row[0].partition(": ")[2] == ", ".join(w.replace(".0 ", " ") for w in words)
        assert all(abs(v / float(entries[k].value) - 4 / 3) < 0.001 for k, v in changes.items())
        assert all(entries[k].prior[0] <= v <= entries[k].prior[1] for k, v in changes.items())
        found = [mean(command, outcome) for outcome in (ATTEMPTS, RESOLVE)]
        assert row[columns] == [f"{100 * f / b:.0f}%" for f, b in zip(found, base, strict=True)]


def test_lesson_two_occasions_closed_are_not_fear() -> None:
    unfelt, watched, feared, family = listed("2")[5:9]
    shares = [mean(watched, outcome) / mean(unfelt, outcome) for outcome in (ATTEMPTS, RESOLVE)]
    text = " ".join(told("2").split())
    assert "attempts to {:.0%}, resolve to {:.0%}.".format(*shares) in text
    minds = [mean(c, ATTEMPTS) / mean(unfelt, ATTEMPTS) for c in (feared, family)]
    assert "attempts to {:.0%} and to {:.0%}.".format(*minds) in text
    felt = scenario(listed("2")[0]).entries["belief.watch_felt"].value
    assert f"(`belief.watch_felt` {felt})" in text


def test_lesson_two_the_slogan_rests_on_the_exponent_but_not_the_watch() -> None:
    full, punished, feared, watched = listed("2")[9:]
    shares = [mean(c, ATTEMPTS) / mean(full, ATTEMPTS) for c in (punished, feared, watched)]
    text = " ".join(told("2").split())
    words = "punishment takes attempts to {:.0%}, fear to {:.0%}, the watch to {:.0%}: certainty"
    assert words.format(*shares) in text
    assert shares == sorted(shares, reverse=True)
    felt = [c.replace("--set belief.watch_felt=0 ", "") for c in (full, punished, feared, watched)]
    base, *others = (mean(c, ATTEMPTS) for c in felt)
    assert "it is {:.0%}, {:.0%} and {:.0%}:".format(*(o / base for o in others)) in text
    nu = scenario(full).entries["decision.nu"], scenario(listed("2")[0]).entries["decision.nu"]
    assert nu[1].value == 0.5 and nu[1].prior[1] == 0.7 and nu[0].value == 1.0


def test_lesson_three_the_fearless_man_and_his_family(capsys: pytest.CaptureFixture[str]) -> None:
    """The text quotes what the program prints: who is not caught may still be read."""
    tries = re.compile(r"^(\w+): ([\d.]+) expected attempts", re.MULTILINE)
    for seed in (3, 2, 1):
        text = program("3").text.replace("rng=1", f"rng={seed}")
        exec(compile(text, "lesson 3", "exec"), {"__name__": "__main__"})
        said = capsys.readouterr().out
        (one, before), (other, after) = tries.findall(said)
        assert 2.5 < float(after) / float(before) < 4
    assert (one, other) == ("Soldier", "Fearless")
    assert round(float(after) / float(before)) == 3
    text = " ".join(told("3").split())
    assert f"tries three times as often, {after} expected attempts instead of {before}" in text
    terms = {name: re.findall(rf"^  {name} +(\S+)$", said, re.MULTILINE) for name in TERMS}
    assert all(len(found) == 2 for found in terms.values())
    held, left = terms["family_punishment"]
    assert f"of {held} life units" in text and f"{left} are left" in text
    assert terms["own_punishment"] == ["-0.59", "0.00"] and "from -0.59 to 0," in text
    assert "grows from {} to {}".format(*terms["route_death"]) in text


def test_lesson_four_a_crowd_stays_or_goes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table holds what the program prints of each spread."""
    monkeypatch.chdir(ROOT)
    exec(compile(program("4").text, "lesson 4", "exec"), {"__name__": "__main__"})
    said = [re.findall(NUMBER, line) for line in capsys.readouterr().out.splitlines()]
    rows = re.findall(r"^\| (\d.*?) \|$", told("4"), re.MULTILINE)
    table = [re.findall(NUMBER, row) for row in rows]
    assert [[s, a, t, *ends] for s, a, _, t, _, *ends in said] == table
    spreads = {float(s): int(tipped) for s, _, tipped, *_ in table}
    assert spreads[0.08] == 0 < spreads[0.1] < spreads[0.11] < spreads[0.12] == spreads[0.2] == 20
    most = [float(high) for *_, high in table]
    assert most[-3:] == sorted(most[-3:], reverse=True) and most[-2] < 0.9


def test_lesson_four_what_its_commands_print() -> None:
    shown = " ".join(told("4").split())
    few, some, many = listed("4")
    assert {number(mean(c, "mean_wish")) for c in (few, some, many)} == {"0.9968"}
    shares = [number(mean(c, "share_willing")) for c in (few, some, many)]
    assert "on {} of soldier-days, then on {}, then on {}".format(*shares) in shown
    wide = ran(some).estimates()["share_willing"]
    assert f"wide, {number(wide['low'])} to {number(wide['high'])}" in shown


def test_nobody_is_sounded_out_without_feedback() -> None:
    """docs/model.md: everybody goes alone then; so `group.sounding` has nothing to set."""
    size = {"force.soldiers": 1200, "force.days": 360, "group.sounding": 1.0}
    for off, together in (((), True), (("feedback",), False)):
        border = load_scenario("sino_korean_border", size, ("hostage", *off))
        found = run_replicates(border, 3, 1, "compiled", 2, Silent()).estimates()
        assert (found["group_attempts"]["mean"] > 0) == (found["joiners"]["mean"] > 0) == together
        assert found["attempts"]["mean"] > 0
