"""An address outside that hears of events: which of them, from where, and the secrets that sign what it is sent."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from accounts import access, signing
from accounts.models.brand import Brand, Market
from accounts.models.changeable import Changeable
from accounts.models.event import Event
from accounts.sealing import SealBroken, seal, unseal

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models.user import User

OVERLAP = timedelta(hours=24)
"""How long the secret before still signs beside the new one."""


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, person: "Person", action: access.Action = access.Action.SUBSCRIBE) -> "WebhookQuerySet":
        """Those all of whose reach the person sees to, or may do that with."""
        return self.filter(access.reach(person, action))

    def in_force(self) -> "WebhookQuerySet":
        return self.filter(stopped_at=None)

    def left_behind(self) -> "WebhookQuerySet":
        """Those of machines that might not make them any more: the key has ended, lost the scope, or does not reach
        what they hear."""
        near = {name: Q(**{name: None}) | Q(**{name: OuterRef(name)}) for name in ("brand", "market")}
        reaching = access.holding(access.Action.SUBSCRIBE).filter(near["brand"], near["market"], user=OuterRef("by"))
        opens = Q(by__api_key__expires_at=None) | Q(by__api_key__expires_at__gt=Now())
        good = self.filter(
            Exists(reaching), opens, by__api_key__revoked_at=None, by__api_key__scopes__contains=["webhooks"]
        )
        return self.exclude(by__api_key=None).exclude(pk__in=good.values("pk"))


class WebhookManager(models.Manager.from_queryset(WebhookQuerySet)):  # type: ignore[misc]
    @transaction.atomic
    def make(self, by: "User", **given: Any) -> "tuple[Webhook, str]":
        """A new webhook of what is `CHANGEABLE`, and its secret. It hears what happens from now on. Raises
        `PermissionDenied`."""
        webhook = Webhook(by=by, **given)
        access.require(by, access.Action.SUBSCRIBE, *webhook.scope())
        webhook.save()
        secret = signing.new_secret()
        webhook.seal([secret]).save()
        Event.objects.note("webhook.made", webhook, by, name=webhook.name)
        return webhook, secret


class Webhook(Changeable):
    """`types` empty: all; brand or market empty: all. It hears of nothing that happened before `since`.

    `failing_since` is the first failure after which nothing was taken; `told_at` when administrators were told that it
    was stopped by itself.
    """

    CHANGEABLE: ClassVar[tuple[str, ...]] = ("name", "url", "types", "brand", "market")

    name = models.CharField(max_length=100)
    url = models.URLField(max_length=2000)
    types = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, blank=True, related_name="+")
    market = models.ForeignKey(Market, models.PROTECT, null=True, blank=True, related_name="+")
    sealed = models.TextField(editable=False)
    overlap_until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    since = models.DateTimeField(db_default=Now())
    failing_since = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[WebhookManager] = WebhookManager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int | None, int | None]:
        return self.brand_id, self.market_id

    def hears(self, event: Event) -> bool:
        return (
            event.at >= self.since
            and self.brand_id in (None, event.brand_id)
            and self.market_id in (None, event.market_id)
            and (not self.types or event.what in self.types)
        )

    @property
    def standing(self) -> str:
        if self.stopped_at:
            return "stopped"
        return "failing" if self.failing_since else "in_force"

    # --- its secrets

    def seal(self, secrets: list[str]) -> "Webhook":
        """Replace the secrets, the newest first (not saved yet)."""
        self.sealed = seal({"webhook": self.pk}, secrets)
        return self

    def open(self) -> list[str]:
        """The secrets that sign now. Raises `SealBroken`."""
        secrets: list[str] = self._open()
        overlapping = self.overlap_until and self.overlap_until > timezone.now()
        return secrets if overlapping else secrets[:1]

    def rotate(self) -> None:
        """Seal the same secrets with the newest key (not saved yet). Raises `SealBroken`."""
        self.seal(self._open())

    def _open(self) -> list[str]:
        secrets: list[str] = unseal(self.sealed, {"webhook": self.pk}, f"secret of the webhook {self.name}")
        return secrets

    # --- verbs

    @transaction.atomic
    def change(self, by: "User", seen: Mapping[str, Any] | None = None, **given: Any) -> None:
        """Any of what is `CHANGEABLE`; where it was `seen`, as long as it is still so. Raises `ChangedMeanwhile`, and
        `PermissionDenied` unless the person reaches it before and after."""
        access.require(by, access.Action.SUBSCRIBE, *self.scope())
        for name, value in given.items():
            setattr(self, name, value)
        access.require(by, access.Action.SUBSCRIBE, *self.scope())
        self.keep(given, seen or {})
        Event.objects.note("webhook.changed", self, by, changed=sorted(given))

    @transaction.atomic
    def change_secret(self, by: "User") -> str:
        """A new one, which is shown this once; the one before signs beside it for `OVERLAP`."""
        access.require(by, access.Action.SUBSCRIBE, *self.scope())
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        secret, before = signing.new_secret(), []
        with suppress(SealBroken):  # nothing can be signed with the one before
            before = fresh._open()[:1]
        fresh.seal([secret, *before])
        fresh.overlap_until = timezone.now() + OVERLAP
        fresh.save(update_fields=["sealed", "overlap_until"])
        Event.objects.note("webhook.rotated", self, by)
        self.refresh_from_db()
        return secret

    @transaction.atomic
    def stop(self, by: "User | None", reason: str) -> None:
        """Send nothing more. `by` None: by itself, and administrators are told. Does nothing to one that is stopped."""
        if by:
            access.require(by, access.Action.SUBSCRIBE, *self.scope())
        told = {"told_at": Now()} if by else {}
        stopped = type(self).objects.in_force().filter(pk=self.pk).update(stopped_at=Now(), reason=reason, **told)
        if stopped:
            Event.objects.note("webhook.stopped", self, by, reason=reason)
        self.refresh_from_db()

    @transaction.atomic
    def start(self, by: "User") -> None:
        """Go on with what happens from now on, and with what has waited for less than a day; from now on in the name
        of who says so."""
        access.require(by, access.Action.SUBSCRIBE, *self.scope())
        fresh = {"stopped_at": None, "since": Now(), "failing_since": None, "reason": "", "told_at": None, "by": by}
        if type(self).objects.filter(pk=self.pk, stopped_at__isnull=False).update(**fresh):
            Event.objects.note("webhook.started", self, by)
        self.refresh_from_db()

    @transaction.atomic
    def remove(self, by: "User") -> None:
        access.require(by, access.Action.SUBSCRIBE, *self.scope())
        Event.objects.note("webhook.removed", self, by, name=self.name)
        self.delete()

    # --- how it goes

    def worked(self) -> None:
        type(self).objects.filter(pk=self.pk, failing_since__isnull=False).update(failing_since=None)

    def failed(self, reason: str) -> None:
        """It is stopped when nothing was taken for `WEBHOOK_PATIENCE`."""
        mine = type(self).objects.filter(pk=self.pk)
        mine.update(failing_since=Coalesce("failing_since", Now()))
        if mine.filter(failing_since__lt=Now() - settings.WEBHOOK_PATIENCE).exists():
            self.stop(None, f"Nothing was taken for {settings.WEBHOOK_PATIENCE.days} days. {reason}")
