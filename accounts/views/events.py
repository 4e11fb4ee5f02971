"""The event log: who did what when, newest first, however much there is; and as a file."""

import json
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts import chronicle, news
from accounts.download import as_csv
from accounts.forms.event_filter import EventFilter
from accounts.models import Event
from accounts.request import Request, wants_part

A_SHEET = 50
MOST = 100_000
"""So many of the newest are in a file; older ones are had through the API."""
COLUMNS = ("id", "at (UTC)", "what", "by", "brand", "market", "noun", "noun id", "facts")


@require_GET
@news.live
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
        "query": urlencode(filters.set_values),
        "lines": list(chronicle.lines(shown, request.user)),
        "is_later": bool(before),
        "older": f"{shown[-1].at.isoformat()}~{shown[-1].pk}" if len(rows) > A_SHEET else "",
    }
    answer = render(request, "accounts/_events.html" if wants_part(request) else "accounts/events.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_GET
def events_csv(request: Request) -> HttpResponseBase:
    """What the log shows, narrowed as it is."""
    values = ("id", "at", "what", "by__name", "brand__slug", "market__code", "noun", "noun_id", "facts")
    filters = EventFilter(request.GET, request.user)
    found = Event.objects.visible_to(request.user).filter(filters.where()).newest_first().values_list(*values)[:MOST]
    rows = ((*row[:-1], json.dumps(row[-1], ensure_ascii=False)) for row in found.iterator(2000))
    return as_csv("events", COLUMNS, rows)


def _mark(text: str) -> tuple[datetime, int] | None:
    """Where the sheet before this one ended; None for the first."""
    at, _, key = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, int(key)) if moment.tzinfo and key.isascii() and key.isdigit() and len(key) < 19 else None
