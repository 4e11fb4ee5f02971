"""A person's order to take back what is public: carried out like a delivery, and repeated until it is done."""

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts import access
from accounts.models import Event, Page
from campaigns.moves import WrongState
from publisher.models.delivery import Delivery
from publisher.models.follow_up import FollowUp
from publisher.models.sending import AFRESH, WORK, Sending, SendingQuerySet, State
from publisher.networks import NETWORKS, deleting
from publisher.networks.base import Above, Piece, Says
from publisher.networks.removing import Removing

if TYPE_CHECKING:
    from accounts.models import User

NO_ID = "Marquee knows no id of this post, because a person said where it is. Delete it there."
PATIENCE = timedelta(days=1)
"""So long it is tried before a person has to know."""


class RemovalQuerySet(SendingQuerySet):
    def unfrozen(self) -> Self:
        """All: taking back is what people do in a crisis."""
        return self


class Removal(Sending):
    """Of a post, or of a part of its thread (`follow_up`), which would stay when the post goes. Published is done."""

    noun = "removal"
    action = access.Action.REMOVE
    needs_approval = is_new = False
    MOVES = {
        **{verb: move for verb, move in Sending.MOVES.items() if verb != "confirm"},
        "order_again": (frozenset({State.ABANDONED}), State.QUEUED),
    }
    too_late = "It could not be deleted for a day. Try again, or delete it there."

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="removals")
    follow_up = models.ForeignKey(FollowUp, models.PROTECT, null=True, blank=True, related_name="+")
    page = models.ForeignKey(Page, models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RemovalQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "follow_up"], name="removal_once", nulls_distinct=False),
            models.UniqueConstraint(
                fields=["page"], condition=Q(state__in=["sending", "unsure"]), name="removal_one_in_flight_a_page"
            ),
        ]
        indexes = [
            models.Index(fields=["network", "state", "next_at"], condition=Q(state__in=WORK), name="removal_to_claim"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["preparing", "sending"]), name="removal_leased"
            ),
            models.Index(
                fields=["closes_at"],
                condition=Q(state__in=["queued", "ready"], lease_until=None),
                name="removal_closing",
            ),
            models.Index(
                fields=["-due_at"], condition=Q(state__in=["unproven", "refused", "missed"]), name="removal_on_desk"
            ),
        ]

    def __str__(self) -> str:
        return f"Removal {self.pk} from {self.page}"

    @property
    def title(self) -> str:
        return f"Deletion of {(self.follow_up or self.delivery).title}"

    @property
    def says(self) -> Says:
        network = NETWORKS[self.network]
        able = deleting(network, self.page.home)
        assert able, "asked for where it can be"
        return Removing(network.title, able)

    @property
    def piece(self) -> Piece:
        remote_id = (self.follow_up or self.delivery).remote_id
        return Piece("", above=Above(remote_id, remote_id))

    @property
    def why_not(self) -> str:
        return ""

    @classmethod
    @transaction.atomic
    def ask(cls, delivery: Delivery, by: "User") -> None:
        """Have a post deleted, and the parts of its thread with it. What has not followed or changed it yet is dropped.

        Asking twice changes nothing. Raises `WrongState`, `PermissionDenied`.
        """
        access.require(by, cls.action, *delivery.scope())
        fresh = Delivery.objects.select_for_update(of=("self",)).select_related("page").get(pk=delivery.pk)
        if why := cannot(fresh):
            raise WrongState(why)
        if cls._order(fresh, None, by):
            for coming in (fresh.follow_ups, fresh.corrections):
                coming.model.move_all("drop", coming.values_list("pk", flat=True))
            for part in fresh.follow_ups.filter(state=State.PUBLISHED):
                cls.extend(part)
            Event.objects.note("delivery.removal_asked", fresh, by)

    @classmethod
    def extend(cls, part: FollowUp) -> None:
        """A part that is public goes with its post, if that is being deleted. Call it with the delivery's row locked.

        Comments that are no posts of their own vanish with it by themselves.
        """
        whole = part.delivery.removals.filter(follow_up=None).first()
        if whole and part.remote_id and part.says is NETWORKS[part.network]:
            cls._order(part.delivery, part, whole.by)

    @classmethod
    def _order(cls, delivery: Delivery, part: FollowUp | None, by: "User") -> bool:
        when = {"by": by, "due_at": Now(), "next_at": Now(), "closes_at": Now() + PATIENCE}
        what = {"page": delivery.page, "network": delivery.network}
        one, made = cls.objects.get_or_create(delivery=delivery, follow_up=part, defaults={**what, **when})
        return made or bool(cls.move_all("order_again", [one.pk], **AFRESH, **when))

    def finish(self) -> None:
        """It is gone. Call it in the transaction in which that is written down."""
        gone: Sending = self.follow_up or self.delivery
        type(gone).move_all("remove", [gone.pk])
        Event.objects.note(f"{gone.noun}.removed", gone, self.by)


def cannot(delivery: Delivery) -> str:
    """Why a post cannot be deleted; "" when it can."""
    if delivery.state != State.PUBLISHED:
        return f"This post is {delivery.get_state_display()} on {delivery.page}; there is nothing to delete."
    network = NETWORKS[delivery.network]
    if not deleting(network, delivery.page.home):
        return f"{network.title} lets nobody delete posts from outside. Delete it there."
    return "" if delivery.remote_id else NO_ID
