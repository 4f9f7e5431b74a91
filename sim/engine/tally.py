"""The end of the day: what is counted, in a fixed order, and nothing that anybody acts on."""

from sim.compiled import entry, inlined
from sim.state import (
    COMPANY,
    IN_TRANSIT,
    JOINED,
    KILLED_IN_ACTION,
    NOBODY,
    SELF_KILLED,
    SERVING,
    STATUSES,
)

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


@inlined
def _count_statuses(c, serving, on_their_way):  # type: ignore[no-untyped-def]
    """Whoever changes his status leaves one of these two, or goes from one to the other."""
    if c.in_status[SERVING] == serving and c.in_status[IN_TRANSIT] == on_their_way:
        return
    c.in_status[:] = 0
    for i in range(COMPANY):
        if c.status[i] != NOBODY:
            c.in_status[c.status[i]] += 1


@entry
def count(c, today, day, row):  # type: ignore[no-untyped-def]
    """Add a company to the row of the day (sums; `close` makes means of them)."""
    serving, on_their_way, tried, wishing, resolved = 0, 0, 0, 0, 0
    for i in range(COMPANY):
        serving += c.status[i] == SERVING
        on_their_way += c.status[i] == IN_TRANSIT
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        wishing += here & (today.wish[i] > 0.5)
        resolved += here & (c.willing[i] > 0.5)
    if c.left_day == day:
        for i in range(COMPANY):
            tried += (c.attempt_day[i] == day) & (c.attempt[i] != JOINED)
    _count_statuses(c, serving, on_their_way)
    for status in range(len(STATUSES)):
        row[status] += c.in_status[status]
    expected, wish, willing, expressed, stress = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(COMPANY):
        here = c.status[i] == SERVING
        expected += today.expected_today[i]
        wish += today.wish[i] if here else 0.0
        willing += c.willing[i] if here else 0.0
        expressed += today.expressed[i]
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
