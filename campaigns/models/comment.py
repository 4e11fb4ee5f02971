"""A comment: what somebody says to colleagues about a post. It is no decision, and the public never sees it."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models.functions import Now

from accounts.models import Event
from accounts.wording import beginning
from campaigns import mentions
from campaigns.models.notice import Notice
from campaigns.models.post import Post

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 5000
"""Characters."""


class Comment(models.Model):
    """`named` holds the names that stand in it behind an @, as they are written there."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=LONGEST)
    named = ArrayField(models.CharField(max_length=254), default=list, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return beginning(self.text, 60)

    @classmethod
    @transaction.atomic
    def say(cls, by: "User", post: Post, text: str) -> "Comment":
        """Whoever it names is told, as are the authors of the post. Raises `PermissionDenied`."""
        post.require_comment(by)
        named = mentions.named(text, post)
        comment = cls.objects.create(post=post, by=by, text=text, named=[str(one) for one in named])
        Event.objects.note("post.commented", post, by)
        Notice.objects.owe("mentioned", post, by, {one.pk for one in named}, text)
        Notice.objects.owe("commented", post, by, post.writers() - {one.pk for one in named}, text)
        return comment
