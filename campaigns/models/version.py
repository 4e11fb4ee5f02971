"""What a post said at each of its versions, so that people find again what they wrote, and bring it back."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns.draft import Draft, Further, Picture
from campaigns.models.asset import Asset
from campaigns.models.campaign import Campaign
from campaigns.models.overlay import Overlay

if TYPE_CHECKING:
    from accounts.models import User
    from campaigns.models.post import Post

SITTING = timedelta(minutes=10)
"""So long what one person's composer saves by itself goes on as one version."""
PLAIN = ("text", "link", "first_comment", "placement", "language", "campaign")

Json = dict[str, Any]


class Version(models.Model):
    """`said` is all that an author decides but pages and times; `number` the post's version from then on.

    One that was saved by itself (`by_itself`) grows for a while with what the same person goes on writing.
    """

    post = models.ForeignKey("campaigns.Post", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    by_itself = models.BooleanField(default=False)
    said = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="version_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.post}"

    @classmethod
    def keep(cls, post: "Post", by: "User", draft: Draft, *, by_itself: bool = False) -> bool:
        """Keep what the post says from now on. False where that only goes on a version of the same sitting."""
        said = _as_json(draft)
        sitting = cls.objects.filter(by_itself=True, at__gt=timezone.now() - SITTING)
        newest = post.versions.first()
        if by_itself and newest and sitting.filter(pk=newest.pk, by=by).update(number=post.version, said=said):
            return False
        cls.objects.create(post=post, number=post.version, by=by, by_itself=by_itself, said=said)
        return True

    @property
    def text(self) -> str:
        text: str = self.said["text"]
        return text

    def draft(self) -> Draft:
        """As its author would write it again; pages and times stay as they are."""
        said = self.said
        shown = [said["pictures"], *(pictures for _, pictures in said["thread"])]
        assets = Asset.objects.in_bulk([key for pictures in shown for key, *_ in pictures])
        laid = Overlay.objects.in_bulk([key for pictures in shown for _, _, *rest in pictures for key in rest])
        return Draft(
            **{name: said[name] for name in PLAIN if name != "campaign"},
            campaign=said["campaign"] if Campaign.objects.filter(pk=said["campaign"]).exists() else None,
            tags=tuple(said["tags"]),
            wordings=tuple((network, text) for network, text in said["wordings"]),
            pictures=_pictures(said["pictures"], assets, laid),
            thread=tuple(Further(text, _pictures(pictures, assets, laid)) for text, pictures in said["thread"]),
        )


def _as_json(draft: Draft) -> Json:
    return {name: getattr(draft, name) for name in PLAIN} | {
        "tags": list(draft.tags),
        "wordings": [list(wording) for wording in draft.wordings],
        "pictures": _keys(draft.pictures),
        "thread": [[part.text, _keys(part.pictures)] for part in draft.thread],
    }


def _keys(pictures: Iterable[Picture]) -> list[list[Any]]:
    """The overlay stands third, where there is one."""
    return [[one.asset.pk, one.alt, *([one.overlay.pk] if one.overlay else [])] for one in pictures]


def _pictures(kept: Iterable[list[Any]], assets: dict[int, Asset], laid: dict[int, Overlay]) -> tuple[Picture, ...]:
    return tuple(Picture(assets[key], alt, *map(laid.get, rest)) for key, alt, *rest in kept if key in assets)
