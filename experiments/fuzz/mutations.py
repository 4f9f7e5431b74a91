"""Ways to break a text or a command line, each a draw of what it is given to draw from."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

VALUES = (
    *("nan", "inf", "-inf", "-1", "0", "-0.0", "1", "2", "1.5", "1e999", "1e-320", "0x1f", "1_0"),
    *("true", "false", '""', '"x"', '"nan"', "[]", "[1]", "[[]]", "{}", "{ value = 1 }", "9" * 25),
    *("9" * 5000, '"\\u0000"', '"""a\nb"""', "'''", "1979-05-27", "07:32:00", '"é"', "[0.5, 0.5]"),
    *("{ value = 0.5, grade = 'documented' }", "{ low = 0.1, high = 0.2 }", '"quantal"', '"dmz"'),
    *('"threshold"', '"exit"', '"./tiny.toml"', '"base"', "", "#"),
)
"""What may stand after an equals sign."""

PIECES = (
    *(
        "\n",
        "\r",
        "\t",
        "\0",
        "\\",
        '"',
        "'",
        '"""',
        "'''",
        "[",
        "]",
        "[[",
        "]]",
        "{",
        "}",
        "=",
        ".",
    ),
    *(",", "#", "-", "1", "e", "\ufeff", "\u2028", "\U0001f600", "route = 3\n", "extends = 'x'\n"),
    *("[context]\n", "[[route]]\n", "[[route.leg]]\n", "[[calendar]]\n", "[force]\n", "[levers]\n"),
    *('"" = 1\n', "a.b.c = 1\n", "[mechanisms]\nhostage = 0\n", 'title = "again"\n', "[design]\n"),
    *('deploy = "other"\n', "day = 1\n", "[analyses]\nrates = {}\n", "[record]\n"),
)
"""What may be put in anywhere. There is no slash: no text leads out of the folder of the case."""

_VALUE = re.compile(r"(?m)^([^#\n=]*=[ \t]*)([^\n]+)$")
_INNER = re.compile(r"[\w.\"']+ = ([^,{}\[\]\n]+)")
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_KEY = re.compile(r"(?m)^[ \t]*([\w.\"]+)[ \t]*=|^\[+([\w.]+)\]+")

Mutation = Callable[[Random, str, Sequence[str]], str]


def _span(chance: Random, text: str, longest: int) -> tuple[int, int]:
    start = chance.randint(0, len(text))
    return start, min(len(text), start + chance.randint(0, longest))


def _instead(chance: Random, text: str, pattern: re.Pattern[str], new: Callable[[str], str]) -> str:
    """The text with a match, or the first of its groups that took part, put in other words."""
    found = list(pattern.finditer(text))
    if not found:
        return text
    match = chance.choice(found)
    group = match.lastindex or 0
    start, end = match.span(group)
    return text[:start] + new(match[group]) + text[end:]


def cut(chance: Random, text: str, _: Sequence[str]) -> str:
    """Take something out."""
    start, end = _span(chance, text, 60)
    return text[:start] + text[end:]


def put(chance: Random, text: str, _: Sequence[str]) -> str:
    """Put something in."""
    start, _end = _span(chance, text, 0)
    return text[:start] + chance.choice(PIECES) + text[start:]


def repeat(chance: Random, text: str, _: Sequence[str]) -> str:
    """Say something again."""
    start, end = _span(chance, text, 120)
    return text[:end] + text[start:]


def end_early(chance: Random, text: str, _: Sequence[str]) -> str:
    """Stop in the middle."""
    return text[: chance.randint(0, len(text))]


def value(chance: Random, text: str, _: Sequence[str]) -> str:
    """Give a key another value."""
    return _instead(chance, text, _VALUE, lambda old: chance.choice(VALUES))


def inner_value(chance: Random, text: str, _: Sequence[str]) -> str:
    """Give a key of an inline table another value."""
    return _instead(chance, text, _INNER, lambda old: chance.choice(VALUES))


def number(chance: Random, text: str, _: Sequence[str]) -> str:
    """Say another number."""
    numbers = ("0", "1", "0.0", "1.0", "0.5", "0.25", "3", "-1", "1.5", "1e9", "1e-9", "0.999999")
    return _instead(chance, text, _NUMBER, lambda old: chance.choice(numbers))


def key(chance: Random, text: str, _: Sequence[str]) -> str:
    """Misspell a key or a section."""

    def misspelt(word: str) -> str:
        at = chance.randrange(len(word))
        kept = word[:at] + word[at + 1 :]
        return chance.choice(
            (kept, word[:at] + word[at:].upper(), word + "s", word + ".x", f'"{word}"')
        )

    return _instead(chance, text, _KEY, misspelt)


def lines(chance: Random, text: str, _: Sequence[str]) -> str:
    """Drop, double, move or swap lines."""
    rows = text.split("\n")
    a, b = chance.randrange(len(rows)), chance.randrange(len(rows))
    match chance.randrange(4):
        case 0:
            del rows[a]
        case 1:
            rows.insert(b, rows[a])
        case 2:
            rows.insert(b, rows.pop(a))
        case _:
            rows[a], rows[b] = rows[b], rows[a]
    return "\n".join(rows)


def graft(chance: Random, text: str, others: Sequence[str]) -> str:
    """Put in some lines of another text."""
    rows, donor = text.split("\n"), chance.choice(others).split("\n")
    start = chance.randrange(len(donor))
    at = chance.randint(0, len(rows))
    rows[at:at] = donor[start : start + chance.randint(1, 6)]
    return "\n".join(rows)


TEXT: tuple[Mutation, ...] = (
    *(value, value, inner_value, number, number, number, number, key, lines, lines, graft),
    *(cut, put, repeat, end_early),
)

ENCODINGS = ("utf-8",) * 30 + ("utf-8-sig", "utf-16", "latin-1", "cp437")


def broken_text(chance: Random, text: str, others: Sequence[str]) -> bytes:
    """The bytes of a file after some mutations; now and then after none."""
    for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 2, 3))):
        text = chance.choice(TEXT)(chance, text, others)
    if chance.random() < 0.05:
        text = text.replace("\n", chance.choice(("\r\n", "\r")))
    content = text.encode(chance.choice(ENCODINGS), "replace")
    if chance.random() < 0.1 and content:
        at = chance.randrange(len(content))
        content = content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]
    return content


def broken_line(chance: Random, line: Sequence[str], words: Sequence[str]) -> list[str]:
    """The words of a command line after some mutations; now and then after none."""
    new = list(line)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        at = chance.randint(0, len(new))
        match chance.randrange(6):
            case 0:
                del new[at : at + 1]
            case 1:
                new.insert(at, chance.choice(words))
            case 2:
                new[at : at + 1] = [chance.choice(words)]
            case 3:
                new[at:at] = new[at : at + 2]
            case 4:
                chance.shuffle(new)
            case _:
                new[at : at + 1] = [_misspelt(chance, word) for word in new[at : at + 1]]
    return new


def _misspelt(chance: Random, word: str) -> str:
    at = chance.randint(0, len(word))
    letters = ("", "=", "-", ":", ",", "x", "0", " ", "é", "\0", '"')
    return word[:at] + chance.choice(letters) + word[at + chance.randrange(2) :]
