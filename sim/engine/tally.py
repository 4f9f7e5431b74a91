"""The end of the day: what is counted, in a fixed order, and nothing that anybody acts on."""

from sim.compiled import entry
from sim.state import COMPANY, JOINED, KILLED_IN_ACTION, SELF_KILLED, SERVING, STATUSES

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
def count(c, today, day, row):  # type: ignore[no-untyped-def]
    """Add a company to the row of the day (sums; `close` makes means of them)."""
    serving, tried, wishing, resolved = 0, 0, 0, 0
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        serving += here
        wishing += here & (today.wish[i] > 0.5)
        resolved += here & (c.willing[i] > 0.5)
        tried += (c.attempt_day[i] == day) & (c.attempt[i] != JOINED)
    row[SERVING] += serving
    for status in range(SERVING + 1, len(STATUSES) if serving < COMPANY else SERVING + 1):
        found = 0
        for i in range(COMPANY):
            found += c.status[i] == status
        row[status] += found
    expected, wish, willing, expressed, stress = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        expected += today.expected_today[i]
        wish += today.wish[i] if here else 0.0
        willing += c.willing[i] if here else 0.0
        expressed += c.expressed[i] if here else 0.0
        stress += c.stress[i] if here else 0.0
    row[_ATTEMPTS] += tried
    row[_ATTEMPTS + 1] += expected
    row[_ATTEMPTS + 2] += wish
    row[_ATTEMPTS + 3] += wishing
    row[_ATTEMPTS + 4] += willing
    row[_ATTEMPTS + 5] += resolved
    row[_ATTEMPTS + 6] += expressed
    row[_ATTEMPTS + 7] += stress


@entry
def close(row):  # type: ignore[no-untyped-def]
    """Make the day's means of its sums."""
    for k in range(_ATTEMPTS + 2, len(row)):
        row[k] = row[k] / row[SERVING] if row[SERVING] > 0.0 else 0.0
