"""What a bench found."""

from dataclasses import dataclass, field
from typing import Any

from rig import machine
from rig.bench.goal import Goal
from rig.bench.verdict import Verdict

Json = dict[str, Any]


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
        return {"bench": self.bench, **self.figures, "goals": goals, "machine": self.machine}


def sound(verdict: Verdict) -> Goal:
    """What holds for every bench that publishes."""
    found = f"{verdict.doubles} doubles, {verdict.lost} lost, {verdict.early} early, {verdict.strange} strange"
    return Goal("every post public once, none early", found, verdict.sound)
