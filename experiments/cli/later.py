"""Commands that a later version brings: refused by name."""

from __future__ import annotations

from collections.abc import Callable

import typer

from experiments.cli.guard import UsageError

_PURPOSES = {
    "calibrate": "fit the parameters to the record.",
    "validate": "test it on what it was not fitted to.",
    "dashboard": "a live picture in the browser.",
}


def _refusal(name: str, purpose: str) -> Callable[[typer.Context], None]:
    def command(ctx: typer.Context) -> None:
        raise UsageError(f"defection {name} is not available in this version")

    command.__doc__ = f"Not available yet: {purpose}"
    return command


COMMANDS = {name: _refusal(name, purpose) for name, purpose in _PURPOSES.items()}
