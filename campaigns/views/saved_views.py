"""Views of the calendar that a person keeps: saved (POST), and removed (DELETE)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.request import Request
from campaigns.calendar.span import view_named
from campaigns.forms.calendar import CalendarFilter
from campaigns.models import SavedView
from campaigns.models.saved_view import TooManyViews


def query_of(view: str, filters: CalendarFilter) -> str:
    """What of an address makes a view: all that means something, and no day."""
    return urlencode({"view": view} | filters.set_values)


@require_POST
def saved_views(request: Request) -> HttpResponse:
    asked = QueryDict(request.POST.get("query", ""))
    view = view_named(asked.get("view", ""))
    query = query_of(view, CalendarFilter(asked, request.user, view))
    name = request.POST.get("name", "").strip()[:60]
    if not name:
        messages.error(request, "Give the view a name, then save it.")
        return redirect(f"{reverse('calendar')}?{query}")
    try:
        SavedView.keep(request.user, name, query)
    except TooManyViews as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"Saved as “{name}”.")
    return redirect(f"{reverse('calendar')}?{query}")


@require_http_methods(["DELETE"])
def saved_view(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    found.delete()
    messages.success(request, f"“{found.name}” is removed.")
    return HttpResponseClientRedirect(f"{reverse('calendar')}?{found.query}")
