"""The dispatcher's turn: ring the bell of each network that has something to do; release, reap, miss."""

from collections.abc import Iterable
from datetime import timedelta

import structlog
from kombu.exceptions import OperationalError

from publisher.engine import agenda
from publisher.engine.upkeep import see_to
from publisher.tasks import drain

log = structlog.get_logger()


def turn() -> timedelta:
    """Do one turn; returns how long to pause: until the next delivery is due, half a second at most.

    What is due is rung for first, as to release a burst takes longer than a turn should; what was released just now is
    rung for in the next, which follows at once.
    """
    found = agenda.look()
    ring(found.networks)
    done = see_to(found)
    return timedelta(0) if any(done.values()) else found.pause


def ring(networks: Iterable[str]) -> None:
    """One message a network. Losing or doubling it changes nothing: the row is the queue."""
    for network in networks:
        try:
            drain.apply_async((network,), retry=False)
        except OperationalError as fault:
            log.warning("bell_silent", network=network, detail=str(fault))
            return
