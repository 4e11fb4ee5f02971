"""Whether anything has happened since a page was shown: the page carries a mark, and asks about it.

A mark says how many events there were, whose scope concerns the person, after a certain one. That one lies far enough
back for an event that was numbered before the mark, and committed after it, to be counted as news all the same.
"""

from collections.abc import Callable, Collection
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.core import signing
from django.db.models import Count, Max, Min, Q
from django.http import HttpResponse

from accounts import access
from accounts.models import Event, Membership
from accounts.request import Request, asks_for_news

if TYPE_CHECKING:
    from accounts.models import User

NOUNS = ("post", "publication", "delivery", "followup", "removal", "correction", "freeze", "page", "campaign")
BACK, FARTHEST = 2_000, 50_000
"""So many events before the newest one a mark begins; after so many more it is too old, and counts as news."""
TICKET_SECONDS = 12 * 3600
Given = ParamSpec("Given")
View = Callable[Concatenate[Request, Given], HttpResponse]


def live(view: View[Given]) -> View[Given]:
    """A view whose page asks for news: the answer is 204 while there are none, and else the whole page, from which the
    browser takes what it shows anew."""

    @wraps(view)
    def answered(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if asks_for_news(request) and not since(request.user, request.GET["since"]):
            return HttpResponse(status=204)
        request.mark = mark(request.user)  # before anything is read, so that what happens meanwhile is news
        return view(request, *args, **kwargs)

    return answered


def mark(person: "User") -> str:
    """Counted in one query."""
    concerns = access.concerns(person) & Q(noun__in=NOUNS)
    recent = Event.objects.order_by("-pk")[:BACK]
    found = recent.aggregate(number=Count("pk"), oldest=Min("pk"), count=Count("pk", filter=concerns))
    return f"{found['oldest'] - 1 if found['number'] == BACK else 0}.{found['count']}"


def since(person: "User", mark: str) -> bool:
    """Whether anything happened; also when the mark means nothing."""
    base, _, known = mark.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (base, known)):
        return True
    count, newest = _after(int(base), person)
    return count != int(known) or newest - int(base) > FARTHEST


def _after(base: int, person: "User") -> tuple[int, int]:
    """How many events after that one concern the person, and the newest event of all."""
    concerns = access.concerns(person) & Q(noun__in=NOUNS)
    found = Event.objects.filter(pk__gt=base).aggregate(count=Count("pk", filter=concerns), newest=Max("pk"))
    return found["count"], found["newest"] or base


# --- for the process that rings


class Watch:
    """What happened between two looks, and whom it concerns. An event that is committed late is seen late, once."""

    def __init__(self) -> None:
        self.seen: set[int] = set()

    def concerned(self, people: Collection[int]) -> set[int]:
        """Those of these people whom the events since the last look concern, by the roles that they have now."""
        recent = list(Event.objects.order_by("-pk").values_list("pk", "noun", "brand", "market")[:BACK])
        fresh = [row for row in recent if row[0] not in self.seen and row[1] in NOUNS]
        self.seen = {row[0] for row in recent}
        places = {(brand, market) for _, _, brand, market in fresh}
        if not places:
            return set()
        roles = Membership.objects.filter(user__in=people, user__is_active=True)
        return {role.user_id for role in roles if any(role.touches(*place) for place in places)}


def ticket(person: "User") -> str:
    """Lets whoever shows it be rung as this person, for twelve hours."""
    return signing.dumps(person.pk, salt="live")


def holder(ticket: str) -> int | None:
    """The id of whose ticket it is; None when it is none, or too old."""
    try:
        person = signing.loads(ticket, salt="live", max_age=TICKET_SECONDS)
    except signing.BadSignature:
        return None
    return int(person)
