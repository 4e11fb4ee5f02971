"""When each post would go out, as far as budgets allow: the calls made and planned on each page, in simulated time."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Value

from accounts.models import Page
from campaigns.models import Publication
from publisher.budgets import Purse, anew, budgets_of, purse_of, since
from publisher.dryrun.entries import Entry
from publisher.dryrun.told import Wall
from publisher.models import Attempt
from publisher.networks.base import Budget, Of

Made = tuple[int, str, datetime, int]
"""Page, home, when, and how many of what is counted."""
ONE = {Of.CALLS: 1}


@dataclass(frozen=True, slots=True)
class Slot:
    """When a call may be made, and which budget it had to wait for, or for which allowance of its network's."""

    at: datetime
    budget: Budget | None = None
    wall: Wall | None = None


Spent = tuple[datetime, int]
"""When, and how many."""


class Ledger:
    """What each page and each home spends, the oldest first, by what is counted."""

    def __init__(self) -> None:
        self.spent: dict[tuple[Purse, Of], list[Spent]] = defaultdict(list)

    def begin(self, of: Of, made: Iterable[Made]) -> None:
        """These were made before, or are planned beside."""
        for page, home, at, amount in made:
            self._spend(page, home, at, {of: amount})

    def take(self, page: Page, at: datetime, budgets: Iterable[Budget], amounts: Mapping[Of, int] = ONE) -> Slot:
        """The first moment from `at` on that no budget of the page or its home forbids; it is taken for a post and what
        follows it, of which each kind of budget counts so much."""
        slot, moved = Slot(at), True
        while moved:
            moved = False
            for budget in budgets:
                amount = amounts.get(budget.of, 0)
                spent = self.spent[purse_of(budget, page), budget.of]
                free = _free(spent, slot.at, amount if budget.by_cost else min(amount, 1), budget)
                if free > slot.at:
                    slot, moved = Slot(free, budget), True
        self._spend(page.pk, page.home, slot.at, amounts)
        return slot

    def _spend(self, page: int, home: str, at: datetime, amounts: Mapping[Of, int]) -> None:
        for of, amount in amounts.items():
            for purse in (page, home):
                insort(self.spent[purse, of], (at, amount))


def _free(spent: list[Spent], at: datetime, amount: int, budget: Budget) -> datetime:
    """When enough of what was spent before `at` has left the budget's window."""
    before = [one for one in spent if since(budget, at) < one[0] <= at]
    left = budget.calls - sum(cost for _, cost in before)
    for when, cost in before:
        if left >= amount:
            break
        left, at = left + cost, anew(budget, when)
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
    planned = Publication.objects.open().filter(**there, at__gte=first, at__lte=last)
    others = planned.exclude(pk__in=[entry.publication for entry in entries])
    ledger = Ledger()
    for of in Of:
        amount = F("cost") if of in (Of.MONEY, Of.UNITS) else Value(1)
        ledger.begin(of, recent.spending(of).values_list("page", "page__home", "started_at", amount))
    for of in (Of.CALLS, Of.POSTS):
        ledger.begin(of, others.values_list("page", "page__home", "at", Value(1)))
    return ledger
