"""What networks said of their allowances, used up by what a dry run plans: other apps may have had a part of them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Page
from publisher.networks.answers import moment

UNKNOWN = timedelta(days=1)
"""Until when an allowance counts of which its network does not say when it begins anew: the longest that any says."""


@dataclass(frozen=True, slots=True)
class Wall:
    """An allowance of which `left` of `limit` are left, too few until it begins anew `at`."""

    name: str
    left: float
    limit: float
    at: datetime


class Told:
    """The allowances of all pages, of which it is known what a post uses."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.spent: dict[tuple[int, str], float] = defaultdict(float)

    def take(self, page: Page, at: datetime, calls: int) -> Wall | None:
        """Room for a post and what follows it, or the longest of the walls that stand before it."""
        walls = []
        for name, each, left, limit, anew in self._current(page, at):
            if left < each * calls:
                walls.append(Wall(name, left, limit, anew))
            else:
                self.spent[page.pk, name] += each * calls
        return max(walls, key=lambda wall: wall.at, default=None)

    def _current(self, page: Page, at: datetime) -> Iterator[tuple[str, float, float, float, datetime]]:
        """Those that still count by then: name, what a post uses, what is left, of how much, and until when."""
        for name, (used, limit, said, *each) in page.quota.items():
            anew = moment(said or "") or self.now + UNKNOWN
            if any(each) and self.now < anew and at < anew:
                yield name, each[0], max(limit - used - self.spent[page.pk, name], 0), limit, anew
