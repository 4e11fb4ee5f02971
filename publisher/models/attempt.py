"""One irreversible call to a network, written down before it is made."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import connection, models
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


class AttemptManager(models.Manager["Attempt"]):
    def begin(self, deliveries: Iterable[Delivery], worker: str) -> dict[int, "Attempt"]:
        """Write the attempts of deliveries just claimed, by the fences and keys of their rows; gives them by
        delivery."""
        columns = "delivery_id, page_id, fence, key, worker, outcome, reason, network_text, trace_id, status"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO publisher_attempt ({columns}) SELECT id, page_id, fence, key, %s, '', '', '', '', 0
                FROM publisher_delivery WHERE id = ANY(%s) RETURNING delivery_id, id, fence
                """,  # noqa: S608 - our own constant
                [worker, [delivery.pk for delivery in deliveries]],
            )
            rows = cursor.fetchall()
        return {delivery: Attempt(pk=key, delivery_id=delivery, fence=fence) for delivery, key, fence in rows}


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

    objects: ClassVar[AttemptManager] = AttemptManager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "fence"], name="attempt_once_a_claim")]
        indexes = [models.Index(fields=["page", "started_at"], name="attempt_ledger")]

    def __str__(self) -> str:
        return f"Attempt {self.pk} of delivery {self.delivery_id}"
