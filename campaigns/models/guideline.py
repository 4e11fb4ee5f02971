"""A central rule: what it asks, where it holds, whether it blocks, and the sentence that says what to do."""

from datetime import time
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models

from accounts import access
from accounts.models import Brand, Market, Network
from campaigns.models.campaign import Campaign

if TYPE_CHECKING:
    from accounts.access import Person


class GuidelineQuerySet(models.QuerySet["Guideline"]):
    def visible_to(self, person: "Person") -> "GuidelineQuerySet":
        """Rules are made to be read: every role sees those of its brands and markets, and those that hold for all."""
        return self.filter(access.concerns(person))


class Guideline(models.Model):
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

    def clean(self) -> None:
        kinds = self.Kind
        if self.kind != kinds.MEDIA_REQUIRED and not self.words:
            raise ValidationError({"words": "Say which texts, words, domains, hours or number this rule is about."})
        if self.kind == kinds.MOST_A_DAY and not (len(self.words) == 1 and self.words[0].isdigit()):
            raise ValidationError({"words": "Give one whole number of posts a day."})
        if self.kind == kinds.QUIET_HOURS and not (len(self.words) == 2 and all(map(_is_clock, self.words))):
            raise ValidationError({"words": "Give two times such as 22:00 and 07:00."})


def _is_clock(word: str) -> bool:
    try:
        return time.fromisoformat(word).isoformat("minutes") == word
    except ValueError:
        return False
