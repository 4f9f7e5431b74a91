"""Which code made a result."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGES = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy")


def version() -> str:
    """The version of the project."""
    import sim

    return sim.__version__


@cache
def code_digest() -> str:
    """The hash of the sources of sim, which decide what a run gives."""
    import sim

    root = Path(sim.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def package_versions() -> dict[str, str]:
    """The versions of what the results depend on."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions
