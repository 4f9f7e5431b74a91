"""What a newcomer installs: the wheel with its data, the dependencies, the pins, the commands."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_architecture import imports, module_name

import sim

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """The table [project] of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from the tree, without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def pins() -> list[Requirement]:
    """The lines of constraints.txt."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines]


def test_the_wheel_holds_code_and_data_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    expected = {
        path.relative_to(ROOT).as_posix()
        for folder in ("sim", "experiments")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".toml"}
    }
    assert "experiments/studies/three_contexts.toml" in expected
    expected |= {f"sim/_scenarios/{path.name}" for path in (ROOT / "scenarios").iterdir()}
    assert {"sim/_scenarios/base.toml", "sim/_scenarios/evidence.csv"} <= expected
    assert expected <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {
        "sim",
        "experiments",
        "defection_sim",
    }
    assert not [name for name in names if "__pycache__" in name]


def test_the_wheel_runs_without_a_checkout(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    installed, empty = tmp_path / "installed", tmp_path / "empty"
    wheel.extractall(installed)
    empty.mkdir()
    program = (
        "import sim\n"
        "from sim.scenario import list_scenarios, load_scenario, scenario_folder\n"
        "print(sim.__file__, scenario_folder(), sep='\\n')\n"
        "print(len([load_scenario(info.name) for info in list_scenarios()]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=empty,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    package, folder, loaded = done.stdout.splitlines()
    assert Path(package) == installed / "sim" / "__init__.py"
    assert Path(folder) == installed / "sim" / "_scenarios"
    assert int(loaded) >= 3


def test_the_command_is_installed(wheel: zipfile.ZipFile) -> None:
    (name,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "defection = experiments.cli:main" in wheel.read(name).decode()


def test_every_import_is_a_declared_dependency(project: dict[str, Any]) -> None:
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    owners = packages_distributions()
    used = {
        name.partition(".")[0]
        for folder in ("sim", "experiments")
        for path in (ROOT / folder).rglob("*.py")
        for _, name in imports(
            path.read_text("utf-8"),
            module_name(path.relative_to(ROOT)),
            path.name == "__init__.py",
        )
    }
    outside = used - set(sys.stdlib_module_names) - {"sim", "experiments"}
    missing = {name for name in outside if canonicalize_name(owners[name][0]) not in declared}
    assert not missing
    unused = declared - {canonicalize_name(owners[name][0]) for name in outside}
    assert not unused


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_each_dependency_is_pinned_once_within_its_bounds(
    project: dict[str, Any], python: str
) -> None:
    environment = {"python_version": python, "python_full_version": f"{python}.0"}
    pinned: dict[str, list[str]] = {}
    for pin in pins():
        if pin.marker is None or pin.marker.evaluate(environment):
            (version,) = pin.specifier
            assert version.operator == "=="
            pinned.setdefault(canonicalize_name(pin.name), []).append(version.version)
    assert not {name: versions for name, versions in pinned.items() if len(versions) > 1}
    for line in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        wanted = Requirement(line)
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)][0]), line


def test_constraints_name_no_address() -> None:
    assert all(pin.url is None for pin in pins())
    assert "--" not in (ROOT / "constraints.txt").read_text("utf-8")


def test_one_version_everywhere(wheel: zipfile.ZipFile) -> None:
    assert wheel.filename is not None
    assert Path(wheel.filename).name.startswith(f"defection_sim-{sim.__version__}-")
    version = re.escape(sim.__version__)
    for name, line in {
        "CITATION.cff": rf'^version: "{version}"$',
        "CHANGELOG.md": rf"^## \[{version}\]",
    }.items():
        assert re.search(line, (ROOT / name).read_text("utf-8"), re.MULTILINE), name


def readme_command(text: str, name: str) -> str:
    """The fenced block after `<!-- ci: NAME -->`."""
    found = re.search(rf"^<!-- ci: {name} -->\n+```\w*\n(.+?)^```$", text, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no fenced block after <!-- ci: {name} -->"
    return found[1].strip()


def test_the_readme_gives_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    install = "python3 -m venv .venv && .venv/bin/pip install -q -c constraints.txt -e"
    assert readme_command(text, "study") == (
        f"{install} . && .venv/bin/defection study three_contexts"
    )
    assert readme_command(text, "tests") == f"{install} '.[test]' && .venv/bin/pytest"


def test_a_readme_without_its_command_is_seen() -> None:
    with pytest.raises(AssertionError, match="no fenced block"):
        readme_command("# A title\n\n```\n.venv/bin/pytest\n```\n", "tests")
