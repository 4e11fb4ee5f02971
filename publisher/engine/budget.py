"""What a page, and all pages of a home together, may still send by the ledger of attempts; a shaky home is tried."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import Greatest, Now

from publisher.budgets import Purse, anew, budgets_of, name_of, purse_of, since, weight
from publisher.models import Attempt, Hold
from publisher.models.hold import STRIKES
from publisher.models.sending import Sending
from publisher.networks.base import Budget, Of, Scope
from publisher.networks.quota import NEARLY_ALL

TRIAL = timedelta(seconds=5)
"""So long the others of a shaky home wait for the answer to its trial call."""
PURSE = 0x50555253
"""First key of the advisory locks under which claims count what is spent at a home."""
NEXT_TRY = timedelta(minutes=1)
"""Money may come in at any time."""
SLOWLY = timedelta(minutes=5)
"""The longest pause between two calls while some of a day is left, and the longest that a post waits for it, however
many wait with it: none misses its window by it."""
USED_UP = "What may be sent is used up ({}). Marquee goes on when there is room."
NEARLY_USED_UP = "What may be sent is nearly used up ({}). Marquee goes on more slowly until there is more."


@dataclass
class _Spent:
    """How much of a budget, since when, and when for the last time."""

    amount: int = 0
    first: datetime | None = None
    last: datetime | None = None


def within_budget(network: str, rows: list[Sending]) -> list[Sending]:
    """Those whose page, and whose home, have calls and money left; the others wait until there is room."""
    for budget in budgets_of(network):
        if rows and rows[0].is_new:
            rows = _with_calls_left(budget, rows)
    return rows


def _with_calls_left(budget: Budget, rows: list[Sending]) -> list[Sending]:
    """A page's row is locked by its claim; a home has none, so that its name is locked."""
    if not any(weight(budget, row) for row in rows):
        return rows
    if budget.scope == Scope.HOME:
        _lock_homes(sorted({row.page.home for row in rows}))
    spent = _spent(budget, {purse_of(budget, row.page) for row in rows}, rows[0].now)
    taken, held = [], []
    for row in rows:
        ledger, amount = spent.setdefault(purse_of(budget, row.page), _Spent()), weight(budget, row)
        if not amount:
            taken.append(row)
        elif ledger.amount + amount > budget.calls:
            held.append((row, _free(budget, ledger, row.now), USED_UP))
        elif due := _due(budget, ledger, amount, row):
            held.append((row, due, NEARLY_USED_UP))
        else:
            ledger.amount, ledger.last = ledger.amount + amount, row.now
            taken.append(row)
    _hold_back(budget, held)
    return taken


def _hold_back(budget: Budget, held: Iterable[tuple[Sending, datetime | None, str]]) -> None:
    """In one statement, for a burst brings thousands."""
    waiting = [(row, until, reason.format(name_of(budget))) for row, until, reason in held if until]
    if not waiting:
        return
    rows, until, reasons = map(list, zip(*waiting, strict=True))
    table = rows[0]._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {table} d SET next_at = r.until, reason = r.reason
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS r(id, until, reason) WHERE d.id = r.id
            """,  # noqa: S608 - our own constants
            [[row.pk for row in rows], until, reasons],
        )


def _spent(budget: Budget, purses: Iterable[Purse], now: datetime) -> dict[Purse, _Spent]:
    path = "page__home" if budget.scope == Scope.HOME else "page"
    recent = Attempt.objects.spending(budget.of).filter(**{f"{path}__in": purses}, started_at__gt=since(budget, now))
    what = Sum("cost") if budget.by_cost else Count("pk")
    rows = recent.order_by().values_list(path).annotate(what, Min("started_at"), Max("started_at"))
    return {purse: _Spent(*told) for purse, *told in rows}


def _due(budget: Budget, ledger: _Spent, amount: int, row: Sending) -> datetime | None:
    """When the row is due: what is left of a day nearly used up is spread over it. None: now."""
    if not budget.day_in or ledger.last is None or ledger.amount < NEARLY_ALL * budget.calls:
        return None
    calls_left = max(budget.calls - ledger.amount, 0) // amount
    pause = min((anew(budget, row.now) - row.now) / (calls_left + 1), SLOWLY)
    due = min(ledger.last + pause, row.due_at + SLOWLY)
    return due if due > row.now else None


def _free(budget: Budget, ledger: _Spent, now: datetime) -> datetime | None:
    """When to try again; None when only this claim's own calls stand in the way, of which the next one knows more."""
    if budget.of == Of.MONEY:
        return now + NEXT_TRY
    own = ledger.first is None and ledger.amount
    return None if own else anew(budget, ledger.first or now)


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
