"""A released Publication on its way to the network, its content frozen.

Machines move deliveries; people decide the rest.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts import access
from accounts.models import Event, Health, Network, Page
from campaigns.content import Content
from campaigns.models import Campaign, Publication, Revision
from campaigns.models.publication import RECALLABLE
from campaigns.moves import Movable, Moves, WrongState
from publisher.models.freeze import Freeze
from publisher.models.hold import Hold
from publisher.models.rowwise import ExistsByRow
from publisher.networks import NETWORKS

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

Json = dict[str, Any]


class State(models.TextChoices):
    QUEUED = "queued", "queued"
    PREPARING = "preparing", "preparing"
    READY = "ready", "ready"
    SENDING = "sending", "sending"
    UNSURE = "unsure", "being looked up"
    UNPROVEN = "unproven", "unproven"
    PUBLISHED = "published", "published"
    REFUSED = "refused", "refused"
    MISSED = "missed", "missed"
    ABANDONED = "abandoned", "given up"


ON_THE_DESK = (State.UNPROVEN, State.REFUSED, State.MISSED)
WAITING = (State.QUEUED, State.READY)
WORK = ("queued", "ready", "unsure")
"""What a worker may take up; the condition of the index `delivery_to_claim`."""


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, person: "Person") -> "DeliveryQuerySet":
        return self.filter(access.reach(person, brand="page__brand", market="page__market"))

    def on_desk(self) -> "DeliveryQuerySet":
        """Those that wait for a person. What was called back or cancelled meanwhile needs nobody's decision."""
        return self.filter(state__in=ON_THE_DESK, publication__state=Publication.State.RELEASED)

    def decidable_by(self, person: "Person") -> "DeliveryQuerySet":
        return self.filter(access.reach(person, access.Action.DECIDE, "page__brand", "page__market"))

    def unfrozen(self) -> "DeliveryQuerySet":
        """Those that no freeze stops, and whose publication nobody called back."""
        return self.filter(
            ~ExistsByRow(Freeze.objects.in_force().covering()), publication__state=Publication.State.RELEASED
        )

    def waiting(self) -> "DeliveryQuerySet":
        """Those that nothing was sent of yet, and whose window is still open."""
        return self.filter(state__in=RECALLABLE, publication__state=Publication.State.RELEASED, closes_at__gt=Now())

    def unheld(self, *kinds: str) -> "DeliveryQuerySet":
        """Those whose page and home are under no hold, of these kinds or of any."""
        held = Hold.objects.in_force().filter(Q(page=OuterRef("page")) | Q(page=None, home=OuterRef("page__home")))
        return self.filter(~ExistsByRow(held.filter(kind__in=kinds) if kinds else held))

    def unhindered(self) -> "DeliveryQuerySet":
        """Those that no freeze and no hold stops, and whose page has not lost its connection."""
        return self.unfrozen().unheld().exclude(page__health=Health.RECONNECT)

    def to_prepare(self, network: str) -> "DeliveryQuerySet":
        """Released deliveries whose media must be brought to the network before their time."""
        return self.unhindered().filter(network=network, state=State.QUEUED, next_at__lte=Now()).order_by("next_at")

    def to_publish(self, network: str) -> "DeliveryQuerySet":
        """Ready, due, well inside their window, approved, first in line on their page, with nothing of the page in
        flight."""
        same_page = Delivery.objects.filter(page=OuterRef("page"))
        earlier = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
        ahead = same_page.filter(earlier, state__in=[*WAITING, State.PREPARING]).unfrozen()
        # Several dispatchers release at once, and one that hangs keeps its part back.
        sooner = Q(at__lt=OuterRef("due_at")) | Q(at=OuterRef("due_at"), pk__lt=OuterRef("publication"))
        unreleased = Publication.objects.filter(page=OuterRef("page"), state=Publication.State.SCHEDULED)
        unreleased = unreleased.filter(sooner, at__lte=OuterRef("due_at"))  # the latter for the index
        return (
            self.unhindered()
            .filter(network=network, state=State.READY, next_at__lte=Now())
            .filter(due_at__lte=Now(), closes_at__gt=Now() + settings.CLOCK_TOLERANCE)
            .filter(revision__approved_at__isnull=False)
            .exclude(ExistsByRow(same_page.filter(state__in=IN_FLIGHT)))
            .exclude(ExistsByRow(ahead))
            .exclude(ExistsByRow(unreleased))
            .order_by("next_at")
        )

    def to_look_up(self, network: str) -> "DeliveryQuerySet":
        """Unsure deliveries that nobody looks for at the moment. Reading is allowed during a freeze, and tried with a
        dead token: some networks show everybody what is public."""
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        unsure = self.unheld(Hold.Kind.REST).filter(free, network=network, state=State.UNSURE, next_at__lte=Now())
        return unsure.order_by("next_at")

    def leave_behind(self, verb: str, by: "User") -> None:
        """These will not go out by themselves: `miss` leaves them on the desk, `drop` gives them up."""
        rows = list(self.select_related("page").select_for_update(of=("self",), no_key=True).order_by("pk"))
        reason = LEFT_BEHIND if verb == "miss" else ""
        Delivery.move_all(verb, [row.pk for row in rows], reason=reason, lease_until=None)
        what = {"miss": "delivery.missed", "drop": "delivery.given_up"}[verb]
        Event.objects.note_all(Event.about(what, row, by, reason=reason) for row in rows)


LEFT_BEHIND = "Its time passed while its page was not connected, and it was not to be late. Send it now, or give it up."
AFRESH: Json = {"reason": "", "looks": 0, "deaths": 0, "tries": 0, "told_at": None}
IN_FLIGHT = (State.SENDING, State.UNSURE)
"""A page has at most one of these: the next one waits until it is known what became of this one."""


class Delivery(Movable):
    """`content` is the frozen Content as JSON, `digest` its SHA-256. `key` makes a repeat recognisable at the network.

    `handle` holds what was prepared at the network (see `Publishes.prepare`). `fence` grows with every claim; whoever
    holds an older one changes nothing. `closes_at` ends the window in which it may go out. `doubts` counts how often no
    certain answer came, `deaths` how often because a worker died, `looks` the clean look-ups since that found nothing.
    """

    State = State

    MOVES: ClassVar[Moves] = {
        "claim_prepare": (frozenset({State.QUEUED}), State.PREPARING),
        "prepared": (frozenset({State.PREPARING}), State.READY),
        "advance": (frozenset({State.PREPARING}), State.QUEUED),
        "requeue": (frozenset({State.PREPARING}), State.QUEUED),
        "claim_publish": (frozenset({State.READY}), State.SENDING),
        "publish": (frozenset({State.SENDING, State.UNSURE}), State.PUBLISHED),
        "refuse": (frozenset({State.PREPARING, State.READY, State.SENDING}), State.REFUSED),
        "later": (frozenset({State.SENDING}), State.READY),
        "prepare_again": (frozenset({State.READY, State.SENDING}), State.QUEUED),
        "doubt": (frozenset({State.SENDING}), State.UNSURE),
        "repeat": (frozenset({State.UNSURE}), State.READY),
        "look_again": (frozenset({State.UNSURE}), State.UNSURE),
        "hand_over": (frozenset({State.UNSURE}), State.UNPROVEN),
        "look_last": (frozenset({State.QUEUED, State.READY}), State.UNSURE),
        "miss": (frozenset({State.QUEUED, State.PREPARING, State.READY, State.UNSURE}), State.MISSED),
        "drop": (frozenset({State.QUEUED, State.PREPARING, State.READY}), State.ABANDONED),
        "send_again": (frozenset(ON_THE_DESK), State.QUEUED),
        "confirm": (frozenset(ON_THE_DESK), State.PUBLISHED),
        "give_up": (frozenset(ON_THE_DESK), State.ABANDONED),
    }

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="delivery")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="deliveries")
    page = models.ForeignKey(Page, models.PROTECT, related_name="deliveries")
    network = models.CharField(max_length=20, choices=Network.choices)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=100, blank=True)
    handle = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    deaths = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    looks = models.PositiveSmallIntegerField(default=0)
    unsure_since = models.DateTimeField(null=True, blank=True)
    remote_id = models.CharField(max_length=300, blank=True)
    permalink = models.URLField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="In plain words, for the person who decides.")
    told_at = models.DateTimeField(null=True, blank=True)

    now: datetime
    """The database's clock when a claim read the row; a claim annotates it."""

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

    def scope(self) -> tuple[int, int]:
        return self.page.scope()

    @property
    def frozen(self) -> Content:
        return Content.from_json(self.content)

    @transaction.atomic
    def send_again(self, by: "User") -> None:
        """Send the same approved content once more, in a new window from now. Raises `WrongState`, `PermissionDenied`.

        Where any attempt was ever doubtful, its key, its media and the doubt stay: a network that knows the key makes
        no second post, and a refusal is not believed before another look.
        """
        access.require(by, access.Action.DECIDE, *self.scope())
        if self.revision.approved_at is None:
            raise WrongState("The post was edited after this was released. Submit it again, with a new time.")
        fresh = {} if self.doubts else {"key": NETWORKS[self.network].key(timezone.now()), "handle": {}}
        self.move("send_again", **fresh, **AFRESH, next_at=Now(), closes_at=Now() + settings.WINDOW)
        Event.objects.note("delivery.sent_again", self, by)

    @transaction.atomic
    def confirm(self, by: "User", permalink: str) -> None:
        """A person saw it on the page: it is out there, at this address."""
        access.require(by, access.Action.DECIDE, *self.scope())
        self.move("confirm", permalink=permalink, published_at=Now(), reason="")
        Event.objects.note("delivery.confirmed", self, by, permalink=permalink)

    @transaction.atomic
    def give_up(self, by: "User") -> None:
        """It will not go out any more."""
        access.require(by, access.Action.DECIDE, *self.scope())
        self.move("give_up")
        Event.objects.note("delivery.given_up", self, by)
