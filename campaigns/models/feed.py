"""A person's calendar for other programs: what they may see, narrowed as they chose, behind a secret address."""

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import Event

if TYPE_CHECKING:
    from accounts.models import User

NOTICE = timedelta(minutes=1)
"""So often at most its last use is written down."""


class FeedManager(models.Manager["Feed"]):
    def opened(self, token: str) -> "Feed | None":
        """The feed behind that address."""
        return self.select_related("user").filter(digest=_digest(token), user__is_active=True).first()


class Feed(models.Model):
    """`filters` is what narrows it, by the names it has in the calendar's address. Of the address only a digest is
    kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    name = models.CharField(max_length=100)
    filters = models.JSONField(default=dict, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[FeedManager] = FeedManager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def make(cls, by: "User", name: str, filters: dict[str, str]) -> tuple[Self, str]:
        """A new feed, and the token of its address, which is shown this once."""
        token = secrets.token_urlsafe(32)
        feed = cls(user=by, name=name, filters=filters, digest=_digest(token))
        feed.save()
        Event.objects.note("feed.made", feed, by, name=name, filters=filters)
        return feed, token

    @transaction.atomic
    def end(self) -> None:
        """Its address leads nowhere any more."""
        Event.objects.note("feed.ended", self, self.user, name=self.name)
        self.delete()

    def used(self) -> None:
        stale = Q(used_at=None) | Q(used_at__lt=Now() - NOTICE)
        type(self).objects.filter(stale, pk=self.pk).update(used_at=Now())


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
