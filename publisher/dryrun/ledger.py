"""When each post would go out, as far as budgets allow: the calls made and planned on each page, in simulated time."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Page
from campaigns.models import Publication
from publisher.budgets import Purse, budgets_of, purse_of
from publisher.dryrun.entries import Entry
from publisher.dryrun.told import Wall
from publisher.models import Attempt
from publisher.networks.base import Budget

Cost = tuple[int, str, datetime, int]
"""Page, home, when, and how many thousandths of a US dollar."""


@dataclass(frozen=True, slots=True)
class Slot:
    """When a call may be made, and which budget it had to wait for, or for which allowance of its network's."""

    at: datetime
    budget: Budget | None = None
    wall: Wall | None = None


Spent = tuple[datetime, int]
"""When, and how many calls or thousandths of a US dollar."""


class Ledger:
    """What each page and each home spends, the oldest first: calls, and where a network charges money."""

    def __init__(self, calls: Iterable[tuple[int, str, datetime]] = (), costs: Iterable[Cost] = ()) -> None:
        self.spent: dict[tuple[Purse, bool], list[Spent]] = defaultdict(list)
        for page, home, at in calls:
            self._spend(page, home, (at, 1), money=False)
        for page, home, at, cost in costs:
            self._spend(page, home, (at, cost), money=True)

    def take(self, page: Page, at: datetime, budgets: Iterable[Budget], calls: int = 1, price: int = 0) -> Slot:
        """The first moment from `at` on that no budget of the page or its home forbids; it is taken for a post and what
        follows it: so many calls, at that price."""
        slot, moved = Slot(at), True
        while moved:
            moved = False
            for budget in budgets:
                spent = self.spent[purse_of(budget, page), budget.money]
                free = _free(spent, slot.at, price if budget.money else 1, budget)
                if free > slot.at:
                    slot, moved = Slot(free, budget), True
        self._spend(page.pk, page.home, (slot.at, calls), money=False)
        self._spend(page.pk, page.home, (slot.at, price), money=True)
        return slot

    def _spend(self, page: int, home: str, what: Spent, *, money: bool) -> None:
        for purse in (page, home):
            insort(self.spent[purse, money], what)


def _free(spent: list[Spent], at: datetime, amount: int, budget: Budget) -> datetime:
    """When enough of what was spent before `at` has left the budget's window."""
    span = timedelta(seconds=budget.seconds)
    before = [one for one in spent if at - span < one[0] <= at]
    left = budget.calls - sum(cost for _, cost in before)
    for when, cost in before:
        if left >= amount:
            break
        left, at = left + cost, when + span
    return at


def ledger_around(entries: list[Entry]) -> Ledger:
    """With the attempts that already weigh on the entries' pages and homes, and what else is planned there, of which
    nobody asks what it costs."""
    budgets = [budget for network in {entry.page.network for entry in entries} for budget in budgets_of(network)]
    longest = max((budget.seconds for budget in budgets), default=0)
    if not entries or not longest:
        return Ledger()
    first, last = entries[0].at - timedelta(seconds=longest), entries[-1].at
    there = {"page__home__in": {entry.page.home for entry in entries}}
    recent = Attempt.objects.filter(**there, started_at__gte=first)
    made = recent.spending().values_list("page", "page__home", "started_at")
    paid = recent.spending(money=True).values_list("page", "page__home", "started_at", "cost")
    planned = Publication.objects.open().filter(**there, at__gte=first, at__lte=last)
    others = planned.exclude(pk__in=[entry.publication for entry in entries]).values_list("page", "page__home", "at")
    return Ledger([*made, *others], paid)
