"""The end of the day: what is counted, company by company, and nothing that anybody acts on."""

import numpy as np

from sim.compiled import entry, inlined
from sim.engine.ranks import in_front, left_since
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

# A share as a whole number of grains. A company's fit 63 bits, of up to 2 each, as an expectation
# may be where somebody tries by a route and at contact. Less than half a grain counts as nothing.
_GRAINS = 2.0**55
assert 2 * COMPANY * _GRAINS < 2**63


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
def _grains(share):  # type: ignore[no-untyped-def]
    return np.int64(share * _GRAINS + 0.5)


@inlined
def count(c, today, day, row):  # type: ignore[no-untyped-def]
    """Add a company to the row of the day. Levels are added up as whole numbers, so that it is all
    the same in which order the soldiers stand."""
    for status in range(len(STATUSES)):
        row[status] += c.in_status[status]
    tried, attempts, wishes, wishing, resolve, resolved, expressed, stress = 0, 0, 0, 0, 0, 0, 0, 0
    for i in range(in_front(c)):
        here = c.status[i] == SERVING
        wish, willing = today.wish[i], c.willing[i]
        attempts += _grains(today.expected_today[i] if here else 0.0)
        wishes += _grains(wish if here else 0.0)
        wishing += here & (wish > 0.5)
        resolve += _grains(willing if here else 0.0)
        resolved += here & (willing > 0.5)
        expressed += _grains(today.expressed[i] if here else 0.0)
        stress += _grains(c.stress[i] if here else 0.0)
    for i in left_since(c, day):
        attempts += _grains(today.expected_today[i])
        tried += (c.attempt_day[i] == day) & (c.attempt[i] != JOINED)
    row[_ATTEMPTS] += tried
    row[_ATTEMPTS + 1] += attempts / _GRAINS
    row[_ATTEMPTS + 2] += wishes / _GRAINS
    row[_ATTEMPTS + 3] += wishing
    row[_ATTEMPTS + 4] += resolve / _GRAINS
    row[_ATTEMPTS + 5] += resolved
    row[_ATTEMPTS + 6] += expressed / _GRAINS
    row[_ATTEMPTS + 7] += stress / _GRAINS


@entry
def close(row):  # type: ignore[no-untyped-def]
    """Finish the row of the day: divide by those who serve where a mean is meant."""
    for k in range(_ATTEMPTS + 2, len(row)):
        row[k] = row[k] / row[SERVING] if row[SERVING] > 0.0 else 0.0
