"""How the figures look and how they are written: the same bytes on every run."""
