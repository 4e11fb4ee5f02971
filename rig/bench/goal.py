"""What a bench was meant to reach, and whether it did."""

from dataclasses import asdict, dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Goal:
    """`measured` in words, beside what was wanted."""

    wanted: str
    measured: str
    met: bool

    def to_json(self) -> Json:
        return asdict(self)


def at_most(what: str, value: float, limit: float, unit: str = "s") -> Goal:
    return Goal(f"{what} ≤ {limit:g} {unit}", f"{value:.3g} {unit}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str = "") -> Goal:
    return Goal(f"{what} ≥ {limit:g} {unit}".strip(), f"{value:.4g} {unit}".strip(), value >= limit)


def within(what: str, value: float, times: float, of: float, unit: str = "s") -> Goal:
    """At most `times` as much as `of`, which was measured in the same run."""
    return Goal(f"{what} ≤ {times:g} × {of:.3g} {unit}", f"{value:.3g} {unit}", value <= times * of)
