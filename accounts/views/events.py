"""The event log: who did what when, newest first, however much there is."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts import chronicle
from accounts.forms.event_filter import EventFilter
from accounts.models import Event
from accounts.request import Request, wants_part

A_SHEET = 50


@require_GET
def events(request: Request) -> HttpResponse:
    filters = EventFilter(request.GET, request.user)
    found = Event.objects.visible_to(request.user).filter(filters.where()).newest_first()
    before = _mark(request.GET.get("before", ""))
    if before:
        found = found.before(*before)
    rows = list(found.select_related("by", "brand", "market")[: A_SHEET + 1])
    shown = rows[:A_SHEET]
    context = {
        "filters": filters,
        "lines": list(chronicle.lines(shown, request.user)),
        "is_later": bool(before),
        "older": f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(rows) > A_SHEET else "",
    }
    answer = render(request, "accounts/_events.html" if wants_part(request) else "accounts/events.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def _mark(text: str) -> tuple[datetime, int] | None:
    """Where the sheet before this one ended; None for the first."""
    at, _, key = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, int(key)) if moment.tzinfo and key.isascii() and key.isdigit() and len(key) < 19 else None
