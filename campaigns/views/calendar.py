"""All publications one may see, by month, week, day, as an agenda, and by market or page; on the clock one wants."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts import news
from accounts.models import Page
from accounts.request import Request, wants_part
from campaigns.calendar import grid
from campaigns.calendar.bands import Band, bands
from campaigns.calendar.days import MOST, days
from campaigns.calendar.embargoes import embargoes
from campaigns.calendar.free import MANY as MANY_FREE
from campaigns.calendar.free import free
from campaigns.calendar.holidays import holidays
from campaigns.calendar.span import VIEWS, Span, view_named
from campaigns.forms.calendar import CalendarFilter
from campaigns.forms.changes import MANY
from campaigns.forms.changes import MOST as MOST_TOGETHER
from campaigns.models import Publication, SavedView
from campaigns.views.saved_views import query_of

YEARS = range(2000, 2101)
KEYS = {"month": "m", "week": "w", "day": "d", "agenda": "a", "markets": "g"}
"""The keyboard shortcut of each view."""


@require_GET
@news.live
def calendar(request: Request) -> HttpResponse:
    span, filters = asked(request)
    today = _today(request, filters)
    laid = bands(request.user, span, filters.clock, filters.set_values.get("market", ""))
    laid += embargoes(filters.campaigns, filters.clock.zone or request.user.zone)
    views, query = list(SavedView.objects.visible_to(request.user)), query_of(span.view, filters)
    context = {
        "span": span,
        "title": span.title,
        "today": today,
        "filters": filters,
        "clock": filters.clock,
        "kept": [("view", span.view), ("date", span.day.isoformat())],
        "views": views,
        "query": query,
        "is_saved": any(one.query == query for one in views),
        "links": _links(span, today, filters.set_values),
        "most": MANY,
        "most_together": MOST_TOGETHER,
        **(_rows if span.view == "markets" else _days)(request, span, filters, laid),
    }
    answer = render(request, "campaigns/_calendar.html" if wants_part(request) else "campaigns/calendar.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def asked(request: Request) -> tuple[Span, CalendarFilter]:
    """The days and the filters of the address."""
    view = view_named(request.GET.get("view", ""))
    filters = CalendarFilter(request.GET, request.user, view)
    return Span(view, _day(request.GET.get("date", ""), _today(request, filters))), filters


def _days(request: Request, span: Span, filters: CalendarFilter, laid: list[Band]) -> dict[str, Any]:
    skip = _skip(request.GET.get("skip", "")) if span.view == "day" else 0
    found = Publication.objects.visible_to(request.user).filter(filters.where())
    shown = days(found, span, filters.clock, request.user, skip)
    festive = holidays(filters.markets, span.days)
    places = [] if filters.is_of_states else free(request.user, filters.pages(), span, filters.clock)
    for day in shown:
        day.bands = [band for band in laid if band.holds(day.date)]
        day.free = [one for one in places or () if one.local.date() == day.date]
        day.holidays = festive[day.date]
    return {
        "days": shown,
        "free_of_most": MANY_FREE if places is None else 0,
        "total": (total := sum(day.total for day in shown)),
        "is_empty": not total,
        "places": (skip, skip + len(shown[0].cards), max(0, skip - MOST["day"])),
    }


def _rows(request: Request, span: Span, filters: CalendarFilter, laid: list[Band]) -> dict[str, Any]:
    pages = Page.objects.visible_to(request.user).filter(filters.pages())
    sheet = grid.sheet(pages, filters.rows, request.GET.get("sheet", ""))
    found = Publication.objects.visible_to(request.user).filter(filters.where())
    days = grid.rows(found, list(sheet), span, filters.clock, request.user)
    columns = grid.columns(span, _today(request, filters), laid)
    rows = grid.laid_out(list(sheet), days, columns, laid, holidays(filters.markets, span.days))
    total = sum(row.total for row in rows)
    all_known = {} if sheet.has_other_pages() else {"total": total}
    return {"columns": columns, "rows": rows, "sheet": sheet, "is_empty": not total, **all_known}


def _today(request: Request, filters: CalendarFilter) -> date:
    return timezone.now().astimezone(filters.clock.zone or request.user.zone).date()


def _day(text: str, today: date) -> date:
    """The day asked for; today when it is none, or so far away that nothing can be there."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if day.year in YEARS else today


def _skip(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _links(span: Span, today: date, kept: dict[str, str]) -> dict[str, object]:
    """Addresses around this one, the filters kept. Those in `day`, `row` and `row_day` end in `=`, for the template to
    add a day or a market."""

    def to(view: str, day: date) -> str:
        return f"?{urlencode({'view': view} | kept | {'date': day.isoformat()})}"

    of_row = {"market", "rows"} | ({"network"} if kept.get("rows") == grid.PAGES else set())
    elsewhere = {name: value for name, value in kept.items() if name not in of_row}
    return {
        "previous": to(span.view, span.previous),
        "next": to(span.view, span.next),
        "today": to(span.view, today),
        "views": [(name, label, KEYS[name], to(name, span.day)) for name, label in VIEWS.items()],
        "clear": f"?{urlencode({'view': span.view, 'date': span.day.isoformat()})}",
        "day": f"?{urlencode({'view': 'day'} | kept)}&date=",
        "row": f"?{urlencode({'view': 'week'} | elsewhere | {'date': span.day.isoformat()})}&market=",
        "row_day": f"?{urlencode({'view': 'day'} | elsewhere)}&market=",
        "feeds": f"{reverse('feeds')}{'?' if kept else ''}{urlencode(kept)}",
        "file": f"{reverse('publications_csv')}?{urlencode({'from': span.first, 'until': span.end} | kept)}",
    }
