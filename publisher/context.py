"""What every page may show: the count on the desk, in the review queue and of new notices, freezes in force, the steps
ahead of who is new, where people log in, and where pages have settings."""

from collections import Counter
from typing import Any

from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import Action, may, may_somewhere
from accounts.models import User
from accounts.views.start import is_ahead
from campaigns.models import Notice, Post
from campaigns.welcome import next_step
from publisher.models import SENDINGS, Freeze, Hold
from publisher.networks import LOGINS, OPTIONS


def waiting(person: User) -> Counter[str]:
    """How much waits for this person: on the `desk`, for their `review`, and as `notices`. Counted in one query."""
    counted = [_counted("desk", noun.objects.on_desk().decidable_by(person)) for noun in SENDINGS]
    counted.append(_counted("desk", Hold.objects.awaiting_word().answerable_by(person)))
    counted.append(_counted("review", Post.objects.awaiting(person)))
    counted.append(_counted("notices", Notice.objects.visible_to(person).certain().unseen()))
    first, *others = counted
    found: Counter[str] = Counter()
    for kind, number in first.union(*others, all=True):
        found[kind] += number
    return found


def _counted(kind: str, rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, int]]:
    of_kind = rows.order_by().annotate(waiting=Value(kind, CharField())).values("waiting")
    found: QuerySet[Any, tuple[str, int]] = of_kind.annotate(number=Count("pk")).values_list("waiting", "number")
    return found


def house(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    counts: Any = SimpleLazyObject(lambda: waiting(person))
    return {
        "desk_count": SimpleLazyObject(lambda: counts["desk"]),
        "review_count": SimpleLazyObject(lambda: counts["review"]),
        "notice_count": SimpleLazyObject(lambda: counts["notices"]),
        "freezes": SimpleLazyObject(
            lambda: list(Freeze.objects.in_force().visible_to(person).select_related("brand", "market", "campaign"))
        ),
        "start_is_ahead": SimpleLazyObject(lambda: is_ahead(request)),
        "next_step": SimpleLazyObject(lambda: next_step(request)),
        "logs_in": LOGINS.keys(),
        "adjusts": OPTIONS.keys(),
        "founds": may(person, Action.ADMINISTER),
        "may": {action.value: may_somewhere(person, action) for action in Action},
    }
