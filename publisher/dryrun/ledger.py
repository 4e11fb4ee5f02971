"""When each post would go out, as far as budgets allow: the calls made and planned on each page, in simulated time."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Page
from campaigns.models import Publication
from publisher.budgets import Purse, budgets_of, purse_of
from publisher.dryrun.entries import Entry
from publisher.models import Attempt
from publisher.networks.base import Budget


@dataclass(frozen=True, slots=True)
class Slot:
    """When a call may be made, and which budget it had to wait for."""

    at: datetime
    budget: Budget | None = None


class Ledger:
    """The calls of each page and of each home, oldest first."""

    def __init__(self, calls: Iterable[tuple[int, str, datetime]] = ()) -> None:
        self.calls: dict[Purse, list[datetime]] = defaultdict(list)
        for page, home, at in sorted(calls, key=lambda call: call[2]):
            self.calls[page].append(at)
            self.calls[home].append(at)

    def take(self, page: Page, at: datetime, budgets: Iterable[Budget], calls: int = 1) -> Slot:
        """The first moment from `at` on that no budget of the page or its home forbids; it is taken for a post and what
        follows it, so many calls. Money is not counted."""
        slot, moved = Slot(at), True
        while moved:
            moved = False
            for budget in budgets:
                free = slot.at if budget.money else _free(self.calls[purse_of(budget, page)], slot.at, budget)
                if free > slot.at:
                    slot, moved = Slot(free, budget), True
        for purse in (page.pk, page.home):
            for _ in range(calls):
                insort(self.calls[purse], slot.at)
        return slot


def _free(calls: list[datetime], at: datetime, budget: Budget) -> datetime:
    """When the oldest of the budget's last calls before `at` leaves its window."""
    before = calls[: bisect_right(calls, at)]
    if len(before) < budget.calls:
        return at
    return max(at, before[-budget.calls] + timedelta(seconds=budget.seconds))


def ledger_around(entries: list[Entry]) -> Ledger:
    """With the attempts that already weigh on the entries' pages and homes, and what else is planned there."""
    budgets = [budget for network in {entry.page.network for entry in entries} for budget in budgets_of(network)]
    longest = max((budget.seconds for budget in budgets if not budget.money), default=0)
    if not entries or not longest:
        return Ledger()
    first, last = entries[0].at - timedelta(seconds=longest), entries[-1].at
    there = {"page__home__in": {entry.page.home for entry in entries}}
    recent = Attempt.objects.spending().filter(**there, started_at__gte=first)
    made = recent.values_list("page", "page__home", "started_at")
    planned = Publication.objects.open().filter(**there, at__gte=first, at__lte=last)
    others = planned.exclude(pk__in=[entry.publication for entry in entries]).values_list("page", "page__home", "at")
    return Ledger([*made, *others])
