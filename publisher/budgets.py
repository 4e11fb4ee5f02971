"""What may be sent at most: the networks' own budgets, and those of which only whoever runs Marquee knows.

The attempts are the ledger. What X's credits, a LinkedIn day or a Weibo app's rank allow stands in no answer of theirs.
"""

from django.conf import settings

from accounts.models import Page
from accounts.wording import counted
from publisher.models import Removal
from publisher.models.sending import Sending
from publisher.networks import CHARGING, NETWORKS
from publisher.networks.base import Budget, Scope
from publisher.pieces import UNREADABLE

Purse = int | str
"""A page, or a home: whose calls are counted together."""
DAY = 86_400
MONTH = 30 * DAY
"""Seconds over which money is counted where nobody said otherwise."""
SPANS = ((DAY, "a day", "{} days"), (3600, "an hour", "{} hours"), (60, "a minute", "{} minutes"))


def budgets_of(network: str) -> tuple[Budget, ...]:
    """One that was set for Marquee stands in for the network's own of the same kind."""
    known = [*NETWORKS[network].budgets, *settings.BUDGETS.get(network, ())]
    return tuple({(budget.seconds, budget.scope, budget.money): budget for budget in known}.values())


def purse_of(budget: Budget, page: Page) -> Purse:
    return page.home if budget.scope == Scope.HOME else page.pk


def price_of(row: Sending) -> int:
    """What its network charges for it, in thousandths of a US dollar.

    What nobody can read costs nothing: it is refused by itself, and stops nobody else's.
    """
    network = CHARGING.get(row.network)
    if network is None:
        return 0
    if isinstance(row, Removal):
        return network.removing
    try:
        return network.price(row.piece)
    except UNREADABLE:
        return 0


def name_of(budget: Budget) -> str:
    """“posts in 3 hours”, “US dollars in 30 days, all pages there”."""
    span = _span(budget.seconds)
    name = f"US dollars in {span}" if budget.money else f"posts in {span}"
    return f"{name}, all pages there" if budget.scope == Scope.HOME else name


def _span(seconds: int) -> str:
    """In the largest unit that goes into it."""
    unit, one, many = next((span for span in SPANS if seconds % span[0] == 0), (1, "a second", "{} seconds"))
    return counted(seconds // unit, one, many)
