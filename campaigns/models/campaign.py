"""A purpose with dates."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from accounts import access
from accounts.models import Brand, Event

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


class Campaign(models.Model):
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=150)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="campaign_name_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="campaign_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int, None]:
        return self.brand_id, None

    @classmethod
    @transaction.atomic
    def make(cls, by: "User", brand: Brand, name: str, starts_on: date, ends_on: date) -> Self:
        """Raises `PermissionDenied` for who may draft nowhere in the brand, `IntegrityError` for a name it has."""
        campaign = cls(brand=brand, name=name, starts_on=starts_on, ends_on=ends_on)
        campaign._require(by)
        campaign.save()
        Event.objects.note("campaign.made", campaign, by, name=name)
        return campaign

    @transaction.atomic
    def change(self, by: "User", **changes: Any) -> None:
        """Another name, or other dates; its brand stays. Raises as `make`."""
        self._require(by)
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        changed = [name for name, value in changes.items() if getattr(fresh, name) != value]
        if changed:
            type(self).objects.filter(pk=self.pk).update(**changes)
            Event.objects.note("campaign.changed", fresh, by, changed=changed)
        self.refresh_from_db()

    def _require(self, by: "User") -> None:
        if not self.may_change(by):
            raise PermissionDenied(f"{by} may not draft for {self.brand}.")

    def may_change(self, person: "Person") -> bool:
        """Whoever drafts for the brand in any market sees to its campaigns."""
        return access.may_for_brand(person, access.Action.DRAFT, self.brand_id)
