"""Publications of one post that stand at one minute and have come as far: one card."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Window
from django.db.models.functions import DenseRank
from django.utils import timezone

from accounts import access
from accounts.access import Action
from campaigns.calendar.card import Card, Member
from campaigns.calendar.clock import Clock
from campaigns.models import Publication
from campaigns.models.publication import PublicationQuerySet

if TYPE_CHECKING:
    from accounts.models import User

ALONE = "day"
"""The view that shows each by itself, and so is where one of several is moved alone."""


def groups(publications: PublicationQuerySet, clock: Clock, most: int, *rows: str) -> Iterator[tuple[Any, ...]]:
    """(*row, day, how many publications that place holds, those of one card) for the first few cards of each place:
    a day, or a day of a row."""
    at, _ = clock.order
    place = [*rows, "day"]
    by_place = [F(path) for path in place]
    shown = (
        publications.with_status()
        .annotate(day=clock.day)
        .annotate(
            nth=Window(DenseRank(), partition_by=by_place, order_by=[at, "post", "status"]),
            total=Window(Count("pk"), partition_by=by_place),
        )
        .filter(nth__lte=most)
        .order_by(*place, "nth", "pk")
        .values_list(*place, "total", "nth", "pk")
    )
    for (*where, _), same in groupby(shown, itemgetter(slice(-1))):
        yield *where, [key for *_, key in same]


def together(cards: Iterable[Card], keys: Mapping[int, Sequence[int]], person: "User") -> Iterator[Card]:
    """Each card with the other publications of those `keys`, which begin with its own. One query for all."""
    others = {key: keys[0] for keys in keys.values() for key in keys[1:]}
    found: dict[int, list[Member]] = {}
    fixed, now = set(), timezone.now()
    may_plan = cache(partial(access.may, person, Action.SCHEDULE))  # whether the post may be edited, its card knows
    for row in _rows(others):
        of = others[row["pk"]]
        found.setdefault(of, []).append(_member(row))
        if not (row["is_open"] and row["at"] > now and may_plan(row["page__brand"], row["page__market"])):
            fixed.add(of)
    for card in cards:
        yield replace(card, others=tuple(found.get(card.pk, ())), movable=card.movable and card.pk not in fixed)


def _rows(keys: Iterable[int]) -> Iterable[dict[str, Any]]:
    fields = ("pk", "wall", "at", "is_open", "page__network", "page__name", "page__brand", "page__market")
    found = Publication.objects.filter(pk__in=keys).with_open().order_by("pk")
    rows: Iterable[dict[str, Any]] = found.values(*fields, "page__market__code")
    return rows


def _member(row: Mapping[str, Any]) -> Member:
    return Member(row["pk"], row["wall"], row["page__network"], row["page__name"], row["page__market__code"])
