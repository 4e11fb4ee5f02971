"""What every page may show: the count on the desk and in the review queue, freezes in force, the steps ahead of who is
new, where people log in, and where pages have settings."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import Action, may_somewhere
from accounts.models import User
from accounts.views.start import is_ahead
from campaigns.models import Post
from campaigns.welcome import next_step
from publisher.models import Correction, Delivery, FollowUp, Freeze, Hold, Removal
from publisher.models.sending import Sending
from publisher.networks import LOGINS, OPTIONS

NOUNS: tuple[type[Sending], ...] = (Delivery, FollowUp, Removal, Correction)


def on_desk(person: User) -> int:
    """How much waits for this person's decision, counted in one query."""
    waiting: list[QuerySet[Any]] = [noun.objects.on_desk().decidable_by(person) for noun in NOUNS]
    waiting.append(Hold.objects.awaiting_word().answerable_by(person))
    first, *others = (rows.order_by().values("pk") for rows in waiting)
    return first.union(*others, all=True).count()


def house(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {
        "desk_count": SimpleLazyObject(lambda: on_desk(person)),
        "review_count": SimpleLazyObject(lambda: Post.objects.awaiting(person).count()),
        "freezes": SimpleLazyObject(
            lambda: list(Freeze.objects.in_force().visible_to(person).select_related("brand", "market", "campaign"))
        ),
        "start_is_ahead": SimpleLazyObject(lambda: is_ahead(request)),
        "next_step": SimpleLazyObject(lambda: next_step(request)),
        "logs_in": LOGINS.keys(),
        "adjusts": OPTIONS.keys(),
        "may": {action.value: may_somewhere(person, action) for action in Action},
    }
