"""`defection report`: a study's folder as one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.guard import UsageError


def report(
    folder: Annotated[
        str, typer.Argument(metavar="DIR", help="Folder of a finished study or of a run.")
    ],
) -> None:
    """Write report.html: a study on one page, in one file."""
    path = Path(folder)
    from experiments.report import ReportError, write_report

    try:
        written = write_report(path)
    except ReportError as error:
        cause = error.__context__
        if isinstance(cause, FileNotFoundError):
            missing = f"{folder}: there is no {Path(cause.filename).name} in it"
            whole = "a report needs the whole folder that a study, or --out, writes"
            raise UsageError(f"{missing}; {whole}") from None
        raise UsageError(str(error)) from None
    print(written)
