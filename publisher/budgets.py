"""What may be sent at most: the networks' own budgets, and those of which only whoever runs Marquee knows.

The attempts are the ledger. What X's credits, a LinkedIn day or a Weibo app's rank allow stands in no answer of theirs.
"""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Page
from accounts.wording import counted
from publisher.models import Correction, Delivery, FollowUp, Removal
from publisher.models.sending import Sending
from publisher.networks import CHARGING, METERED, NETWORKS
from publisher.networks.base import Budget, Of, Placement, Scope, Units
from publisher.pieces import UNREADABLE

Purse = int | str
"""A page, or a home: whose calls are counted together."""
DAY = 86_400
MONTH = 30 * DAY
"""Seconds over which money is counted where nobody said otherwise."""
SPANS = ((DAY, "a day", "{} days"), (3600, "an hour", "{} hours"), (60, "a minute", "{} minutes"))
CLOCKS = timedelta(minutes=1)
"""How far a network's clock may be behind ours when its day begins."""
LATE = timedelta(seconds=15)
"""So long after its attempt was written a call may still begin (`LONGEST_WAIT` in `publisher/engine/call.py`) and find
its network, where it weighs from then on."""


def budgets_of(network: str) -> tuple[Budget, ...]:
    """The number of one that was set for Marquee stands in for that of the network's own of the same kind."""
    known = {_kind(budget): budget for budget in NETWORKS[network].budgets}
    for budget in settings.BUDGETS.get(network, ()):
        known[_kind(budget)] = replace(known.get(_kind(budget), budget), calls=budget.calls)
    return tuple(known.values())


def _kind(budget: Budget) -> tuple[int, Scope, Of]:
    """Whoever sets how many calls there may be means what the network itself counts: all of them, or posts alone."""
    return budget.seconds, budget.scope, Of.CALLS if budget.of == Of.POSTS else budget.of


def purse_of(budget: Budget, page: Page) -> Purse:
    return page.home if budget.scope == Scope.HOME else page.pk


def since(budget: Budget, now: datetime) -> datetime:
    """From when on what was spent is counted."""
    begin = _midnight(budget, now - CLOCKS, 0) if budget.day_in else now - timedelta(seconds=budget.seconds)
    return begin - LATE


def anew(budget: Budget, spent_at: datetime) -> datetime:
    """When what was spent then no longer counts."""
    there = spent_at + LATE
    return _midnight(budget, there, 1) + CLOCKS if budget.day_in else there + timedelta(seconds=budget.seconds)


def _midnight(budget: Budget, moment: datetime, days: int) -> datetime:
    """The beginning of that day where the network counts days, or of one so many days later."""
    zone = ZoneInfo(budget.day_in)
    day = moment.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(), zone)


def weight(budget: Budget, row: Sending) -> int:
    """How much of this budget it takes; 0 of one that is not its own."""
    if budget.by_cost:
        return price_of(row)
    if budget.of == Of.CALLS:
        return 1
    return int(isinstance(row, Delivery) and (budget.of == Of.POSTS or _is_reel(row)))


def _is_reel(delivery: Delivery) -> bool:
    return isinstance(delivery.content, dict) and delivery.content.get("placement") == Placement.REEL


def price_of(row: Sending) -> int:
    """What its network charges for it, in thousandths of a US dollar, or counts for it in units of its own.

    What nobody can read costs nothing: it is refused by itself, and stops nobody else's.
    """
    if row.network in METERED:
        return units_of(row, METERED[row.network])
    network = CHARGING.get(row.network)
    if network is None:
        return 0
    if isinstance(row, Removal):
        return network.removing
    try:
        return network.price(row.piece)
    except UNREADABLE:
        return 0


def units_of(row: Sending, units: Units) -> int:
    """With those that were spent on bringing its media."""
    each: dict[type[Sending], int] = {
        Delivery: units.post,
        FollowUp: units.comment,
        Removal: units.removal,
        Correction: units.correction,
    }
    return each[type(row)] + int(row.handle.get("units", 0))


def look_of(row: Sending) -> int:
    """How many units one look costs; to look for a deletion is to delete again."""
    units = METERED.get(row.network)
    if units is None:
        return 0
    return units.removal if isinstance(row, Removal) else units.look


def name_of(budget: Budget) -> str:
    """“posts in 3 hours”, “US dollars in 30 days, all pages there”."""
    name = _name(budget.of, _span(budget.seconds))
    return f"{name}, all pages there" if budget.scope == Scope.HOME else name


def _name(of: Of, span: str) -> str:
    if of == Of.MONEY:
        return f"US dollars in {span}"
    if of == Of.UNITS:
        return f"units in {span}"
    return f"reels in {span}" if of == Of.REELS else f"posts in {span}"


def _span(seconds: int) -> str:
    """In the largest unit that goes into it."""
    unit, one, many = next((span for span in SPANS if seconds % span[0] == 0), (1, "a second", "{} seconds"))
    return counted(seconds // unit, one, many)
