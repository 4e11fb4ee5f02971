"""A publication as the calendar shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, Left, NullIf
from django.utils import timezone

from accounts import access
from accounts.access import Action
from campaigns.calendar.clock import Clock
from campaigns.models import Attachment, Publication, Variant
from campaigns.models.publication import PublicationQuerySet

if TYPE_CHECKING:
    from accounts.models import User

FIELDS = [
    "pk", "post", "page", "at", "wall", "zone", "is_open", "status", "post__state", "words", "picture", "page__network",
    "page__name", "page__market__code", "page__brand", "page__market", "post__brand", "post__market",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """`local` is its time on the calendar's clock, `wall` on the clock of its market."""

    local: datetime
    wall: datetime

    @property
    def clock(self) -> str:
        return f"{self.local:%H:%M}"

    @property
    def market_clock(self) -> str:
        """What the market's clock shows, where that differs."""
        same = self.local.replace(tzinfo=None, fold=0) == self.wall
        return "" if same else f"{self.wall:%H:%M}"

    @property
    def days_apart(self) -> str:
        """By how many days the market's date is another: "+1", "−1" or ""."""
        days = (self.wall.date() - self.local.date()).days
        return "" if not days else f"+{days}" if days > 0 else f"−{-days}"


@dataclass(frozen=True, slots=True)
class Member:
    """A publication that stands on the card of another: the same post, at the same time, come as far."""

    pk: int
    wall: datetime
    network: str
    page: str
    market: str


@dataclass(frozen=True, slots=True)
class Card(Moment):
    """`of` is its page's id. `movable`: this person may give it, and all `others` that it stands for, another time."""

    pk: int
    post: int
    of: int
    zone: str
    network: str
    page: str
    market: str
    state: str
    words: str
    picture: int | None
    movable: bool
    others: tuple[Member, ...] = ()

    @property
    def all(self) -> list["Card | Member"]:
        return [self, *self.others]

    @property
    def has_one_clock(self) -> bool:
        """Whether all markets of the card show the same time."""
        return all(one.wall == self.wall for one in self.others)

    def each(self, what: str) -> list[str]:
        """Every `network`, `market` or `page` of the card, once."""
        return list(dict.fromkeys(getattr(one, what) for one in self.all))


def cards(publications: PublicationQuerySet, clock: Clock, person: "User") -> list[Card]:
    """In order of time."""
    wording = Variant.objects.filter(
        Q(page=OuterRef("page")) | Q(page=None, network=OuterRef("page__network")), post=OuterRef("post")
    ).order_by(F("page").asc(nulls_last=True))
    picture = Attachment.objects.filter(post=OuterRef("post")).order_by("position").values("asset")
    rows = (
        publications.with_status()
        .with_open()
        .annotate(
            words=Left(Coalesce(NullIf(Subquery(wording.values("text")[:1]), Value("")), "post__text"), 160),
            picture=Subquery(picture[:1]),
        )
        .order_by(*clock.order)
        .values(*FIELDS)
    )
    now = timezone.now()
    return [_card(row, clock, row["is_open"] and row["at"] > now and _may_move(person, row)) for row in rows]


def _may_move(person: "User", row: Mapping[str, Any]) -> bool:
    """A move is an edit of the post and a plan for the page."""
    return access.may(person, Action.SCHEDULE, row["page__brand"], row["page__market"]) and access.may(
        person, Action.DRAFT, row["post__brand"], row["post__market"]
    )


def _card(row: Mapping[str, Any], clock: Clock, movable: bool) -> Card:
    return Card(
        pk=row["pk"],
        post=row["post"],
        of=row["page"],
        local=clock.shown(row["at"], row["wall"]),
        wall=row["wall"],
        zone=row["zone"],
        network=row["page__network"],
        page=row["page__name"],
        market=row["page__market__code"],
        state=row["post__state"] if row["status"] == Publication.State.PLANNED else row["status"],
        words=" ".join(row["words"].split()),
        picture=row["picture"],
        movable=movable,
    )
