"""How much of its allowances a page has used: as its network says, and by our own ledger where it says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Page
from publisher.budgets import MONTH, Purse, budgets_of, name_of, purse_of
from publisher.networks import CHARGING
from publisher.networks.answers import moment
from publisher.networks.base import Budget, Scope

Spent = Mapping[tuple[Purse, int, bool], int]
"""(page or home, seconds, whether money) → how much in as many seconds"""
THOUSAND = 1000


@dataclass(frozen=True)
class Allowance:
    """`limit` is None where nobody said how much there is."""

    name: str
    used: float
    limit: float | None
    resets_at: datetime | None = None

    @property
    def percent(self) -> int | None:
        if self.limit is None:
            return None
        return min(round(100 * self.used / self.limit), 100) if self.limit else 100


def allowances(page: Page, spent: Spent, now: datetime) -> list[Allowance]:
    """The one nearest to its end first. What the network said counts until it begins anew; of money it says nothing."""
    said = [Allowance(name, used, limit, moment(anew or "")) for name, (used, limit, anew) in page.quota.items()]
    current = [one for one in said if one.resets_at is None or one.resets_at > now]
    money = [_by_ledger(budget, page, spent) for budget in budgets_of(page.network) if budget.money]
    calls = [_by_ledger(budget, page, spent) for budget in budgets_of(page.network) if not budget.money]
    found = (current if said else calls) + (money or _unlimited(page, spent))
    return sorted(found, key=lambda one: -1 if one.percent is None else one.percent, reverse=True)


def _by_ledger(budget: Budget, page: Page, spent: Spent) -> Allowance:
    used, unit = spent.get((purse_of(budget, page), budget.seconds, budget.money), 0), THOUSAND if budget.money else 1
    return Allowance(name_of(budget), used / unit, budget.calls / unit)


def _unlimited(page: Page, spent: Spent) -> list[Allowance]:
    """Money that is spent without anybody having said how much may be."""
    if page.network not in CHARGING:
        return []
    month = Budget(0, MONTH, Scope.HOME, money=True)
    return [Allowance(name_of(month), spent.get((page.home, MONTH, True), 0) / THOUSAND, None)]
