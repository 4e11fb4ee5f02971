"""Files on their way here from a browser, in parts that survive a lost connection."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse

from accounts import access
from accounts.request import Request
from campaigns import tus


def uploads(request: Request, token: str | None = None) -> HttpResponse:
    """See `campaigns.tus`."""
    if not access.may_somewhere(request.user, access.Action.DRAFT):
        raise PermissionDenied("Your role reads; it does not upload pictures.")
    return tus.answer(request, request.user, settings.FILM_BYTES, token, reverse("uploads"))
