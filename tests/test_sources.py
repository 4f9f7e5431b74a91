"""What the sources must not hold: hidden chance, functions that differ by platform, a machine."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Where the same bits are promised: only sim/mathematics.py says how exp and log are computed.
EXACT = ("sim/rules", "sim/engine", "sim/force", "sim/mathematics.py", "sim/chance.py")

INEXACT = set(
    "exp exp2 expm1 log log2 log10 log1p pow power float_power sin cos tan arcsin arccos arctan "
    "arctan2 asin acos atan atan2 sinh cosh tanh hypot cbrt logaddexp gamma lgamma erf erfc".split()
)
SEEDED = {"default_rng", "Generator", "SeedSequence", "Philox"}
MESAS_OWN = {"self.random", "model.random", "self.model.random"}
CLOCKS = re.compile(
    r"\b(time\.time(_ns)?|time\.(monotonic|perf_counter)(_ns)?|datetime\.now|os\.urandom|os\.getpid"
    r"|secrets\.\w+|uuid\d?)\("
)


def dotted(node: ast.AST) -> str:
    """A name such as numpy.random.rand, with np written out; empty for anything else."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    if isinstance(node, ast.Name):
        return "numpy" if node.id == "np" else node.id
    return ""


def whole(node: ast.AST) -> bool:
    """Whether a node is a whole number written out, with or without a sign."""
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and type(node.value) is int


def hidden_chance(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Random numbers from a state that no seed of ours sets, or from a seed taken from a clock."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            names = [dotted(node)]
            if node.attr == "shuffle_do" or names[0] in MESAS_OWN:
                yield node.lineno, f"Mesa's own chance, {ast.unparse(node)}"
        else:
            names = []
        for name in names:
            if isinstance(node, ast.Import | ast.ImportFrom) and name.split(".")[0] == "random":
                yield node.lineno, "the module random"
            if isinstance(node, ast.ImportFrom) and name == "numpy.random":
                yield node.lineno, "numpy.random under another name"
            drawn = name.removeprefix("numpy.random.")
            if drawn not in {name, *SEEDED}:
                yield node.lineno, f"bare numpy.random.{drawn}"
        if isinstance(node, ast.Call):
            if dotted(node.func).endswith("default_rng") and not (node.args or node.keywords):
                yield node.lineno, "default_rng() without a seed"
            taken = [ast.unparse(k.value) for k in node.keywords if k.arg in {"seed", "rng"}]
            if dotted(node.func).split(".")[-1] in SEEDED:
                taken += [ast.unparse(argument) for argument in node.args]
            if any(CLOCKS.search(text) for text in taken):
                yield node.lineno, "a seed from a clock"
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any("seed" in ast.unparse(target) for target in targets) and CLOCKS.search(
                ast.unparse(node.value)
            ):
                yield node.lineno, "a seed from a clock"


def inexact(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Functions whose last bit differs between platforms, or between Python and compiled code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"math", "cmath", "numpy", "scipy"}:
            for alias in node.names:
                if alias.name in INEXACT:
                    yield node.lineno, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Attribute):
            library, _, function = dotted(node).rpartition(".")
            if library in {"math", "cmath", "numpy"} and function in INEXACT:
                yield node.lineno, f"{library}.{function}"
        elif isinstance(node, ast.Call) and dotted(node.func) == "pow":
            yield node.lineno, "pow"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            base, exponent = (
                (node.left, node.right)
                if isinstance(node, ast.BinOp)
                else (node.target, node.value)
            )
            if not (whole(exponent) and isinstance(base, ast.Constant)):
                yield node.lineno, f"** in {ast.unparse(node)}"


def loose_compiler(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Options that let the compiler change the order of additions."""
    for node in ast.walk(tree):
        options: list[tuple[object, ast.expr]] = []
        if isinstance(node, ast.Call):
            options = [(keyword.arg, keyword.value) for keyword in node.keywords]
        elif isinstance(node, ast.Dict):
            options = [
                (key.value, value)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            ]
        for name, value in options:
            off = isinstance(value, ast.Constant) and value.value is False
            if name in {"fastmath", "parallel"} and not off:
                yield value.lineno, f"{name}={ast.unparse(value)}"


# Written so that this file does not hold what it looks for.
FOREIGN = {
    "a path of one machine": re.compile(
        r"(?<![\w.~)}])(/[w]ork/|/[r]oot/|/[h]ome/\w|/[U]sers/\w|[A-Z]:[\\]+[U]sers)"
    ),
    "a registry's host": re.compile(
        r"[p]ythonhosted\.org|[p]ypi\.org/simple|[i]ndex-url|[f]ind-links"
    ),
}


def foreign(text: str) -> Iterator[tuple[int, str]]:
    """Paths of one machine, and hosts from which packages come."""
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in FOREIGN.items():
            if pattern.search(line):
                yield number, what


Finder = Callable[[ast.AST], Iterator[tuple[int, str]]]


def python_files(*places: str) -> list[Path]:
    """The Python files of some files and folders."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert found, places
    return found


def outside_of(folder: str, but: str) -> list[str]:
    """What lies in a folder, but for one name."""
    return [
        f"{folder}/{path.name}"
        for path in (ROOT / folder).iterdir()
        if path.name not in {but, "__pycache__", "studies"} and not path.name.endswith(".toml")
    ]


def project_files() -> list[Path]:
    """What git tracks or would; outside a checkout, all but what tools and runs leave behind."""
    if (ROOT / ".git").exists():
        command = ["git", "-C", str(ROOT), "-c", "safe.directory=*", "ls-files", "-z"]
        command += ["--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        left = re.compile(r"\.venv|\.hypothesis|\.\w+_cache|__pycache__|results|dist|build")
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(left.fullmatch(part) for part in path.relative_to(ROOT).parts)
        ]
    return [path for path in paths if path.is_file()]


def where(path: Path, faults: Iterator[tuple[int, str]]) -> list[str]:
    """Faults as lines that say where they are."""
    return [f"{path.relative_to(ROOT)}:{line}: {what}" for line, what in faults]


@pytest.mark.parametrize(
    ("finder", "places"),
    [
        # The fuzzer draws wrong input, by a number that it is given; no soldier's life hangs on it.
        (hidden_chance, ("sim", *outside_of("experiments", "fuzz"))),
        (loose_compiler, ("sim", "experiments")),
        (inexact, EXACT),
    ],
)
def test_python_sources(finder: Finder, places: tuple[str, ...]) -> None:
    faults = [
        fault
        for path in python_files(*places)
        for fault in where(path, finder(ast.parse(path.read_text("utf-8"))))
    ]
    assert not faults, "\n".join(faults)


def test_no_file_knows_one_machine_or_a_registry() -> None:
    files = project_files()
    assert ROOT / "pyproject.toml" in files
    faults = [
        fault
        for path in files
        if b"\0" not in (content := path.read_bytes())
        for fault in where(path, foreign(content.decode("utf-8")))
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("finder", "bad"),
    [
        (hidden_chance, "import random"),
        (hidden_chance, "from random import choice"),
        (hidden_chance, "from numpy import random"),
        (hidden_chance, "def f():\n    return np.random.rand(3)"),
        (hidden_chance, "from numpy.random import normal"),
        (hidden_chance, "np.random.seed(1)"),
        (hidden_chance, "numpy.random.default_rng()"),
        (hidden_chance, "np.random.default_rng(int(time.time()))"),
        (hidden_chance, "seed = int(time.time())"),
        (hidden_chance, "simulate(scenario, seed=time.time_ns())"),
        (hidden_chance, "self.random.shuffle(soldiers)"),
        (hidden_chance, "model.agents.shuffle_do('step')"),
        (inexact, "from math import exp"),
        (inexact, "y = math.exp(x)"),
        (inexact, "y = math.log(x)"),
        (inexact, "y = np.exp(x)"),
        (inexact, "y = np.log1p(x)"),
        (inexact, "y = pow(x, 2)"),
        (inexact, "y = x**0.5"),
        (inexact, "y = x**2"),
        (inexact, "y = 2**n"),
        (inexact, "y **= 2"),
        (loose_compiler, "@njit(fastmath=True)\ndef f(x):\n    return x"),
        (loose_compiler, "njit(parallel=True)"),
        (loose_compiler, "njit(fastmath={'nnan'})"),
        (loose_compiler, "OPTIONS = {'fastmath': True}"),
    ],
)
def test_what_is_wrong_is_seen(finder: Finder, bad: str) -> None:
    assert len(list(finder(ast.parse(bad)))) == 1


@pytest.mark.parametrize(
    ("finder", "good"),
    [
        (hidden_chance, "rng = np.random.default_rng(seed)\nx = rng.random()"),
        (hidden_chance, "started = time.time()"),
        (inexact, "y = exp(x) + math.sqrt(x) + math.ldexp(x, 3) + math.pi"),
        (inexact, "HALF = 2.0**-53"),
        (loose_compiler, "njit(cache=True, fastmath=False)"),
    ],
)
def test_what_is_right_passes(finder: Finder, good: str) -> None:
    assert not list(finder(ast.parse(good)))


@pytest.mark.parametrize(
    "bad",
    [
        "see /{}/main/x".format("work"),
        "'/{}/.cache'".format("root"),
        "cd /{}/someone".format("home"),
        "/{}/someone".format("Users"),
        "https://files.{}.org/packages".format("pythonhosted"),
        "pip install --{}-url x".format("index"),
    ],
)
def test_a_foreign_line_is_seen(bad: str) -> None:
    assert [line for line, _ in foreign(f"fine\n{bad}\n")] == [2]


def test_plain_lines_are_not_foreign() -> None:
    assert not list(foreign("notes/{}/x ~/home/x example.org/home/x pypi.org".format("work")))
