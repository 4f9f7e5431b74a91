"""`defection bench`: how fast the simulation is on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.guard import FailedError
from experiments.cli.output import console, print_json, table

if TYPE_CHECKING:
    from rich.console import Console

    from experiments.bench.tables import Told

WIDTH = 80


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="Small sizes, in seconds: whether it works.")
    ] = False,
    large: Annotated[
        bool, typer.Option("--large", help="Also 1,200,000 soldiers for a year; takes minutes.")
    ] = False,
    json: given.Json = False,
) -> None:
    """Measure how fast the simulation is: both engines, the floor, growth, start-up, memory.

    What is compared takes turns, for some minutes; leave the machine alone meanwhile.
    """
    from experiments.bench.processes import BenchError
    from experiments.bench.size import FULL, QUICK
    from experiments.bench.suite import run_bench
    from experiments.progress import reporter

    try:
        record = run_bench(QUICK if quick else FULL, large, reporter())
    except BenchError as error:
        raise FailedError(str(error)) from None
    if json:
        print_json(record)
    else:
        _print(record)


def _print(record: dict[str, Any]) -> None:
    from experiments.bench.tables import headline, tables

    screen = console()
    screen.width = min(screen.width, WIDTH)
    screen.print(headline(record))
    for told in tables(record):
        _print_table(screen, told)


def _print_table(screen: Console, told: Told) -> None:
    made = table(*told.columns, right=told.columns[1:])
    for row in told.rows:
        made.add_row(*row)
    screen.print(f"\n{told.title}")
    screen.print(made)
    if told.note:
        screen.print(told.note)
