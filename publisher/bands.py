"""Freezes as the calendar shows them: bands over the days on which they held."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.db.models import Q

from accounts.models import User
from campaigns.calendar.bands import Band
from campaigns.calendar.clock import Clock
from campaigns.calendar.span import Span
from publisher.models import Freeze

EVERYTHING = "all that is planned"


def freezes(person: User, span: Span, clock: Clock) -> Iterator[Band]:
    """Those in force hold until nobody knows when."""
    zone = clock.zone or person.zone
    start, end = (datetime.combine(day, time.min, zone).astimezone(UTC) for day in (span.first, span.end))
    touching = Freeze.objects.visible_to(person).filter(Q(lifted_at=None) | Q(lifted_at__gte=start), set_at__lt=end)
    for freeze in touching.select_related("brand", "market", "campaign").order_by("set_at"):
        lifted = freeze.lifted_at
        # What ended with the stroke of midnight did not hold on the day that began with it.
        last = (lifted - timedelta(microseconds=1)).astimezone(zone).date() if lifted else None
        yield Band("freeze", _label(freeze), freeze.set_at.astimezone(zone).date(), last, _market(freeze))


def _market(freeze: Freeze) -> str:
    return freeze.market.code if freeze.market else ""


def _label(freeze: Freeze) -> str:
    network = freeze.get_network_display() if freeze.network else ""
    tag = f"#{freeze.tag}" if freeze.tag else ""
    scope = [str(part) for part in (freeze.brand, freeze.market, network, freeze.campaign, tag) if part]
    return f"Frozen ({', '.join(scope) or EVERYTHING}): {freeze.reason}"
