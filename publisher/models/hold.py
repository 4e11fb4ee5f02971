"""A stop set by the machine: a network asked to be left alone, or does not answer. Everything waits; nothing fails."""

from datetime import timedelta

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Page

STRIKES = 5
"""So many calls to one home in a row without a proper answer open its circuit."""
LONGEST = timedelta(seconds=60)


class HoldQuerySet(models.QuerySet["Hold"]):
    def in_force(self) -> "HoldQuerySet":
        return self.filter(until__gt=Now())


class Hold(models.Model):
    """For one page, or (page empty) for every page behind one home. `strikes` counts failures in a row at the home."""

    home = models.URLField(max_length=500)
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="holds")
    until = models.DateTimeField()
    strikes = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home", "page"], name="hold_once", nulls_distinct=False)]
        indexes = [models.Index(fields=["page", "until"], name="hold_page")]

    def __str__(self) -> str:
        return f"{self.page or self.home} until {self.until:%H:%M:%S}"

    @classmethod
    def strike(cls, home: str, failures: int, reason: str) -> None:
        """Count failures in a row at a home; from the fifth on it rests, twice as long each time, up to a minute."""
        hold, _ = cls.objects.get_or_create(home=home, page=None, defaults={"until": Now(), "strikes": 0})
        cls.objects.filter(pk=hold.pk).update(strikes=F("strikes") + failures, reason=reason)
        hold.refresh_from_db()
        if hold.strikes >= STRIKES:
            rest = min(timedelta(seconds=2 ** min(hold.strikes - STRIKES, 6)), LONGEST)
            cls.objects.filter(pk=hold.pk).update(until=Now() + rest)

    @classmethod
    def relieve(cls, homes: set[str]) -> None:
        """These homes answered properly: their circuits close."""
        cls.objects.filter(page=None, home__in=homes, strikes__gt=0).update(strikes=0, until=Now())
