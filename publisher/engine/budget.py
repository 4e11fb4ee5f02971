"""What a page, and all pages of a home together, may still send. The attempts themselves are the ledger."""

from datetime import timedelta

from django.db import connection
from django.db.models import Count, Min
from django.db.models.functions import Now

from publisher.models import Attempt, Delivery
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Scope

PURSE = 0x50555253
"""First key of the advisory locks under which claims count what is spent at a home."""


def within_budget(network: str, deliveries: list[Delivery]) -> list[Delivery]:
    """Those whose page, and whose home, have calls left; the others wait until one comes free."""
    for budget in NETWORKS[network].budgets:
        if deliveries:
            deliveries = _with_calls_left(budget, deliveries)
    return deliveries


def _with_calls_left(budget: Budget, deliveries: list[Delivery]) -> list[Delivery]:
    """A page's row is locked by its claim; a home has none, so that its name is locked."""
    together, window = budget.scope == Scope.HOME, timedelta(seconds=budget.seconds)
    path = "page__home" if together else "page"
    purses = {delivery.pk: delivery.page.home if together else delivery.page_id for delivery in deliveries}
    if together:
        _lock_homes(sorted({delivery.page.home for delivery in deliveries}))
    recent = Attempt.objects.filter(**{f"{path}__in": set(purses.values())}, started_at__gt=Now() - window)
    spent = {purse: ledger for purse, *ledger in recent.values_list(path).annotate(Count("pk"), Min("started_at"))}
    taken = []
    for delivery in deliveries:
        ledger = spent.setdefault(purses[delivery.pk], [0, None])
        if ledger[0] < budget.calls:
            ledger[0] += 1
            taken.append(delivery)
        elif ledger[1]:
            Delivery.objects.filter(pk=delivery.pk).update(next_at=ledger[1] + window)
    return taken


def _lock_homes(homes: list[str]) -> None:
    """Claims of one home count one after the other, so that two do not spend the same call."""
    lock = "SELECT pg_advisory_xact_lock(%s, hashtext(home)) FROM unnest(%s::text[]) AS home"
    with connection.cursor() as cursor:
        cursor.execute(lock, [PURSE, homes])
