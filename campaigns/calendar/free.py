"""Places in the week of a page that no post has yet, as the calendar shows them between what is planned."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
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

FEW = 3
"""Of more pages than this free places are not shown: nobody would find what is planned among them."""
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


def free(person: "User", pages: Q, span: Span, clock: Clock) -> list[Free]:
    """Those of the few pages that the person plans for, in order of time; none where there are more than a few."""
    now = timezone.now()
    first, end = (datetime.combine(day, time.min, UTC) for day in (span.first - AROUND, span.end + AROUND))
    if span.view not in VIEWS or end < now:
        return []
    few = list(_with_week(Page.objects.schedulable_by(person).filter(pages), first, end)[: FEW + 1])
    found = (one for page in few for one in _of(page, span, clock) if one.at > now)
    days = set(span.days)
    within = [one for one in found if one.local.date() in days] if len(few) <= FEW else []
    return sorted(within, key=lambda one: (one.at, one.page.pk))


def _with_week(pages: PageQuerySet, first: datetime, end: datetime) -> PageQuerySet:
    """With `week`, their slots, and `taken`, when something is planned there in that time. All in one query."""
    slots = Slot.objects.filter(page=OuterRef("pk")).order_by()
    planned = Publication.objects.filter(page=OuterRef("pk"), at__gte=first, at__lt=end).having_places().order_by()
    return pages.select_related("market").annotate(
        week=ArraySubquery(slots.values(slot=JSONObject(weekday="weekday", wall="wall"))),
        taken=ArraySubquery(planned.values("at")),
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
