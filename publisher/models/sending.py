"""What is approved and on its way to a network: what a delivery and what follows, changes or deletes its post have in
common.

Machines move them; people decide the rest.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts import access
from accounts.models import Event, Network, Page
from accounts.models.page import STANDING_STILL
from campaigns.moves import Movable, Moves, WrongState
from publisher.models.hold import Hold
from publisher.models.rowwise import ExistsByRow
from publisher.networks import NETWORKS
from publisher.networks.base import Piece, Says

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User

Json = dict[str, Any]


class State(models.TextChoices):
    WAITING = "waiting", "waiting"
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
    REMOVED = "removed", "deleted"


ON_THE_DESK = (State.UNPROVEN, State.REFUSED, State.MISSED)
ENDED = (State.PUBLISHED, State.ABANDONED, State.REMOVED)
WAITING = (State.QUEUED, State.READY)
IN_FLIGHT = (State.SENDING, State.UNSURE)
"""A page has at most one of these: the next one waits until it is known what became of this one."""
WORK = ("queued", "ready", "unsure")
"""What a worker may take up; the condition of the index by which it is claimed."""
EDITED = "The post was edited since, so this content may not be sent any more. Submit the post again to publish it."
AFRESH: Json = {"reason": "", "looks": 0, "deaths": 0, "tries": 0, "told_at": None}


def _held(*kinds: str) -> ExistsByRow:
    """Whether the page or its home is under a hold, of these kinds or of any."""
    held = Hold.objects.in_force().filter(Q(page=OuterRef("page")) | Q(page=None, home=OuterRef("page__home")))
    return ExistsByRow(held.filter(kind__in=kinds) if kinds else held)


class SendingQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: "Person") -> Self:
        return self.filter(access.reach(person, brand="page__brand", market="page__market"))

    def decidable_by(self, person: "Person") -> Self:
        return self.filter(access.reach(person, self.model.action, "page__brand", "page__market"))

    def on_desk(self) -> Self:
        """Those that wait for a person."""
        return self.filter(state__in=ON_THE_DESK)

    def unfrozen(self) -> Self:
        """Those that no freeze stops, and whose publication nobody called back."""
        raise NotImplementedError

    def unheld(self, *kinds: str) -> Self:
        """Those whose page and home are under no hold, of these kinds or of any."""
        return self.filter(~_held(*kinds))

    def unhindered(self) -> Self:
        """Those that no freeze and no hold stops, and whose page does not stand still."""
        return self.unfrozen().unheld().exclude(page__health__in=STANDING_STILL)

    def to_prepare(self, network: str) -> Self:
        """Those whose media must be brought to the network before their time."""
        return self.unhindered().filter(network=network, state=State.QUEUED, next_at__lte=Now()).order_by("next_at")

    def to_publish(self, network: str) -> Self:
        """Ready, due, well inside their window, with nothing of the page in flight."""
        in_flight = self.model._default_manager.filter(page=OuterRef("page"), state__in=IN_FLIGHT)
        return (
            self.unhindered()
            .filter(network=network, state=State.READY, next_at__lte=Now())
            .filter(due_at__lte=Now(), closes_at__gt=Now() + settings.CLOCK_TOLERANCE)
            .exclude(ExistsByRow(in_flight))
            .order_by("next_at")
        )

    def to_look_up(self, network: str) -> Self:
        """Unsure ones that nobody looks for at the moment. Reading is allowed during a freeze, and tried with a dead
        token: some networks show everybody what is public. A rest is kept as long as patience lasts: then one look more
        settles the post, or leaves it to a person."""
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        too_long = Q(unsure_since__lte=Now() - settings.UNSURE_PATIENCE)
        unsure = self.filter(free, network=network, state=State.UNSURE, next_at__lte=Now())
        return unsure.filter(too_long | ~Q(_held(Hold.Kind.REST))).order_by("next_at")

    def closed(self) -> Self:
        """Those that wait although their window is over; read by an index of just these."""
        return self.filter(state__in=WAITING, lease_until=None, closes_at__lte=Now())


class Sending(Movable):
    """`key` makes a repeat recognisable at the network. `handle` holds what was prepared there (`Publishes.prepare`).

    `fence` grows with every claim; whoever holds an older one changes nothing. `closes_at` ends the window in which it
    may go out. `doubts` counts how often no certain answer came, `deaths` how often because a worker died, `looks` the
    clean look-ups since that found nothing.
    """

    State = State
    delivery: Any
    """The delivery it belongs to."""
    noun: ClassVar[str]
    """What its events begin with, and what an attempt calls it."""
    title: Any
    """What a person calls it."""
    action: ClassVar[access.Action] = access.Action.DECIDE
    """What a person has to be allowed to decide about it."""
    needs_approval: ClassVar[bool] = True
    """Whether it says something to the public."""
    is_new: ClassVar[bool] = True
    """Whether it makes a post where there was none: then it keeps its minute and weighs on budgets."""
    too_late: ClassVar[str] = "Its time passed before it could be sent. Send it now, or give it up."
    page: Any
    page_id: Any
    attempts: Any
    objects: Any

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
        "drop": (frozenset({State.WAITING, State.QUEUED, State.PREPARING, State.READY}), State.ABANDONED),
        "send_again": (frozenset(ON_THE_DESK), State.QUEUED),
        "confirm": (frozenset(ON_THE_DESK), State.PUBLISHED),
        "give_up": (frozenset(ON_THE_DESK), State.ABANDONED),
        "remove": (frozenset({State.PUBLISHED}), State.REMOVED),
    }

    network = models.CharField(max_length=20, choices=Network.choices)
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

    class Meta:
        abstract = True

    def scope(self) -> tuple[int, int]:
        page: Page = self.page
        return page.scope()

    @property
    def piece(self) -> Piece:
        """What is to become public, as approved."""
        raise NotImplementedError

    @property
    def frozen_in(self) -> Any:
        """What holds the approved content that it is sent from: `content`, `digest`, `revision`, `publication_id`."""
        return self.delivery

    @property
    def says(self) -> Says:
        """What speaks for it at its network."""
        return NETWORKS[self.network]

    @property
    def standstill(self) -> str:
        """Why it was not tried, as far as its row tells; "" when nothing is known."""
        page: Page = self.page
        return page.health_note if page.health in STANDING_STILL else ""

    @property
    def why_not(self) -> str:
        """Why it may not be sent again; "" when it may."""
        return "" if self.frozen_in.revision.approved_at else EDITED

    @transaction.atomic
    def send_again(self, by: "User") -> None:
        """Send the same approved content once more, in a new window from now. Raises `WrongState`, `PermissionDenied`.

        Where any attempt was ever doubtful, its key, its media and the doubt stay: a network that knows the key makes
        no second post, and a refusal is not believed before another look.
        """
        access.require(by, self.action, *self.scope())
        if why := self.why_not:
            raise WrongState(why)
        fresh = {} if self.doubts else {"key": self.says.key(timezone.now()), "handle": {}}
        self.move("send_again", **fresh, **AFRESH, next_at=Now(), closes_at=Now() + settings.WINDOW)
        Event.objects.note(f"{self.noun}.sent_again", self, by)

    @transaction.atomic
    def confirm(self, by: "User", permalink: str) -> None:
        """A person saw it on the page: it is out there, at this address."""
        access.require(by, self.action, *self.scope())
        self.move("confirm", permalink=permalink, published_at=Now(), reason="")
        Event.objects.note(f"{self.noun}.confirmed", self, by, permalink=permalink)

    @transaction.atomic
    def give_up(self, by: "User") -> None:
        """It will not go out any more."""
        access.require(by, self.action, *self.scope())
        self.move("give_up")
        Event.objects.note(f"{self.noun}.given_up", self, by)
