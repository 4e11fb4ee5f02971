"""What people approved to replace the words of a post that is public: carried out like a delivery.

A change does no harm twice, so that one without a clear answer is read back, and made again where it is not to be seen.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import Now

from accounts.models import Event, Page
from campaigns.content import Content, digest_of
from campaigns.models import Revision
from publisher.models.delivery import Delivery
from publisher.models.rowwise import ExistsByRow
from publisher.models.sending import ON_THE_DESK, WORK, Sending, SendingQuerySet, State
from publisher.networks import NETWORKS
from publisher.networks.base import Above, Edits, Piece, Says
from publisher.networks.editing import Editing
from publisher.pieces import piece_of

Json = dict[str, Any]

PATIENCE = timedelta(days=1)
"""So long it is tried before a person has to know."""


class CorrectionQuerySet(SendingQuerySet):
    def unfrozen(self) -> Self:
        return self.filter(ExistsByRow(Delivery.objects.unfrozen().kept().filter(pk=OuterRef("delivery"))))

    @transaction.atomic
    def order(self, limit: int = 500) -> int:
        """What is approved by now is on its way; returns of how many revisions. Safe in any number of processes."""
        approved = Revision.objects.filter(is_unordered=True, approved_at__isnull=False).order_by("id")
        revisions = list(approved.select_for_update(skip_locked=True, no_key=True)[:limit])
        for revision in revisions:
            self._replace(revision, [one for one in revision.entries().values() if one.get("corrects")])
        Revision.objects.filter(pk__in=[revision.pk for revision in revisions]).update(is_unordered=False)
        return len(revisions)

    def _replace(self, revision: Revision, contents: Iterable[Json]) -> None:
        """These take the place of what was ordered for the same posts and not done yet.

        What was deleted since they were written is passed over; whoever deletes a post locks it as well.
        """
        wanted = {content["publication"]: content for content in contents}
        there = Delivery.objects.filter(publication__in=wanted).select_for_update(of=("self",), no_key=True)
        there = there.select_related("page").prefetch_related("removals")
        deliveries = [delivery for delivery in there if not delivery.why_unchangeable]
        self.model.move_all("drop", self.filter(delivery__in=deliveries).values_list("pk", flat=True))
        made = [_of(delivery, revision, wanted[delivery.publication_id]) for delivery in deliveries]
        self.bulk_create(made)
        Event.objects.note_all(Event.about("delivery.correction_ordered", one.delivery) for one in made)


def _of(delivery: Delivery, revision: Revision, content: Json) -> "Correction":
    return Correction(
        delivery=delivery,
        revision=revision,
        page=delivery.page,
        network=delivery.network,
        content=content,
        digest=digest_of(content),
        due_at=Now(),
        next_at=Now(),
        closes_at=Now() + PATIENCE,
    )


class Correction(Sending):
    """`content` is what the post is to say, as JSON, `digest` its SHA-256."""

    noun = "correction"
    is_new = False
    MOVES = {
        **{verb: move for verb, move in Sending.MOVES.items() if verb != "confirm"},
        "drop": (frozenset({State.QUEUED, State.PREPARING, State.READY, *ON_THE_DESK}), State.ABANDONED),
    }
    too_late = "It could not be changed for a day. Look at the page; then try again, or change it there."

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="corrections")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="corrections")
    page = models.ForeignKey(Page, models.PROTECT, related_name="+", db_index=False)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(state__in=["sending", "unsure"]), name="correction_one_in_flight_a_page"
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "state", "next_at"], condition=Q(state__in=WORK), name="correction_to_claim"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["preparing", "sending"]), name="correction_leased"
            ),
            models.Index(
                fields=["closes_at"],
                condition=Q(state__in=["queued", "ready"], lease_until=None),
                name="correction_closing",
            ),
            models.Index(
                fields=["-due_at"], condition=Q(state__in=["unproven", "refused", "missed"]), name="correction_on_desk"
            ),
        ]

    def __str__(self) -> str:
        return f"Correction {self.pk} on {self.page}"

    @property
    def title(self) -> str:
        return f"Change of {self.delivery.title}"

    @property
    def frozen_in(self) -> "Correction":
        return self

    @property
    def publication_id(self) -> int:
        key: int = self.delivery.publication_id
        return key

    @property
    def frozen(self) -> Content:
        return Content.from_json(self.content)

    @property
    def says(self) -> Says:
        network = NETWORKS[self.network]
        assert isinstance(network, Edits), "approved where it can be"
        return Editing(network.title, network, self.delivery.handle)

    @property
    def piece(self) -> Piece:
        above = Above(self.delivery.remote_id, self.delivery.remote_id)
        return piece_of(self.frozen, above)
