"""What a page, and all pages of a home together, may still send by the ledger of attempts; a shaky home is tried."""

from datetime import timedelta

from django.db import connection
from django.db.models import Count, Min
from django.db.models.functions import Now

from publisher.models import Attempt, Hold
from publisher.models.hold import STRIKES
from publisher.models.sending import Sending
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Scope

TRIAL = timedelta(seconds=5)
"""So long the others of a shaky home wait for the answer to its trial call."""
PURSE = 0x50555253
"""First key of the advisory locks under which claims count what is spent at a home."""


def within_budget(network: str, rows: list[Sending]) -> list[Sending]:
    """Those whose page, and whose home, have calls left; the others wait until one comes free."""
    for budget in NETWORKS[network].budgets:
        if rows:
            rows = _with_calls_left(budget, rows)
    return rows


def _with_calls_left(budget: Budget, rows: list[Sending]) -> list[Sending]:
    """A page's row is locked by its claim; a home has none, so that its name is locked."""
    together, window = budget.scope == Scope.HOME, timedelta(seconds=budget.seconds)
    path = "page__home" if together else "page"
    purses = {row.pk: row.page.home if together else row.page_id for row in rows}
    if together:
        _lock_homes(sorted({row.page.home for row in rows}))
    recent = Attempt.objects.filter(**{f"{path}__in": set(purses.values())}, started_at__gt=Now() - window)
    spent = {purse: ledger for purse, *ledger in recent.values_list(path).annotate(Count("pk"), Min("started_at"))}
    taken = []
    for row in rows:
        ledger = spent.setdefault(purses[row.pk], [0, None])
        if ledger[0] < budget.calls:
            ledger[0] += 1
            taken.append(row)
        elif ledger[1]:
            type(row).objects.filter(pk=row.pk).update(next_at=ledger[1] + window)
    return taken


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
    Hold.objects.filter(page=None, home__in=shaky).update(until=Now() + TRIAL)
    taken = []
    for row in rows:
        if row.page.home in shaky:
            shaky.discard(row.page.home)
            tried.add(row.page.home)
        elif row.page.home in tried:
            continue
        taken.append(row)
    return taken
