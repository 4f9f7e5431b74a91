"""What may go wrong in a command, as a few lines on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from experiments.progress import say

WRONG_INPUT, FAILED = 2, 1
MOST_LINES = 50


class UsageError(Exception):
    """The input is wrong in a way that one line says."""


class FailedError(Exception):
    """The run failed; the text says how."""


class Guarded(TyperGroup):
    """A group of commands whose errors end in an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; turn what it raises into lines and a code."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("interrupted; a study resumes with the same command")
            raise typer.Exit(FAILED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise typer.Exit(0) from None
            raise typer.Exit(_show(error)) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if _from_the_parser(error):
                raise
            raise typer.Exit(_show(error)) from None


def _from_the_parser(error: Exception) -> bool:
    """Whether the command line itself was wrong: typer knows how to say so."""
    return hasattr(error, "exit_code") and hasattr(error, "format_message")


def _show(error: Exception) -> int:
    """Say what went wrong; returns the exit code."""
    from experiments.folder import FolderError
    from sim.scenario import ScenarioError

    if os.environ.get("DEFECTION_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, ScenarioError | FolderError | UsageError):
        lines = str(error).splitlines()
        for line in lines[:MOST_LINES]:
            say(line)
        if len(lines) > MOST_LINES:
            say(f"and {len(lines) - MOST_LINES} more")
        return WRONG_INPUT
    if isinstance(error, FailedError):
        say(str(error))
        return FAILED
    if isinstance(error, OSError):
        name = f"{error.filename}: " if error.filename else ""
        say(f"{name}{error.strerror or error}")
        return WRONG_INPUT if error.errno == errno.ENAMETOOLONG else FAILED
    what = f"{type(error).__name__}: {error}".splitlines()[0][:500]
    say(f"failed: {what}")
    say("this is a fault of the program; DEFECTION_DEBUG=1 shows where it comes from")
    return FAILED
