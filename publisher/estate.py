"""How every page does, and which need care first, told from a handful of questions however many the pages are."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Page
from accounts.models.page import STANDING_STILL
from accounts.views.pages import with_times
from publisher.allowance import Allowance, Spent, Window, allowances, window_of
from publisher.budgets import DAY, MONTH, Purse, budgets_of, since
from publisher.care import Care, cares
from publisher.models import Attempt, Delivery, Hold
from publisher.models.attempt import WEIGHING
from publisher.models.hold import STRIKES
from publisher.models.sending import ON_THE_DESK, State
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Of

TOLD_WITHOUT = (Budget(0, DAY), Budget(0, MONTH, of=Of.MONEY))
"""What is told of a page without any budget: how much in a day, and for how much money in a month."""


@dataclass
class Condition:
    """A page, and what is known of it. `counts` are its deliveries that may be at risk, by state."""

    page: Any
    now: datetime
    counts: Mapping[str, int]
    allowances: Sequence[Allowance]
    awaits_word: bool
    is_shaky: bool
    cares: Sequence[Care] = field(init=False)

    def __post_init__(self) -> None:
        self.cares = sorted(cares(self), key=lambda care: -care.points)

    @property
    def score(self) -> int:
        return sum(care.points for care in self.cares)

    @property
    def days_left(self) -> int | None:
        """Whole days until somebody has to connect the page again; None when no end is known."""
        ends_at: datetime | None = self.page.ends_at
        return max((ends_at - self.now) // timedelta(days=1), 0) if ends_at else None

    @property
    def silent_days(self) -> int | None:
        """Whole days since the last post; None when there was none yet."""
        last: datetime | None = self.page.last_success
        return (self.now - last) // timedelta(days=1) if last else None

    @property
    def is_held(self) -> bool:
        """Whether what waits there waits for a person."""
        return self.awaits_word or self.page.health in STANDING_STILL

    @property
    def waiting(self) -> int:
        return sum(self.counts.get(state, 0) for state in (State.QUEUED, State.PREPARING, State.READY))

    @property
    def at_risk(self) -> list[tuple[str, int]]:
        """What may not go out as it should: its states, each with a number."""
        held = self.waiting if self.is_held or self.is_shaky else 0
        states = [("held", held), *((state, self.counts.get(state, 0)) for state in (State.UNSURE, *ON_THE_DESK))]
        return [(state, number) for state, number in states if number]

    @property
    def used(self) -> list[Allowance]:
        return [one for one in self.allowances if one.used]

    @property
    def unused(self) -> list[Allowance]:
        return [one for one in self.allowances if not one.used]

    @property
    def on_desk(self) -> int:
        return sum(self.counts.get(state, 0) for state in ON_THE_DESK)


def conditions(found: QuerySet[Page]) -> list[Condition]:
    """Of these pages, as far as they are in use; what needs care first."""
    pages = list(with_times(found.filter(is_active=True)).order_by("market__name", "network", "name", "pk"))
    now = timezone.now()
    counts, spent = _counts(found), _spent(found, now)
    shaky, awaiting = _holds()
    told = [
        Condition(
            page,
            now,
            counts[page.pk],
            allowances(page, spent, now),
            awaits_word=page.pk in awaiting,
            is_shaky=page.home in shaky or page.pk in shaky,
        )
        for page in pages
    ]
    return sorted(told, key=lambda condition: -condition.score)


def _counts(found: QuerySet[Page]) -> dict[int, dict[str, int]]:
    """Page → state → number, of what waits and of what lies on the desk, each by its own index."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    underway = Delivery.objects.filter(
        state__in=[State.QUEUED, State.READY, State.UNSURE], publication__state="released"
    )
    for rows in (underway, Delivery.objects.on_desk()):
        mine = rows.filter(page__in=found).order_by().values_list("page", "state")
        for page, state, number in mine.annotate(Count("pk")):
            counts[page][state] = number
    return counts


def _spent(found: QuerySet[Page], now: datetime) -> Spent:
    """What was spent of every budget that there is, by page and by home."""
    spent: dict[tuple[Purse, Window], int] = defaultdict(int)
    known = [budget for network in NETWORKS for budget in budgets_of(network)]
    budgets = {window_of(budget): budget for budget in [*known, *TOLD_WITHOUT]}
    for by_cost in (False, True):
        alike = {window: budget for window, budget in budgets.items() if budget.by_cost == by_cost}
        for page, home, *amounts in _counted(found, list(alike.values()), now):
            for window, amount in zip(alike, amounts, strict=True):
                spent[page, window] += amount or 0
                spent[home, window] += amount or 0
    return spent


def _counted(found: QuerySet[Page], budgets: list[Budget], now: datetime) -> Iterable[tuple[Any, ...]]:
    """Page, home, and how much of each of these budgets, which all go by cost or all do not."""
    begins = [since(budget, now) for budget in budgets]
    recent = Attempt.objects.filter(started_at__gt=min(begins), page__home__in=found.values("home"))
    if budgets[0].by_cost:
        recent = recent.filter(cost__gt=0)
    amounts = {f"amount_{place}": _amount(*pair) for place, pair in enumerate(zip(budgets, begins, strict=True))}
    return recent.order_by().values_list("page", "page__home").annotate(**amounts)


def _amount(budget: Budget, begin: datetime) -> Aggregate:
    weighs = WEIGHING[budget.of] & Q(started_at__gt=begin)
    return Sum("cost", filter=weighs) if budget.by_cost else Count("pk", filter=weighs)


def _holds() -> tuple[set[int | str], set[int]]:
    """Pages and homes that answer badly or rest, and pages that wait for a person's word."""
    shaky: set[int | str] = set()
    awaiting: set[int] = set()
    resting = Q(until__gt=Now()) | Q(page=None, strikes__gte=STRIKES)
    for kind, page, home in Hold.objects.filter(resting).values_list("kind", "page", "home"):
        if kind == Hold.Kind.RECONNECT:
            awaiting.add(page)
        else:
            shaky.add(page or home)
    return shaky, awaiting


def tally(told: Iterable[Condition]) -> Iterator[tuple[str, int]]:
    """How many need care, and how many do not."""
    needing = [bool(condition.cares) for condition in told]
    yield "care", sum(needing)
    yield "well", len(needing) - sum(needing)
