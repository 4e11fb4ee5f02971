"""All publications one may see, by month, week and day. Times are in the person's own zone."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from accounts.request import Request, wants_part
from campaigns.calendar import MOST, Span, days
from campaigns.forms.calendar import CalendarFilter
from campaigns.models import Publication

VIEWS = {"month": "Month", "week": "Week", "day": "Day"}
YEARS = range(2000, 2101)


@require_GET
def calendar(request: Request) -> HttpResponse:
    zone = request.user.zone
    today = timezone.now().astimezone(zone).date()
    view = request.GET.get("view", "")
    span = Span(view if view in VIEWS else "month", _day(request.GET.get("date", ""), today))
    filters = CalendarFilter(request.GET, request.user)
    skip = _skip(request.GET.get("skip", "")) if span.view == "day" else 0
    shown = days(Publication.objects.visible_to(request.user).filter(filters.where()), span, zone, skip)
    context = {
        "span": span,
        "title": _title(span),
        "today": today,
        "days": shown,
        "is_empty": not any(day.total for day in shown),
        "filters": filters,
        "kept": [("view", span.view), ("date", span.day.isoformat())],
        "links": _links(span, today, filters.set_values),
        "places": (skip, skip + len(shown[0].cards), max(0, skip - MOST["day"])),
    }
    answer = render(request, "campaigns/_calendar.html" if wants_part(request) else "campaigns/calendar.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _day(text: str, today: date) -> date:
    """The day asked for; today when it is none, or so far away that nothing can be there."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if day.year in YEARS else today


def _skip(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _title(span: Span) -> str:
    if span.view == "month":
        return date_format(span.day, "F Y")
    if span.view == "day":
        return date_format(span.day, "l, j F Y")
    first, last = span.days[0], span.days[-1]
    start = "j" if first.month == last.month else "j F" if first.year == last.year else "j F Y"
    return f"{date_format(first, start)} – {date_format(last, 'j F Y')}"


def _links(span: Span, today: date, kept: dict[str, str]) -> dict[str, object]:
    """Addresses around this one, the filters kept. `day` ends in `=`, for the template to add one."""

    def to(view: str, day: date) -> str:
        return f"?{urlencode({'view': view} | kept | {'date': day.isoformat()})}"

    return {
        "previous": to(span.view, span.previous),
        "next": to(span.view, span.next),
        "today": to(span.view, today),
        "views": [(name, label, to(name, span.day)) for name, label in VIEWS.items()],
        "clear": f"?{urlencode({'view': span.view, 'date': span.day.isoformat()})}",
        "day": f"?{urlencode({'view': 'day'} | kept)}&date=",
    }
