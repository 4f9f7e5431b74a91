"""How loops are compiled: `loop` for those that loops call; `inlined` likewise, into the function
that calls it, for what is small and for steps of the day of which a call was seen to cost
something; `entry` for those that Python calls; `typed` for one list of types; `allocating` for the
few that make arrays.

What Python calls is kept on disk, in a folder named by a hash of the sources of `sim`: numba itself
does not see an edit in a function that a kept one calls, and would run the old one.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import llvmlite.binding
import numba
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.core.codegen import get_host_cpu_features
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.event import Event, Listener, install_listener
from numba.extending import intrinsic

_HERE = Path(__file__).parent
_KEPT_BY = ("*.py", "rules/*.py", "force/*.py", "engine/*.py")

# A loop over one company touches some twenty arrays; without this the compiler gives up proving
# that they do not overlap, and does not vectorise. It changes speed, never a result.
llvmlite.binding.set_option("defection-sim", "--runtime-memory-check-threshold=512")

# One vector at a time: a loop over those who serve ends with a whole one, but not with several, and
# what several leave over is gone through one by one.
llvmlite.binding.set_option("defection-sim", "--force-vector-interleave=1")


def sources_digest() -> str:
    """A hash of every source that compiled code may come from."""
    digest = hashlib.sha256()
    for pattern in _KEPT_BY:
        for path in sorted(_HERE.glob(pattern)):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def wide_vectors() -> str | None:
    """The processor's features for the compiler where it has vectors of 512 bits, to use them.

    Left alone, the compiler halves them for the sake of older processors, and reads scattered
    numbers by instructions that take longer than to read them one by one. It changes speed, never a
    result. None where the user has set numba's processor or features himself.
    """
    config = numba.config
    if config.CPU_NAME is not None or config.CPU_FEATURES is not None:
        return None
    features: str = get_host_cpu_features()
    if "+avx512f" not in features.split(","):
        return None
    return f"{features},-prefer-256-bit,+prefer-no-gather"


def setting_digest() -> str:
    """A hash of what compiled code depends on besides its sources."""
    config = numba.config
    processor = config.CPU_NAME or llvmlite.binding.get_host_cpu_name()
    parts = (sys.implementation.cache_tag, numba.__version__, processor, config.CPU_FEATURES)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def cache_folder() -> Path:
    """Where compiled code is kept: below $NUMBA_CACHE_DIR or the user's cache, else temporary."""
    given = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME")
    home = Path(given) if given else Path.home() / ".cache"
    folder = home / "defection-sim" / f"{sources_digest()}-{setting_digest()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="defection-sim-"))


# For the whole process, if nothing has been compiled in it yet: numba has one target.
if _wide := wide_vectors():
    numba.config.CPU_FEATURES = _wide
FOLDER = cache_folder()
numba.config.CACHE_DIR = str(FOLDER)


class _Patience(Listener):  # type: ignore[misc]
    """Has something said where compiling takes longer than some seconds, however it is nested."""

    def __init__(self, say: Callable[[], None], seconds: float) -> None:
        self.say, self.seconds, self.depth = say, seconds, 0
        self.timer: Timer | None = None

    def on_start(self, event: Event) -> None:
        if self.depth == 0:
            self.timer = Timer(self.seconds, self.say)
            self.timer.daemon = True
            self.timer.start()
        self.depth += 1

    def on_end(self, event: Event) -> None:
        self.depth = max(self.depth - 1, 0)  # another thread may have started before this listened
        if self.depth == 0:
            self.rest()

    def rest(self) -> None:
        if self.timer is not None:
            self.timer.cancel()


@contextmanager
def while_compiling(say: Callable[[], None], seconds: float) -> Iterator[None]:
    """Call `say` each time that something within is compiled for longer than some seconds."""
    patience = _Patience(say, seconds)
    with install_listener("numba:compile", patience):
        try:
            yield
        finally:
            patience.rest()


class _Apart(CompilerBase):  # type: ignore[misc]
    """Tells the compiler that what a function writes by one argument it reaches by no other.

    Otherwise it asks before every loop whether arrays overlap, which takes as long as some loops.
    """

    def define_pipelines(self) -> list[Any]:
        self.state.flags.noalias = True
        return [DefaultPassBuilder.define_nopython_pipeline(self.state)]


_OPTIONS: dict[str, Any] = {"error_model": "numpy", "nogil": True, "pipeline_class": _Apart}

# Counting who refers to an array takes locked additions, which wait for all that was written before
# and keep what comes next waiting. What allocates nothing need not count, and then cannot allocate.
# No array may be returned from the one kind to the other, alone or in a tuple: it is passed in, to
# be filled. The compiler sees only part of that.
_UNCOUNTED: dict[str, Any] = _OPTIONS | {"_nrt": False}
loop: Any = njit(**_UNCOUNTED)
inlined: Any = njit(**_UNCOUNTED, forceinline=True)
entry: Any = njit(**_UNCOUNTED, cache=True)
_COUNTED: dict[str, Any] = _OPTIONS | {"_nrt": True}
allocating: Any = njit(**_COUNTED)
allocating_entry: Any = njit(**_COUNTED, cache=True)


def typed(signature: str) -> Any:
    """Compile for these types alone, whatever whole numbers a caller has."""
    return njit(signature, **_UNCOUNTED, forceinline=True, cache=True)


@intrinsic  # type: ignore[untyped-decorator]
def keep(_context: Any, here: Any, new: Any, old: Any) -> Any:
    """`new` where `here`, else `old`: what a loop writes to a field whose others must not change.

    Said plainly, this would become a store under a mask (from LLVM 20 on), and a later loop that
    reads what it wrote would wait for memory. `llvm.canonicalize` changes no number, and stands in
    between.
    """

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        chosen = builder.select(*arguments)
        identity = builder.module.declare_intrinsic("llvm.canonicalize", [ir.DoubleType()])
        return builder.call(identity, [chosen])

    return types.float64(types.boolean, types.float64, types.float64), build


@intrinsic  # type: ignore[untyped-decorator]
def fetch(_context: Any, address: Any) -> Any:
    """Have the line of memory at an address brought near; nobody waits for it."""

    def build(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        prefetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        to_read, second_level, of_data = number(0), number(2), number(1)
        address = builder.inttoptr(arguments[0], byte)
        builder.call(prefetch, [address, to_read, second_level, of_data])
        return context.get_dummy_value()

    return types.void(types.intp), build


@intrinsic  # type: ignore[untyped-decorator]
def peek(_context: Any, address: Any) -> Any:
    """The eight bytes at an address, as a whole number."""

    def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(builder.inttoptr(arguments[0], ir.IntType(64).as_pointer()))

    return types.int64(types.intp), build
