"""What a fault is: something that begins, lasts, and is mended again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rig.chaos.stage import Stage

NOBODY = "nobody was left"
"""What a fault hits that comes when there is nothing left to break."""
EVERYWHERE = "every network"
"""What a fault hits that is not kept to one network."""
Play = Callable[["Stage", Random], AbstractContextManager[str]]


@dataclass(frozen=True, slots=True)
class Fault:
    """`play` breaks something as it is entered, says what, and mends it as it is left. The dice are the fault's own.

    `lasts`: at least and at most so many seconds lie between the two.
    """

    name: str
    family: str
    play: Play
    lasts: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that was played: what it hit, and when it began and was mended (epoch seconds)."""

    fault: str
    target: str
    began: float
    ended: float
