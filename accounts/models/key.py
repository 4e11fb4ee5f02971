"""API keys: machines that push assets and drafts. A key acts as a user of its own, which can never approve."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts import access
from accounts.models.brand import Brand, Market
from accounts.models.event import Event
from accounts.models.membership import Membership, Role
from accounts.models.user import User
from accounts.models.webhook import Webhook

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.access import Person

PREFIX = "mq_"
OVERLAP = timedelta(days=7)
"""How long the old secret still opens after a rotation."""
NOTICE = timedelta(minutes=1)
"""So often at most its last use is written down."""


class Scope(models.TextChoices):
    READ = "read", "read"
    ASSETS = "assets", "upload assets"
    DRAFT = "draft", "write drafts"
    SCHEDULE = "schedule", "plan and submit"
    WEBHOOKS = "webhooks", "see to webhooks"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, person: "Person", action: access.Action = access.Action.ADMINISTER) -> "ApiKeyQuerySet":
        """Those whose whole reach the person administers, or may do that with."""
        mine = Membership.objects.filter(access.reach(person, action))
        foreign = Membership.objects.exclude(pk__in=mine)
        return self.filter(user__memberships__in=mine).exclude(user__memberships__in=foreign).distinct()

    def in_force(self) -> "ApiKeyQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=Now()), revoked_at=None)


class ApiKey(models.Model):
    """`a_minute`: how many calls it may make in any minute."""

    name = models.CharField(max_length=100)
    user = models.OneToOneField(User, models.PROTECT, related_name="api_key")
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices), default=list)
    a_minute = models.PositiveIntegerField(default=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def make(  # noqa: PLR0913 - what a key is made of
        cls,
        by: User,
        name: str,
        scopes: Sequence[str],
        *,
        brands: Iterable[Brand | None] = (None,),
        markets: Iterable[Market | None] = (None,),
        expires_at: "datetime | None" = None,
        a_minute: int = 600,
    ) -> tuple[Self, str]:
        """A new key and its secret, which is shown this once. None among brands or markets means all of them.

        Raises `PermissionDenied` where the maker does not administer what the key would reach.
        """
        places = [(brand, market) for brand in brands for market in markets]
        for brand, market in places:
            access.require(by, access.Action.ADMINISTER, brand.pk if brand else None, market.pk if market else None)
        user = User.objects.create_user(f"{secrets.token_hex(12)}@machines.invalid", name=name)
        for brand, market in places:
            Membership.objects.create(user=user, role=Role.CLIENT, brand=brand, market=market)
        key = cls(name=name, user=user, scopes=list(scopes), by=by, expires_at=expires_at, a_minute=a_minute)
        key.save()
        Event.objects.note("api_key.made", key, by, name=name, scopes=list(scopes))
        return key, ApiSecret.make(key)

    @transaction.atomic
    def rotate(self, by: User, overlap: timedelta = OVERLAP) -> str:
        """A new secret; those before it open for `overlap` still."""
        self._require(by)
        self.secrets.filter(Q(until=None) | Q(until__gt=Now() + overlap)).update(until=Now() + overlap)
        Event.objects.note("api_key.rotated", self, by)
        return ApiSecret.make(self)

    @transaction.atomic
    def revoke(self, by: User) -> None:
        """From now on it opens nothing, and what it had us send is sent no more."""
        self._require(by)
        if type(self).objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=Now()):
            Event.objects.note("api_key.revoked", self, by)
            # One that hears further by now than this person reaches is stopped by the next `left_behind`.
            for webhook in Webhook.objects.in_force().visible_to(by).filter(by=self.user):
                webhook.stop(by, "The key that made it was revoked.")

    def _require(self, by: User) -> None:
        for membership in self.user.memberships.all():
            access.require(by, access.Action.ADMINISTER, membership.brand_id, membership.market_id)

    # --- as people read it

    @property
    def standing(self) -> str:
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at and self.expires_at <= timezone.now() else "in_force"

    @property
    def may(self) -> list[str]:
        return [Scope(scope).label for scope in self.scopes]

    @property
    def reaches(self) -> tuple[list[str], list[str]]:
        return reached(self.user.memberships.all())

    @property
    def opening(self) -> "list[ApiSecret]":
        """The secrets that open today, the newest first."""
        return [secret for secret in self.secrets.all() if secret.until is None or secret.until > timezone.now()]

    # --- used

    def used(self) -> None:
        if self.used_at is None or self.used_at < timezone.now() - NOTICE:
            type(self).objects.filter(pk=self.pk).update(used_at=Now())


class ApiSecret(models.Model):
    """Only its SHA-256 is kept: 256 random bits need no slow hash. `begins` tells people which one it is."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    until = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.begins}…"

    @classmethod
    def make(cls, key: ApiKey) -> str:
        text = PREFIX + secrets.token_urlsafe(32)
        cls.objects.create(key=key, digest=digest(text), begins=text[:9])
        return text


def reached(places: Iterable[Membership]) -> tuple[list[str], list[str]]:
    """Slugs of brands and codes of markets; empty: all."""
    brands = {place.brand.slug for place in places if place.brand}
    return sorted(brands), sorted({place.market.code for place in places if place.market})


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
