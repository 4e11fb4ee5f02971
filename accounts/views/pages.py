"""The pages one may see: how each is connected, what went out last, what goes out next."""

from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Now
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts.access import Action, may, may_somewhere
from accounts.forms.filters import PlaceFilter
from accounts.models import Health, Page
from accounts.request import Request, wants_part

A_SHEET = 50
URGENCY = {Health.RECONNECT: 0, Health.BLOCKED: 0, Health.UNCONNECTED: 1, Health.CONNECTED: 2}


@require_GET
def pages(request: Request) -> HttpResponse:
    filters = PlaceFilter(request.GET, request.user)
    found = Page.objects.visible_to(request.user).filter(filters.where())
    health = dict(found.filter(is_active=True).order_by().values_list("health").annotate(Count("pk")))
    sheet = Paginator(by_urgency(found), A_SHEET).get_page(request.GET.get("sheet"))
    context = {
        "filters": filters,
        "health": [(state, health[state]) for state in Health.values if state in health],
        "sheet": sheet,
        "connectable": {page.pk for page in sheet if may(request.user, Action.CONNECT, *page.scope())},
        "may_connect": may_somewhere(request.user, Action.CONNECT),
    }
    answer = render(request, "accounts/_pages.html" if wants_part(request) else "accounts/pages.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def by_urgency(found: QuerySet[Page]) -> QuerySet[Page]:
    """What needs care first."""
    urgency = Case(*(When(health=health, then=Value(place)) for health, place in URGENCY.items()), default=Value(2))
    order = ("-is_active", "urgency", "market__name", "network", "name", "pk")
    return with_times(found).annotate(urgency=urgency, slots_a_week=_slots()).order_by(*order)


def _slots() -> Coalesce:
    """How many places the week of a page has."""
    slots = Page.slots.rel.related_model._default_manager.filter(page=OuterRef("pk")).order_by()
    counted = slots.values("page").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def with_times(found: QuerySet[Page]) -> QuerySet[Page]:
    """With `last_success`, when the newest post went out, and `next_at`, when the next one will.

    Both are read from now backwards and onwards in an index of the page's publications, however many those are.
    """
    publications = Page.publications.rel.related_model._default_manager.filter(page=OuterRef("pk"))
    went_out = publications.filter(at__lte=Now(), delivery__state="published").order_by("-at")
    ahead = publications.filter(at__gt=Now(), state__in=["scheduled", "released"]).order_by("at")
    return found.select_related("brand", "market").annotate(
        last_success=Subquery(went_out.values("delivery__published_at")[:1]),
        next_at=Subquery(ahead.values("at")[:1]),
    )
