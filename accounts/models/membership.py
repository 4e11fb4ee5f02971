"""A user's role for a brand and/or market; an empty brand or market means all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction

from accounts import access
from accounts.models.brand import Brand, Market
from accounts.models.event import Event

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models.user import User

LAST = "administrator_of_all_stays"
"""The database's name for the rule that somebody active administers all brands and markets, once somebody did."""


class LastAdministrator(Exception):
    """Without this person nobody would administer everything. The message is a sentence for people."""


class Role(models.TextChoices):
    CONTRIBUTOR = "contributor", "contributor"
    COMMUNITY_MANAGER = "community_manager", "community manager"
    MARKET_LEAD = "market_lead", "market lead"
    REVIEWER = "reviewer", "head-office reviewer"
    LEGAL = "legal", "legal"
    ADMINISTRATOR = "administrator", "administrator"
    ANALYST = "analyst", "analyst"
    CLIENT = "client", "API client"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, person: "Person") -> "MembershipQuerySet":
        return self.filter(access.reach(person))

    def of_people(self) -> "MembershipQuerySet":
        """Machines have theirs from their keys."""
        return self.filter(user__api_key=None)


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="memberships")
    market = models.ForeignKey(Market, models.CASCADE, null=True, blank=True, related_name="memberships")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "brand", "market"], name="membership_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} ({self.brand or 'all brands'}, {self.market or 'all markets'})"

    def scope(self) -> tuple[int | None, int | None]:
        return self.brand_id, self.market_id

    def covers(self, brand: int | None, market: int | None) -> bool:
        """Whether this role reaches something of that brand and market; None there means “of all of them”."""
        return self.brand_id in (None, brand) and self.market_id in (None, market)

    def touches(self, brand: int | None, market: int | None) -> bool:
        """Whether something of that brand and market holds where this role is; None there means “everywhere”, as in
        `access.concerns`."""
        pairs = ((self.brand_id, brand), (self.market_id, market))
        return all(None in pair or pair[0] == pair[1] for pair in pairs)

    @classmethod
    @transaction.atomic
    def give(
        cls, by: "User", user: "User", role: str, brand: Brand | None = None, market: Market | None = None
    ) -> "Membership":
        """The role, which may be theirs already. Raises `PermissionDenied` beyond the reach of who gives it."""
        access.require(by, access.Action.ADMINISTER, brand.pk if brand else None, market.pk if market else None)
        if role == Role.CLIENT or user.is_machine:
            raise PermissionDenied("Machines have their roles from their keys.")
        membership, is_new = cls.objects.get_or_create(user=user, role=role, brand=brand, market=market)
        if is_new:
            Event.objects.note("membership.given", membership, by, user=user.pk, role=role)
        return membership

    def take(self, by: "User") -> None:
        """The role is theirs no longer. Raises `PermissionDenied` or `LastAdministrator`."""
        access.require(by, access.Action.ADMINISTER, *self.scope())
        with keeping_an_administrator():
            gone = Membership(pk=self.pk, brand_id=self.brand_id, market_id=self.market_id)
            if type(self).objects.filter(pk=self.pk).delete()[0]:
                Event.objects.note("membership.taken", gone, by, user=self.user_id, role=self.role)


@contextmanager
def keeping_an_administrator() -> Iterator[None]:
    """A transaction that the database refuses when it would leave nobody. Raises `LastAdministrator` then."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) != LAST:
            raise
        raise LastAdministrator(
            "Nobody else administers all brands and markets. Give that role to somebody else first."
        ) from fault
