"""Who has a post open right now: said by their browsers every few seconds, and forgotten when they fall silent."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User
    from campaigns.models.post import Post

SILENCE = timedelta(seconds=30)
"""After so long nobody is thought to be there; browsers speak every ten seconds."""


class Presence(models.Model):
    post = models.ForeignKey("campaigns.Post", models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="presence_once")]

    def __str__(self) -> str:
        return f"{self.person} at {self.post}"

    @classmethod
    def tell(cls, post: "Post", person: "User") -> "list[User]":
        """The person is there; who else is?"""
        now = timezone.now()
        here = cls.objects.filter(post=post)
        here.filter(seen_at__lt=now - SILENCE).delete()
        here.update_or_create(person=person, defaults={"post": post, "seen_at": now})
        return [one.person for one in here.exclude(person=person).select_related("person").order_by("person__name")]
