"""Calendars for other programs: making and ending one's own, and what is told behind their secret addresses."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_http_methods, require_POST, require_safe

from accounts.request import Request
from campaigns import subscription
from campaigns.forms.feed import FeedForm
from campaigns.models import Feed


@never_cache
@require_http_methods(["GET", "POST"])
def feeds(request: Request) -> HttpResponse:
    """One's own; and a new one, narrowed as the calendar was."""
    is_bound = request.method == "POST"
    form = FeedForm(request.user, request.POST, request.GET, is_bound=is_bound)
    if is_bound and form.is_valid():
        feed, token = Feed.make(request.user, form.cleaned_data["name"], form.chosen)
        address = settings.PUBLIC_ADDRESS + reverse("feed", args=[token])
        webcal = f"webcal://{address.partition('://')[2]}"
        return render(request, "campaigns/feed.html", {"feed": feed, "address": address, "webcal": webcal})
    context = {"feeds": request.user.feeds.all(), "form": form}
    return render(request, "campaigns/feeds.html", context, status=422 if is_bound else 200)


@require_POST
def feed_end(request: Request, pk: int) -> HttpResponse:
    get_object_or_404(request.user.feeds, pk=pk).end()
    messages.success(request, "Ended. Calendars that asked for it get nothing more.")
    return redirect("feeds")


@login_not_required
@conditional_page
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Open to whoever has the address, as calendars cannot log in."""
    found = Feed.objects.opened(token)
    if found is None:
        raise Http404
    found.used()
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return HttpResponse(subscription.told(found), content_type="text/calendar; charset=utf-8", headers=headers)
