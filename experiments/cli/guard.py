"""What may go wrong in a command, as a few lines on stderr and an exit code."""

from __future__ import annotations

import errno
import os
import re
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from experiments.progress import say

WRONG_INPUT, FAILED = 2, 1
MOST_LINES = 50

PLAIN = {
    r"Input should be a valid integer": "must be a whole number",
    r"Input should be greater than or equal to (\S+)": r"must be \1 or more",
    r"Input should be less than or equal to (\S+)": r"must be \1 or less",
    r"Value error, '.*' is not one of (.*?)\.?$": r"must be one of \1",
}
"""What the parser says of a value, and the plain words for it."""


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
            resumes = "; the same command resumes the study"
            say("interrupted" + (resumes if ctx.invoked_subcommand == "study" else ""))
            raise typer.Exit(FAILED) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise typer.Exit(0) from None
            raise typer.Exit(_show(error)) from None
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            if _from_the_parser(error):
                _reword(error)
                _hint(error, ctx)
                raise
            raise typer.Exit(_show(error)) from None


def _from_the_parser(error: Exception) -> bool:
    """Whether the command line itself was wrong: typer knows how to say so."""
    return hasattr(error, "exit_code") and hasattr(error, "format_message")


def _reword(error: Any) -> None:
    """Say in plain words which values an option takes; what is not known stays as it is."""
    message = str(getattr(error, "message", ""))
    for pattern, words in PLAIN.items():
        if found := re.match(pattern, message):
            faults: list[Any] = getattr(error.__cause__, "errors", list)()
            got = f" (got {faults[0]['input']!s})" if faults and "input" in faults[0] else ""
            error.message = found.expand(words) + got
            return


def _hint(error: Any, ctx: Any) -> None:
    """Add what was probably meant by a word that has no place where it stands."""
    message = str(getattr(error, "message", ""))
    if found := re.match(r"No such command '(.*)'\.?$", message):
        error.message = message + _instead(found[1])
    elif found := re.match(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)$", message):
        word = found[1].split()[0] if found[1].strip() else ""
        sets = ctx.invoked_subcommand in ("run", "show", "compare", "explain")
        if sets and re.fullmatch(r"true|false|[-+.\d].*", word) and not word.endswith(".toml"):
            error.message = f"{message}; a value goes with its key: --set KEY={word}"
        elif ctx.invoked_subcommand == "compare" and word.strip("'\""):
            arm = f"--arm LABEL:scenario={word}"
            error.message = f"{message}; what SCENARIO is compared with is an arm: {arm}"


def _instead(word: str) -> str:
    """The command that takes a word which is none."""
    from experiments.study.places import list_studies
    from sim.scenario.places import scenario_names

    if word in [study.name for study in list_studies()]:
        return f" It is a study: use 'defection study {word}'"
    if word in scenario_names():
        return f" It is a scenario: use 'defection run {word}'"
    if word.endswith(".toml"):
        return f" For a file, use 'defection check {word}', then run or study"
    return ""


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
