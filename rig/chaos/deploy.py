"""A rolling deploy: for each process a new one is started, and the old one is asked to finish and go."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from rig.chaos.crew import Crew
from rig.chaos.fault import Fault
from rig.chaos.stage import Stage
from rig.process import Process


@contextmanager
def rolled(stage: Stage, dice: Random) -> Iterator[str]:
    """Who has not gone by the end is killed, as platforms do."""
    leaving = [(crew, old) for crew in (stage.workers, stage.dispatchers) for old in crew.fit()]
    for crew, old in leaving:
        crew.away.add(old)
        crew.hire()
        old.send(signal.SIGTERM)
    yield f"{len(leaving)} processes"
    for crew, old in leaving:
        _see_off(crew, old)


def _see_off(crew: Crew, old: Process) -> None:
    if old.pid is not None:
        crew.stayed.append(old.name)
    crew.dismiss(old)


FAULTS = [Fault("rolling_deploy", "deploy", rolled, (32, 36))]
