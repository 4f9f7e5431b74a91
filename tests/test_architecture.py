"""The directions of docs/architecture.md: who may import what, and how long a file may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TIMES_MESA = "experiments.bench.engines"  # what is timed is a step that a user of Mesa takes
LONGEST = {"": 320, "sim/rules/decision.py": 149}

STANDARD = "the standard library"
ARRAYS = ("numpy", "numba", STANDARD)
GROUND = (
    "sim.fields",
    "sim.blocks",
    "sim.places",
    "sim.state",
    "sim.mathematics",
    "sim.chance",
    "sim.compiled",
    *ARRAYS,
)

# A room, and all that a module in it may import. The longest name that fits a module decides.
ROOMS: dict[str, tuple[str, ...]] = {
    "sim": ("sim", *ARRAYS),
    "sim.scenario": ("sim.scenario", "sim.rules", "sim.mathematics", "pydantic", "numpy", STANDARD),
    "sim.mathematics": ("llvmlite", *ARRAYS),
    "sim.compiled": ("llvmlite", *ARRAYS),
    "sim.chance": ("sim.mathematics", "sim.compiled", *ARRAYS),
    "sim.rules": ("sim.rules", "sim.mathematics", "math", "typing", "collections.abc"),
    "sim.state": (STANDARD,),
    "sim.places": ("sim.state", "sim.mathematics", STANDARD),
    "sim.blocks": ("numpy", STANDARD),
    "sim.fields": ("sim.blocks", "sim.places", "sim.state", "numpy", STANDARD),
    "sim.force": ("sim.force", "sim.rules", *GROUND),
    "sim.engine": ("sim.engine", "sim.force", "sim.rules", *GROUND),
    "sim.agents": ("sim", "mesa", *ARRAYS),
    "sim.model": ("sim", "mesa", *ARRAYS),
    "sim.soldiers": ("sim.fields", "sim.places", "sim.state", "numpy", STANDARD),
    "sim.outcomes": (
        "sim.engine.tally",
        "sim.fields",
        "sim.soldiers",
        "sim.state",
        "numpy",
        STANDARD,
    ),
}


def module_name(path: Path) -> str:
    """The dotted name of a source file given relative to the root."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything imported, also inside functions and by importlib."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node.lineno, f"{base}.{alias.name}"
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func)
            name = node.args[0]
            if called in {"__import__", "import_module", "importlib.import_module"} and isinstance(
                name, ast.Constant
            ):
                yield node.lineno, str(name.value)


def within(name: str, room: str) -> bool:
    """Whether a dotted name is a room or lies in it."""
    return name == room or name.startswith(f"{room}.")


def allowed(module: str, imported: str) -> bool:
    """Whether a module may import a name."""
    top = imported.partition(".")[0]
    if top == "__future__":
        return True
    if not within(module, "sim"):
        return top != "mesa" or module == TIMES_MESA
    room = max((room for room in ROOMS if within(module, room)), key=len)
    for permitted in ROOMS[room]:
        if permitted == STANDARD:
            if top in sys.stdlib_module_names and top != "random":
                return True
        elif within(imported, permitted):
            return True
    return False


def wrong_imports(source: str, module: str, is_package: bool = False) -> list[str]:
    """The lines on which a module imports against the architecture, with one name of each."""
    wrong: dict[int, str] = {}
    for line, name in imports(source, module, is_package):
        if not allowed(module, name):
            wrong.setdefault(line, name)
    return [f"{module}:{line}: imports {name}" for line, name in wrong.items()]


def sources(*folders: str) -> list[Path]:
    """The Python files of some folders, relative to the root."""
    return sorted(
        path.relative_to(ROOT) for name in folders for path in (ROOT / name).rglob("*.py")
    )


def test_every_module_imports_only_what_its_room_may() -> None:
    files = sources("sim", "experiments")
    assert {"sim", "experiments"} <= {path.parts[0] for path in files}
    faults = [
        fault
        for path in files
        for fault in wrong_imports(
            (ROOT / path).read_text("utf-8"), module_name(path), path.name == "__init__.py"
        )
    ]
    assert not faults, "\n".join(faults)


def test_the_rooms_exist() -> None:
    missing = [
        room
        for room in ROOMS
        if not (ROOT / room.replace(".", "/")).is_dir()
        and not (ROOT / room.replace(".", "/")).with_suffix(".py").is_file()
    ]
    assert not missing


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("sim.run", "from experiments.runner import run_study"),
        ("sim.run", "def f():\n    import experiments"),
        ("sim.run", "import importlib\nimportlib.import_module('mesa')"),
        ("sim.run", "import pandas"),
        ("sim.outcomes", "from sim.engine import run"),
        ("sim.rules.decision", "import numpy as np"),
        ("sim.rules.decision", "from sim.agents import Soldier"),
        ("sim.rules.decision", "from sim import state"),
        ("sim.rules.decision", "from ..engine import day"),
        ("sim.rules.decision", "from . import missing\nfrom .. import chance"),
        ("sim.scenario.read", "from sim.engine.day import walk"),
        ("sim.scenario.read", "if TYPE_CHECKING:\n    import mesa"),
        ("sim.engine.day", "from sim.model import DefectionModel"),
        ("sim.engine.day", "import random"),
        ("experiments.runner", "import mesa"),
    ],
)
def test_a_wrong_import_is_seen(module: str, source: str) -> None:
    assert len(wrong_imports(source, module)) == 1


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("sim.rules.decision", "from typing import Any\nfrom sim.mathematics import exp"),
        ("sim.rules.decision", "from sim.rules import escape\nfrom . import control"),
        ("sim.agents", "import mesa\nfrom sim.rules import decision"),
        ("sim.scenario.read", "import tomllib\nfrom pydantic import BaseModel"),
        ("experiments.runner", "from sim.run import simulate\nimport pandas as pd"),
    ],
)
def test_a_right_import_passes(module: str, source: str) -> None:
    assert not wrong_imports(source, module)


def test_mesa_waits_until_it_is_asked_for() -> None:
    """A worker that only runs the compiled day does not pay a second for importing Mesa."""
    program = (
        "import sys, sim, sim.run, experiments.cli\n"
        "assert 'mesa' not in sys.modules, 'mesa was imported'\n"
        "from sim import DefectionModel\n"
        "assert 'mesa' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def too_long(path: Path, text: str) -> list[str]:
    """Whether a file has more lines than it may."""
    lines, most = len(text.splitlines()), LONGEST.get(path.as_posix(), LONGEST[""])
    return [f"{path}: {lines} lines, at most {most}"] if lines > most else []


def test_no_module_is_long() -> None:
    faults = [
        fault
        for path in sources("sim", "experiments", "tests")
        for fault in too_long(path, (ROOT / path).read_text("utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_a_long_module_is_seen() -> None:
    assert too_long(Path("sim/x.py"), "\n" * 321)
    assert too_long(Path("sim/rules/decision.py"), "\n" * 150)
    assert not too_long(Path("sim/x.py"), "\n" * 320)
