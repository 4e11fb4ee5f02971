"""A marque, and a country in which it speaks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.utils.text import slugify

from accounts import access
from accounts.models.changeable import Changeable
from accounts.zones import validate_zone

if TYPE_CHECKING:
    from accounts.models.user import User


class Stage(models.TextChoices):
    """A step of approval. The order of a brand's stages is the order in which people decide."""

    MARKET = "market", "market lead"
    HEAD_OFFICE = "head_office", "head office"
    LEGAL = "legal", "legal"


def default_stages() -> list[str]:
    return [Stage.MARKET, Stage.HEAD_OFFICE]


class Founded(Changeable):
    """What administrators of everything change."""

    class Meta:
        abstract = True

    @transaction.atomic
    def change(self, by: "User", seen: Mapping[str, Any], **given: Any) -> None:
        """`seen`: what was `shown`. Raises `PermissionDenied` or `ChangedMeanwhile`."""
        access.require(by, access.Action.ADMINISTER)
        changed = sorted(name for name in self.CHANGEABLE if given[name] != seen[name])
        self.keep({name: given[name] for name in self.CHANGEABLE}, seen)
        if changed:
            _note(f"{self._meta.model_name}.changed", self, by, changed=changed)


class Brand(Founded):
    """Its slug stays when it is renamed: addresses and programs know it by that."""

    CHANGEABLE: ClassVar[tuple[str, ...]] = ("name", "approval_stages")

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(unique=True)
    approval_stages = ArrayField(
        models.CharField(max_length=20, choices=Stage.choices),
        default=default_stages,
        help_text="Who approves, in order. At least one stage is needed.",
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=models.Q(approval_stages__len__gt=0), name="brand_has_approval_stages")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def make(cls, by: "User", name: str, approval_stages: list[str]) -> "Brand":
        """Raises `PermissionDenied` for all but administrators of everything."""
        access.require(by, access.Action.ADMINISTER)
        brand = cls.objects.create(name=name, slug=slugify(name), approval_stages=approval_stages)
        _note("brand.made", brand, by)
        return brand

    def scope(self) -> tuple[int, None]:
        return self.pk, None

    def stages_for(self, market: "Market | None") -> list[str]:
        """The stages a post of `market` passes. What head office writes itself has no market lead to ask."""
        stages = [stage for stage in self.approval_stages if market or stage != Stage.MARKET]
        return stages or [Stage.HEAD_OFFICE]


class Market(Founded):
    """A country: ISO 3166-1 alpha-2 code, IANA time zone, languages (BCP 47, the first is the usual one)."""

    CHANGEABLE: ClassVar[tuple[str, ...]] = ("code", "name", "time_zone", "languages")

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=64, validators=[validate_zone])
    languages = ArrayField(models.CharField(max_length=10))

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    @transaction.atomic
    def make(cls, by: "User", code: str, name: str, time_zone: str, languages: list[str]) -> "Market":
        """Raises `PermissionDenied` for all but administrators of everything."""
        access.require(by, access.Action.ADMINISTER)
        market = cls.objects.create(code=code, name=name, time_zone=time_zone, languages=languages)
        _note("market.made", market, by)
        return market

    def scope(self) -> tuple[None, int]:
        return None, self.pk

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def language(self) -> str:
        return self.languages[0] if self.languages else "en"


def _note(what: str, noun: models.Model, by: "User", **data: Any) -> None:
    from accounts.models.event import Event

    Event.objects.note(what, noun, by, **data)
