"""Made-up input for the commands: each must end with 0 or 2, soon, and with a whole result or none.

`python -m experiments.fuzz --cases N --seed S` tries N cases and says what it found. A case is
drawn from the seed and its number alone, so that `--only NUMBER` tries one again.
"""

from experiments.fuzz.cases import Case, draw_case
from experiments.fuzz.judge import Ending, Finding
from experiments.fuzz.session import Session

__all__ = ["Case", "Ending", "Finding", "Session", "draw_case"]
