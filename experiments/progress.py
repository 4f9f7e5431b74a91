"""How a sweep gets on, on stderr: a bar on a terminal, now and then a line elsewhere.

A reporter counts runs, or what else its `unit` says.
"""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

FIRST_LINE = 5.0
BETWEEN_LINES = 15.0


def duration(seconds: float) -> str:
    """A time as a reader says it: 40 s, 12 min, 3.5 h."""
    if seconds < 90:
        return f"{max(seconds, 0):.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def say(line: str) -> None:
    """A line on stderr; nobody listening is no reason to stop."""
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


class Silent:
    """For whom the results are enough."""

    unit = "runs"

    def __enter__(self) -> Silent:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def advance(self, runs: int, left: int, seconds_left: float) -> None:
        """Say nothing."""

    def note(self, line: str) -> None:
        """Say nothing."""


class Lines:
    """Plain lines, for logs: the first after some seconds, so that a short run says nothing."""

    unit = "runs"

    def __init__(self) -> None:
        self.done = 0
        self.next_line = time.monotonic() + FIRST_LINE

    def __enter__(self) -> Lines:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def advance(self, runs: int, left: int, seconds_left: float) -> None:
        """Count, and say so from time to time."""
        self.done += runs
        if time.monotonic() >= self.next_line and left:
            self.next_line = time.monotonic() + BETWEEN_LINES
            counted = f"{self.done:,} of {self.done + left:,} {self.unit}"
            say(f"{counted}, about {duration(seconds_left)} left")

    def note(self, line: str) -> None:
        """Say something else."""
        say(line)


class Bar:
    """A bar with the time left."""

    unit = "runs"

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[left]}"),
            console=Console(stderr=True),
            transient=True,
        )
        self.task: Any = self.progress.add_task(self.unit, total=None, left="")

    def __enter__(self) -> Bar:
        self.progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.stop()

    def advance(self, runs: int, left: int, seconds_left: float) -> None:
        """Move on."""
        done = self.progress.tasks[0].completed + runs
        text = f"about {duration(seconds_left)} left"
        self.progress.update(
            self.task, description=self.unit, completed=done, total=done + left, left=text
        )

    def note(self, line: str) -> None:
        """Say something above the bar."""
        self.progress.console.print(line, highlight=False, markup=False)


Reporter = Silent | Lines | Bar


def reporter() -> Reporter:
    """A bar where stderr is a terminal, else lines."""
    return Bar() if sys.stderr.isatty() else Lines()


@dataclass
class Days:
    """Runs of so many days each, told by the day: for an engine of which one run takes long.

    The time left is reckoned from the days so far, the clock starting when this is made.
    """

    reporter: Reporter
    runs: int
    days: int
    done: int = 0
    started: float = field(default_factory=time.monotonic)
    lock: Any = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.reporter.unit = "days" if self.runs == 1 else f"days of {self.runs:,} runs"

    def lived(self) -> None:
        """A day of some run is over; any thread may say so."""
        with self.lock:
            self.done += 1
            left = self.runs * self.days - self.done
            pace = (time.monotonic() - self.started) / self.done
            self.reporter.advance(1, left, pace * left)

    def advance(self, runs: int, left: int, seconds_left: float) -> None:
        """Say nothing of runs: their days were told."""
