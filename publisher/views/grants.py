"""Back from the network: which of the pages that a person manages there are to be connected."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access
from accounts.access import Action
from accounts.models import Page
from accounts.request import Request
from accounts.sealing import SealBroken
from campaigns.moves import WrongState
from publisher import connections
from publisher.forms.choice import ChoiceForm, choices_of
from publisher.forms.places import Places
from publisher.models import Grant
from publisher.networks import NETWORKS, to_choose
from publisher.networks.base import NetworkError
from publisher.networks.oauth import Consent
from publisher.views.connections import MAY_NOT, reconnect, session_of, told

DENIED = frozenset({"access_denied", "user_cancelled_login", "user_cancelled_authorize"})
"""What networks say when a person says no (RFC 6749, 4.1.2.1; LinkedIn has words of its own)."""


@never_cache
@require_GET
def grant_back(request: Request) -> HttpResponse:
    """Where networks send people back to. The address holds a code, so nothing is shown here: it leads on at once."""
    if not access.may_somewhere(request.user, Action.CONNECT):
        raise PermissionDenied(MAY_NOT)
    try:
        grant = Grant.come_back(request.user, session_of(request), request.GET.get("state", ""))
    except WrongState as fault:
        messages.error(request, str(fault))
        return redirect("page_new")
    start = reverse("connection", args=[grant.page_id]) if grant.page_id else _start(grant)
    code, title = request.GET.get("code", ""), NETWORKS[grant.network].title
    if not code:
        messages.error(request, _said_no(request, title))
        return redirect(start)
    try:
        client = connections.client_of(grant.network, grant.home)
        consent = Consent(client, connections.back(), "", grant.verifier)
        identities = connections.pages_of(grant.network, consent, code)
    except (NetworkError, SealBroken) as fault:
        messages.error(request, told(fault) if isinstance(fault, NetworkError) else f"{fault} Log in again.")
        return redirect(start)
    if grant.page:
        return reconnect(request, grant.page, identities)
    grant.offer(identities)
    return redirect("grant", grant.pk)


def _start(grant: Grant) -> str:
    return f"{reverse('page_new')}?network={grant.network}"


def _said_no(request: Request, title: str) -> str:
    error = request.GET.get("error", "")
    if error in DENIED:
        return f"You did not let Marquee in at {title}. Nothing was connected."
    said = request.GET.get("error_description", "") or error or "nothing"
    return f"{title} did not let Marquee in. It said: “{said[:300]}”. Nothing was connected."


@never_cache
@require_http_methods(["GET", "POST"])
def grant(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Grant.objects.visible_to(request.user), pk=pk, offered=True)
    access.require(request.user, Action.CONNECT, *found.scope())
    try:
        choices = choices_of(found, Places.of(request.user), request.POST if request.method == "POST" else None)
        return _take(request, found, choices) if request.method == "POST" else _choose(request, found, choices)
    except SealBroken as fault:
        messages.error(request, f"{fault} Log in again.")
    except WrongState as fault:
        messages.error(request, str(fault))
    return redirect(_start(found))


def _take(request: Request, grant: Grant, choices: list[ChoiceForm]) -> HttpResponse:
    chosen = [choice for choice in choices if choice.is_chosen]
    if not chosen:
        return _choose(request, grant, choices, "Choose at least one page, or leave this page if you want none.")
    if not all([choice.is_valid() for choice in chosen]):  # noqa: C419 - each of them shall say what is wrong
        return _choose(request, grant, choices, "Nothing is connected yet. Mend what is marked below.")
    try:
        pages = _connect(request, grant, chosen)
    except IntegrityError:
        fresh = choices_of(grant, Places.of(request.user))
        return _choose(request, grant, fresh, "Somebody connected one of these pages just now. Look again.")
    unset = next((page for page in pages if to_choose(page.network).keys() - page.options.keys()), None)
    return redirect("options", unset.pk) if unset else redirect("pages")


def _choose(request: Request, grant: Grant, choices: list[ChoiceForm], wrong: str = "") -> HttpResponse:
    context = {"grant": grant, "choices": choices, "wrong": wrong, "start": _start(grant)}
    return render(request, "publisher/grant.html", context, status=422 if wrong else 200)


@transaction.atomic
def _connect(request: Request, grant: Grant, chosen: list[ChoiceForm]) -> list[Page]:
    """All that were chosen, or none. Raises `WrongState` when the grant was used before."""
    grant.spend()
    pages = [choice.place(grant) for choice in chosen]
    for page, choice in zip(pages, chosen, strict=True):
        connections.connect(page, choice.identity, request.user)
    names = chosen[0].identity.name if len(chosen) == 1 else f"{len(chosen)} pages"
    messages.success(request, f"Connected: {names}.")
    return pages
