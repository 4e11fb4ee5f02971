"""The dispatcher's turn: release, reap, miss, and ring the bell of each network that has something to do."""

from datetime import timedelta

import structlog
from django.db.models import F, Q
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from publisher.engine.reap import miss, reap
from publisher.engine.release import release
from publisher.models import Delivery
from publisher.models.delivery import State
from publisher.tasks import drain

log = structlog.get_logger()

LONGEST_PAUSE = timedelta(seconds=0.5)
WORK = Q(state__in=[State.QUEUED, State.READY, State.UNSURE])


def turn() -> timedelta:
    """Do one turn; returns how long to pause: until the next delivery is due, half a second at most."""
    released = release()
    reap()
    miss()
    ring()
    return timedelta(0) if released >= 500 else pause()


def ring() -> None:
    """One message a network. Losing or doubling it changes nothing: the row is the queue."""
    for network in sorted(
        set(Delivery.objects.filter(WORK, next_at__lte=Now()).values_list("network", flat=True).distinct())
    ):
        try:
            drain.apply_async((network,), retry=False)
        except OperationalError as fault:
            log.warning("bell_silent", network=network, detail=str(fault))


def pause() -> timedelta:
    """Exact to the next due time, by the database's clock."""
    upcoming = Delivery.objects.filter(WORK, next_at__gt=Now(), next_at__lt=Now() + LONGEST_PAUSE)
    first = upcoming.order_by("next_at").annotate(pause=F("next_at") - Now()).values_list("pause", flat=True).first()
    return LONGEST_PAUSE if first is None else max(first, timedelta(0))
