"""Takes up what dead workers left behind, and closes windows that have passed."""

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from accounts.models import Event, Health
from campaigns.models import Publication
from publisher.engine.look import TOO_LATE
from publisher.models import Attempt, Delivery
from publisher.models.attempt import Outcome
from publisher.models.delivery import IN_FLIGHT, WAITING, DeliveryQuerySet, State

log = structlog.get_logger()

DIED = "The worker stopped before the network's answer was written down."


@transaction.atomic
def reap(limit: int = 500) -> int:
    """Claims whose lease is over: a call that may have been made is unsure, media that was being prepared is prepared
    again.

    The fence grows, so that a worker that was only slow changes nothing any more. Returns how many.
    """
    lost = list(
        Delivery.objects.filter(state__in=[State.SENDING, State.PREPARING], lease_until__lt=Now())
        .select_related("page")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]
    )
    sending = [delivery for delivery in lost if delivery.state == State.SENDING]
    keys = [delivery.pk for delivery in sending]
    changes = {"fence": F("fence") + 1, "lease_until": None, "next_at": Now()}
    Delivery.move_all(
        "doubt",
        keys,
        **changes,
        deaths=F("deaths") + 1,
        doubts=F("doubts") + 1,
        looks=0,
        unsure_since=Now(),
        reason=DIED,
    )
    Attempt.objects.filter(delivery__in=keys, outcome=Outcome.OPEN).update(
        outcome=Outcome.UNSURE, ended_at=Now(), reason=DIED
    )
    Delivery.move_all("requeue", [delivery.pk for delivery in lost if delivery.state == State.PREPARING], **changes)
    Event.objects.note_all(Event.about("delivery.unsure", delivery, reason=DIED) for delivery in sending)
    for delivery in lost:
        log.warning(
            "lease_lost", delivery=delivery.pk, network=delivery.network, page=delivery.page_id, was=delivery.state
        )
    return len(lost)


@transaction.atomic
def miss(limit: int = 500) -> int:
    """Deliveries whose window closed before they could go out: a person decides. Returns how many.

    Those of which a call was ever in doubt are looked for once more: it may have arrived after it was last looked for.
    """
    rows = _closed().filter(publication__state=Publication.State.RELEASED).select_related("page")
    late = list(rows.filter(doubts=0).select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit])
    keys = [delivery.pk for delivery in late]
    for delivery in late:
        delivery.reason = f"{TOO_LATE} {_obstacle(delivery)}".strip()
    Delivery.objects.bulk_update(late, ["reason"])
    Delivery.move_all("miss", keys)
    Event.objects.note_all(Event.about("delivery.missed", delivery, reason=delivery.reason) for delivery in late)
    for delivery in late:
        log.warning("missed", delivery=delivery.pk, network=delivery.network, page=delivery.page_id)
    return len(late) + _look_last(rows.filter(doubts__gt=0), limit)


def _look_last(doubted: DeliveryQuerySet, limit: int) -> int:
    """One a page, and none while another of it is in flight; the others have their turn after it."""
    in_flight = Delivery.objects.filter(page=OuterRef("page"), state__in=IN_FLIGHT)
    free = doubted.filter(~Exists(in_flight)).select_for_update(of=("self",), skip_locked=True, no_key=True)
    keys = {delivery.page_id: delivery.pk for delivery in free[:limit]}.values()
    return Delivery.move_all("look_last", keys, unsure_since=Now(), looks=0, next_at=Now())


@transaction.atomic
def drop(limit: int = 500) -> int:
    """Deliveries whose publication was cancelled and whose window has closed have nothing left to do. Returns how
    many."""
    idle = _closed().filter(publication__state=Publication.State.CANCELLED)
    rows = idle.select_for_update(of=("self",), skip_locked=True, no_key=True).values_list("pk", flat=True)[:limit]
    return Delivery.move_all("drop", list(rows))


def _closed() -> DeliveryQuerySet:
    """Those that wait although their window is over, by the index `delivery_closing`."""
    return Delivery.objects.filter(state__in=WAITING, lease_until=None, closes_at__lte=Now())


def _obstacle(delivery: Delivery) -> str:
    """What the last try ran into, or would have: its first sentence; the rest speaks of what would be tried next."""
    page = delivery.page
    reason = delivery.reason or (page.health_note if page.health == Health.RECONNECT else "")
    return f"What stood in the way: {reason.partition('. ')[0].rstrip('.')}." if reason else ""
