"""One irreversible call to a network, written down before it is made."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db import connection, models
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from accounts.models import Page
from publisher.models.delivery import Delivery
from publisher.models.follow_up import FollowUp
from publisher.models.removal import Removal
from publisher.models.sending import Sending

Json = dict[str, Any]


OF = models.Func("delivery", "follow_up", "removal", function="num_nonnulls", output_field=models.IntegerField())
"""Of how many things it is."""


class Outcome(models.TextChoices):
    OPEN = "", "under way"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"
    LATER = "later", "not taken, later again"
    UNSURE = "unsure", "no certain answer"


class AttemptManager(models.Manager["Attempt"]):
    def begin(self, rows: Sequence[Sending], worker: str) -> dict[int, "Attempt"]:
        """Write the attempts of what was just claimed, all of one kind, by the fences and keys of its rows; gives them
        by its key."""
        if not rows:
            return {}
        noun = rows[0].noun
        columns = f"{noun}_id, page_id, fence, key, worker, outcome, reason, network_text, trace_id, status"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO publisher_attempt ({columns}) SELECT id, page_id, fence, key, %s, '', '', '', '', 0
                FROM {rows[0]._meta.db_table} WHERE id = ANY(%s) RETURNING {noun}_id, id, fence
                """,  # noqa: S608 - our own constants
                [worker, [row.pk for row in rows]],
            )
            written = cursor.fetchall()
        return {row: Attempt(**{"pk": key, f"{noun}_id": row, "fence": fence}) for row, key, fence in written}


class Attempt(models.Model):
    """Of a delivery, follow-up or removal. A page's attempts are also the ledger from which its budgets are counted."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="attempts")
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False
    )
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False)
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
        constraints = [
            models.UniqueConstraint(fields=["delivery", "fence"], name="attempt_once_a_claim"),
            models.UniqueConstraint(fields=["follow_up", "fence"], name="attempt_once_a_claim_of_a_follow_up"),
            models.UniqueConstraint(fields=["removal", "fence"], name="attempt_once_a_claim_of_a_removal"),
            models.CheckConstraint(condition=Exact(OF, 1), name="attempt_of_one_thing"),
        ]
        indexes = [models.Index(fields=["page", "started_at"], name="attempt_ledger")]

    def __str__(self) -> str:
        return f"Attempt {self.pk} of {self.removal or self.follow_up or self.delivery}"
