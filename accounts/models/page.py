"""One brand's presence on one network in one market."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from accounts import access
from accounts.models.brand import Brand, Market
from accounts.models.changeable import Changeable
from accounts.models.event import Event

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models.user import User


class Network(models.TextChoices):
    """The networks a page can be on today."""

    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    FACEBOOK = "facebook", "Facebook"
    TELEGRAM = "telegram", "Telegram"
    LINKEDIN = "linkedin", "LinkedIn"
    PINTEREST = "pinterest", "Pinterest"
    X = "x", "X"
    WEIBO = "weibo", "Sina Weibo (experimental)"
    WORDPRESS = "wordpress", "WordPress"
    INSTAGRAM = "instagram", "Instagram"
    THREADS = "threads", "Threads"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"


class Health(models.TextChoices):
    CONNECTED = "connected", "connected"
    RECONNECT = "reconnect", "needs reconnecting"
    BLOCKED = "blocked", "held back by its network"
    UNCONNECTED = "unconnected", "not connected yet"


STANDING_STILL = (Health.RECONNECT, Health.BLOCKED)
"""Nothing goes out there until somebody has mended it."""


class PageQuerySet(models.QuerySet["Page"]):
    def visible_to(self, person: "Person") -> "PageQuerySet":
        return self.filter(access.reach(person))

    def schedulable_by(self, person: "Person") -> "PageQuerySet":
        return self.filter(access.reach(person, access.Action.SCHEDULE), is_active=True)


class Page(Changeable):
    """`home` is the base URL of the network's API for this page, `remote_id` the network's id for it, `address` where
    people see it.

    `limits` is what the network said it allows here (see the network's `identify`); empty means its documented
    defaults. `options` is what people set for its posts there, by the names of the network's options.

    `token_expires_at` is when the token ends, `renews` whether there is something that renews it, and
    `refresh_expires_at` when that ends; each is empty where the network does not say. `lacks` names rights that
    publishing needs and the token does not have. `quota` is what the network said of its allowances: name → [used,
    limit, begins anew at, what a post uses]. `told_at` is when the page's people were told that nothing goes out there.
    """

    CHANGEABLE: ClassVar[tuple[str, ...]] = ("options",)

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="pages")
    market = models.ForeignKey(Market, models.PROTECT, related_name="pages")
    network = models.CharField(max_length=20, choices=Network.choices)
    name = models.CharField(max_length=200)
    handle = models.CharField(max_length=200, blank=True)
    home = models.URLField(max_length=500)
    remote_id = models.CharField(max_length=200, blank=True)
    address = models.URLField(max_length=500, blank=True)
    limits = models.JSONField(default=dict, blank=True)
    options = models.JSONField(default=dict, blank=True)
    health = models.CharField(max_length=20, choices=Health.choices, default=Health.UNCONNECTED)
    health_note = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    refresh_expires_at = models.DateTimeField(null=True, blank=True)
    renews = models.BooleanField(default=False)
    lacks = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    quota = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["market__name", "network", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "home", "remote_id"],
                condition=~models.Q(remote_id=""),
                name="page_once_per_account",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.get_network_display()}"

    def scope(self) -> tuple[int, int]:
        return self.brand_id, self.market_id

    @property
    def ends_at(self) -> datetime | None:
        """From when on nothing goes out here unless a person connects the page again; None when no end is known."""
        if not self.renews:
            return self.token_expires_at
        if self.refresh_expires_at is None:
            return None
        # What was renewed on the last day lives for its own time.
        return max(self.refresh_expires_at, self.token_expires_at or self.refresh_expires_at)

    @transaction.atomic
    def adjust(self, options: dict[str, str | bool], by: "User", seen: Mapping[str, Any] | None = None) -> None:
        """Set how its posts are shown from now on; what was submitted before stays as it was. Raises
        `PermissionDenied`, and `ChangedMeanwhile` where it is not as it was `seen`."""
        access.require(by, access.Action.CONNECT, *self.scope())
        self.keep({"options": options}, seen or {})
        Event.objects.note("page.adjusted", self, by, **options)
