"""Commands that a later version brings: refused by name."""

from __future__ import annotations

from collections.abc import Callable

import typer

from experiments.cli.guard import UsageError

_PURPOSES = {
    "calibrate": "Fit the parameters to the record.",
    "validate": "Test the model against what it was not fitted to.",
    "dashboard": "A live picture in the browser.",
}


def _refusal(name: str, purpose: str) -> Callable[[typer.Context], None]:
    def command(ctx: typer.Context) -> None:
        raise UsageError(f"defection {name} is not available in this version")

    command.__doc__ = f"{purpose} Not available in this version."
    return command


COMMANDS = {name: _refusal(name, purpose) for name, purpose in _PURPOSES.items()}
