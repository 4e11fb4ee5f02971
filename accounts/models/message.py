"""One event on its way to one webhook. The row is the queue: it is sent until it is taken, for a day."""

import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from random import uniform
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, When
from django.db.models.functions import Now

from accounts import access
from accounts.models.event import Event, EventHead
from accounts.models.webhook import Webhook

if TYPE_CHECKING:
    from accounts.models.user import User

LEASE = timedelta(seconds=60)
"""A claimed message is another's again after that; longer than a call may take."""
PAUSES = [timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10)]
PAUSES += [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2), timedelta(hours=4)]
"""Between one try and the next; the last one again and again."""
KEPT = timedelta(days=30)
GONE = 410
"""RFC 9110, 15.5.11. Whoever answers so wants no more (standardwebhooks.com)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How one try went. `status` 0: there was no answer. `said` is how the answer began, or why there is none."""

    status: int
    seconds: float
    said: str

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300

    @property
    def fault(self) -> str:
        return f"Its last answer was {self.status}." if self.status else self.said


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self) -> "MessageQuerySet":
        return self.filter(next_at__lte=Now())


class MessageManager(models.Manager.from_queryset(MessageQuerySet)):  # type: ignore[misc]
    @transaction.atomic
    def enqueue(self, limit: int = 5000) -> int:
        """Write a message for each sealed event and each webhook that hears it; returns how many events were read.

        The head's row is locked and its place moves with the rows, so that each event is read once, in the order of
        the chain: it has no gaps, where ids may come to light out of order.
        """
        head, _ = EventHead.objects.select_for_update().get_or_create(pk=1)
        webhooks = list(Webhook.objects.in_force())
        ahead = Event.objects.filter(position__gt=head.told, position__lte=head.position).order_by("position")
        events = list(ahead[:limit]) if webhooks else []
        heard = [Message(webhook=one, event=event) for event in events for one in webhooks if one.hears(event)]
        self.bulk_create(heard, ignore_conflicts=True)
        EventHead.objects.filter(pk=1).update(told=events[-1].position if events else head.position)
        return len(events)

    @transaction.atomic
    def claim(self, webhook: Webhook, room: int) -> "list[Message]":
        """The next few that are due, for whoever sends them within `LEASE`."""
        due = self.filter(webhook=webhook).due().select_for_update(skip_locked=True, of=("self",))
        messages = list(due.select_related("event__brand", "event__market").order_by("next_at", "pk")[:room])
        self.filter(pk__in=[one.pk for one in messages]).update(next_at=Now() + LEASE, tries=F("tries") + 1)
        for one in messages:
            one.webhook, one.tries = webhook, one.tries + 1
        return messages

    @transaction.atomic
    def test(self, by: "User", webhook: Webhook) -> "Message":
        """Send one event about the webhook itself, whatever it hears."""
        access.require(by, access.Action.SUBSCRIBE, *webhook.scope())
        message: Message = self.create(webhook=webhook, event=Event.objects.note("webhook.tested", webhook, by))
        return message

    def forget_old(self) -> None:
        self.filter(begun_at__lt=Now() - KEPT).delete()


class Message(models.Model):
    """`next_at` is when it is tried next; empty when it was taken (`delivered_at`) or given up, `WEBHOOK_HOURS` after
    `begun_at`.

    `tries` counts since it was written or replayed, and is the fence of whoever claimed it.
    """

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="messages")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(db_default=Now())
    next_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    delivered_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[MessageManager] = MessageManager()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["webhook", "event"], name="message_once")]
        indexes = [
            models.Index(fields=["webhook", "next_at"], condition=~models.Q(next_at=None), name="message_due"),
            models.Index(fields=["webhook", "-id"], name="message_log"),
            models.Index(fields=["begun_at"], name="message_age"),
        ]

    def __str__(self) -> str:
        return f"msg_{self.pk}"

    @property
    def standing(self) -> str:
        if self.next_at:
            return "waiting"
        return "delivered" if self.delivered_at else "failed"

    def body(self) -> bytes:
        """As receivers get it: the event as the API shows it, in the envelope of Standard Webhooks."""
        event = self.event
        at = event.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        told = {
            "id": event.pk,
            "at": at,
            "what": event.what,
            "noun": event.noun,
            "noun_id": event.noun_id,
            "brand": event.brand and event.brand.slug,
            "market": event.market and event.market.code,
            "facts": event.facts,
        }
        return json.dumps({"type": event.what, "timestamp": at, "data": told}, ensure_ascii=False).encode()

    @transaction.atomic
    def settle(self, sent: Sent) -> None:
        """Write down how a claimed try went, and what follows from it. One that is another's by now only goes into the
        log; one that was removed with its webhook nowhere."""
        if not Message.objects.select_for_update().filter(pk=self.pk).first():
            return
        self.sendings.create(status=sent.status, seconds=sent.seconds, said=sent.said)
        mine = Message.objects.filter(pk=self.pk, tries=self.tries, next_at__isnull=False)
        if sent.taken:
            mine.update(next_at=None, delivered_at=Now())
            self.webhook.worked()
        elif sent.status == GONE:
            mine.update(next_at=None)
            self.webhook.stop(None, "The receiver answered 410: it wants no more.")
        else:
            mine.update(next_at=_after(self.tries))
            self.webhook.failed(sent.fault)

    @transaction.atomic
    def replay(self, by: "User") -> None:
        """Send it once more, under the same id, from now on and for another day."""
        access.require(by, access.Action.SUBSCRIBE, *self.webhook.scope())
        fresh = {"begun_at": Now(), "next_at": Now(), "delivered_at": None, "tries": 0}
        Message.objects.filter(pk=self.pk).update(**fresh)
        Event.objects.note("webhook.replayed", self.webhook, by, message=str(self))
        self.refresh_from_db()


def _after(tries: int) -> Case:
    """When the next try is; never, once the day is over. A little apart, so that not all come at once."""
    pause = PAUSES[min(tries, len(PAUSES)) - 1] * uniform(1, 1.2)  # noqa: S311 - no secret
    return Case(When(begun_at__gt=Now() + pause - settings.WEBHOOK_HOURS, then=Now() + pause), default=None)


class Sending(models.Model):
    """One try, written when it had ended. `status` 0: no answer; `said` begins as the answer did, or says why there is
    none."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="sendings")
    at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField()
    seconds = models.FloatField()
    said = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.message} at {self.at:%H:%M:%S}: {self.status or self.said}"
