"""How much is measured: at full size, or quickly."""

from __future__ import annotations

from dataclasses import dataclass

SCENARIO = "ukrainian_front"
SEED = 1


@dataclass(frozen=True)
class Size:
    """Forces in soldiers, lengths in days.

    rounds: how often those that are compared with the agents engine take turns; short_rounds,
        growth_rounds, starts: likewise, of what takes little time, of the large forces and of the
        commands.
    forces: what the engines are compared at, the largest first. days: of a whole run.
    stretches: how many stretches of the run the agents engine lives, evenly spread; a stretch has
        as many days as make `agent_soldier_days`, at least one.
    growth, growth_days: forces of growing size, and the days that each lives.
    lengths: days that the largest of `forces` lives.
    task: replicates of it in a task, of which two are run in one thread and in two.
    cold: whether a start is timed with nothing compiled.
    held: soldiers of which the memory is measured. large, large_days: the run of --large.
    """

    quick: bool
    rounds: int
    short_rounds: int
    forces: tuple[int, ...]
    days: int
    stretches: int
    agent_soldier_days: int
    growth_rounds: int
    growth: tuple[int, ...]
    growth_days: int
    lengths: tuple[int, ...]
    task: int
    starts: int
    cold: bool
    held: int
    large: int
    large_days: int

    def repeats(self, soldiers: int) -> int:
        """How many replicates of a small force make a time as long as one of the largest."""
        return max(1, self.forces[0] // soldiers)

    def stretches_of(self, soldiers: int) -> list[tuple[int, int]]:
        """The stretches that all engines live to be compared: first day, from 0, and last + 1."""
        length = max(1, self.agent_soldier_days // soldiers)
        middles = [(k + 0.5) * self.days / self.stretches for k in range(self.stretches)]
        return [(int(at), int(at) + length) for at in middles]


FULL = Size(
    quick=False,
    rounds=7,
    short_rounds=25,
    forces=(12_000, 1_000),
    days=180,
    stretches=6,
    agent_soldier_days=5_000,
    growth_rounds=5,
    growth=(1_000, 10_000, 100_000, 1_000_000),
    growth_days=50,
    lengths=(30, 90, 180, 360),
    task=5,
    starts=5,
    cold=True,
    held=300_000,
    large=1_200_000,
    large_days=365,
)

QUICK = Size(
    quick=True,
    rounds=3,
    short_rounds=3,
    forces=(1_000, 240),
    days=60,
    stretches=3,
    agent_soldier_days=500,
    growth_rounds=2,
    growth=(240, 1_000, 10_000),
    growth_days=20,
    lengths=(20, 60),
    task=2,
    starts=1,
    cold=False,
    held=30_000,
    large=12_000,
    large_days=365,
)
