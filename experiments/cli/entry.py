"""From the shell to a command and back: an exit code, and never a traceback.

0 done, 2 the input is wrong, 1 the run failed. DEFECTION_DEBUG=1 shows where an unexpected
error came from.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

from experiments.cli.app import app


def main() -> NoReturn:
    """Run the command of this process's arguments, and end the process."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="defection")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    _leave(code)


def _leave(code: int) -> NoReturn:
    """End at once: a thread in the middle of a long run has nothing left to save."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        pass  # whoever read it had enough
    except OSError as error:
        code = code or 1
        with suppress(OSError):
            sys.stderr.write(f"the output cannot be written: {error.strerror}\n")
    with suppress(OSError, AttributeError):
        sys.stderr.flush()
    os._exit(code)
