"""A dry run: what is planned, sent to accounts in the sandbox in quick time, with a report of what would go wrong."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts import access
from accounts.models import Brand, Event
from campaigns.models import Campaign, Post

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

LEASE = timedelta(minutes=2)
"""Whoever plays a run says so at least this often; if not, another begins it anew."""


class DryRunQuerySet(models.QuerySet["DryRun"]):
    def visible_to(self, person: "Person") -> "DryRunQuerySet":
        """Runs are a brand's, like campaigns; whose pages a person may not see, those lines are kept from them."""
        brands = [membership.brand_id for membership in access.granting(person, access.Action.VIEW)]
        return self if None in brands else self.filter(brand__in=brands)

    def to_play(self) -> "DryRunQuerySet":
        """Those that nobody plays: new ones, and those whose player died."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=Now()), ended_at=None)


class DryRun(models.Model):
    """`report` is a list of lines, see `publisher.dryrun.report`; `fault` says why there is none."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="dry_runs")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="dry_runs")
    posts = models.ManyToManyField(Post, related_name="dry_runs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=list)
    fault = models.TextField(blank=True)
    fence = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DryRunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(ended_at=None), name="dry_run_to_play")]

    def __str__(self) -> str:
        return str(self.campaign or f"{self.brand}, chosen posts")

    @classmethod
    @transaction.atomic
    def begin(cls, by: "User", brand: Brand, posts: Iterable[Post], campaign: Campaign | None = None) -> Self:
        """Raises `PermissionDenied` for who may draft nowhere in the brand."""
        if not any(m.brand_id in (None, brand.pk) for m in access.granting(by, access.Action.DRAFT)):
            access.require(by, access.Action.DRAFT, brand.pk)
        run = cls(by=by, brand=brand, campaign=campaign)
        run.save()
        run.posts.set(posts)
        Event.objects.note("dry_run.begun", run, by)
        return run

    @classmethod
    @transaction.atomic
    def take(cls) -> "DryRun | None":
        """The next run to play, claimed; None when there is none."""
        waiting = cls.objects.to_play().order_by("id").select_for_update(skip_locked=True, of=("self",))
        if run := waiting.first():
            cls.objects.filter(pk=run.pk).update(fence=F("fence") + 1, lease_until=Now() + LEASE, done=0)
            run.refresh_from_db()
        return run

    def keep(self, **changes: Any) -> bool:
        """Write down how far it came; False when the run is another's by now."""
        mine = type(self).objects.filter(pk=self.pk, fence=self.fence, ended_at=None)
        return bool(mine.update(lease_until=Now() + LEASE, **changes))

    def end(self, report: list[dict[str, Any]], fault: str = "") -> None:
        self.keep(report=report, fault=fault, ended_at=Now())
