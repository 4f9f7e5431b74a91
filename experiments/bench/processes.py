"""Processes of their own, for what depends on how a process began."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence


class BenchError(Exception):
    """Something could not be measured; the text says what."""


def python(program: str, arguments: Sequence[str], **environment: str) -> str:
    """Run a line of Python with arguments; returns what it printed.

    Raises BenchError if it fails.
    """
    env: Mapping[str, str] = {**os.environ, **environment}
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BenchError(f"{' '.join(arguments)}: ended with {done.returncode}: {said[:300]}")
    return done.stdout
