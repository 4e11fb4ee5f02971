"""The dispatcher's turn: release, reap, miss, and ring the bell of each network that has something to do."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import structlog
from django.db import DataError, IntegrityError
from kombu.exceptions import OperationalError

from publisher.engine import agenda
from publisher.engine.reap import drop, miss, reap
from publisher.engine.release import BATCH, order, release
from publisher.tasks import drain

log = structlog.get_logger()


def turn() -> timedelta:
    """Do one turn; returns how long to pause: until the next delivery is due, half a second at most."""
    found = agenda.look()
    steps = [release] * found.release + [order] * found.order + [reap] * found.reap + [miss, drop] * found.close
    done = {step: attempt(step) for step in steps}
    if steps:
        found = agenda.look()
    ring(found.networks)
    return timedelta(0) if done.get(release, 0) >= BATCH else found.pause


def attempt(step: Callable[[], int]) -> int:
    """Do one step. A row nobody foresaw must not keep the other steps, and so the other posts, from their turn."""
    try:
        return step()
    except (IntegrityError, DataError):
        log.exception("step_failed", step=step.__name__)
        return 0


def ring(networks: Iterable[str]) -> None:
    """One message a network. Losing or doubling it changes nothing: the row is the queue."""
    for network in networks:
        try:
            drain.apply_async((network,), retry=False)
        except OperationalError as fault:
            log.warning("bell_silent", network=network, detail=str(fault))
            return
