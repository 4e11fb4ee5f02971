"""What may be shown where, on which networks and when, and by whose leave."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Event, Market, Network
from campaigns.models.asset import Asset

if TYPE_CHECKING:
    from accounts.models import User

WARNING = timedelta(days=14)
"""So long before their end people are told."""
TERMS = ("owner", "licence", "territories", "networks", "valid_from", "valid_until", "talent", "music")


class Rights(models.Model):
    """`territories` are ISO 3166-1 codes; none means everywhere, and no `networks` all of them. Both days are included,
    on the clock of the page's market."""

    asset = models.OneToOneField(Asset, models.CASCADE, related_name="rights")
    owner = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    territories = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    networks = ArrayField(models.CharField(max_length=20, choices=Network.choices), default=list, blank=True)
    valid_from = models.DateField("may be shown from", null=True, blank=True)
    valid_until = models.DateField("may be shown until", null=True, blank=True, db_index=True)
    talent = models.TextField("people shown", blank=True)
    music = models.TextField(blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "rights"
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="rights_end_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"Rights of {self.asset}"

    @classmethod
    @transaction.atomic
    def grant(cls, asset: Asset, by: "User", **terms: Any) -> Self:
        """Write down these terms, the others stay as they are. Raises `PermissionDenied`."""
        asset.require_change(by)
        Asset.objects.select_for_update(of=("self",)).get(pk=asset.pk)
        rights, _ = cls.objects.select_for_update().get_or_create(asset=asset)
        changed = [name for name in TERMS if name in terms and getattr(rights, name) != terms[name]]
        for name in changed:
            setattr(rights, name, terms[name])
        if "valid_until" in changed:
            rights.warned_at = None
        rights.save()
        if changed:
            Event.objects.note("asset.rights_changed", asset, by, changed=changed)
        return rights

    @property
    def state(self) -> str:
        """“ended”, “ending” soon, or “” while nothing has to be done."""
        today = timezone.localdate()
        if self.valid_until is None or self.valid_until > today + WARNING:
            return ""
        return "ended" if self.valid_until < today else "ending"

    def terms(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in TERMS}

    def faults(self, network: str, market: Market | None, day: date) -> Iterator[str]:
        """Why it may not be shown there on that day, each with the remedy."""
        name = f"“{self.asset.name}”"
        if self.valid_from and day < self.valid_from:
            yield (
                f"{name} may be shown from {words(self.valid_from)} on, and this goes out on {words(day)}. "
                "Choose a later day or something else to show."
            )
        if self.valid_until and day > self.valid_until:
            yield (
                f"{name} may be shown until {words(self.valid_until)}, and this goes out on {words(day)}. "
                "Choose an earlier day or something else to show, or have its rights extended."
            )
        if market and self.territories and market.code not in self.territories:
            yield f"{name} may not be shown in {market.name}. Leave this page out, or show something else there."
        if self.networks and network not in self.networks:
            title = Network(network).label
            yield f"{name} may not be shown on {title}. Leave this page out, or show something else there."


def words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
