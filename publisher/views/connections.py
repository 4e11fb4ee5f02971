"""Connecting a page, and connecting it again: a login at the network, or what the network asks for instead."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import Action
from accounts.models import Network, Page
from accounts.request import Request
from publisher import connections
from publisher.forms.connection import ConnectionForm, ReconnectionForm
from publisher.forms.places import Places
from publisher.models import Grant, Hold
from publisher.networks import LOGINS, NETWORKS
from publisher.networks.base import Identity, NetworkError
from publisher.networks.oauth import Consent, address

MAY_NOT = "Your role may not connect pages. Ask an administrator."
SAY_WHAT_GOES_OUT = "Posts waited for it: say on the desk whether they go out."
STRANGER = "This login manages {}, and not {}. Nothing was changed. Log in as somebody who manages it."


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def page_new(request: Request) -> HttpResponse:
    if not access.may_somewhere(request.user, Action.CONNECT):
        raise PermissionDenied(MAY_NOT)
    network = (request.POST or request.GET).get("network", "")
    if request.method == "GET":
        form = ConnectionForm(Places.of(request.user), network) if network in NETWORKS else None
        return _page(request, form)
    if network not in NETWORKS:
        raise Http404
    form = ConnectionForm(Places.of(request.user), network, request.POST)
    if not form.is_valid():
        return _page(request, form, 422)
    typed = form.cleaned_data
    where = {"network": network, "home": typed["home"], "brand_id": typed["brand"], "market_id": typed["market"]}
    try:
        if network in LOGINS:
            return _leave(request, **where)
        identity = connections.identify(network, typed["home"], form.secret())
    except NetworkError as fault:
        form.add_error(None, told(fault))
        return _page(request, form, 422)
    # As if the person had been there and come back: what they gave is kept sealed until they say yes to what it opens.
    grant = Grant.begin(request.user, session_of(request), get_random_string(48), "", **where)
    grant.offer([identity])
    return redirect("grant", grant.pk)


def _page(request: Request, form: ConnectionForm | None, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "networks": [(name, label) for name, label in Network.choices if name in NETWORKS],
        "title": NETWORKS[form.network].title if form else "",
        "may_administer": access.may(request.user, Action.ADMINISTER),
    }
    return render(request, "publisher/connect.html", context, status=status)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def connection(request: Request, pk: int) -> HttpResponse:
    """The connection of a page that is known already."""
    page = get_object_or_404(Page.objects.visible_to(request.user).select_related("brand", "market"), pk=pk)
    access.require(request.user, Action.CONNECT, *page.scope())
    form = ReconnectionForm(page.network, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _again(request, page, form, 422 if form.is_bound else 200)
    try:
        if page.network in LOGINS:
            where = {"brand_id": page.brand_id, "market_id": page.market_id, "page": page}
            return _leave(request, network=page.network, home=page.home, **where)
        identity = connections.identify(page.network, page.home, form.secret(), page.address)
        return reconnect(request, page, [identity])
    except NetworkError as fault:
        form.add_error(None, told(fault))
        return _again(request, page, form, 422)


def _again(request: Request, page: Page, form: forms.Form, status: int) -> HttpResponse:
    context = {"page": page, "form": form, "title": NETWORKS[page.network].title, "logs_in": page.network in LOGINS}
    return render(request, "publisher/reconnect.html", context, status=status)


def reconnect(request: Request, page: Page, identities: list[Identity]) -> HttpResponse:
    """Keep the new secret if it is this page's, and tell the person in plain words if it is another's."""
    for identity in identities:
        if identity.remote_id == page.remote_id:
            connections.connect(page, identity, request.user)
            waits = Hold.objects.awaiting_word().filter(page=page).exists()
            again = f"{page} is connected again."
            messages.success(request, f"{again} {SAY_WHAT_GOES_OUT}" if waits else again)
            return redirect("pages")
    names = ", ".join(f"{identity.name} ({identity.handle})" for identity in identities[:5])
    messages.error(request, STRANGER.format(names, page))
    return redirect("connection", page.pk)


def _leave(request: Request, network: str, home: str, **where: object) -> HttpResponse:
    """The person goes to the network. A page of ours sends them, as our forms may lead nowhere else (CSP form-action).

    Raises `NetworkError` when Marquee is unknown there.
    """
    consent = Consent.begun(connections.client_of(network, home), connections.back())
    session = session_of(request)
    Grant.begin(request.user, session, consent.state, consent.verifier, network=network, home=home, **where)
    context = {"address": address(LOGINS[network].oauth(home), consent), "title": NETWORKS[network].title}
    return render(request, "publisher/leaving.html", {**context, "host": urlsplit(context["address"]).hostname})


def session_of(request: Request) -> str:
    return request.session.session_key or ""


def told(fault: NetworkError) -> str:
    """What happened and what to do, with the network's own words."""
    return f"{fault.reason} It said: “{fault.network_text}”" if fault.network_text else fault.reason
