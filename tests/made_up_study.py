"""A made-up study in the form that the runner writes: plausible numbers and known effects."""

import json

import numpy as np
import pandas as pd

from experiments.estimate import mean_interval
from experiments.results import read_results
from sim.state import STATUSES

LEVELS = [0.0, 0.75, 1.5, 2.25, 3.0]
LEVER, SWITCH = "regime.family_punishment", "mechanisms.hostage"
# title, soldiers, days, attempts per 1,000 soldier-months, chance of success, casualties a day
WORLDS = {
    "russia_rear": ("Russian rear", 11000, 180, 0.011, 0.03, 0.0),
    "ukrainian_front": ("Ukrainian front", 11000, 240, 0.05, 0.2, 0.006),
    "dmz": ("DMZ", 15000, 365, 0.02, 0.25, 0.0),
}
GRADES = {"documented": 21, "derived": 9, "assumed": 83}


def points():
    """Twelve a scenario: for each of two forces five values of the lever, and the mechanism off."""
    rows = []
    for scenario in WORLDS:
        for force in ("as deployed", "equal force"):
            rows += [(scenario, force, level, True) for level in LEVELS]
            rows.append((scenario, force, 1.5, False))
    return [
        dict(zip(("scenario", "force", LEVER, SWITCH), r, strict=True), point=i)
        for i, r in enumerate(rows)
    ]


def one_run(point, replicate, days, soldiers):
    """Outcomes and the daily counts of a run."""
    _, _, _, rate, success, casualties = WORLDS[point["scenario"]]
    luck = np.random.default_rng([7, replicate])
    own = np.random.default_rng([8, replicate, point["point"]])
    effect = np.exp(-1.5 * (point[LEVER] - 1.5)) if point[SWITCH] else 11.0
    common = luck.gamma(60, 1 / 60) * own.gamma(4000, 1 / 4000)
    status = np.zeros((days, len(STATUSES)))
    column = STATUSES.index
    assault = np.zeros(days)
    assault[38:74] = 1
    assault[97:] = 0.3
    lost = np.minimum(
        np.cumsum(own.poisson(soldiers * casualties * assault * luck.gamma(200, 1 / 200))),
        soldiers * 0.8,
    )
    status[:, column("killed_in_action")] = np.floor(0.2 * lost)
    status[:, column("evacuated")] = lost - np.floor(0.2 * lost)
    if casualties:
        status[:, column("self_killed")] = np.floor(0.004 * lost)
        status[:, column("taken_prisoner")] = np.floor(0.0006 * lost)
    serving = soldiers - status.sum(axis=1)
    months = serving.sum() / 30
    expected = rate * effect * common * months / 1000
    per_day = expected / days
    ends = {"defected": success, "recaptured": 0.5, "died_escaping": 0.15, "absent": 0.02}
    if point["scenario"] == "russia_rear":
        ends["returned_by_host"] = 0.15
    for name, share in ends.items():
        status[:, column(name)] = np.cumsum(own.poisson(per_day * share, days))
    status[:, column("removed")] = np.cumsum(own.poisson(0.004 * soldiers / days, days))
    status[:, column("serving")] = soldiers - status.sum(axis=1)
    day = np.arange(1, days + 1)
    outcomes = dict(zip(STATUSES, status[-1], strict=True))
    attempts = sum(outcomes[name] for name in ends)
    outcomes |= {
        "attempts": attempts,
        "expected_attempts": expected,
        "soldier_months": months,
        "expected_attempts_per_1000_soldier_months": 1000 * expected / months,
        "expected_defections_per_1000_soldier_months": 1000 * expected * success / months,
        "attempts_per_1000_soldier_months": 1000 * attempts / months,
        "share_wish": 0.31 + 0.1 * (casualties > 0) + 0.01 * luck.normal(),
    }
    stress = (0.6 if casualties else 0.15) * (1 - np.exp(-day / 60)) + 0.01 * luck.normal()
    daily = {
        "day": day,
        **{n: status[:, i] for i, n in enumerate(STATUSES)},
        "mean_stress": stress,
        "share_willing": 1e-4 * effect * common * (1 + stress),
    }
    return outcomes, daily


def write_study(folder, replicates=8, shrink=1.0, calibrated=False):
    """Write the folder of a study, and read it back."""
    folder.mkdir(parents=True, exist_ok=True)
    runs, daily, summary = [], [], []
    for point in points():
        scenario = point["scenario"]
        _, soldiers, days, *_ = WORLDS[scenario]
        if point["force"] == "equal force":
            soldiers, days = 11000, 180
        place = {"scenario": scenario, "point": point["point"]}
        factors = {name: point[name] for name in ("force", LEVER, SWITCH)}
        here = []
        for replicate in range(replicates):
            outcomes, series = one_run(point, replicate, max(int(days * shrink), 30), soldiers)
            here.append(
                {**place, "replicate": replicate, "seed": 100 + replicate, **factors, **outcomes}
            )
            daily.append(pd.DataFrame({**place, "replicate": replicate, **factors, **series}))
        runs += here
        for name in outcomes:
            kind = "count" if name in (*STATUSES, "attempts") else "expectation"
            interval = mean_interval([run[name] for run in here], kind)
            summary.append(
                {**place, **factors, "outcome": name, **interval.json(), "n": replicates}
            )
    pd.DataFrame(runs).to_parquet(folder / "runs.parquet")
    pd.concat(daily, ignore_index=True).to_parquet(folder / "daily.parquet")
    pd.DataFrame(summary).to_csv(folder / "summary.csv", index=False)
    meaning = {LEVER: ("what is done to the family of a deserter", "life units")}
    pd.DataFrame(
        [(name, *meaning.get(name, (f"the {name}", "")), "runs") for name in runs[0]],
        columns=["name", "meaning", "unit", "tables"],
    ).to_csv(folder / "columns.csv", index=False)
    (folder / "manifest.json").write_text(
        json.dumps(manifest(calibrated, replicates)), encoding="utf-8"
    )
    return read_results(folder)


def manifest(calibrated, replicates):
    """What the runner says of a study."""
    rows = points()
    return {
        "kind": "study",
        "name": "three_contexts",
        "calibrated": calibrated,
        "calibration": "calibrated" if calibrated else "uncalibrated: read differences, not levels",
        "version": "0.1.0",
        "code": "c0de" * 16,
        "packages": {"python": "3.11.2", "numpy": "2.4.6"},
        "finished": "2026-01-01T00:00:00+00:00",
        "study": {
            "title": "Three contexts & <one> lever",
            "question": "How do the contexts differ, and what does the lever do?",
            "file": "three_contexts.toml",
            "sha256": "5afe" * 16,
            "text": "title = 'Three contexts'\n",
            "scenarios": list(WORLDS),
            "replicates": replicates,
            "analyses": {"rates": {}, "incidence": {}, "states": {}},
        },
        "scenarios": {name: scenario_record(name) for name in WORLDS},
        "factors": ["force", LEVER, SWITCH],
        "points": [
            {
                "point": row["point"],
                "scenario": row["scenario"],
                "digest": f"{row['point']:064}",
                "soldiers": WORLDS[row["scenario"]][1],
                "days": WORLDS[row["scenario"]][2],
                "factors": {name: row[name] for name in ("force", LEVER, SWITCH)},
                "replicates": replicates,
                "failed": 0,
            }
            for row in rows
        ],
        "seeds": {"study": 1, "replicates": "seed column of runs.parquet"},
        "parameters": GRADES,
        "assumed_parameters": GRADES["assumed"],
        "runs": len(rows) * replicates,
        "failures": [],
        "times": {"started": "2026-01-01T00:00:00+00:00", "seconds": 61.2, "workers": 2},
        "artifacts": [],
    }


def scenario_record(name):
    """What the manifest holds of a scenario."""
    return {
        "title": f"{WORLDS[name][0]}: {WORLDS[name][1]} soldiers",
        "digest": "ab" * 32,
        "values": {LEVER: 1.5, SWITCH: True},
        "provenance": {
            LEVER: {
                "unit": "life units",
                "grade": "assumed",
                "source": "kin_three_gen",
                "where": "base.toml:36",
            },
            SWITCH: {
                "unit": "",
                "grade": "documented",
                "source": "assumption",
                "where": "base.toml:200",
            },
        },
        "routes": [],
        "calendar": [],
    }
