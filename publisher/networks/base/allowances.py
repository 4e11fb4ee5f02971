"""How much a network lets be sent: by its documents, and as it says itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]


class Scope(StrEnum):
    """Whom a wait or a budget concerns: this delivery alone, the whole page, or all behind the same home (the app)."""

    DELIVERY = "delivery"
    PAGE = "page"
    HOME = "home"


class Of(StrEnum):
    """What a budget counts: all attempts to make something public, those of posts without what follows them, or of
    reels alone; what attempts cost in thousandths of a US dollar, or in the network's own units."""

    CALLS = "calls"
    POSTS = "posts"
    REELS = "reels"
    MONEY = "money"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `calls` of what it counts in any `seconds`, for one page or for all pages behind one home together.

    `day_in`: in a day that begins at midnight in this time zone (IANA's name), and not in any `seconds`.
    """

    calls: int
    seconds: int
    scope: Scope = Scope.PAGE
    of: Of = Of.CALLS
    day_in: str = ""

    @property
    def by_cost(self) -> bool:
        return self.of in (Of.MONEY, Of.UNITS)


@dataclass(frozen=True, slots=True)
class Units:
    """How many of its units a network counts for what is done there, and for a look whether it became public."""

    post: int
    comment: int
    removal: int
    correction: int
    look: int


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of an allowance is used up, as the network says itself: of calls, or of 100 where it speaks in percent.

    `name` is for people; `resets_at` says when it begins anew, where that is known, and `each` how much of it a post
    uses, 0 where that cannot be told.
    """

    name: str
    used: float
    limit: float
    resets_at: datetime | None = None
    each: float = 0


def said(quotas: Iterable[Quota]) -> Json:
    """Quotas as they are kept: name → [used, limit, begins anew at (ISO 8601), what a post uses]."""
    return {
        quota.name: [quota.used, quota.limit, quota.resets_at.isoformat() if quota.resets_at else None, quota.each]
        for quota in quotas
    }
