"""What is to be done beside delivering: by the dispatcher, and by workers where no dispatcher is left."""

from collections.abc import Callable

import structlog
from django.db import DataError, IntegrityError

from publisher.engine.agenda import Agenda
from publisher.engine.reap import drop, miss, reap
from publisher.engine.release import order, release
from publisher.pieces import UNREADABLE

log = structlog.get_logger()

Step = Callable[[], int]
UNFORESEEN = (IntegrityError, DataError, *UNREADABLE)
"""What a row nobody foresaw ends a step with."""


def see_to(found: Agenda) -> dict[Step, int]:
    """Do each step that has something to do; returns how much each did. Any number of processes may do so at once."""
    steps: list[Step] = [release] * found.release + [order] * found.order + [reap] * found.reap
    return {step: attempt(step) for step in steps + [miss, drop] * found.close}


def attempt(step: Step) -> int:
    """Do one step. A row nobody foresaw must not keep the other steps, and so the other posts, from their turn."""
    try:
        return step()
    except UNFORESEEN:
        log.exception("step_failed", step=step.__name__)
        return 0
