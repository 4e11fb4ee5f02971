"""A table of posts that somebody uploaded: looked at first, then written as drafts once, by a worker."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Now

from accounts import access
from accounts.models import Brand, Event, Market
from campaigns import rows
from campaigns.columns import DATES, DAY_FIRST
from campaigns.models.post import Post
from campaigns.moves import WrongState
from campaigns.walltime import WrongTime

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

KEPT = timedelta(days=30)
BATCH = 20
"""So many rows are written in one transaction: at most so many does the next worker write again when one dies."""


class Faulty(Exception):
    """Some rows cannot be written, and all were asked for; the message is a sentence."""


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, person: "Person") -> "ImportQuerySet":
        """One's own, where one still works."""
        return self.filter(access.reach(person), by=person.pk)

    def to_write(self) -> "ImportQuerySet":
        return self.filter(begun_at__isnull=False, done_at=None)


class Import(models.Model):
    """`table` is the header and the rows; `columns` says which part of a post stands in which of them, by its place.

    Of `total` rows `done` were gone through: `posts` were written, and `failed` says of each other one its number, the
    beginning of its text and its faults.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=255)
    table = models.JSONField()
    columns = models.JSONField(default=dict)
    dates = models.CharField(max_length=3, choices=DATES, default=DAY_FIRST)
    made_at = models.DateTimeField(db_default=Now())
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    posts = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=list)

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
    def begin(self, by: "User", *, only_good: bool) -> None:
        """Have the rows written as drafts: all of them, or only those without a fault.

        Raises `Faulty`, `WrongState` when it was begun before, or `PermissionDenied`; then nothing will be written.
        """
        access.require(by, access.Action.DRAFT, *self.scope())
        new = Import.objects.filter(pk=self.pk, begun_at=None, done_at=None)
        if not new.update(begun_at=Now(), total=len(self.table) - 1):
            raise WrongState("These posts were written already, or are just being written.")
        faulty = sum(bool(row.faults) for row in self.read())
        if faulty and not only_good:
            raise Faulty(f"{faulty} rows have faults. Nothing was written.")

    @classmethod
    @transaction.atomic
    def write_next(cls, pk: int) -> bool:
        """Write the next few rows of that import; whether more are left to whoever asks.

        Whoever writes holds the import until it has committed: who comes meanwhile finds nothing to do, and what
        one who dies had not committed is written by the next.
        """
        free = cls.objects.to_write().select_for_update(skip_locked=True, of=("self",))
        found = free.select_related("by", "brand", "market").filter(pk=pk).first()
        return found is not None and found._write_some()

    def _write_some(self) -> bool:
        """A row that has a fault by now is passed over, and kept with it."""
        for row in self.read()[self.done : self.done + BATCH]:
            if faults := row.faults or self._refused(row):
                self.failed.append({"row": row.number, "text": row.draft.text[:160], "faults": faults})
        self.done = min(self.done + BATCH, self.total)
        self.posts = self.done - len(self.failed)
        is_done = self.done == self.total
        self.save(update_fields=["done", "posts", "failed"])
        if is_done:
            Import.objects.filter(pk=self.pk).update(done_at=Now())
            Event.objects.note("import.run", self, self.by, name=self.name, posts=self.posts)
        return not is_done

    def _refused(self, row: rows.Row) -> tuple[str, ...]:
        """Write it as a draft; returns what forbids it, as when somebody has lost a role meanwhile."""
        try:
            with transaction.atomic():
                Post.write(self.by, self.brand, self.market, row.draft)
        except (PermissionDenied, WrongTime) as fault:
            return (str(fault),)
        return ()

    @classmethod
    def forget_old(cls) -> None:
        cls.objects.filter(made_at__lt=Now() - KEPT).delete()
