"""Takes up what dead workers left behind, and closes windows that have passed."""

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from accounts.models import Event
from campaigns.models import Publication
from publisher.models import SENDINGS, Attempt, Delivery
from publisher.models.attempt import Outcome
from publisher.models.sending import IN_FLIGHT, Sending, SendingQuerySet, State

log = structlog.get_logger()

DIED = "The worker stopped before the network's answer was written down."


@transaction.atomic
def reap(limit: int = 500) -> int:
    """Claims whose lease is over: a call that may have been made is unsure, media that was being prepared is prepared
    again.

    The fence grows, so that a worker that was only slow changes nothing any more. Returns how many.
    """
    return sum(_reap(noun, limit) for noun in SENDINGS)


def _reap(noun: type[Sending], limit: int) -> int:
    lost = list(
        noun.objects.filter(state__in=[State.SENDING, State.PREPARING], lease_until__lt=Now())
        .select_related("page")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit]
    )
    sending = [row for row in lost if row.state == State.SENDING]
    keys = [row.pk for row in sending]
    changes = {"fence": F("fence") + 1, "lease_until": None, "next_at": Now()}
    noun.move_all(
        "doubt",
        keys,
        **changes,
        deaths=F("deaths") + 1,
        doubts=F("doubts") + 1,
        looks=0,
        unsure_since=Now(),
        reason=DIED,
    )
    Attempt.objects.filter(**{f"{noun.noun}__in": keys}, outcome=Outcome.OPEN).update(
        outcome=Outcome.UNSURE, ended_at=Now(), reason=DIED
    )
    noun.move_all("requeue", [row.pk for row in lost if row.state == State.PREPARING], **changes)
    Event.objects.note_all(Event.about(f"{noun.noun}.unsure", row, reason=DIED) for row in sending)
    for row in lost:
        log.warning("lease_lost", **{noun.noun: row.pk}, network=row.network, page=row.page_id, was=row.state)
    return len(lost)


@transaction.atomic
def miss(limit: int = 500) -> int:
    """What could not go out before its window closed: a person decides. Returns how many.

    Those of which a call was ever in doubt are looked for once more: it may have arrived after it was last looked for.
    """
    return sum(_miss(noun, limit) for noun in SENDINGS)


def _miss(noun: type[Sending], limit: int) -> int:
    rows = noun.objects.closed().select_related("page")
    late = list(rows.filter(doubts=0).select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit])
    for row in late:
        row.reason = f"{row.too_late} {_obstacle(row)}".strip()
    noun.objects.bulk_update(late, ["reason"])
    noun.move_all("miss", [row.pk for row in late])
    Event.objects.note_all(Event.about(f"{noun.noun}.missed", row, reason=row.reason) for row in late)
    for row in late:
        log.warning("missed", **{noun.noun: row.pk}, network=row.network, page=row.page_id)
    return len(late) + _look_last(noun, rows.filter(doubts__gt=0), limit)


def _look_last(noun: type[Sending], doubted: SendingQuerySet, limit: int) -> int:
    """One a page, and none while another of it is in flight; the others have their turn after it."""
    in_flight = noun.objects.filter(page=OuterRef("page"), state__in=IN_FLIGHT)
    free = doubted.filter(~Exists(in_flight)).select_for_update(of=("self",), skip_locked=True, no_key=True)
    keys = {row.page_id: row.pk for row in free[:limit]}.values()
    return noun.move_all("look_last", keys, unsure_since=Now(), looks=0, next_at=Now())


@transaction.atomic
def drop(limit: int = 500) -> int:
    """Deliveries whose publication was cancelled, or called back and not approved again in time, and whose window has
    closed have nothing left to do. Returns how many."""
    idle = Delivery.objects.closed(Publication.State.CANCELLED, Publication.State.LAPSED)
    rows = idle.select_for_update(of=("self",), skip_locked=True, no_key=True).values_list("pk", flat=True)[:limit]
    return Delivery.move_all("drop", list(rows))


def _obstacle(row: Sending) -> str:
    """What the last try ran into, or would have: its first sentence; the rest speaks of what would be tried next."""
    reason = row.reason or row.standstill
    return f"What stood in the way: {reason.partition('. ')[0].rstrip('.')}." if reason else ""
