"""A way to look at the calendar that a person keeps under a name."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

MOST = 30
"""So many a person keeps."""


class TooManyViews(ValueError):
    """The message is a sentence for people."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, person: "User") -> "SavedViewQuerySet":
        """Everybody has their own."""
        return self.filter(person=person)


class SavedView(models.Model):
    """`query` is that of the calendar's address, without a day: a view opens at today."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, person: "User", name: str, query: str) -> "SavedView":
        """Under a name that is taken, in place of the one before. Raises `TooManyViews`."""
        mine = cls.objects.visible_to(person)
        if mine.exclude(name=name).count() >= MOST:
            raise TooManyViews(f"You keep {MOST} views already. Remove one, then save this.")
        view, _ = mine.update_or_create(name=name, defaults={"query": query, "person": person})
        return view
