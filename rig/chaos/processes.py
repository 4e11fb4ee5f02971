"""Workers and dispatchers that die or stand still without a word."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

from rig.chaos.crew import Crew, signature
from rig.chaos.fault import NOBODY, Fault, Play
from rig.chaos.stage import Stage

Pick = Callable[[Stage], Crew]


def killed(crew_of: Pick) -> Play:
    @contextmanager
    def play(stage: Stage, dice: Random) -> Iterator[str]:
        crew = crew_of(stage)
        if not (fit := crew.fit()):
            yield NOBODY
            return
        victim = dice.choice(fit)
        name = signature(victim)
        crew.away.add(victim)
        victim.send(signal.SIGKILL)
        yield name
        crew.dismiss(victim)
        crew.start()

    return play


def stopped(crew_of: Pick) -> Play:
    """The process wakes up again when all it held is another's, and knows nothing of it. One other at least goes on."""

    @contextmanager
    def play(stage: Stage, dice: Random) -> Iterator[str]:
        crew = crew_of(stage)
        if len(fit := crew.fit()) < 2:
            yield NOBODY
            return
        victim = dice.choice(fit)
        name = signature(victim)
        crew.away.add(victim)
        victim.send(signal.SIGSTOP)
        try:
            yield name
        finally:
            victim.send(signal.SIGCONT)
            crew.away.discard(victim)

    return play


def of_workers(stage: Stage) -> Crew:
    return stage.workers


def of_dispatchers(stage: Stage) -> Crew:
    return stage.dispatchers


def faults(lease: float) -> list[Fault]:
    """`lease`: how long a claim lasts, in seconds; whoever is stopped is stopped for longer."""
    longer = (lease + 3, lease + 8)
    return [
        Fault("worker_killed", "processes", killed(of_workers), (1, 6)),
        Fault("worker_stopped", "processes", stopped(of_workers), longer),
        Fault("dispatcher_killed", "processes", killed(of_dispatchers), (1, 6)),
        Fault("dispatcher_stopped", "processes", stopped(of_dispatchers), longer),
    ]
