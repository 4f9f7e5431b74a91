"""`defection bench`: how fast the simulation is on this machine."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from experiments.cli import options as given
from experiments.cli.guard import FailedError
from experiments.cli.output import print_json, print_text
from experiments.cli.tables import Column, print_table


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="Small sizes, in seconds: whether it works.")
    ] = False,
    large: Annotated[
        bool, typer.Option("--large", help="Also 1,200,000 soldiers for a year; takes minutes.")
    ] = False,
    json: given.Json = False,
) -> None:
    """Measure how fast the simulation is.

    Both engines, the floor, who is gone, threads, drafting, growth, start-up and memory. What is
    compared takes turns, for some minutes; leave the machine alone meanwhile.
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

    print_text(headline(record))
    for told in tables(record):
        words, *numbers = told.columns
        columns = [Column(words, wraps=20), *(Column(head, right=True) for head in numbers)]
        print_table(columns, told.rows, told.title)
        if told.note:
            print_text(told.note)
