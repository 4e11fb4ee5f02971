"""A user's role for a brand and/or market; an empty brand or market means all of them."""

from django.conf import settings
from django.db import models

from accounts.models.brand import Brand, Market


class Role(models.TextChoices):
    CONTRIBUTOR = "contributor", "contributor"
    COMMUNITY_MANAGER = "community_manager", "community manager"
    MARKET_LEAD = "market_lead", "market lead"
    REVIEWER = "reviewer", "head-office reviewer"
    LEGAL = "legal", "legal"
    ADMINISTRATOR = "administrator", "administrator"
    ANALYST = "analyst", "analyst"
    CLIENT = "client", "API client"


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="memberships")
    market = models.ForeignKey(Market, models.CASCADE, null=True, blank=True, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "brand", "market"], name="membership_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.brand or 'all brands'}, {self.market or 'all markets'})"

    def covers(self, brand: int | None, market: int | None) -> bool:
        """Whether this role reaches something of that brand and market; None there means “of all of them”."""
        return self.brand_id in (None, brand) and self.market_id in (None, market)
