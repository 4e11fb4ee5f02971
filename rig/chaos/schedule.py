"""Which faults strike when: drawn from a seed, so that a run can be had again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from rig.chaos.fault import Fault

GAP = 1.0
"""Seconds between two strikes, on average."""


@dataclass(frozen=True, slots=True)
class Strike:
    """`at` and `lasts` are seconds, the first since the beginning; `dice` seeds the choices of the fault itself."""

    fault: str
    at: float
    lasts: float
    dice: int


def schedule(seed: int, seconds: float, faults: Sequence[Fault]) -> list[Strike]:
    """Every fault at least once, in an order of chance; all begin within `seconds`, long ones early enough to end."""
    dice = Random(seed)  # noqa: S311 - a game, repeatable by its seed
    count = max(len(faults), int(seconds / GAP))
    step = seconds / count
    order = _rounds(dice, faults)
    strikes = [_strike(dice, next(order), (place + dice.random()) * step, seconds) for place in range(count)]
    return sorted(strikes, key=lambda strike: strike.at)


def _rounds(dice: Random, faults: Sequence[Fault]) -> Iterator[Fault]:
    """All of them in one order of chance, then all of them in another, without end."""
    while True:
        yield from dice.sample(faults, len(faults))


def _strike(dice: Random, fault: Fault, at: float, seconds: float) -> Strike:
    lasts = dice.uniform(*fault.lasts)
    return Strike(fault.name, min(at, max(0.0, seconds - lasts)), lasts, dice.getrandbits(32))
