"""What happened, by whom, when: append-only, written in the transaction of the change, chained a moment later.

Writers insert and never wait for each other. `EventHead.seal_events` then gives each new event its place in one chain;
each
seal is a SHA-256 over the seal before it and the event's own words, so that a removed or altered row shows
(`verify_events`).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce, Now

from accounts import access
from accounts.models.brand import Brand, Market

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.access import Person
    from accounts.models.user import User

Facts = dict[str, Any]


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, person: "Person") -> "EventQuerySet":
        return self.filter(access.reach(person))

    def about(self, noun: models.Model) -> "EventQuerySet":
        return self.filter(noun=noun._meta.model_name, noun_id=noun.pk)

    def newest_first(self) -> "EventQuerySet":
        return self.order_by("-at", "-id")

    def after(self, key: int) -> "EventQuerySet":
        """Those that have their place in the chain behind that one's. Ids are given before their transactions end: one
        that comes to light late may have a smaller one, and would be passed over."""
        known = Event.objects.filter(pk__lte=key, position__isnull=False).order_by("-pk").values("position")[:1]
        return self.filter(position__gt=Coalesce(Subquery(known), 0))

    def before(self, at: "datetime", key: int) -> "EventQuerySet":
        """Those that stand behind that one when the newest are first. The first condition is what an index reads."""
        return self.filter(Q(at__lte=at), Q(at__lt=at) | Q(id__lt=key))


class EventManager(models.Manager.from_queryset(EventQuerySet)):  # type: ignore[misc]
    def note(self, what: str, noun: models.Model, by: "User | None" = None, **facts: Any) -> "Event":
        """Write one event about `noun`. Call it inside the transaction of the change."""
        event = Event.about(what, noun, by, **facts)
        event.save()
        return event

    def note_all(self, events: "Iterable[Event]") -> int:
        """Write unsaved events (`Event.about`), in one short statement because a burst brings thousands a second.
        Returns how many."""
        names = ("what", "by_id", "noun", "noun_id", "brand_id", "market_id", "facts")
        rows = [{name: getattr(event, name) for name in names} for event in events]
        if not rows:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO accounts_event (what, by_id, noun, noun_id, brand_id, market_id, facts, seal)
                SELECT what, by_id, noun, noun_id, brand_id, market_id, facts, ''
                FROM jsonb_to_recordset(%s::jsonb) AS r(what text, by_id bigint, noun text, noun_id bigint,
                     brand_id bigint, market_id bigint, facts jsonb)
                """,
                [json.dumps(rows)],
            )
        return len(rows)


class Event(models.Model):
    at = models.DateTimeField(db_default=Now(), editable=False)
    what = models.CharField(max_length=60)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    noun = models.CharField(max_length=40)
    noun_id = models.BigIntegerField()
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="+")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    facts = models.JSONField(default=dict, blank=True)
    position = models.BigIntegerField(null=True, unique=True, editable=False)
    seal = models.CharField(max_length=64, blank=True, editable=False)

    objects: ClassVar[EventManager] = EventManager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["noun", "noun_id", "-id"], name="event_noun"),
            models.Index(fields=["-at", "-id"], name="event_at"),
            models.Index(fields=["by", "-at", "-id"], condition=Q(by__isnull=False), name="event_by"),
            models.Index(fields=["what", "-at", "-id"], name="event_what"),
            models.Index(fields=["market", "-at", "-id"], name="event_market"),
            models.Index(fields=["id"], condition=Q(position=None), name="event_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.what} · {self.noun} {self.noun_id}"

    @classmethod
    def about(cls, what: str, noun: models.Model, by: "User | None" = None, **facts: Any) -> "Event":
        """An unsaved event, for writing many at once. Brand and market are the noun's, which decide who may read it."""
        brand, market = noun.scope() if hasattr(noun, "scope") else (None, None)
        return cls(
            what=what,
            by=by,
            noun=noun._meta.label_lower.partition(".")[2],
            noun_id=noun.pk,
            brand_id=brand,
            market_id=market,
            facts=facts,
        )

    def sealed_after(self, previous: str) -> str:
        """The seal of this event behind the event sealed `previous`."""
        words = [
            self.id,
            self.at.isoformat(),
            self.what,
            self.by_id,
            self.noun,
            self.noun_id,
            self.brand_id,
            self.market_id,
            self.facts,
        ]
        text = previous + json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


class EventHead(models.Model):
    """The end of the chain: how many events are sealed, and the last seal; and of how many webhooks have been told.

    There is one row.
    """

    position = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)
    told = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="event_head_is_one")]

    def __str__(self) -> str:
        return f"{self.position} sealed events"

    @classmethod
    @transaction.atomic
    def seal_events(cls, limit: int = 5000) -> int:
        """Append the events not yet in the chain, in order of id; returns how many. Safe to run twice at once."""
        cls.objects.get_or_create(pk=1)
        head = cls.objects.select_for_update().get(pk=1)
        events = list(Event.objects.filter(position=None).order_by("id")[:limit])
        for event in events:
            head.position += 1
            head.seal = event.seal = event.sealed_after(head.seal)
            event.position = head.position
        rows = [{"id": event.id, "position": event.position, "seal": event.seal} for event in events]
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE accounts_event e SET position = r.position, seal = r.seal
                FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, position bigint, seal text) WHERE e.id = r.id
                """,
                [json.dumps(rows)],
            )
        head.save()
        return len(events)

    @classmethod
    def faults(cls) -> Iterator[str]:
        """Walk the whole chain; each sentence names a place where a row was removed or altered."""
        head, _ = cls.objects.get_or_create(pk=1)
        position, seal = 0, ""
        for event in Event.objects.filter(position__lte=head.position).order_by("position").iterator(2000):
            if event.position != position + 1:
                yield f"Between places {position} and {event.position} of the chain events are missing."
            elif event.seal != event.sealed_after(seal):
                yield f"Event {event.id} at place {event.position} ({event.what}, {event.at:%Y-%m-%d}) was altered."
            position, seal = event.position, event.seal
        if (head.position, head.seal) != (position, seal):
            yield f"The chain should end at place {head.position} and ends at {position}: its last events are missing."
