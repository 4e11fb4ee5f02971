"""One irreversible call to a network, written down before it is made."""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from accounts.models import Page
from publisher.models.delivery import Delivery

Json = dict[str, Any]


class Outcome(models.TextChoices):
    OPEN = "", "under way"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"
    LATER = "later", "not taken, later again"
    UNSURE = "unsure", "no certain answer"


class Attempt(models.Model):
    """The attempts of a page are also the ledger from which its budgets are counted."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    page = models.ForeignKey(Page, models.PROTECT, related_name="+", db_index=False)
    fence = models.PositiveIntegerField()
    key = models.CharField(max_length=100, blank=True)
    worker = models.CharField(max_length=200)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True, default=Outcome.OPEN)
    reason = models.TextField(blank=True)
    network_text = models.TextField(blank=True)
    trace_id = models.CharField(max_length=200, blank=True)
    status = models.PositiveSmallIntegerField(default=0, help_text="HTTP status; 0: no answer came.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "fence"], name="attempt_once_a_claim")]
        indexes = [models.Index(fields=["page", "started_at"], name="attempt_ledger")]

    def __str__(self) -> str:
        return f"Attempt {self.pk} of delivery {self.delivery_id}"
