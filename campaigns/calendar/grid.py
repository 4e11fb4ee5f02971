"""Rows of markets or pages, columns of days: who says what when, seen from head office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator

from accounts.dates import shown
from accounts.models.page import PageQuerySet
from campaigns.calendar import group
from campaigns.calendar.bands import Band
from campaigns.calendar.card import cards
from campaigns.calendar.clock import Clock
from campaigns.calendar.days import MOST, Day
from campaigns.calendar.holidays import Holiday
from campaigns.calendar.span import Span
from campaigns.models import Publication
from campaigns.models.publication import PublicationQuerySet

if TYPE_CHECKING:
    from accounts.models import User

MARKETS, PAGES = "markets", "pages"
A_SHEET = {MARKETS: 80, PAGES: 50}
MANY, FEW = 30, 1
"""Of more rows than this a cell shows only so many cards: what counts then is the whole."""


@dataclass(frozen=True)
class Head:
    """What stands before a row. `network` is a page's, "" for a market."""

    key: int
    market: str
    name: str
    network: str = ""

    @property
    def path(self) -> str:
        """What the row is, as a publication knows it."""
        return "page" if self.network else "page__market"


@dataclass(frozen=True)
class Column:
    """A day, with what holds in all markets, and its words, made once for all rows. `when` is a class of the page."""

    date: date
    iso: str
    name: str
    when: str
    bands: list[Band]


@dataclass(frozen=True)
class Row:
    head: Head
    cells: list[tuple[Column, Day]]

    @property
    def total(self) -> int:
        return sum(day.total for _, day in self.cells)


def columns(span: Span, today: date, bands: list[Band]) -> list[Column]:
    everywhere = [band for band in bands if not band.market]
    return [
        Column(
            date=day,
            iso=day.isoformat(),
            name=f"{shown(day, 'weekday_short')} {day.day}",
            when="is-today" if day == today else "is-past" if day < today else "",
            bands=[band for band in everywhere if band.holds(day)],
        )
        for day in span.days
    ]


def sheet(pages: PageQuerySet, kind: str, number: str) -> "Sheet[Head]":
    """One sheet of the rows that these pages make."""
    return Paginator(_heads(pages, kind), A_SHEET[kind]).get_page(number)


def _heads(pages: PageQuerySet, kind: str) -> list[Head]:
    if kind == MARKETS:
        names = pages.order_by("market__name").values_list("market", "market__code", "market__name").distinct()
        return [Head(*row) for row in names]
    order = ("market__name", "network", "name", "pk")
    pages = pages.filter(is_active=True).order_by(*order)
    return [Head(*row) for row in pages.values_list("pk", "market__code", "name", "network")]


def rows(
    publications: PublicationQuerySet, heads: Sequence[Head], span: Span, clock: Clock, person: "User"
) -> list[list[Day]]:
    """For each row its days, and each of those with its first cards."""
    if not heads:
        return []
    path = heads[0].path
    found = {head.key: {day: Day(day) for day in span.days} for head in heads}
    place_of: dict[int, tuple[int, date]] = {}
    keys_of: dict[int, list[int]] = {}
    within = publications.filter(clock.within(span.first, span.end), **{f"{path}__in": list(found)})
    most = FEW if len(heads) > MANY else MOST[span.view]
    for key, day, total, keys in group.groups(within, clock, most, path):
        found[key][day].total = total
        place_of[keys[0]], keys_of[keys[0]] = (key, day), keys
    alone = cards(Publication.objects.filter(pk__in=place_of), clock, person)
    for card in group.together(alone, keys_of, person):
        key, day = place_of[card.pk]
        found[key][day].cards.append(card)
    return [list(days.values()) for days in found.values()]


def laid_out(
    heads: Sequence[Head],
    days: list[list[Day]],
    columns: list[Column],
    bands: list[Band],
    holidays: Mapping[date, list[Holiday]],
) -> list[Row]:
    """The rows, with the bands and the holidays of single markets over their cells."""
    for head, cells in zip(heads, days, strict=True):
        mine = [band for band in bands if band.market == head.market]
        for day in cells if mine else ():
            day.bands = [band for band in mine if band.holds(day.date)]
        for day in cells:
            day.holidays = [one for one in holidays.get(day.date, ()) if one.market == head.market]
    return [Row(head, list(zip(columns, cells, strict=True))) for head, cells in zip(heads, days, strict=True)]
