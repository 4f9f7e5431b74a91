"""What all tests share: no terminal, no display, and the same examples on every run."""

import os

from hypothesis import settings

for name in ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS"):  # each makes rich draw in colour
    os.environ.pop(name, None)
os.environ.update(NO_COLOR="1", TERM="dumb", COLUMNS="120", MPLBACKEND="Agg")

# No deadline: a first call compiles. `pytest --hypothesis-profile=explore` looks for new examples.
settings.register_profile("fixed", deadline=None, derandomize=True, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000, print_blob=True)
settings.load_profile("fixed")
