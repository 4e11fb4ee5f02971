"""One irreversible call to a network, written down before it is made."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.db.models.functions import Now
from django.db.models.lookups import Exact

from accounts.models import Page
from publisher.models.correction import Correction
from publisher.models.delivery import Delivery
from publisher.models.follow_up import FollowUp
from publisher.models.removal import Removal
from publisher.models.sending import Sending
from publisher.networks.base import Of, Placement

Json = dict[str, Any]


SENDINGS: tuple[type[Sending], ...] = (Delivery, FollowUp, Removal, Correction)
"""What an attempt may be of: deliveries, and what follows, deletes or changes their posts."""
NOUNS = tuple(noun.noun for noun in SENDINGS)
OF = models.Func(*NOUNS, function="num_nonnulls", output_field=models.IntegerField())
"""Of how many things it is."""


class Outcome(models.TextChoices):
    OPEN = "", "under way"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"
    LATER = "later", "not taken, later again"
    UNSURE = "unsure", "no certain answer"


WEIGHING = {
    Of.CALLS: models.Q(removal=None, correction=None),
    Of.POSTS: models.Q(delivery__isnull=False),
    Of.REELS: models.Q(delivery__content__placement=Placement.REEL),
    Of.MONEY: models.Q(cost__gt=0) & ~models.Q(outcome__in=[Outcome.REFUSED, Outcome.LATER]),
    Of.UNITS: models.Q(cost__gt=0),
}
"""Which weigh on what. What was certainly not taken costs no money; units it costs all the same."""


def _once_a_claim(noun: str) -> models.UniqueConstraint:
    """Of what there is little of: with a condition, the attempts of all deliveries are not written there, too."""
    name, of_one = f"attempt_once_a_claim_of_a_{noun}", models.Q(**{f"{noun}__isnull": False})
    return models.UniqueConstraint(fields=[noun, "fence"], condition=of_one, name=name)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def spending(self, of: Of = Of.CALLS) -> "AttemptQuerySet":
        """Those that weigh on budgets of this."""
        return self.filter(WEIGHING[of])

    def begin(self, costs: Mapping[Sending, int], worker: str) -> dict[int, "Attempt"]:
        """Write the attempts of what was just claimed, all of one kind, by the fences and keys of its rows; gives them
        by its key. `costs` says of each what its network charges."""
        if not costs:
            return {}
        first = next(iter(costs))
        noun, table = first.noun, first._meta.db_table
        columns = f"{noun}_id, page_id, fence, key, worker, outcome, reason, network_text, trace_id, status, cost"
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                INSERT INTO publisher_attempt ({columns})
                SELECT id, page_id, fence, key, %s, '', '', '', '', 0, cost
                FROM {table} JOIN unnest(%s::bigint[], %s::int[]) AS claimed(id, cost) USING (id)
                RETURNING {noun}_id, id, fence
                """,  # noqa: S608 - our own constants
                [worker, [row.pk for row in costs], list(costs.values())],
            )
            written = cursor.fetchall()
        return {row: Attempt(**{"pk": key, f"{noun}_id": row, "fence": fence}) for row, key, fence in written}


class Attempt(models.Model):
    """Of a delivery, follow-up, removal or correction. A page's attempts are also the ledger of its budgets.

    `cost` is what the network charges for it, in thousandths of a US dollar, or counts for it in units of its own, with
    those of the looks for it.
    """

    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False
    )
    follow_up = models.ForeignKey(
        FollowUp, models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False
    )
    removal = models.ForeignKey(Removal, models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False)
    correction = models.ForeignKey(
        Correction, models.PROTECT, null=True, blank=True, related_name="attempts", db_index=False
    )
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
    cost = models.PositiveIntegerField(default=0, db_default=0)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "fence"], name="attempt_once_a_claim"),
            *map(_once_a_claim, NOUNS[1:]),
            models.CheckConstraint(condition=Exact(OF, 1), name="attempt_of_one_thing"),
        ]
        indexes = [
            models.Index(fields=["page", "started_at"], name="attempt_ledger"),
            models.Index(fields=["started_at"], condition=models.Q(cost__gt=0), name="attempt_costs"),
        ]

    def __str__(self) -> str:
        return f"Attempt {self.pk} of {self.correction or self.removal or self.follow_up or self.delivery}"
