"""What follows a post on its page: the further parts of its thread, and its first comment.

Each is a row of its own, written with the outcome of the post. Whatever becomes of it never touches the post. They have
their turn one after the other.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Event, Page
from publisher.models.delivery import Delivery
from publisher.models.rowwise import ExistsByRow
from publisher.models.sending import ON_THE_DESK, WORK, Sending, SendingQuerySet, State
from publisher.networks import NETWORKS, commenting
from publisher.networks.base import Above, Piece, Says
from publisher.pieces import Below, following

if TYPE_CHECKING:
    from accounts.models import User

NO_ID = (
    "Marquee does not know the post by its id, because a person said where it is, so it can put nothing under it. Add "
    "this by hand, then say where it is, or give it up."
)


class Kind(models.TextChoices):
    PART = "part", "part of the thread"
    COMMENT = "comment", "first comment"


class FollowUpQuerySet(SendingQuerySet):
    def unfrozen(self) -> Self:
        return self.filter(ExistsByRow(Delivery.objects.unfrozen().kept().filter(pk=OuterRef("delivery"))))

    def plan(self, deliveries: Iterable[Delivery]) -> None:
        """Write down what follows these deliveries, in the transaction in which they become published."""
        planned = [one for delivery in deliveries for one in _planned(delivery)]
        self.bulk_create(planned, ignore_conflicts=True)
        for delivery in {one.delivery_id for one in planned}:
            self.take_turn(delivery)

    def take_turn(self, delivery: int) -> None:
        """The next one of this delivery that waits may go out from now on."""
        waiting = self.filter(delivery=delivery, state=State.WAITING).select_related("delivery").order_by("position")
        if (following := waiting.first()) is None:
            return
        if following.delivery.remote_id:
            turn = {"due_at": Now(), "next_at": Now(), "closes_at": Now() + settings.WINDOW}
            following.move("take_turn", key=following.says.key(timezone.now()), **turn)
        else:
            following.move("cannot", reason=NO_ID)
            Event.objects.note("follow_up.refused", following, reason=NO_ID)


def _planned(delivery: Delivery) -> "list[FollowUp]":
    if not (delivery.content.get("thread") or delivery.content["first_comment"]):
        return []
    moments = dict.fromkeys(("due_at", "next_at", "closes_at"), Now())
    where = {"delivery": delivery, "page": delivery.page, "network": delivery.network}
    return [
        FollowUp(**where, **moments, kind=kind, position=position, state=State.WAITING)
        for position, below in enumerate(following(delivery.frozen), 2)
        for kind in [Kind.COMMENT if below.is_comment else Kind.PART]
    ]


class FollowUp(Sending):
    """`position` is its number in the thread, of which the post is the first; the comment comes after all parts."""

    noun = "follow_up"
    Kind = Kind
    MOVES = {
        **Sending.MOVES,
        "take_turn": (frozenset({State.WAITING}), State.QUEUED),
        "cannot": (frozenset({State.WAITING}), State.REFUSED),
        "drop": (frozenset({State.WAITING, State.QUEUED, State.PREPARING, State.READY, *ON_THE_DESK}), State.ABANDONED),
    }

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="follow_ups")
    page = models.ForeignKey(Page, models.PROTECT, related_name="follow_ups", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.PositiveSmallIntegerField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = "follow-up"
        ordering = ["delivery", "position"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="follow_up_once"),
            models.UniqueConstraint(
                fields=["page"], condition=Q(state__in=["sending", "unsure"]), name="follow_up_one_in_flight_a_page"
            ),
            models.UniqueConstraint(
                fields=["page", "remote_id"], condition=~Q(remote_id=""), name="follow_up_one_for_each_remote_post"
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "state", "next_at"], condition=Q(state__in=WORK), name="follow_up_to_claim"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["preparing", "sending"]), name="follow_up_leased"
            ),
            models.Index(
                fields=["closes_at"],
                condition=Q(state__in=["queued", "ready"], lease_until=None),
                name="follow_up_closing",
            ),
            models.Index(
                fields=["-due_at"], condition=Q(state__in=["unproven", "refused", "missed"]), name="follow_up_on_desk"
            ),
        ]

    def __str__(self) -> str:
        return f"Follow-up {self.pk} on {self.page}"

    @property
    def title(self) -> str:
        return f"{self.name} of {self.delivery.title}"

    @property
    def below(self) -> Below:
        """What it says, as approved with its post."""
        return following(self.delivery.frozen)[self.position - 2]

    @property
    def piece(self) -> Piece:
        return self.below.piece(self.delivery.frozen, self.above)

    @property
    def name(self) -> str:
        return "First comment" if self.kind == Kind.COMMENT else f"Part {self.position}"

    @property
    def says(self) -> Says:
        comments = commenting(NETWORKS[self.network]) if self.kind == Kind.COMMENT else None
        return comments or NETWORKS[self.network]

    @property
    def above(self) -> Above:
        """What it stands under: the post, or the part before it, as far back as ids are known."""
        root = self.delivery.remote_id
        if self.kind == Kind.COMMENT:
            return Above(root, root)
        parts = self.delivery.follow_ups.filter(kind=Kind.PART, position__lt=self.position).exclude(remote_id="")
        return Above(root, parts.order_by("-position").values_list("remote_id", flat=True).first() or root)

    @property
    def why_not(self) -> str:
        return super().why_not or ("" if self.delivery.remote_id else NO_ID)

    @transaction.atomic
    def confirm(self, by: "User", permalink: str) -> None:
        super().confirm(by, permalink)
        FollowUp.objects.take_turn(self.delivery_id)

    @transaction.atomic
    def give_up(self, by: "User") -> None:
        """It will not go out any more, and neither will the parts after it."""
        super().give_up(by)
        if self.kind == Kind.PART:
            after = self.delivery.follow_ups.filter(kind=Kind.PART, position__gt=self.position)
            FollowUp.move_all("drop", after.values_list("pk", flat=True))
        FollowUp.objects.take_turn(self.delivery_id)
