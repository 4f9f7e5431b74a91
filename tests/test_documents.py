"""What the documents say holds: commands run, examples work, links lead somewhere, parts are fresh.

The numbers that they quote are in test_gallery.py and test_lessons.py.
"""

import ast
import codeop
import os
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from documents import (
    CI,
    DOCUMENTS,
    ROOT,
    Block,
    anchors,
    blocks,
    commands,
    links,
    made,
    name_of,
    parts,
    rewritten,
    without_blocks,
)
from typer.testing import CliRunner

from experiments import load_study, run_study
from experiments.cli.app import app
from experiments.cli.later import COMMANDS as LATER
from experiments.replication import Fixed
from experiments.study.form import Study

TEXTS = {name_of(path): path.read_text("utf-8") for path in DOCUMENTS}
BLOCKS = [(name, block) for name, text in TEXTS.items() for block in blocks(text)]
STUDIES = ("three_contexts", "docs/studies/defaults.toml")
SMALL = ("--soldiers", "60", "--days", "6", "--replicates", "2")
ADDED = {
    "run": SMALL,
    "compare": SMALL,
    "study": ("--dry-run",),
    "bench": ("--help",),
    "explain": ("--soldiers", "480", "--days", "60"),
}
REDIRECTED = re.compile(r" > (\S+)$")


def of(language: str) -> list[object]:
    """The blocks of a language, for parametrize."""
    return [
        pytest.param(block, id=f"{name}:{block.line}")
        for name, block in BLOCKS
        if block.language == language
    ]


def files() -> dict[str, str]:
    """The TOML examples by the name that their first line gives them."""
    found = {}
    for _, block in BLOCKS:
        if block.language == "toml":
            name = re.match(r"# (\w+\.toml)\n", block.text)
            assert name, f"line {block.line}: the first line of an example names its file"
            assert name[1] not in found
            found[name[1]] = block.text
    return found


def faulty() -> set[str]:
    """The examples that are there to be refused: a console block checks them."""
    shown = [block.text for _, block in BLOCKS if block.language == "console"]
    return {name for name in files() if any(f"check {name}\n" in text for text in shown)}


def small(study: Study, **changes: object) -> Study:
    """The study with so few soldiers, days and replicates that it takes a moment."""
    size = {"force.soldiers": 60, "force.days": 8}
    points = tuple(replace(p, scenario=p.scenario.with_values(size)) for p in study.points)
    return replace(study, points=points, replication=Fixed(2), **changes)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader stands: the examples as files, and small results of the studies."""
    place = tmp_path_factory.mktemp("reader")
    for name, text in files().items():
        (place / name).write_text(text, "utf-8")
    for name in ("studies", "lessons"):
        shutil.copytree(ROOT / "docs" / name, place / "docs" / name)
    for name in STUDIES:
        study = load_study(ROOT / name if name.endswith(".toml") else name)
        run_study(small(study, analyses={"rates": {}}), out=place / "results" / study.name)
    return place


@pytest.fixture
def there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's folder, as the current one."""
    monkeypatch.chdir(folder)
    return folder


# Commands


def test_every_block_is_of_a_kind_that_is_tested() -> None:
    assert {block.language for _, block in BLOCKS} <= {"", "toml", "console", "python"}


@pytest.mark.parametrize("block", of(""))
def test_commands_run(block: Block, there: Path) -> None:
    """Each command of a block, with few soldiers; a study only as far as its plan, and a
    benchmark as far as its options: test_bench.py runs it."""
    for command in commands(block):
        check(command, block)


def check(command: str, block: Block) -> None:
    """Run a command of the documents, or see that what it names is there."""
    written = REDIRECTED.search(command)
    if written:
        assert (ROOT / written[1]).parent.is_dir(), command
    words = shlex.split(REDIRECTED.sub("", command))
    words = words[1:] if re.fullmatch(r"[A-Z]+=1", words[0]) else words
    tool = words[0].removeprefix(".venv/bin/")
    if tool == "defection":
        done = CliRunner().invoke(app, [*words[1:], *ADDED.get(words[1], ())])
        assert done.exit_code == 0, f"{command}\n{done.output}"
    elif tool == "pytest":
        assert all((ROOT / word).is_file() for word in words if word.endswith(".py")), command
    elif tool == "cp":
        assert all(list(Path().glob(word)) for word in words[1:-1]), command
        assert (ROOT / words[-1]).is_dir(), command
    elif tool == "python3":
        assert command in ci_commands(), command
    else:
        assert (tool, block.language) == ("uv", ""), command


def ci_commands() -> list[str]:
    """The commands of README.md that CI runs; tests/test_packaging.py says what they are."""
    return [c for _, b in BLOCKS if b.comment.startswith(CI) for c in commands(b)]


@pytest.mark.parametrize("name", TEXTS)
def test_commands_in_the_text_exist(name: str) -> None:
    known = {command.name for command in app.registered_commands} - set(LATER)
    spans = re.findall(r"`(?:\.venv/bin/)?defection (\w+)[^`]*`", without_blocks(TEXTS[name]))
    assert set(spans) <= known


@pytest.mark.parametrize("block", of("console"))
def test_consoles_show_what_is_said(block: Block, there: Path) -> None:
    for shown in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, said = shown.partition("\n")
        assert CliRunner().invoke(app, shlex.split(command)[1:]).output == said


# Examples


@pytest.mark.parametrize("name", sorted(files()))
def test_examples_are_right_and_run(name: str, there: Path) -> None:
    done = CliRunner().invoke(app, ["check", name])
    assert (done.exit_code == 2) == (name in faulty()), done.output
    if "without faults" in done.output and "study" in done.output:
        results = run_study(small(load_study(there / name)), out=there / "tried" / name)
        assert not [made for made in results.manifest["artifacts"] if "error" in made]


@pytest.mark.parametrize("block", of("python"))
def test_python_runs(block: Block, there: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block.text, f"line {block.line}", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out


@pytest.mark.parametrize("block", of("python"))
def test_python_can_be_pasted_at_a_prompt(block: Block) -> None:
    """There a blank line ends a class or a loop, and a line at the margin does not."""
    typed: list[str] = []
    for line in [*block.text.splitlines(), ""]:
        typed.append(line)
        if codeop.compile_command("\n".join(typed), f"line {block.line}") is not None:
            typed = []
    assert not typed


def test_a_blank_line_within_a_class_is_seen() -> None:
    for text in (
        "class A:\n    x = 1\n\n    y = 2\n",
        "for i in 'ab':\n    pass\nprint(i)\n",
    ):
        (block,) = blocks(f"```python\n{text}```\n")
        with pytest.raises(SyntaxError):
            test_python_can_be_pasted_at_a_prompt(block)


# Links


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    for link in links(TEXTS[name]):
        path, _, anchor = link.partition("#")
        if path.startswith("http"):
            assert path.startswith("https://"), link
            continue
        target = (ROOT / name).parent / path if path else ROOT / name
        assert target.exists(), link
        assert ROOT in [target.resolve(), *target.resolve().parents], link
        if anchor:
            assert anchor in anchors(target.read_text("utf-8")), link


def test_every_document_is_linked_from_the_readme() -> None:
    linked = {Path(link.partition("#")[0]).as_posix() for link in links(TEXTS["README.md"])}
    assert {path.relative_to(ROOT).as_posix() for path in DOCUMENTS[1:]} <= linked


# What is generated


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_generated_parts_are_up_to_date(path: Path) -> None:
    """With GENERATE=1 they are written anew."""
    if os.environ.get("GENERATE"):
        path.write_text(rewritten(path.read_text("utf-8")), "utf-8", newline="\n")
    for name, held in parts(path.read_text("utf-8")).items():
        assert held == made(name), f"{name} is out of date: see docs/gallery.md"


def test_every_file_of_rules_is_described() -> None:
    rules = {path.stem for path in (ROOT / "sim" / "rules").glob("*.py")} - {"__init__"}
    assert {f"equations {name}" for name in rules} <= set(parts(TEXTS["docs/model.md"]))


def test_known_answers_are_those_of_the_tests() -> None:
    defined = {
        node.name: path.name
        for path in (ROOT / "tests").glob("test_*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    told = set(re.findall(r"`(test_\w+)`", TEXTS["docs/known-answers.md"]))
    assert told <= set(defined)
    known = {name for name, file in defined.items() if file == "test_known_answers.py"}
    assert {name for name in known if name.startswith("test_")} <= told


# What is wrong is seen


def test_a_wrong_command_is_seen(there: Path) -> None:
    for line in (
        "defection runs dmz",
        "defection run dmz --sets x=1",
        "defection calibrate dmz",
        "rm -r .",
    ):
        (block,) = blocks(f"```\n{line}\n```\n")
        with pytest.raises(AssertionError):
            check(commands(block)[0], block)


def test_a_stale_part_is_seen() -> None:
    text = "<!-- generated: watch -->\nsomething else\n<!-- end -->\n"
    assert parts(text)["watch"] != made("watch")
    assert parts(rewritten(text))["watch"] == made("watch")
    assert rewritten(rewritten(text)) == rewritten(text)


def test_blocks_links_and_anchors_are_found() -> None:
    text = "# A title, or two\n\n<!-- ci: x -->\n```toml\n[a](b)\n```\n\n[c](d.md#e) ![f](g.png)\n"
    (block,) = blocks(text)
    assert (block.language, block.line, block.comment, block.text) == (
        "toml",
        4,
        "ci: x",
        "[a](b)\n",
    )
    assert links(text) == ["d.md#e", "g.png"]
    assert anchors(text) == {"a-title-or-two"}
    (block,) = blocks("```\na \\\n  b  # why\n\nc\n```\n")
    assert commands(block) == ["a    b", "c"]
