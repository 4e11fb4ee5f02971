"""Pages and people as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from accounts.download import as_csv
from accounts.forms.filters import PlaceFilter
from accounts.forms.people import PeopleFilter
from accounts.models import Page, User
from accounts.request import Request
from accounts.templatetags.states import word
from accounts.views.pages import by_urgency
from accounts.views.people import administering, standing, with_roles

PAGES = (
    "page", "brand", "market", "network", "name", "handle", "address", "connection", "in use", "last post (UTC)",
    "next post (UTC)", "slots a week",
)  # fmt: skip
PEOPLE = ("person", "name", "e-mail", "account", "last login (UTC)", "role", "brand", "market")
AT_ONCE = 500


@require_GET
def pages_csv(request: Request) -> HttpResponseBase:
    """What needs care first, narrowed as the list is."""
    filters = PlaceFilter(request.GET, request.user)
    found: Any = by_urgency(Page.objects.visible_to(request.user).filter(filters.where()))
    rows = (
        (one.pk, one.brand.slug, one.market.code, one.get_network_display(), one.name, one.handle, one.address,
         word(one.health), _yes(one.is_active), one.last_success, one.next_at, one.slots_a_week)
        for one in found.iterator(AT_ONCE)
    )  # fmt: skip
    return as_csv("pages", PAGES, rows)


@require_GET
def people_csv(request: Request) -> HttpResponseBase:
    """A line for each role, narrowed as the list is."""
    administering(request)
    filters = PeopleFilter(request.GET, request.user)
    found = with_roles(request, User.objects.administered_by(request.user).filter(filters.where()))
    ordered = found.order_by("-is_active", "name", "pk")
    rows = (line for user in ordered.iterator(AT_ONCE) for line in _roles_of(user))
    return as_csv("people", PEOPLE, rows)


def _roles_of(user: Any) -> Iterator[tuple[object, ...]]:
    """One line at least; without a brand or market a role is for all of them."""
    person = (user.pk, user.name, user.email, standing(user)[1], user.last_login)
    for role in user.roles:
        places = ((one.name if one else "all") for one in (role.brand, role.market))
        yield (*person, role.get_role_display(), *places)
    if not user.roles:
        yield (*person, "", "", "")


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"
