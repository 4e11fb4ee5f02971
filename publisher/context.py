"""What every page may show: the count on the desk and in the review queue, freezes in force, where people log in."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.access import Action, may_somewhere
from campaigns.models import Post
from publisher.models import Delivery, Freeze
from publisher.networks import LOGINS


def house(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {}
    return {
        "desk_count": SimpleLazyObject(lambda: Delivery.objects.on_desk().decidable_by(person).count()),
        "review_count": SimpleLazyObject(lambda: Post.objects.awaiting(person).count()),
        "freezes": SimpleLazyObject(
            lambda: list(Freeze.objects.in_force().visible_to(person).select_related("brand", "market", "campaign"))
        ),
        "logs_in": LOGINS.keys(),
        "may": {action.value: may_somewhere(person, action) for action in Action},
    }
