"""What the calendar shows: a span of days in the person's own zone, and the publications of each day.

However many publications a span holds, two queries answer: one ranks them within their days and keeps the first few of
each with the day's number, one reads what the cards of those few show.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, Left, NullIf, RowNumber, TruncDate

from campaigns.models import Attachment, Publication, Variant
from campaigns.models.publication import PublicationQuerySet

MOST = {"month": 3, "week": 12, "day": 60}
"""How many cards a day shows in each view before “+n more”."""
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The days of a view that holds `day`: its week from Monday, or its month in whole weeks."""

    view: str
    day: date

    @property
    def first(self) -> date:
        if self.view == "day":
            return self.day
        start = self.day.replace(day=1) if self.view == "month" else self.day
        return start - timedelta(days=start.weekday())

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.view == "month":
            last = self.next - A_DAY
            return last + timedelta(days=7 - last.weekday())
        return self.first + timedelta(days=7 if self.view == "week" else 1)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]

    @property
    def next(self) -> date:
        if self.view == "month":
            return (self.day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return self.day + timedelta(days=7 if self.view == "week" else 1)

    @property
    def previous(self) -> date:
        if self.view == "month":
            return (self.day.replace(day=1) - A_DAY).replace(day=1)
        return self.day - timedelta(days=7 if self.view == "week" else 1)

    def holds(self, zone: ZoneInfo) -> Q:
        start, end = (datetime.combine(day, time.min, zone) for day in (self.first, self.end))
        return Q(at__gte=start, at__lt=end)


@dataclass(frozen=True, slots=True)
class Card:
    """A publication on the calendar. `local` is its time in the person's zone, `wall` on the clock of its market."""

    pk: int
    post: int
    local: datetime
    wall: datetime
    zone: str
    network: str
    page: str
    market: str
    state: str
    words: str
    picture: int | None

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


@dataclass
class Day:
    date: date
    total: int = 0
    cards: list[Card] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - len(self.cards)


def days(publications: PublicationQuerySet, span: Span, zone: ZoneInfo, skip: int = 0) -> list[Day]:
    """The days of the span in `zone`, each with its number of publications and its first cards after `skip` of them."""
    found = {day: Day(day) for day in span.days}
    keys = []
    for day, total, key in _ranked(publications.filter(span.holds(zone)), zone, skip, MOST[span.view]):
        found[day].total = total
        keys.append(key)
    for card in cards(Publication.objects.filter(pk__in=keys), zone):
        found[card.local.date()].cards.append(card)
    return list(found.values())


def _ranked(publications: PublicationQuerySet, zone: ZoneInfo, skip: int, most: int) -> Iterable[tuple[date, int, int]]:
    """(day, how many that day holds, publication) for the first few of each day."""
    by_day = [F("day")]
    return (
        publications.order_by()
        .annotate(day=TruncDate("at", tzinfo=zone))
        .annotate(
            place=Window(RowNumber(), partition_by=by_day, order_by=["at", "pk"]),
            total=Window(Count("pk"), partition_by=by_day),
        )
        .filter(place__gt=skip, place__lte=skip + most)
        .values_list("day", "total", "pk")
    )


def cards(publications: PublicationQuerySet, zone: ZoneInfo) -> list[Card]:
    """In order of time."""
    wording = Variant.objects.filter(
        Q(page=OuterRef("page")) | Q(page=None, network=OuterRef("page__network")), post=OuterRef("post")
    ).order_by(F("page").asc(nulls_last=True))
    picture = Attachment.objects.filter(post=OuterRef("post")).order_by("position").values("asset")
    rows = (
        publications.with_status()
        .annotate(
            words=Left(Coalesce(NullIf(Subquery(wording.values("text")[:1]), Value("")), "post__text"), 160),
            picture=Subquery(picture[:1]),
        )
        .order_by("at", "pk")
        .values(
            "pk",
            "post",
            "at",
            "wall",
            "zone",
            "page__network",
            "page__name",
            "page__market__code",
            "status",
            "post__state",
            "words",
            "picture",
        )
    )
    return [_card(row, zone) for row in rows]


def _card(row: Mapping[str, Any], zone: ZoneInfo) -> Card:
    return Card(
        pk=row["pk"],
        post=row["post"],
        local=row["at"].astimezone(zone),
        wall=row["wall"],
        zone=row["zone"],
        network=row["page__network"],
        page=row["page__name"],
        market=row["page__market__code"],
        state=row["post__state"] if row["status"] == Publication.State.PLANNED else row["status"],
        words=" ".join(row["words"].split()),
        picture=row["picture"],
    )
