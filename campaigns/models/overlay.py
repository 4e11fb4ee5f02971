"""A logo or a frame of a brand, which its people lay over pictures of their posts."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import F, Q

from accounts import access
from accounts.models import Brand, Event
from accounts.models.brand import Founded
from campaigns.laid import CROPPED, LOGO, STRETCHED, Laid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.access import Person
    from accounts.models import User

NAME_LENGTH = 60


class Kind(models.TextChoices):
    LOGO = LOGO, "Logo in a corner"
    STRETCHED = STRETCHED, "Frame, stretched over the picture"
    CROPPED = CROPPED, "Frame, cropped to the picture’s shape"


class Corner(models.TextChoices):
    TOP_LEFT = "top_left", "Top left"
    TOP_RIGHT = "top_right", "Top right"
    BOTTOM_LEFT = "bottom_left", "Bottom left"
    BOTTOM_RIGHT = "bottom_right", "Bottom right"


class OverlayQuerySet(models.QuerySet["Overlay"]):
    def visible_to(self, person: "Person") -> "OverlayQuerySet":
        """Those of the person's brands."""
        return self.filter(access.reach(person, market=""))

    def offered(self, brand: int, chosen: "Iterable[int]" = ()) -> "OverlayQuerySet":
        """What a post of the brand may choose; what it chose before stays among it."""
        return self.filter(Q(is_active=True) | Q(pk__in=chosen), brand=brand)


class Overlay(Founded):
    """`checksum` is SHA-256 over its PNG, which lies in the storage by that name. `share` and `margin` are of a logo,
    in percent of a picture's shorter side.

    What was submitted keeps the bytes and the place of that time; a change holds for what is submitted from then on.
    """

    CHANGEABLE: ClassVar[tuple[str, ...]] = (
        *("name", "kind", "corner", "share", "margin"),
        *("checksum", "width", "height"),
    )

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="overlays")
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LOGO)
    corner = models.CharField(max_length=12, choices=Corner.choices, default=Corner.BOTTOM_RIGHT)
    share = models.PositiveSmallIntegerField("size", default=20)
    margin = models.PositiveSmallIntegerField(default=4)
    checksum = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)

    objects = OverlayQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "name"], name="overlay_name_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100 - F("margin")), name="overlay_is_within"),
        ]

    def __str__(self) -> str:
        return self.name

    def scope(self) -> tuple[int, None]:
        return self.brand_id, None

    @property
    def laid(self) -> Laid:
        """As it goes into a content."""
        place = (self.corner, self.share, self.margin) if self.kind == Kind.LOGO else ("", 0, 0)
        return Laid(self.checksum, self.kind, *place, kept=self.pk, name=self.name)

    @classmethod
    @transaction.atomic
    def add(cls, by: "User", brand: Brand, **parts: Any) -> Self:
        """Its file is kept before. Raises `PermissionDenied` for all but administrators of everything."""
        access.require(by, access.Action.ADMINISTER)
        overlay = cls.objects.create(brand=brand, **parts)
        Event.objects.note("overlay.added", overlay, by)
        return overlay

    def retire(self, by: "User") -> None:
        """No post chooses it any more. Raises `PermissionDenied`."""
        self._offer(by, False, "overlay.retired")

    def bring_back(self, by: "User") -> None:
        """Raises `PermissionDenied`."""
        self._offer(by, True, "overlay.brought_back")

    @transaction.atomic
    def _offer(self, by: "User", is_active: bool, what: str) -> None:
        access.require(by, access.Action.ADMINISTER)
        if type(self).objects.filter(pk=self.pk, is_active=not is_active).update(is_active=is_active):
            Event.objects.note(what, self, by)
        self.refresh_from_db()
