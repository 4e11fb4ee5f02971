"""The health of all pages: what needs care first, and why."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts import news
from accounts.access import Action, may, may_somewhere
from accounts.forms.filters import PlaceFilter
from accounts.models import Page
from accounts.request import Request, wants_part
from publisher.estate import conditions, tally

A_SHEET = 50


@require_GET
@news.live
def estate(request: Request) -> HttpResponse:
    filters = PlaceFilter(request.GET, request.user)
    told = conditions(Page.objects.visible_to(request.user).filter(filters.where()))
    sheet = Paginator(told, A_SHEET).get_page(request.GET.get("sheet"))
    connectable = {one.page.pk for one in sheet if may(request.user, Action.CONNECT, *one.page.scope())}
    context = {
        "filters": filters,
        "tally": dict(tally(told)),
        "sheet": sheet,
        "connectable": connectable,
        "may_connect": may_somewhere(request.user, Action.CONNECT),
    }
    answer = render(request, "publisher/_estate.html" if wants_part(request) else "publisher/estate.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer
