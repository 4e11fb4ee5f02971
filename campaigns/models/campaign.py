"""A purpose with dates, and maybe an embargo."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import access
from accounts.models import Brand, Event
from campaigns.embargo import Embargo
from campaigns.models.wall_time import WallTimeField

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, person: "Person") -> "CampaignQuerySet":
        """Campaigns are a brand's; everybody who works for the brand anywhere sees them."""
        brands = [membership.brand_id for membership in access.granting(person, access.Action.VIEW)]
        return self if None in brands else self.filter(brand__in=brands)

    def running(self, today: date) -> "CampaignQuerySet":
        return self.filter(starts_on__lte=today, ends_on__gte=today).order_by("ends_on", "name")

    def coming(self, today: date) -> "CampaignQuerySet":
        return self.filter(starts_on__gt=today).order_by("starts_on", "name")

    def past(self, today: date) -> "CampaignQuerySet":
        return self.filter(ends_on__lt=today).order_by("-ends_on", "name")

    def embargoed(self) -> "CampaignQuerySet":
        """Those of which nothing may be public yet."""
        return self.filter(embargo_at__gt=Now())


class Campaign(models.Model):
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=150)
    starts_on = models.DateField()
    ends_on = models.DateField()
    embargo_wall = WallTimeField(null=True, blank=True)
    embargo_zone = models.CharField(max_length=64, blank=True)
    embargo_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="campaign_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(embargo_wall=None, embargo_zone="", embargo_at=None)
                | models.Q(embargo_wall__isnull=False, embargo_at__isnull=False) & ~models.Q(embargo_zone=""),
                name="campaign_embargo_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int, None]:
        return self.brand_id, None

    @property
    def embargo(self) -> Embargo | None:
        return Embargo(self.embargo_wall, self.embargo_zone) if self.embargo_wall else None

    @property
    def is_embargoed(self) -> bool:
        return self.embargo_at is not None and self.embargo_at > timezone.now()

    @classmethod
    @transaction.atomic
    def make(  # noqa: PLR0913, PLR0917 - all that a campaign is
        cls, by: "User", brand: Brand, name: str, starts_on: date, ends_on: date, embargo: Embargo | None = None
    ) -> Self:
        """Raises `PermissionDenied` for who may draft nowhere in the brand, `IntegrityError` for a name it has, and
        `walltime.NonexistentTime`."""
        campaign = cls(brand=brand, name=name, starts_on=starts_on, ends_on=ends_on, **_columns(embargo))
        campaign._require(by)
        campaign.save()
        Event.objects.note("campaign.made", campaign, by, name=name)
        return campaign

    @transaction.atomic
    def change(self, by: "User", **changes: Any) -> None:
        """Another name, other dates or another embargo; its brand stays. Raises as `make`, and `PermissionDenied` for
        who lays down no guidelines and changes the embargo."""
        self._require(by)
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        changed = [name for name, value in changes.items() if getattr(fresh, name) != value]
        if "embargo" in changed:
            access.require(by, access.Action.GUIDE, *self.scope())
        if changed:
            embargo = _columns(changes.pop("embargo")) if "embargo" in changes else {}
            type(self).objects.filter(pk=self.pk).update(**changes, **embargo)
            Event.objects.note("campaign.changed", fresh, by, changed=changed)
        self.refresh_from_db()

    def _require(self, by: "User") -> None:
        if not self.may_change(by):
            raise PermissionDenied(f"{by} may not draft for {self.brand}.")

    def may_lift(self, person: "Person") -> bool:
        """An embargo is a rule for the whole brand: who lays down guidelines for it changes or lifts it."""
        return access.may(person, access.Action.GUIDE, *self.scope())

    def may_change(self, person: "Person") -> bool:
        """Whoever drafts for the brand in any market sees to its campaigns."""
        return access.may_for_brand(person, access.Action.DRAFT, self.brand_id)


def _columns(embargo: Embargo | None) -> dict[str, str | datetime | None]:
    if embargo is None:
        return {"embargo_wall": None, "embargo_zone": "", "embargo_at": None}
    return {"embargo_wall": embargo.wall, "embargo_zone": embargo.zone, "embargo_at": embargo.at}
