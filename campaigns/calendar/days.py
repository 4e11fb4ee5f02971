"""The days of a span, each with its number of publications and its first few cards."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from campaigns.calendar import group
from campaigns.calendar.bands import Band
from campaigns.calendar.card import Card, cards
from campaigns.calendar.clock import Clock
from campaigns.calendar.free import Choice, Free
from campaigns.calendar.holidays import Holiday
from campaigns.calendar.span import Span
from campaigns.models import Publication
from campaigns.models.publication import PublicationQuerySet

if TYPE_CHECKING:
    from accounts.models import User

MOST = {"month": 3, "week": 12, "day": 60, "agenda": 12, "markets": 2}
"""How many cards a day shows in each view before “+n more”; of markets, a day of each row."""


@dataclass
class Day:
    date: date
    total: int = 0
    cards: list[Card] = field(default_factory=list)
    bands: list[Band] = field(default_factory=list)
    free: list[Free | Choice] = field(default_factory=list)
    holidays: list[Holiday] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.total - sum(len(card.all) for card in self.cards)

    @property
    def more_holidays(self) -> int:
        return len(self.holidays) - 1

    @property
    def entries(self) -> list[Card | Free | Choice]:
        """What is planned and what is free, in order of time."""
        both: list[Card | Free | Choice] = [*self.cards, *self.free]
        return sorted(both, key=lambda one: one.local.replace(tzinfo=None)) if self.free else both

    @property
    def hours(self) -> list[tuple[int, list[Card | Free | Choice]]]:
        """What each hour of the day holds, also those that hold nothing."""
        found = {hour: list(group) for hour, group in groupby(self.entries, lambda one: one.local.hour)}
        return [(hour, found.get(hour, [])) for hour in range(24)]


def days(publications: PublicationQuerySet, span: Span, clock: Clock, person: "User", skip: int = 0) -> list[Day]:
    """The days of the span, each with its first cards after `skip` of them."""
    found = {day: Day(day) for day in span.days}
    day_of, keys_of = {}, {}
    within = publications.filter(clock.within(span.first, span.end))
    for day, total, keys in _firsts(within, span, clock, skip):
        found[day].total = total
        day_of[keys[0]], keys_of[keys[0]] = day, keys
    alone = cards(Publication.objects.filter(pk__in=day_of), clock, person)
    for card in group.together(alone, keys_of, person):
        found[day_of[card.pk]].cards.append(card)
    return list(found.values())


def _firsts(
    publications: PublicationQuerySet, span: Span, clock: Clock, skip: int
) -> Iterable[tuple[date, int, list[int]]]:
    """(day, how many it holds, the publications of one card) for each card that is shown."""
    if span.view == group.ALONE:
        return _one_by_one(publications, clock, MOST[span.view], skip)
    return group.groups(publications, clock, MOST[span.view])


def _one_by_one(
    publications: PublicationQuerySet, clock: Clock, most: int, skip: int
) -> Iterator[tuple[date, int, list[int]]]:
    by_day = F("day")
    ranked = (
        publications.order_by()
        .annotate(day=clock.day)
        .annotate(
            nth=Window(RowNumber(), partition_by=by_day, order_by=clock.order),
            total=Window(Count("pk"), partition_by=by_day),
        )
        .filter(nth__gt=skip, nth__lte=skip + most)
        .values_list("day", "total", "pk")
    )
    return ((day, total, [key]) for day, total, key in ranked)
