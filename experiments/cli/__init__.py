"""The command `defection`."""

from experiments.cli.entry import main

__all__ = ["main"]
