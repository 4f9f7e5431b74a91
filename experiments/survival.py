"""Cumulative incidence by cause: a man killed on day 40 cannot defect on day 41.

The estimator is that of Aalen and Johansen (1978, Scandinavian Journal of Statistics 5:141). With
S the Kaplan-Meier chance of no ending of any cause, n at risk and d_k endings of cause k on a day,

    F_k(day) = sum over days u <= day of S(u-1) * d_k(u) / n(u)

With one cause alone F is 1 minus Kaplan-Meier. Taking 1 minus Kaplan-Meier for one of several
causes would call the others censoring, and would answer for a world in which nobody is killed.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.estimate import RARE, garwood, student_factor
from sim.state import STATUSES

AT_RISK = ("serving", "in_transit")
"""Statuses without an ending yet; one on his way out has one to come.

Everything else is an ending, also going home or being withdrawn: who is no longer there cannot
defect, and a company is withdrawn because of attempts. Only the end of the study censors."""

Array = NDArray[np.float64]


def cumulative_incidence(at_risk: ArrayLike, events: ArrayLike) -> Array:
    """Aalen-Johansen from daily counts.

    at_risk: (..., days), soldiers without an ending when the day begins.
    events: (..., causes, days), endings on the day.
    Returns (..., causes, days), the chance of an ending of that cause up to and with that day.
    """
    risk = np.asarray(at_risk, dtype=np.float64)[..., None, :]
    ended = np.asarray(events, dtype=np.float64)
    hazard = np.divide(ended, risk, out=np.zeros(ended.shape), where=risk > 0)
    return np.cumsum(_survival_before(hazard.sum(axis=-2))[..., None, :] * hazard, axis=-1)


def incidence_from_times(
    times: ArrayLike, causes: ArrayLike, names: Sequence[object]
) -> tuple[Array, Array]:
    """Aalen-Johansen from each person's time and cause; a cause not in `names` is censoring.

    Returns the distinct times, and the incidence of each named cause at them: (causes, times).
    """
    time, cause = np.asarray(times, dtype=np.float64), np.asarray(causes)
    moments = np.unique(time)
    at_risk = time.size - np.searchsorted(np.sort(time), moments, side="left")
    place = np.searchsorted(moments, time)
    events = [np.bincount(place[cause == name], minlength=moments.size) for name in names]
    return moments, cumulative_incidence(at_risk, np.array(events))


def daily_events(daily: pd.DataFrame) -> tuple[list[str], Array, Array]:
    """Causes, soldiers at risk (replicates, days), endings (replicates, causes, days) of a point.

    daily: one row a replicate and day, with the count of every status at the end of that day.
    Everybody starts at risk, and an ending is final: a status that shrinks is an error.
    """
    causes = [name for name in STATUSES if name not in AT_RISK]
    missing = [name for name in STATUSES if name not in daily.columns]
    if missing:
        raise ValueError(f"incidence needs the daily count of every status; missing {missing}")
    ordered = daily.sort_values(["replicate", "day"])
    replicates = ordered["replicate"].nunique()
    counts = ordered[list(STATUSES)].to_numpy(np.float64)
    counts = counts.reshape(replicates, -1, len(STATUSES)).transpose(0, 2, 1)
    column = {name: i for i, name in enumerate(STATUSES)}
    events = np.diff(counts[:, [column[name] for name in causes], :], axis=2, prepend=0.0)
    if (events < 0).any():
        shrinking = causes[int(np.argwhere((events < 0).any(axis=(0, 2)))[0, 0])]
        raise ValueError(
            f"the count of {shrinking!r} falls from one day to the next: not an ending"
        )
    everybody = counts.sum(axis=1)[:, :1]
    at_end_of_day = counts[:, [column[name] for name in AT_RISK], :].sum(axis=1)
    return causes, np.concatenate([everybody, at_end_of_day[:, :-1]], axis=1), events


def incidence_table(daily: pd.DataFrame) -> pd.DataFrame:
    """Rows of day, cause, mean, low, high (shares of the force) and pooled events, for one point.

    Soldiers of one run share its battles and its news, so the replicate is the unit: the band is
    pointwise Student's t between replicates. While a cause has at most RARE events in all of them,
    the band is no narrower than Garwood's interval for their number, times the incidence that one
    event adds. With one replicate there is that floor alone, or none (NaN).
    """
    causes, at_risk, events = daily_events(daily)
    incidence = cumulative_incidence(at_risk, events)
    mean, low, high = _band(incidence, at_risk, events)
    days = np.sort(daily["day"].unique())
    return pd.DataFrame(
        {
            "day": np.tile(days, len(causes)),
            "cause": np.repeat(causes, days.size),
            "mean": mean.ravel(),
            "low": low.ravel(),
            "high": high.ravel(),
            "events": np.cumsum(events.sum(axis=0), axis=1).astype(np.int64).ravel(),
        }
    )


def _survival_before(hazard: Array) -> Array:
    """Kaplan-Meier chance of no ending before each day."""
    survival = np.cumprod(1.0 - hazard, axis=-1)
    return np.concatenate([np.ones((*survival.shape[:-1], 1)), survival[..., :-1]], axis=-1)


def _band(incidence: Array, at_risk: Array, events: Array) -> tuple[Array, Array, Array]:
    replicates = incidence.shape[0]
    mean = incidence.mean(axis=0)
    if replicates > 1:
        half = student_factor(replicates) * incidence.std(axis=0, ddof=1) / np.sqrt(replicates)
    else:
        half = np.full(mean.shape, np.nan)
    pooled = np.cumsum(events.sum(axis=0), axis=1)
    rare = pooled <= RARE
    fewest, most = garwood(np.where(rare, pooled, 0.0))
    adds = _incidence_of_one_event(mean, pooled, at_risk, events)
    low = np.fmin(mean - half, np.where(rare, fewest * adds, np.nan))
    high = np.fmax(mean + half, np.where(rare, most * adds, np.nan))
    return mean, np.maximum(low, 0.0), np.minimum(high, 1.0)


def _incidence_of_one_event(mean: Array, pooled: Array, at_risk: Array, events: Array) -> Array:
    """What an event adds to the mean incidence; before the first, the most it could add."""
    hazard = np.divide(events.sum(axis=1), at_risk, out=np.zeros(at_risk.shape), where=at_risk > 0)
    weight = np.divide(
        _survival_before(hazard), at_risk, out=np.zeros(at_risk.shape), where=at_risk > 0
    )
    unseen = np.maximum.accumulate(weight.max(axis=0)) / at_risk.shape[0]
    return np.where(pooled > 0, mean / np.maximum(pooled, 1.0), unseen)
