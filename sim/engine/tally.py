"""The end of the day: what is counted, in a fixed order, and nothing that anybody acts on."""

from sim.compiled import entry
from sim.state import COMPANY, JOINED, KILLED_IN_ACTION, NOBODY, SELF_KILLED, SERVING, STATUSES

LEVELS = (
    "attempts",
    "expected_attempts",
    "mean_wish",
    "share_wish",
    "mean_willing",
    "share_willing",
    "mean_expressed",
    "mean_stress",
)
SERIES = (*STATUSES, *LEVELS)
_ATTEMPTS = len(STATUSES)


@entry
def fallen_share(p, daily, day):  # type: ignore[no-untyped-def]
    """Share of the force that had fallen by `aftermath.honour_lag` days before this day."""
    past = day - 1 - int(p.aftermath.honour_lag)
    if past < 0:
        return 0.0
    force = 0.0
    for k in range(_ATTEMPTS):
        force += daily[past, k]
    return (daily[past, KILLED_IN_ACTION] + daily[past, SELF_KILLED]) / force


@entry
def count(c, day, row):  # type: ignore[no-untyped-def]
    """Add a company to the row of the day (sums; `close` makes means of them)."""
    for i in range(COMPANY):
        if c.status[i] == NOBODY:
            break
        row[c.status[i]] += 1.0
        tried = c.attempt_day[i] == day and c.attempt[i] != JOINED
        row[_ATTEMPTS] += 1.0 if tried else 0.0
        row[_ATTEMPTS + 1] += c.expected_attempts[i]
    wish, wishing, willing, resolved, expressed, stress = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        wish += c.wish[i] if here else 0.0
        wishing += 1.0 if here and c.wish[i] > 0.5 else 0.0
        willing += c.willing[i] if here else 0.0
        resolved += 1.0 if here and c.willing[i] > 0.5 else 0.0
        expressed += c.expressed[i] if here else 0.0
        stress += c.stress[i] if here else 0.0
    row[_ATTEMPTS + 2] += wish
    row[_ATTEMPTS + 3] += wishing
    row[_ATTEMPTS + 4] += willing
    row[_ATTEMPTS + 5] += resolved
    row[_ATTEMPTS + 6] += expressed
    row[_ATTEMPTS + 7] += stress


@entry
def close(row, before):  # type: ignore[no-untyped-def]
    """Make the day's means of its sums. `before` is what was expected up to yesterday."""
    total = row[_ATTEMPTS + 1]
    row[_ATTEMPTS + 1] = total - before
    for k in range(_ATTEMPTS + 2, len(row)):
        row[k] = row[k] / row[SERVING] if row[SERVING] > 0.0 else 0.0
    return total
