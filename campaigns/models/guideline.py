"""A central rule: what it asks, where it holds, whether it blocks, and the sentence that says what to do."""

from collections.abc import Mapping
from datetime import time
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction

from accounts import access
from accounts.models import Brand, Event, Market, Network
from accounts.models.changeable import Changeable, ChangedMeanwhile
from campaigns.models.campaign import Campaign
from campaigns.moves import WrongState

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User


class GuidelineQuerySet(models.QuerySet["Guideline"]):
    def visible_to(self, person: "Person") -> "GuidelineQuerySet":
        """Rules are made to be read: every role sees those of its brands and markets, and those that hold for all."""
        return self.filter(access.concerns(person))

    def in_force(self) -> "GuidelineQuerySet":
        return self.filter(is_active=True)

    def in_force_for(self, brands: set[int]) -> "GuidelineQuerySet":
        """Those of these brands (ids), and those of all."""
        return self.in_force().filter(models.Q(brand=None) | models.Q(brand__in=brands))


class Guideline(Changeable):
    CHANGEABLE: ClassVar[tuple[str, ...]] = (
        *("kind", "words", "sentence", "blocks"),
        *("brand", "market", "network", "campaign"),
    )

    class Kind(models.TextChoices):
        REQUIRED_TEXT = "required_text", "one of these texts must appear"
        BANNED_WORDS = "banned_words", "these words must not appear"
        ALLOWED_DOMAINS = "allowed_domains", "links only to these domains"
        MEDIA_REQUIRED = "media_required", "a picture is needed"
        QUIET_HOURS = "quiet_hours", "no post between these hours"
        MOST_A_DAY = "most_a_day", "at most this many posts a day on a page"

    kind = models.CharField(max_length=30, choices=Kind.choices)
    words = ArrayField(
        models.CharField(max_length=500),
        default=list,
        blank=True,
        help_text="Texts, words or domains; for quiet hours two times such as 22:00 and 07:00; "
        "for most a day one number.",
    )
    sentence = models.CharField(max_length=300, help_text="What the author is told: what is wrong and what to do.")
    blocks = models.BooleanField(default=True, help_text="Blocks submission and delivery; otherwise it only warns.")
    brand = models.ForeignKey(Brand, models.CASCADE, null=True, blank=True, related_name="guidelines")
    network = models.CharField(max_length=20, choices=Network.choices, blank=True)
    market = models.ForeignKey(Market, models.CASCADE, null=True, blank=True, related_name="guidelines")
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, blank=True, related_name="guidelines")
    is_active = models.BooleanField(default=True)

    objects = GuidelineQuerySet.as_manager()

    class Meta:
        ordering = ["brand", "market", "kind", "id"]

    def __str__(self) -> str:
        return self.sentence

    def scope(self) -> tuple[int | None, int | None]:
        return self.brand_id, self.market_id

    @classmethod
    @transaction.atomic
    def lay_down(cls, by: "User", **rule: Any) -> Self:
        """A new rule, in force from now on. Raises `PermissionDenied`, or `ValidationError` for one that says
        nothing."""
        guideline = cls(**rule)
        guideline._keep(by)
        Event.objects.note("guideline.laid_down", guideline, by, kind=guideline.kind)
        return guideline

    @transaction.atomic
    def change(self, by: "User", seen: Mapping[str, Any] | None = None, **rule: Any) -> None:
        """Let it say or hold otherwise. Raises as `lay_down`, `WrongState` when it was retired meanwhile, and
        `ChangedMeanwhile` where it is not as it was `seen`."""
        fresh = type(self).objects.in_force().select_for_update(of=("self",)).filter(pk=self.pk).first()
        if fresh is None:
            raise WrongState(GONE)
        access.require(by, access.Action.GUIDE, *fresh.scope())
        if seen is not None and fresh.shown() != seen:
            raise ChangedMeanwhile
        changed = [name for name, value in rule.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, rule[name])
        fresh._keep(by)
        if changed:
            Event.objects.note("guideline.changed", fresh, by, changed=changed)
        self.refresh_from_db()

    @transaction.atomic
    def retire(self, by: "User") -> None:
        """From now on it holds nowhere; it stays on record. Raises `PermissionDenied` or `WrongState`."""
        access.require(by, access.Action.GUIDE, *self.scope())
        if not type(self).objects.in_force().filter(pk=self.pk).update(is_active=False):
            raise WrongState(GONE)
        Event.objects.note("guideline.retired", self, by)
        self.refresh_from_db()

    def _keep(self, by: "User") -> None:
        access.require(by, access.Action.GUIDE, *self.scope())
        self.full_clean()
        self.save()

    @property
    def in_words(self) -> str:
        """What it asks of a post, as one would say it."""
        kinds = self.Kind
        quoted = _listed([f"“{word}”" for word in self.words])
        return {
            kinds.REQUIRED_TEXT: f"Says {quoted}",
            kinds.BANNED_WORDS: f"Never says {quoted}",
            kinds.ALLOWED_DOMAINS: f"Links only to {_listed(self.words)}",
            kinds.MEDIA_REQUIRED: "Has a picture or a film",
            kinds.QUIET_HOURS: f"Stays silent from {' to '.join(self.words)}, by the market’s clock",
            kinds.MOST_A_DAY: f"At most {_listed(self.words)} a day on a page",
        }[kinds(self.kind)]

    def clean(self) -> None:
        kinds = self.Kind
        if self.kind != kinds.MEDIA_REQUIRED and not self.words:
            raise ValidationError({"words": "Say which texts, words, domains, hours or number this rule is about."})
        if self.kind == kinds.MOST_A_DAY and not (len(self.words) == 1 and self.words[0].isdecimal()):
            raise ValidationError({"words": "Give one whole number of posts a day."})
        if self.kind == kinds.QUIET_HOURS and not (len(self.words) == 2 and all(map(_is_clock, self.words))):
            raise ValidationError({"words": "Give two times such as 22:00 and 07:00."})


GONE = "Somebody retired this guideline meanwhile. Lay down a new one if it should hold again."


def _listed(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _is_clock(word: str) -> bool:
    try:
        return time.fromisoformat(word).isoformat("minutes") == word
    except ValueError:
        return False
