"""The end of the day: what is counted, in a fixed order, and nothing that anybody acts on."""

from sim.compiled import entry
from sim.fields import SIDE_BY_SIDE
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
    """Add a company to the row of the day, and its levels to the sums of `work`."""
    sums = work.sums
    tried = 0
    if c.left_day == day:
        for i in range(COMPANY):
            tried += (c.attempt_day[i] == day) & (c.attempt[i] != JOINED)
    for status in range(len(STATUSES)):
        row[status] += c.in_status[status]
    row[_ATTEMPTS] += tried
    for at in range(SIDE_BY_SIDE):
        attempts, wishes, wishing, resolve, resolved = 0.0, 0.0, 0.0, 0.0, 0.0
        expressed, stress = 0.0, 0.0
        for k in range(COMPANY // SIDE_BY_SIDE):
            i = at + k * SIDE_BY_SIDE
            here = c.status[i] == SERVING
            wish = today.wish[i] if here else 0.0
            willing = c.willing[i] if here else 0.0
            attempts += today.expected_today[i]
            wishes += wish
            wishing += 1.0 if wish > 0.5 else 0.0
            resolve += willing
            resolved += 1.0 if willing > 0.5 else 0.0
            expressed += today.expressed[i]
            stress += c.stress[i] if here else 0.0
        sums[0, at] += attempts
        sums[1, at] += wishes
        sums[2, at] += wishing
        sums[3, at] += resolve
        sums[4, at] += resolved
        sums[5, at] += expressed
        sums[6, at] += stress


@entry
def close(sums, row):  # type: ignore[no-untyped-def]
    """Finish the row of the day: sum up the levels, which leaves `sums` empty, and divide by those
    who serve where a mean is meant."""
    for i in range(SIDE_BY_SIDE):
        for level in range(SUMMED):
            row[_ATTEMPTS + 1 + level] += sums[level, i]
            sums[level, i] = 0.0
    for k in range(_ATTEMPTS + 2, len(row)):
        row[k] = row[k] / row[SERVING] if row[SERVING] > 0.0 else 0.0
