"""A worker whose clock is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from rig.chaos.crew import signature
from rig.chaos.fault import Fault, Play
from rig.chaos.stage import Stage

HOUR = 3600


def worker_off_by(seconds: int) -> Play:
    """One more worker, in whose process it is earlier or later than everywhere else."""

    @contextmanager
    def play(stage: Stage, dice: Random) -> Iterator[str]:
        crew = stage.workers
        stranger = crew.hire(f"python -m rig.chaos.elsewhen {seconds} {crew.command}")
        crew.away.add(stranger)
        yield signature(stranger)
        crew.dismiss(stranger)

    return play


FAULTS = [
    Fault("clock_ahead", "clock", worker_off_by(HOUR), (10, 20)),
    Fault("clock_behind", "clock", worker_off_by(-HOUR), (10, 20)),
]
