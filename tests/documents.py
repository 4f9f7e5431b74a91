"""What the documents are made of: code blocks, links, headings, and the parts that are generated.

A generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`. To write every part
anew: GENERATE=1 pytest -n 0 tests/test_documents.py -k generated
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from document_parts import PARTS

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "results" / "gallery"
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted(GALLERY.rglob("*.md")),
]
CI = "ci: "

_PART = re.compile(r"^<!-- generated: (.+?) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


class Block(NamedTuple):
    """A fenced block: its language, the line it starts on, the comment above it, its text."""

    language: str
    line: int
    comment: str
    text: str


def name_of(path: Path) -> str:
    """A document's path from the root."""
    return path.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a document."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        fence = re.fullmatch(r"```(\w*)", lines[at])
        if fence is None:
            at += 1
            continue
        end = lines.index("```", at + 1)
        above = lines[at - 1] if at and lines[at - 1] else lines[at - 2] if at > 1 else ""
        comment = re.fullmatch(r"<!-- (.+) -->", above)
        content = "\n".join(lines[at + 1 : end]) + "\n"
        yield Block(fence[1], at + 1, comment[1] if comment else "", content)
        at = end + 1


def without_blocks(text: str) -> str:
    """A document without its fenced blocks."""
    return re.sub(r"^```\w*\n.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def commands(block: Block) -> list[str]:
    """The commands of a shell block, one a line; what follows # is said to the reader."""
    joined = block.text.replace("\\\n", " ")
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in joined.splitlines())
    return [line for line in lines if line]


def links(text: str) -> list[str]:
    """The targets of a document's links and pictures."""
    return _LINK.findall(without_blocks(text))


def anchors(text: str) -> set[str]:
    """The anchors that GitHub makes of a document's headings."""
    headings = _HEADING.findall(without_blocks(text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def parts(text: str) -> dict[str, str]:
    """The generated parts of a document by name."""
    return dict(_PART.findall(text))


def made(name: str) -> str:
    """What a part holds when it is made now: `NAME ARGUMENT` is one of PARTS and what it takes."""
    function, *arguments = name.split(" ", 1)
    return f"\n{PARTS[function](*arguments).strip()}\n\n"


def rewritten(text: str) -> str:
    """A document with every generated part made anew."""
    return _PART.sub(
        lambda found: f"<!-- generated: {found[1]} -->\n{made(found[1])}<!-- end -->", text
    )


def section(text: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    return re.split(rf"^## {re.escape(heading)}$", text, flags=re.MULTILINE)[1].split("\n## ")[0]
