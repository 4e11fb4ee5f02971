"""What the web page behind a link says of itself, as it was read: the card by which networks show the link."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import HashIndex
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import MD5, Now
from django.utils import timezone

from accounts import access
from accounts.models import Brand
from campaigns.content import Card

if TYPE_CHECKING:
    from accounts.access import Person

LEASE = timedelta(seconds=45)
"""Whoever took one to read it and was not heard of for so long reads it no more."""
TRIES = 3
FRESH = timedelta(days=1)
"""So long what was read is good for those who write; then the page is read anew."""
MENDED = timedelta(minutes=1)
"""The same where something was wrong, which may have been mended."""
PATIENCE = timedelta(seconds=30)
"""So long an open page waits to hear of it."""

SILENT = (
    "The page of this link did not answer. Look whether it opens; until it does, the post may go out with a bare link."
)
UNREAD = "The page of this link is still being read. Submitted now, the post may go out with a bare link."


class LinkCardQuerySet(models.QuerySet["LinkCard"]):
    def visible_to(self, person: "Person") -> "LinkCardQuerySet":
        """Those of the person's brands: it is the brand's people who link to it."""
        return self.filter(access.reach(person, market=""))

    def of(self, brand: int, address: str) -> "LinkCard | None":
        """The last that was read of this address; where none was, the one that is still to be."""
        if not address:
            return None
        return self.filter(brand=brand, address=address).order_by(F("read_at").desc(nulls_last=True), "-id").first()

    def ask(self, brand: int, address: str) -> "LinkCard | None":
        """The same, and have the page read if it was not, or too long ago. Many who ask at once ask once."""
        found = self.of(brand, address)
        if address and (found is None or found.is_old):
            self.bulk_create([LinkCard(brand_id=brand, address=address)], ignore_conflicts=True)
        return found or self.of(brand, address)

    @transaction.atomic
    def take(self, most: int) -> "Sequence[LinkCard]":
        """Up to so many that are to be read, for whoever calls. One that was taken thrice and never finished is given
        up."""
        waiting = self.filter(read_at=None, next_at__lte=Now())
        waiting.filter(tries__gte=TRIES).update(read_at=Now(), problem=SILENT)
        found = list(waiting.order_by("next_at", "id").select_for_update(skip_locked=True)[:most])
        keys = [card.pk for card in found]
        self.filter(pk__in=keys).update(next_at=Now() + LEASE, tries=F("tries") + 1)
        return found


class LinkCard(models.Model):
    """It is asked for, read once by a worker, and never changed after that: what is read later is another row, so that
    what was submitted keeps the one it has.

    `problem` says in a sentence what is missing, "" where nothing is. `file` is a JPEG in the storage, "" without one;
    `checksum` is SHA-256 over it, `size` in bytes.
    """

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="link_cards")
    address = models.URLField(max_length=2000)
    asked_at = models.DateTimeField(db_default=Now())
    next_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)
    title = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=500, blank=True)
    file = models.CharField(max_length=255, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)

    objects = LinkCardQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("brand", MD5("address"), condition=Q(read_at=None), name="link_card_asked_once")
        ]
        indexes = [
            HashIndex(fields=["address"], name="link_card_address"),
            models.Index(fields=["next_at"], condition=Q(read_at=None), name="link_card_unread"),
        ]

    def __str__(self) -> str:
        return self.title or self.address

    @property
    def is_old(self) -> bool:
        return self.read_at is not None and self.read_at < timezone.now() - (MENDED if self.problem else FRESH)

    @property
    def is_awaited(self) -> bool:
        """Whether it is worth while to ask for it again in a moment."""
        return self.read_at is None and self.asked_at > timezone.now() - PATIENCE

    @property
    def finding(self) -> str:
        """What whoever links to it should know; "" when all is well."""
        return UNREAD if self.read_at is None else self.problem

    @property
    def card(self) -> Card | None:
        """As it goes into a content; None while there is nothing to show."""
        if not self.title:
            return None
        picture = (self.file, self.checksum, self.width, self.height, self.size)
        return Card(self.pk, self.title, self.description, *picture)

    def keep(self, **seen: object) -> None:
        """What was read. Somebody else may have been quicker."""
        type(self).objects.filter(pk=self.pk, read_at=None).update(read_at=Now(), **seen)
