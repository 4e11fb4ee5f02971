"""What a page, and all pages of a home together, may still send by the ledger of attempts; a shaky home is tried."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min, Sum
from django.db.models.functions import Greatest, Now

from publisher.budgets import Purse, budgets_of, name_of, price_of, purse_of
from publisher.models import Attempt, Hold
from publisher.models.hold import STRIKES
from publisher.models.sending import Sending
from publisher.networks.base import Budget, Scope

TRIAL = timedelta(seconds=5)
"""So long the others of a shaky home wait for the answer to its trial call."""
PURSE = 0x50555253
"""First key of the advisory locks under which claims count what is spent at a home."""
NEXT_TRY = timedelta(minutes=1)
"""Money may come in at any time."""
USED_UP = "What may be sent is used up ({}). Marquee goes on when there is room."


def within_budget(network: str, rows: list[Sending]) -> list[Sending]:
    """Those whose page, and whose home, have calls and money left; the others wait until there is room."""
    for budget in budgets_of(network):
        if rows and rows[0].is_new:
            rows = _with_calls_left(budget, rows)
    return rows


def _with_calls_left(budget: Budget, rows: list[Sending]) -> list[Sending]:
    """A page's row is locked by its claim; a home has none, so that its name is locked."""
    if budget.scope == Scope.HOME:
        _lock_homes(sorted({row.page.home for row in rows}))
    spent = _spent(budget, {purse_of(budget, row.page) for row in rows})
    taken = []
    for row in rows:
        ledger = spent.setdefault(purse_of(budget, row.page), [0, None])
        amount = price_of(row) if budget.money else 1
        if ledger[0] + amount <= budget.calls:
            ledger[0] += amount
            taken.append(row)
        elif free := _free(budget, ledger[1], row.now):
            type(row).objects.filter(pk=row.pk).update(next_at=free, reason=USED_UP.format(name_of(budget)))
    return taken


def _spent(budget: Budget, purses: Iterable[Purse]) -> dict[Purse, list[Any]]:
    """Purse → how much, and since when."""
    path = "page__home" if budget.scope == Scope.HOME else "page"
    since = Now() - timedelta(seconds=budget.seconds)
    recent = Attempt.objects.spending(money=budget.money).filter(**{f"{path}__in": purses}, started_at__gt=since)
    what = Sum("cost") if budget.money else Count("pk")
    rows = recent.order_by().values_list(path).annotate(what, Min("started_at"))
    return {purse: ledger for purse, *ledger in rows}


def _free(budget: Budget, first: datetime | None, now: datetime) -> datetime | None:
    """When to try again; None when only this claim's own calls stand in the way, of which the next one knows more."""
    if budget.money:
        return now + NEXT_TRY
    return first + timedelta(seconds=budget.seconds) if first else None


def _lock_homes(homes: list[str]) -> None:
    """Claims of one home count one after the other, so that two do not spend the same call."""
    lock = "SELECT pg_advisory_xact_lock(%s, hashtext(home)) FROM unnest(%s::text[]) AS home"
    with connection.cursor() as cursor:
        cursor.execute(lock, [PURSE, homes])


def with_trials(rows: list[Sending]) -> list[Sending]:
    """A home whose circuit has just closed again is tried with one call; the others wait for what becomes of it."""
    tried: set[str] = set()
    homes = {row.page.home for row in rows}
    shaky = set(Hold.objects.filter(page=None, home__in=homes, strikes__gte=STRIKES).values_list("home", flat=True))
    Hold.objects.filter(page=None, home__in=shaky).update(until=Greatest("until", Now() + TRIAL))
    taken = []
    for row in rows:
        if row.page.home in shaky:
            shaky.discard(row.page.home)
            tried.add(row.page.home)
        elif row.page.home in tried:
            continue
        taken.append(row)
    return taken
