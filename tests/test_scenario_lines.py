"""The scanner gives the right line for every place of any TOML text."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario import read_document, scenario_folder
from sim.scenario.lines import ScanError, line_map


def places(value, place=()):
    """Every place of parsed TOML with what stands there."""
    if place:
        yield place, value
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for part, inner in pairs:
        yield from places(inner, (*place, part))


EXAMPLE = '''title = "x" # [no] = table
a.b."c.d".'e f' = 1

[ force ]   # a comment with a = sign
songbun.core = 2
"quo\\"ted # key" = 3
text = """
[not.a.table]
k = 1 \\
""" # end
raw = \'\'\'
[[neither]]
"""\'\'\'
quotes = """a "quoted" word"""""
empty = ""
list = [ # comment ]
  10, # first
  { x = 11, y = [12,
    13] },
  "]", ["#", 14]
]
inline = { p.q = 20, "r s" = { t = 21 } }
when = 1979-05-27 07:32:00
[[route]]
name = "one"
[[route.leg]]
days = 30
[[route.leg]]
days = 31
[[route]]

[[ route . leg ]]
days = 32
[route.more]
z = 33
[calendar.deep.er]
k = 34
'''


def test_every_kind_of_place():
    lines = line_map(EXAMPLE)
    assert set(lines) == {place for place, _ in places(tomllib.loads(EXAMPLE))}
    expected = {
        ("title",): 1,
        ("a", "b", "c.d", "e f"): 2,
        ("force",): 4,
        ("force", "songbun", "core"): 5,
        ("force", 'quo"ted # key'): 6,
        ("force", "text"): 7,
        ("force", "raw"): 11,
        ("force", "quotes"): 14,
        ("force", "list"): 16,
        ("force", "list", 0): 17,
        ("force", "list", 1): 18,
        ("force", "list", 1, "x"): 18,
        ("force", "list", 1, "y", 0): 18,
        ("force", "list", 1, "y", 1): 19,
        ("force", "list", 2): 20,
        ("force", "list", 3, 1): 20,
        ("force", "inline", "p", "q"): 22,
        ("force", "inline", "r s", "t"): 22,
        ("force", "when"): 23,
        ("route",): 24,
        ("route", 0): 24,
        ("route", 0, "leg"): 26,
        ("route", 0, "leg", 0, "days"): 27,
        ("route", 0, "leg", 1): 28,
        ("route", 0, "leg", 1, "days"): 29,
        ("route", 1): 30,
        ("route", 1, "leg", 0): 32,
        ("route", 1, "leg", 0, "days"): 33,
        ("route", 1, "more", "z"): 35,
        ("calendar", "deep"): 36,
        ("calendar", "deep", "er", "k"): 37,
    }
    assert {place: lines[place] for place in expected} == expected


@pytest.mark.parametrize(
    "path", sorted(scenario_folder().glob("*.toml")), ids=lambda path: path.stem
)
def test_shipped_files(path):
    """Each key of a shipped file stands on the line that names it."""
    rows = path.read_text("utf-8").splitlines()
    document = read_document(path)
    assert set(document.lines) == {place for place, _ in places(document.data)}
    for place, line in document.lines.items():
        assert str([part for part in place if isinstance(part, str)][-1]) in rows[line - 1]


def test_windows_line_ends_and_byte_order_mark(tmp_path):
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\n\r\n[b]\r\nc = 2\r\n")
    document = read_document(path)
    assert document.lines == {("a",): 1, ("b",): 3, ("b", "c"): 4}


GAPS = st.sampled_from(["", " ", "\n", " # note ] } = [\n", "\n\n\t", "  "])
SPACES = st.sampled_from(["", " ", "\t ", "  "])
NOISE = st.sampled_from(
    ['"#"', "'['", '""', "''", '"""\n[x]\ny = 1\n"""', "'''\n\"\"\"\n'''", '"\\"]"', "true", "1e3"]
)
WORDS = st.sampled_from(["key", "'a b'", '"c.d"', '"\\u00e9#"', "1", "-_", "'\"'", '"[x]"'])


class Writer:
    """Writes random TOML in which every whole number from 1000 on stands once."""

    def __init__(self, draw):
        self.draw = draw
        self.count = 1000
        self.text = ""

    def number(self):
        self.count += 1
        return str(self.count)

    def key(self):
        """A dotted key that no other is like."""
        parts = [self.draw(WORDS) for _ in range(self.draw(st.integers(0, 2)))]
        parts.append(f"k{self.number()}")
        space = self.draw(SPACES)
        return f"{space}.{space}".join(reversed(parts))

    def value(self, depth):
        kind = self.draw(
            st.sampled_from(["number", "noise", "array", "inline"][: 4 if depth else 2])
        )
        if kind == "number":
            return self.number()
        if kind == "noise":
            return self.draw(NOISE)
        inner = range(self.draw(st.integers(0, 3)))
        if kind == "inline":
            pairs = [f"{self.key()} = {self.value(depth - 1)}" for _ in inner]
            return "{ " + ", ".join(pairs) + " }"
        gap = lambda: self.draw(GAPS)  # noqa: E731
        elements = [f"{gap()}{self.value(depth - 1)}{gap()}" for _ in inner]
        comma = "," if elements and self.draw(st.booleans()) else ""
        return "[" + ",".join(elements) + comma + gap() + "]"

    def document(self):
        for _ in range(self.draw(st.integers(1, 6))):
            kind = self.draw(st.sampled_from(["pair", "pair", "table", "array", "leg"]))
            self.text += self.draw(st.sampled_from(["", "\n", "# [c]\n", "  "]))
            if kind == "pair":
                self.text += f"{self.key()}={self.value(2)} # = [\n"
            elif kind == "table":
                self.text += f"[{self.key()}] # x\n"
            elif kind == "array":
                self.text += "[[ route ]]\n"
            else:
                self.text += "[[route.'leg']]\n"
        return self.text


@st.composite
def documents(draw):
    return Writer(draw).document()


@given(documents())
def test_any_document(text):
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # such as a key in a table that a dotted key has made
    lines = line_map(text)
    found = dict(places(data))
    assert set(lines) == set(found)
    for place, value in found.items():
        if isinstance(value, int) and value >= 1000 and not isinstance(value, bool):
            assert lines[place] == text[: text.index(str(value))].count("\n") + 1


@given(st.text(alphabet="ab.=[]{}\"'#\n ,\\1", max_size=60))
def test_any_text_ends(text):
    """On anything the scanner ends with lines or says that it cannot."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        try:
            line_map(text)
        except ScanError:
            return
    else:
        assert set(line_map(text)) == {place for place, _ in places(data)}


def test_document_falls_back_to_what_is_around(tmp_path: Path):
    path = tmp_path / "x.toml"
    path.write_text("\n[a]\nb = 1\n")
    document = read_document(path)
    assert document.line(("a", "c")) == 2
    assert document.line(("nothing",)) == 1
