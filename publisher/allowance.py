"""How much of its allowances a page has used: as its network says, and by our own ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from accounts.models import Page
from publisher.budgets import DAY, MONTH, Purse, anew, budgets_of, name_of, purse_of
from publisher.networks import CHARGING
from publisher.networks.answers import moment
from publisher.networks.base import Budget, Of, Scope

Window = tuple[Of, int, str]
"""What is counted, in how many seconds, or in a day of which time zone."""
Spent = Mapping[tuple[Purse, Window], int]
"""(page or home, window) → how much"""
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
    """The one nearest to its end first; of what nobody gave a limit, how much was used.

    What the network said counts until it begins anew, and stands in for what its documents say of calls. What was set
    for Marquee holds beside it. Of money, units, posts and reels no network says anything.
    """
    said = [Allowance(name, used, limit, moment(anew or "")) for name, (used, limit, anew, *_) in page.quota.items()]
    current = [one for one in said if one.resets_at is None or one.resets_at > now]
    ours = settings.BUDGETS.get(page.network, ())
    known = [budget for budget in budgets_of(page.network) if budget.of != Of.CALLS or budget in ours or not said]
    found = current + [_by_ledger(budget, page, spent, now) for budget in known]
    if page.network in CHARGING and not any(budget.of == Of.MONEY for budget in known):
        found.append(_unlimited(Budget(0, MONTH, Scope.HOME, Of.MONEY), page, spent, now))
    if not (said or known):
        found.append(_unlimited(Budget(0, DAY), page, spent, now))
    return sorted(found, key=lambda one: -1 if one.percent is None else one.percent, reverse=True)


def window_of(budget: Budget) -> Window:
    return budget.of, budget.seconds, budget.day_in


def _by_ledger(budget: Budget, page: Page, spent: Spent, now: datetime) -> Allowance:
    used, unit = spent.get((purse_of(budget, page), window_of(budget)), 0), THOUSAND if budget.of == Of.MONEY else 1
    return Allowance(name_of(budget), used / unit, budget.calls / unit, anew(budget, now) if budget.day_in else None)


def _unlimited(budget: Budget, page: Page, spent: Spent, now: datetime) -> Allowance:
    return replace(_by_ledger(budget, page, spent, now), limit=None)
