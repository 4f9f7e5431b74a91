"""What the times were taken on: no name of a host, a user or a folder."""

from __future__ import annotations

import os
import platform
from typing import Any

from experiments.version import package_versions

PACKAGES = ("python", "numba", "numpy", "mesa")


def machine() -> dict[str, Any]:
    """Processor, cores, system, and the versions that speed depends on."""
    versions = package_versions()
    return {
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        **{name: versions[name] for name in PACKAGES if name in versions},
    }


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
