"""What a bench found."""

from dataclasses import dataclass, field
from typing import Any

from rig import machine
from rig.bench.goal import Goal
from rig.bench.verdict import Verdict

Json = dict[str, Any]
SHAPE: Json = dict.fromkeys(
    [
        "publications",
        "public",
        "doubles",
        "lost",
        "posts_per_second",
        "empty_tasks_per_second",
        "ratio",
        "lateness_seconds",
        "memory_mb",
    ]
)
"""What every bench's JSON has; null is what a bench does not measure."""


@dataclass(frozen=True)
class Result:
    """`figures` as they stand in the JSON."""

    bench: str
    figures: Json
    goals: list[Goal]
    machine: Json = field(default_factory=machine.described)

    @property
    def met(self) -> bool:
        return all(goal.met for goal in self.goals)

    def to_json(self) -> Json:
        goals = [goal.to_json() for goal in self.goals]
        return {"bench": self.bench, **SHAPE, **self.figures, "goals": goals, "machine": self.machine}


def sound(*verdicts: Verdict) -> Goal:
    """What holds for every bench that publishes."""
    counts = ("doubles", "lost", "early", "strange")
    found = ", ".join(f"{sum(getattr(verdict, name) for verdict in verdicts)} {name}" for name in counts)
    return Goal("every post public once, none early", found, all(verdict.sound for verdict in verdicts))
