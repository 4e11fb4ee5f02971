"""What holds for whole days: freezes, and what else the house knows. Each source is a function that settings name, so
that this room never imports the one to its right."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from campaigns.calendar.clock import Clock
from campaigns.calendar.span import Span

if TYPE_CHECKING:
    from accounts.models import User

ICONS = {"freeze": "snowflake", "embargo": "lock", "holiday": "party-popper"}


@dataclass(frozen=True)
class Band:
    """From the day `first` to the day `last` (None: nobody knows), in the market of that code ("": in all).

    `kind` is one of `ICONS`; `label` says in a few words what it is.
    """

    kind: str
    label: str
    first: date
    last: date | None
    market: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.kind]

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


Source = Callable[["User", Span, Clock], Iterable[Band]]
"""The bands that a person may see in a span, their days on that clock."""


@cache
def _source(path: str) -> Source:
    source: Source = import_string(path)
    return source


def bands(person: "User", span: Span, clock: Clock, market: str = "") -> list[Band]:
    """Those of all markets, or of the one with that code."""
    found = [band for path in settings.BANDS for band in _source(path)(person, span, clock)]
    return [band for band in found if not market or band.market in {"", market}]
