"""The request as views see it: somebody is logged in, and htmx may have asked for a part of the page."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from accounts.models import User


class Request(HttpRequest):
    user: User
    htmx: HtmxDetails
    mark: str
    """Of the news that the person has seen with this answer (`accounts.news`), where its page asks for them."""


def wants_part(request: Request) -> bool:
    """Whether the answer may be only the part of the page that changes (and never for the browser's back button)."""
    return bool(request.htmx) and not request.htmx.history_restore_request and not asks_for_news(request)


def asks_for_news(request: Request) -> bool:
    """Whether a page asks by itself if anything happened; it wants all of itself, to take from it what it shows."""
    return bool(request.htmx) and "since" in request.GET
