"""The end of the day: what is counted, in a fixed order, and nothing that anybody acts on."""

from sim.compiled import entry
from sim.state import (
    COMPANY,
    JOINED,
    KILLED_IN_ACTION,
    LEVELS,
    SELF_KILLED,
    SERVING,
    STATUSES,
)

SERIES = (*STATUSES, *LEVELS)
_ATTEMPTS = len(STATUSES)
SUMMED = len(LEVELS) - 1


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
def count(c, today, work, day, row):  # type: ignore[no-untyped-def]
    """Add a company to the row of the day, and its levels to the sums of
    `work`, place by place."""
    sums = work.sums
    tried = 0
    if c.left_day == day:
        for i in range(COMPANY):
            tried += (c.attempt_day[i] == day) & (c.attempt[i] != JOINED)
    for status in range(len(STATUSES)):
        row[status] += c.in_status[status]
    row[_ATTEMPTS] += tried
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        wish = today.wish[i] if here else 0.0
        willing = c.willing[i] if here else 0.0
        sums[0, i] += today.expected_today[i]
        sums[1, i] += wish
        sums[2, i] += 1.0 if wish > 0.5 else 0.0
        sums[3, i] += willing
        sums[4, i] += 1.0 if willing > 0.5 else 0.0
        sums[5, i] += today.expressed[i]
        sums[6, i] += c.stress[i] if here else 0.0


@entry
def close(sums, row):  # type: ignore[no-untyped-def]
    """Finish the row of the day: sum up the levels, which leaves `sums` empty, and divide by those
    who serve where a mean is meant."""
    for i in range(COMPANY):
        for level in range(SUMMED):
            row[_ATTEMPTS + 1 + level] += sums[level, i]
            sums[level, i] = 0.0
    for k in range(_ATTEMPTS + 2, len(row)):
        row[k] = row[k] / row[SERVING] if row[SERVING] > 0.0 else 0.0
