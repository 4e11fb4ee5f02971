"""The dispatcher's turn: release, reap, miss, and ring the bell of each network that has something to do."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db import DataError, IntegrityError
from django.db.models import F
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from publisher.engine import waiting
from publisher.engine.reap import drop, miss, reap
from publisher.engine.release import BATCH, release
from publisher.models import Delivery
from publisher.models.delivery import WORK
from publisher.tasks import drain

log = structlog.get_logger()

LONGEST_PAUSE = timedelta(seconds=0.5)


def turn() -> timedelta:
    """Do one turn; returns how long to pause: until the next delivery is due, half a second at most."""
    released = attempt(release)
    for step in (reap, miss, drop, ring):
        attempt(step)
    return timedelta(0) if released >= BATCH else pause()


def attempt(step: Callable[[], int]) -> int:
    """Do one step. A row nobody foresaw must not keep the other steps, and so the other posts, from their turn."""
    try:
        return step()
    except (IntegrityError, DataError):
        log.exception("step_failed", step=step.__name__)
        return 0


def ring() -> int:
    """One message a network; returns how many. Losing or doubling it changes nothing: the row is the queue."""
    networks = waiting.networks()
    for rung, network in enumerate(networks):
        try:
            drain.apply_async((network,), retry=False)
        except OperationalError as fault:
            log.warning("bell_silent", network=network, detail=str(fault))
            return rung
    return len(networks)


def pause() -> timedelta:
    """Exact to the next due time, by the database's clock."""
    upcoming = Delivery.objects.filter(state__in=WORK, next_at__gt=Now(), next_at__lt=Now() + LONGEST_PAUSE)
    first = upcoming.order_by("next_at").annotate(pause=F("next_at") - Now()).values_list("pause", flat=True).first()
    return LONGEST_PAUSE if first is None else max(first, timedelta(0))
