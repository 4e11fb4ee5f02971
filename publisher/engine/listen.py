"""A worker that hears no bell looks for itself, so that posts go out on their minute while Redis is away, or every
dispatcher."""

import threading
import time
from dataclasses import dataclass

import structlog
from django.db import DatabaseError, InterfaceError, connection

from publisher.engine import agenda
from publisher.engine.drain import drain, leaving
from publisher.engine.upkeep import see_to

log = structlog.get_logger()

SILENCE = 2.0
"""Seconds without a bell after which a worker no longer relies on being rung."""
EVERY = 0.5
"""Seconds between two looks."""


@dataclass
class Ear:
    """When this process was last rung, on its monotonic clock; and whether at its last look there was work of a
    dispatcher, which a living one has done by the next."""

    heard_at: float = float("-inf")
    upkeep_waits: bool = False


ear = Ear()


def heard() -> None:
    """Some bell was rung in this process."""
    ear.heard_at = time.monotonic()


def begin() -> None:
    """Look in a thread of its own from now on, until the worker leaves."""
    threading.Thread(target=_look_on, name="listen", daemon=True).start()


def _look_on() -> None:
    while not leaving.wait(EVERY):
        try:
            look()
        except (DatabaseError, InterfaceError) as fault:
            log.warning("database_silent", detail=str(fault).partition("\n")[0])
            connection.close()


def look() -> list[threading.Thread]:
    """Drain what is due, each network in a thread of its own, if no bell was heard of late; returns the threads."""
    if time.monotonic() - ear.heard_at < SILENCE:
        return []
    found = agenda.look()
    if found.upkeep and ear.upkeep_waits:
        see_to(found)
        found = agenda.look()
    ear.upkeep_waits = found.upkeep
    # Not daemons as this thread is: a worker that leaves waits for their calls.
    drains = [threading.Thread(target=_drain, args=(network,), daemon=False) for network in found.networks]
    for one in drains:
        one.start()
    return drains


def _drain(network: str) -> None:
    try:
        drain(network)
    except (DatabaseError, InterfaceError) as fault:
        log.warning("database_silent", network=network, detail=str(fault).partition("\n")[0])
    finally:
        connection.close()
