"""When each post would go out, as far as budgets allow: the calls made and planned on each page, in simulated time."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.models import Publication
from publisher.dryrun.entries import Entry
from publisher.models import Attempt
from publisher.networks import NETWORKS
from publisher.networks.base import Budget


@dataclass(frozen=True, slots=True)
class Slot:
    """When a call may be made, and which budget it had to wait for."""

    at: datetime
    budget: Budget | None = None


class Ledger:
    """The calls of each page, oldest first."""

    def __init__(self, calls: Iterable[tuple[int, datetime]] = ()) -> None:
        self.calls: dict[int, list[datetime]] = defaultdict(list)
        for page, at in sorted(calls, key=lambda call: call[1]):
            self.calls[page].append(at)

    def take(self, page: int, at: datetime, budgets: Iterable[Budget]) -> Slot:
        """The first moment from `at` on that no budget of the page forbids; it is taken."""
        calls, slot, moved = self.calls[page], Slot(at), True
        while moved:
            moved = False
            for budget in budgets:
                free = _free(calls, slot.at, budget)
                if free > slot.at:
                    slot, moved = Slot(free, budget), True
        insort(calls, slot.at)
        return slot


def _free(calls: list[datetime], at: datetime, budget: Budget) -> datetime:
    """When the oldest of the budget's last calls before `at` leaves its window."""
    before = calls[: bisect_right(calls, at)]
    if len(before) < budget.calls:
        return at
    return max(at, before[-budget.calls] + timedelta(seconds=budget.seconds))


def ledger_around(entries: list[Entry]) -> Ledger:
    """With the attempts that already weigh on the entries' pages, and what else is planned there."""
    pages = {entry.page.pk: entry.page for entry in entries}
    longest = max((b.seconds for page in pages.values() for b in NETWORKS[page.network].budgets), default=0)
    if not entries or not longest:
        return Ledger()
    first, last = entries[0].at - timedelta(seconds=longest), entries[-1].at
    made = Attempt.objects.filter(page__in=pages, started_at__gte=first).values_list("page", "started_at")
    planned = Publication.objects.open().filter(page__in=pages, at__gte=first, at__lte=last)
    others = planned.exclude(pk__in=[entry.publication for entry in entries]).values_list("page", "at")
    return Ledger([*made, *others])
