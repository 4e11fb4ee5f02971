"""A notice: that something was decided or said about a post, which one person is told by mail and on a
page. The row is the queue."""

from collections.abc import Collection
from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from campaigns import notices

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User
    from campaigns.models.post import Post

PAUSE = timedelta(minutes=1)
"""So long a decision can be undone before anybody is told of it."""
TRIED = timedelta(days=1)
"""So long it is tried while no mail server takes it; the post itself says it all the same."""
KEPT = timedelta(days=30)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, person: "Person") -> "NoticeQuerySet":
        """A person's own."""
        return self.filter(person=person.pk)

    def certain(self) -> "NoticeQuerySet":
        """Those that nobody takes back any more without a word."""
        return self.filter(at__lte=Now() - PAUSE)

    def unseen(self) -> "NoticeQuerySet":
        """Those that were not on the person's page yet."""
        return self.filter(seen_at=None)

    def owed(self) -> "NoticeQuerySet":
        return self.filter(told_at=None)

    def due(self) -> "NoticeQuerySet":
        return self.owed().certain().filter(at__gt=Now() - TRIED, person__is_active=True)


class NoticeManager(models.Manager.from_queryset(NoticeQuerySet)):  # type: ignore[misc]
    def owe(self, kind: str, post: "Post", by: "User", people: Collection[int], words: str = "") -> None:
        """Nobody is told of what they did themselves, and no machine of anything."""
        readers = self.model._meta.get_field("person").related_model.objects.people().filter(pk__in=people)
        told = readers.exclude(pk=by.pk).values_list("pk", flat=True)
        self.bulk_create(Notice(person_id=key, post=post, by=by, kind=kind, words=words) for key in told)

    def recall(self, post: "Post", by: "User") -> None:
        """That person's last decision about the post is undone: who knows of it hears that, too."""
        decided = self.filter(post=post, by=by, kind__in=DECIDED)
        known = Q(told_at__isnull=False) | Q(seen_at__isnull=False)
        knows = set(decided.filter(known, at__gt=Now() - KEPT).values_list("person", flat=True))
        decided.owed().delete()
        self.owe("undone", post, by, knows)

    def send_due(self, people: int = 200) -> int:
        """One mail to each person with all that is due; returns how many notices went out. Any number may do so at
        once."""
        return sum(self._send_to_next() for _ in range(min(people, self.due().values("person").distinct().count())))

    @transaction.atomic
    def _send_to_next(self) -> int:
        """It is written down after the mail: a crash between the two repeats a mail, and never forgets one."""
        first = self.due().select_for_update(skip_locked=True, of=("self",)).order_by("tries", "id").first()
        if first is None:
            return 0
        mine = list(
            self.due()
            .filter(person=first.person_id)
            .select_for_update(skip_locked=True, of=("self",))
            .select_related("person", "by", "post")
            .order_by("id")
        )
        rows = self.filter(pk__in=[one.pk for one in mine])
        try:
            send_mail(*notices.written(mine), None, [first.person.email])
        except (SMTPException, OSError):
            rows.update(tries=models.F("tries") + 1)
            return 0
        told: int = rows.update(told_at=Now())
        return told

    def forget_old(self) -> None:
        self.filter(at__lt=Now() - KEPT).delete()


class Notice(models.Model):
    class Kind(models.TextChoices):
        APPROVED = "approved", "approved"
        ASKED = "asked", "asked for changes"
        REJECTED = "rejected", "rejected"
        UNDONE = "undone", "took the decision back"
        COMMENTED = "commented", "commented"
        MENTIONED = "mentioned", "named them"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    post = models.ForeignKey("campaigns.Post", models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    words = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoticeManager] = NoticeManager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["at"], condition=Q(told_at=None), name="notice_owed"),
            models.Index(fields=["person", "at"], condition=Q(seen_at=None), name="notice_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_kind_display()}: {self.post}"

    @property
    def sentence(self) -> str:
        return notices.sentence(self)


DECIDED = (Notice.Kind.APPROVED, Notice.Kind.ASKED, Notice.Kind.REJECTED)
