"""A released Publication on its way to the network, its content frozen."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import Now

from accounts.models import Event, Page
from campaigns.content import Content
from campaigns.models import Campaign, Publication, Revision
from campaigns.models.publication import RECALLABLE
from publisher.models.freeze import Freeze
from publisher.models.rowwise import ExistsByRow
from publisher.models.sending import ENDED, WAITING, WORK, Sending, SendingQuerySet, State
from publisher.networks import NETWORKS
from publisher.networks.base import Edits, Piece, Placement
from publisher.pieces import piece_of

if TYPE_CHECKING:
    from accounts.models import User

Json = dict[str, Any]


LEFT_BEHIND = "Its time passed while its page was not connected, and it was not to be late. Send it now, or give it up."


class DeliveryQuerySet(SendingQuerySet):
    def on_desk(self) -> Self:
        """What was called back or cancelled meanwhile needs nobody's decision."""
        return super().on_desk().filter(publication__state=Publication.State.RELEASED)

    def unfrozen(self) -> Self:
        return self.filter(
            ~ExistsByRow(Freeze.objects.in_force().covering()), publication__state=Publication.State.RELEASED
        )

    def kept(self) -> Self:
        """Those that are public, and that nobody wants deleted."""
        going = [state for state in State if state != State.ABANDONED]
        return self.filter(state=State.PUBLISHED).exclude(removals__state__in=going)

    def past_embargo(self) -> Self:
        """Those whose campaign may be public."""
        return self.filter(~ExistsByRow(Campaign.objects.embargoed().filter(pk=OuterRef("campaign"))))

    def closed(self, *publication: str) -> Self:
        """Those of publications in these states, or else of released ones."""
        states = publication or (Publication.State.RELEASED,)
        return super().closed().filter(publication__state__in=states).select_related("campaign")

    def waiting(self) -> Self:
        """Those that nothing was sent of yet, and whose window is still open."""
        return self.filter(state__in=RECALLABLE, publication__state=Publication.State.RELEASED, closes_at__gt=Now())

    def leave_behind(self, verb: str, by: "User") -> None:
        """These will not go out by themselves: `miss` leaves them on the desk, `drop` gives them up.

        One that may be out there after all is not called missed before another look: its window closes now.
        """
        leaving = self
        if verb == "miss":
            self.filter(doubts__gt=0).update(closes_at=Now())
            leaving = self.filter(doubts=0)
        rows = list(leaving.select_related("page").select_for_update(of=("self",), no_key=True).order_by("pk"))
        reason = LEFT_BEHIND if verb == "miss" else ""
        Delivery.move_all(verb, [row.pk for row in rows], reason=reason, lease_until=None)
        what = {"miss": "delivery.missed", "drop": "delivery.given_up"}[verb]
        Event.objects.note_all(Event.about(what, row, by, reason=reason) for row in rows)

    def to_publish(self, network: str) -> Self:
        """Those that are also approved, out of embargo and first in line on their page."""
        same_page = Delivery.objects.filter(page=OuterRef("page"))
        earlier = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
        waiting = same_page.filter(earlier, state__in=[*WAITING, State.PREPARING], revision__approved_at__isnull=False)
        ahead = waiting.unfrozen().past_embargo()
        # Several dispatchers release at once, and one that hangs keeps its part back.
        sooner = Q(at__lt=OuterRef("due_at")) | Q(at=OuterRef("due_at"), pk__lt=OuterRef("publication"))
        unreleased = Publication.objects.filter(page=OuterRef("page"), state=Publication.State.SCHEDULED)
        unreleased = unreleased.filter(sooner, at__lte=OuterRef("due_at"))  # the latter for the index
        return (
            super()
            .to_publish(network)
            .past_embargo()
            .filter(revision__approved_at__isnull=False)
            .exclude(ExistsByRow(ahead))
            .exclude(ExistsByRow(unreleased))
        )


class Delivery(Sending):
    """`content` is the frozen Content as JSON, `digest` its SHA-256."""

    noun = "delivery"

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="delivery")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="deliveries")
    page = models.ForeignKey(Page, models.PROTECT, related_name="deliveries")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(state__in=["sending", "unsure"]), name="delivery_one_in_flight_a_page"
            ),
            models.UniqueConstraint(
                fields=["page", "remote_id"], condition=~Q(remote_id=""), name="delivery_one_for_each_remote_post"
            ),
        ]
        indexes = [
            models.Index(
                fields=["network", "state", "next_at"],
                condition=Q(state__in=WORK),
                name="delivery_to_claim",
            ),
            models.Index(
                fields=["page", "due_at"], condition=Q(state__in=["queued", "preparing", "ready"]), name="delivery_line"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["preparing", "sending"]), name="delivery_leased"
            ),
            # Without a lease, as all that wait are: so claims, which do not ask for that, never take it for theirs.
            models.Index(
                fields=["closes_at"],
                condition=Q(state__in=["queued", "ready"], lease_until=None),
                name="delivery_closing",
            ),
            models.Index(
                fields=["-due_at"], condition=Q(state__in=["unproven", "refused", "missed"]), name="delivery_on_desk"
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk} to {self.page}"

    @property
    def title(self) -> str:
        return str(self.publication.post)

    @property
    def is_being_removed(self) -> bool:
        """Whether a person had it deleted, and that is still to be done."""
        return any(one.state not in ENDED and one.follow_up_id is None for one in self.removals.all())

    @property
    def public(self) -> Content:
        """What it says in public: as it went out, or as it was changed since."""
        return Content.from_json(self.versions[-1][1])

    @property
    def versions(self) -> list[tuple[datetime | None, Json]]:
        """What was public from when on, the oldest first."""
        changes = [(one.published_at, one.content) for one in self.corrections.all() if one.state == State.PUBLISHED]
        return [(self.published_at, self.content), *sorted(changes, key=lambda change: change[0])]

    @property
    def change(self) -> Any:
        """The change of it that is under way or waits for a person; None: none."""
        return next((one for one in self.corrections.all() if one.state not in ENDED), None)

    @property
    def why_unchangeable(self) -> str:
        """Why its words cannot be changed any more; "" when they can."""
        network = NETWORKS[self.network]
        if self.state != State.PUBLISHED or self.is_being_removed:
            return f"This post is not public on {self.page}."
        if not isinstance(network, Edits):
            return f"{network.title} lets nobody change posts. Delete it, and publish it anew."
        if self.content.get("placement") == Placement.STORY:
            return "A story has no words that could be changed."
        return "" if self.remote_id else "Marquee knows no id of this post. Change it there."

    @property
    def delivery(self) -> "Delivery":
        return self

    @property
    def piece(self) -> Piece:
        return piece_of(self.frozen)

    @property
    def frozen(self) -> Content:
        return Content.from_json(self.content)

    @property
    def standstill(self) -> str:
        if self.campaign and self.campaign.is_embargoed:
            return f"the embargo on {self.campaign} until {self.campaign.embargo}"
        return super().standstill

    @transaction.atomic
    def confirm(self, by: "User", permalink: str) -> None:
        super().confirm(by, permalink)
        self.follow_ups.model.objects.plan([self])
