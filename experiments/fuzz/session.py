"""Trying cases in this process, each in a folder of its own and within a time limit."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from typer.testing import CliRunner

from experiments.cli.app import app
from experiments.fuzz.cases import Case, affordable, draw_case
from experiments.fuzz.corpus import DONE, FILES, SCENARIO
from experiments.fuzz.judge import Ending, Finding, problems, tables

PLAIN = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "100", "DEFECTION_DEBUG": None}
SAID = 600


class TooSlow(BaseException):
    """The time of a case is up."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what runs after so many seconds, where the platform has an alarm to do so."""
    main = threading.current_thread() is threading.main_thread()
    if not main or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TooSlow

    old = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)


@dataclass
class Session:
    """Some cases of a seed. `endings` counts how the commands ended, by kind of case and code."""

    seed: int
    limit: float = 20.0
    debug: bool = False
    program: Any = app
    endings: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def run(self, numbers: Sequence[int]) -> Iterator[int]:
        """Try the cases of these numbers; gives out each when it is done."""
        with TemporaryDirectory(prefix="defection-fuzz-") as name:
            start = Path(name) / "start"
            start.mkdir()
            self.lay_out(start)
            for number in numbers:
                folder = Path(name) / "case"
                shutil.copytree(start, folder)
                self.findings += self.attempt(draw_case(self.seed, number), folder)
                shutil.rmtree(folder, ignore_errors=True)
                yield number

    def attempt(self, case: Case, folder: Path) -> list[Finding]:
        """What goes wrong with a case in a folder that holds the small files."""
        for name, content in case.files.items():
            (folder / name).write_bytes(content)
        found = []
        for arguments in case.commands:
            before = tables(folder)
            ending = self.call(arguments, folder)
            self.endings[case.kind, ending.code] += 1
            for problem in problems(ending, folder, before):
                said = (ending.err or ending.out)[-SAID:]
                found.append(Finding(case.number, case.kind, arguments, problem, said))
            if ending.code != 0 or found or (case.kind == "study" and not _go_on(ending)):
                break
        return found

    def call(self, arguments: Sequence[str], folder: Path) -> Ending:
        """Run a command in a folder."""
        env = PLAIN | ({"DEFECTION_DEBUG": "1"} if self.debug else {})
        clock = time.monotonic()
        try:
            with chdir(folder), within(self.limit):
                done = CliRunner(env=env).invoke(self.program, list(arguments))
        except TooSlow as late:
            return Ending(tuple(arguments), None, "", "", time.monotonic() - clock, late)
        error = None if isinstance(done.exception, SystemExit) else done.exception
        seconds = time.monotonic() - clock
        code = done.exit_code if seconds <= self.limit else None
        return Ending(tuple(arguments), code, done.stdout, done.stderr, seconds, error)

    def lay_out(self, folder: Path) -> None:
        """The small files and a finished run. What must be compiled is compiled on the way."""
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")
        with chdir(folder):
            for line in (
                ["run", SCENARIO, "--replicates", "2", "--out", DONE],
                ["run", SCENARIO, "--replicates", "1", "--engine", "agents", "--days", "1"],
            ):
                done = CliRunner(env=PLAIN).invoke(app, line)
                assert done.exit_code == 0, done.output


def _go_on(ending: Ending) -> bool:
    """Whether to run a study after what its dry run says of it."""
    return "--dry-run" in ending.arguments and affordable(json.loads(ending.out))
