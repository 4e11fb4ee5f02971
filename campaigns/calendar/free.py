"""Places in the week of a page that no post has yet, as the calendar shows them between what is planned."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from accounts.models import Page
from accounts.models.page import PageQuerySet
from campaigns import walltime
from campaigns.calendar.card import Moment
from campaigns.calendar.clock import Clock
from campaigns.calendar.span import A_DAY, Span
from campaigns.models import Publication, Slot

if TYPE_CHECKING:
    from accounts.models import User

FEW, MANY = 3, 40
"""Of more pages than a few, free places at one time share a chip; of more than many none are shown: nobody would find
what is planned among them."""
VIEWS = {"week", "day"}
AROUND = timedelta(days=2)
"""By how much the days of a market are before or behind those of the calendar, at most."""


@dataclass(frozen=True, slots=True)
class Free(Moment):
    """A slot of `page` at that time of that day; `at` is its instant."""

    page: Page
    at: datetime

    @property
    def address(self) -> str:
        """A new post that takes it."""
        place = f"{self.page.brand_id}.{self.page.market_id}"
        taken = {"place": place, "page": self.page.pk, "date": f"{self.wall:%Y-%m-%d}", "time": f"{self.wall:%H:%M}"}
        return f"{reverse('post_new')}?{urlencode(taken)}"


@dataclass(frozen=True, slots=True)
class Choice(Moment):
    """Free places of several pages at one time."""

    slots: tuple[Free, ...]


def free(person: "User", pages: Q, span: Span, clock: Clock) -> list[Free | Choice] | None:
    """Those of the pages that the person plans for, in order of time; None where too many pages have slots."""
    now = timezone.now()
    first, end = (datetime.combine(day, time.min, UTC) for day in (span.first - AROUND, span.end + AROUND))
    if span.view not in VIEWS or end < now:
        return []
    shown = list(_with_week(Page.objects.schedulable_by(person).filter(pages), first, end)[: MANY + 1])
    if len(shown) > MANY:
        return None
    found = (one for page in shown for one in _of(page, span, clock) if one.at > now)
    days = set(span.days)
    within = sorted((one for one in found if one.local.date() in days), key=lambda one: (one.at, one.page.pk))
    return list(within if len(shown) <= FEW else _together(within))


def _together(places: Iterable[Free]) -> Iterator[Free | Choice]:
    for _, same in groupby(sorted(places, key=_shown_at), _shown_at):
        slots = tuple(same)
        yield Choice(slots[0].local, slots[0].wall, slots) if len(slots) > 1 else slots[0]


def _shown_at(place: Free) -> datetime:
    return place.local.replace(tzinfo=None)


def _with_week(pages: PageQuerySet, first: datetime, end: datetime) -> PageQuerySet:
    """Those that have slots, with `week`, all of them, and `taken`, when something is planned there in that time. All
    in one query."""
    slots = Slot.objects.filter(page=OuterRef("pk")).order_by()
    planned = Publication.objects.filter(page=OuterRef("pk"), at__gte=first, at__lt=end).having_places().order_by()
    return (
        pages.filter(Exists(slots))
        .select_related("market")
        .annotate(
            week=ArraySubquery(slots.values(slot=JSONObject(weekday="weekday", wall="wall"))),
            taken=ArraySubquery(planned.values("at")),
        )
    )


def _of(page: Any, span: Span, clock: Clock) -> Iterator[Free]:
    taken, zone = set(page.taken), page.market.time_zone
    for slot in page.week:
        for wall in _walls(slot["weekday"], time.fromisoformat(slot["wall"]), span):
            with suppress(walltime.NonexistentTime):  # the clocks jump over it in that week
                if (at := walltime.to_utc(wall, zone, 0)) not in taken:
                    yield Free(clock.shown(at, wall), wall, page, at)


def _walls(weekday: int, at: time, span: Span) -> Iterator[datetime]:
    day: date = span.first - AROUND
    while day < span.end + AROUND:
        if day.weekday() == weekday:
            yield datetime.combine(day, at)
        day += A_DAY
