"""A stop, scoped to brand, market, network, campaign or tag. Nothing in its scope is claimed after it commits.

The call of a claim that came before may begin for ten seconds more (`LONGEST_WAIT` in `publisher/engine/call.py`).
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Func, OuterRef, Q
from django.db.models.functions import Now

from accounts import access
from accounts.models import Brand, Event, Market, Network
from campaigns.models import Campaign
from campaigns.moves import WrongState

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

GATE = 0x4652455A
"""Key of the advisory lock between claims (shared) and freezes (exclusive)."""
STANDSTILL = "10s"
"""Whoever stands still at the gate for so long, in the middle of a transaction, loses it: a worker that hangs must not
keep a freeze waiting, and with the freeze all others."""


class FreezeQuerySet(models.QuerySet["Freeze"]):
    def visible_to(self, person: "Person") -> "FreezeQuerySet":
        """Whoever works in its scope, or in a part of it, sees why posts stand still."""
        return self.filter(access.concerns(person))

    def in_force(self) -> "FreezeQuerySet":
        return self.filter(lifted_at=None)

    def covering(self) -> "FreezeQuerySet":
        """For use inside a query of deliveries: the freezes whose scope holds the delivery."""
        place = Func(OuterRef("tags"), F("tag"), function="ARRAY_POSITION", output_field=models.IntegerField())
        return self.alias(place_of_tag=place).filter(
            Q(brand=None) | Q(brand=OuterRef("page__brand")),
            Q(market=None) | Q(market=OuterRef("page__market")),
            Q(network="") | Q(network=OuterRef("network")),
            Q(campaign=None) | Q(campaign=OuterRef("campaign")),
            Q(tag="") | Q(place_of_tag__isnull=False),
        )


class Freeze(models.Model):
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="freezes")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="freezes")
    network = models.CharField(max_length=20, choices=Network.choices, blank=True)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="freezes")
    tag = models.CharField(max_length=50, blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(db_default=Now())
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = FreezeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=Q(lifted_at=None), name="freeze_in_force")]

    def __str__(self) -> str:
        return self.reason

    def scope(self) -> tuple[int | None, int | None]:
        return self.brand_id, self.market_id

    @classmethod
    @transaction.atomic
    def set(cls, by: "User", reason: str, **scope: object) -> Self:
        """Stop everything in scope. Waits (milliseconds) for claims being written, so that none is written after
        this commits."""
        freeze = cls(by=by, reason=reason, **scope)
        access.require(by, access.Action.FREEZE, *freeze.scope())
        close_gate()
        freeze.save()
        Event.objects.note("freeze.set", freeze, by, reason=reason)
        return freeze

    @transaction.atomic
    def lift(self, by: "User") -> None:
        """Raises `WrongState` when somebody was quicker, and `PermissionDenied`."""
        access.require(by, access.Action.FREEZE, *self.scope())
        lifted = type(self).objects.in_force().filter(pk=self.pk).update(lifted_at=Now(), lifted_by=by)
        if not lifted:
            raise WrongState("Somebody lifted this freeze already.")
        Event.objects.note("freeze.lifted", self, by)
        self.refresh_from_db()


def close_gate() -> None:
    """Hold the gate for this transaction: wait for claims under way, and keep new ones waiting until the commit."""
    _lock("pg_advisory_xact_lock")


def pass_gate() -> None:
    """Claims pass together, and wait while a freeze is being written. A statement after this sees the freeze."""
    _lock("pg_advisory_xact_lock_shared")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        timeout = "set_config('idle_in_transaction_session_timeout', %s, true)"
        cursor.execute(f"SELECT {timeout}, {function}(%s)", [STANDSTILL, GATE])
