"""How much of its allowances a page has used: as its network says, and by our own ledger where it says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Page
from publisher.networks import NETWORKS
from publisher.networks.answers import moment
from publisher.networks.base import Budget, Scope

Spent = Mapping[tuple[int | str, int], int]
"""(page or home, seconds) → attempts in as many seconds"""

SPANS = ((86_400, "day"), (3600, "hour"), (60, "minute"))


@dataclass(frozen=True)
class Allowance:
    name: str
    used: float
    limit: float
    resets_at: datetime | None = None

    @property
    def percent(self) -> int:
        return min(round(100 * self.used / self.limit), 100) if self.limit else 100


def allowances(page: Page, spent: Spent, now: datetime) -> list[Allowance]:
    """The one nearest to its end first. What the network said counts until it begins anew."""
    said = [Allowance(name, used, limit, moment(anew or "")) for name, (used, limit, anew) in page.quota.items()]
    current = [one for one in said if one.resets_at is None or one.resets_at > now]
    found = current if said else [_by_ledger(budget, page, spent) for budget in NETWORKS[page.network].budgets]
    return sorted(found, key=lambda one: -one.percent)


def _by_ledger(budget: Budget, page: Page, spent: Spent) -> Allowance:
    purse: int | str = page.home if budget.scope == Scope.HOME else page.pk
    whose = ", all pages there" if budget.scope == Scope.HOME else ""
    return Allowance(f"posts in {_span(budget.seconds)}{whose}", spent.get((purse, budget.seconds), 0), budget.calls)


def _span(seconds: int) -> str:
    """“3 hours”, “a day”: in the largest unit that goes into it."""
    unit, word = next(((unit, word) for unit, word in SPANS if seconds % unit == 0), (1, "second"))
    number = seconds // unit
    article = "an" if word == "hour" else "a"
    return f"{article} {word}" if number == 1 else f"{number} {word}s"
