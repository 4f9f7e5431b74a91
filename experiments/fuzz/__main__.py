"""`python -m experiments.fuzz`: try made-up input, and say what it found."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Sequence

from experiments.fuzz.cases import KINDS
from experiments.fuzz.judge import Finding
from experiments.fuzz.session import Session

EVERY = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where every case ended well, else 1."""
    parser = argparse.ArgumentParser(prog="python -m experiments.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=300, help="how many cases")
    parser.add_argument("--seed", type=int, default=1, help="seed of the cases")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds for a command")
    parser.add_argument("--only", type=int, help="one case by its number, with tracebacks")
    given = parser.parse_args(arguments)
    numbers = range(given.cases) if given.only is None else [given.only]
    session = Session(given.seed, given.limit, debug=given.only is not None)
    told = 0
    for tried, _ in enumerate(session.run(numbers), 1):
        for finding in session.findings[told:]:
            print(tell(finding, given.seed), flush=True)
        told = len(session.findings)
        if tried % EVERY == 0:
            print(f"{tried} of {len(numbers)}", file=sys.stderr, flush=True)
    print(summary(session, len(numbers)))
    return 1 if session.findings else 0


def tell(finding: Finding, seed: int) -> str:
    """A finding, and how to see it again."""
    line = shlex.join(finding.arguments)
    again = f"python -m experiments.fuzz --seed {seed} --only {finding.number}"
    return (
        f"case {finding.number} ({finding.kind}): {finding.problem}\n"
        f"  defection {line!r}\n  again: {again}\n  it said: {finding.said!r}"
    )


def summary(session: Session, cases: int) -> str:
    """How the commands ended."""
    parts = []
    for kind in KINDS:
        codes = sorted((str(c), n) for (k, c), n in session.endings.items() if k == kind)
        if codes:
            parts.append(f"{kind}: " + ", ".join(f"{n} ended with {code}" for code, n in codes))
    return f"{cases} cases, {len(session.findings)} findings; " + "; ".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
