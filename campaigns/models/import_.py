"""A table of posts that somebody uploaded: looked at first, written as drafts once."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now

from accounts import access
from accounts.models import Brand, Event, Market
from campaigns import rows
from campaigns.columns import DATES, DAY_FIRST
from campaigns.models.post import Post
from campaigns.moves import WrongState

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

KEPT = timedelta(days=30)


class Faulty(Exception):
    """Some rows cannot be written, and all were asked for; the message is a sentence."""


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, person: "Person") -> "ImportQuerySet":
        """One's own, where one still works."""
        return self.filter(access.reach(person), by=person.pk)


class Import(models.Model):
    """`table` is the header and the rows; `columns` says which part of a post stands in which of them, by its place.

    `posts` is how many were written.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=255)
    table = models.JSONField()
    columns = models.JSONField(default=dict)
    dates = models.CharField(max_length=3, choices=DATES, default=DAY_FIRST)
    made_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    posts = models.PositiveIntegerField(default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int, int | None]:
        return self.brand_id, self.market_id

    def read(self) -> list[rows.Row]:
        """What each row would write, or what is wrong with it."""
        return rows.read(self.by, self.brand, self.table, self.columns, self.dates)

    @transaction.atomic
    def run(self, by: "User", *, only_good: bool) -> int:
        """Write the rows as drafts: all of them, or only those without a fault; returns how many.

        Raises `Faulty`, `WrongState` when it was run before, or `PermissionDenied`; then nothing is written.
        """
        access.require(by, access.Action.DRAFT, *self.scope())
        if not Import.objects.filter(pk=self.pk, done_at=None).update(done_at=Now()):
            raise WrongState("These posts were written already.")
        read = self.read()
        good = [row for row in read if not row.faults]
        if len(good) < len(read) and not only_good:
            raise Faulty(f"{len(read) - len(good)} rows have faults. Nothing was written.")
        for row in good:
            Post.write(by, self.brand, self.market, row.draft)
        Import.objects.filter(pk=self.pk).update(posts=len(good))
        Event.objects.note("import.run", self, by, name=self.name, posts=len(good))
        return len(good)

    @classmethod
    def forget_old(cls) -> None:
        cls.objects.filter(made_at__lt=Now() - KEPT).delete()
