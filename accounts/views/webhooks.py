"""Webhooks: which there are, what each was sent and how that went; making, changing, testing and ending them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, may, may_somewhere
from accounts.forms.webhook import WebhookForm
from accounts.meanwhile import shown_anew
from accounts.models import Message, Webhook
from accounts.models.webhook import WebhookQuerySet
from accounts.request import Request

A_SHEET = 50
MAY_NOT = "Your role may not see to webhooks. Ask an administrator."
OVERLAP = "For a day all is signed with the one before, too."


@never_cache
@require_http_methods(["GET", "POST"])
def webhooks(request: Request) -> HttpResponse:
    if not may_somewhere(request.user, Action.SUBSCRIBE):
        raise PermissionDenied(MAY_NOT)
    found = Webhook.objects.visible_to(request.user).select_related("brand", "market")
    form = WebhookForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _told(request, *Webhook.objects.make(request.user, **form.given))
    sheet = Paginator(found, A_SHEET).get_page(request.GET.get("sheet"))
    context = {"form": form, "sheet": sheet}
    return render(request, "accounts/webhooks.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@shown_anew
def webhook(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = WebhookForm(request.user, request.POST if request.method == "POST" else None, found)
    if form.is_bound and form.is_valid():
        found.change(request.user, form.cleaned_data["seen"], **form.given)
        messages.success(request, "Saved.")
        return redirect("webhook", found.pk)
    log = found.messages.select_related("event").prefetch_related("sendings")
    context = {"webhook": found, "form": form, "sheet": Paginator(log, A_SHEET).get_page(request.GET.get("sheet"))}
    return render(request, "accounts/webhook.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_POST
def webhook_rotation(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _told(request, found, found.change_secret(request.user), OVERLAP)


@require_POST
def webhook_test(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if found.stopped_at:
        messages.error(request, "It is stopped. Start it first.")
    else:
        Message.objects.test(request.user, found)
        messages.success(request, "A test is on its way. Look again in some seconds.")
    return redirect("webhook", found.pk)


@require_POST
def webhook_stop(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    found.stop(request.user, "")
    messages.success(request, "Stopped. Nothing is sent to it any more.")
    return redirect("webhook", found.pk)


@require_POST
def webhook_start(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    found.start(request.user)
    messages.success(request, "Started. It hears what happens from now on.")
    return redirect("webhook", found.pk)


@require_POST
def webhook_removal(request: Request, pk: int) -> HttpResponse:
    _found(request, pk).remove(request.user)
    messages.success(request, "Removed, with its log.")
    return redirect("webhooks")


@require_POST
def replay(request: Request, pk: int) -> HttpResponse:
    """Send a message once more."""
    message = get_object_or_404(Message.objects.filter(webhook__in=_visible(request)).select_related("webhook"), pk=pk)
    found = _found(request, message.webhook_id)
    message.replay(request.user)
    messages.success(request, "It is sent once more. Look again in some seconds.")
    return redirect("webhook", found.pk)


def _found(request: Request, pk: int) -> Webhook:
    """For whoever sees to it. What is foreign is not there."""
    found: Webhook = get_object_or_404(_visible(request).select_related("brand", "market"), pk=pk)
    if not may(request.user, Action.SUBSCRIBE, *found.scope()):
        raise PermissionDenied(MAY_NOT)
    return found


def _visible(request: Request) -> WebhookQuerySet:
    found: WebhookQuerySet = Webhook.objects.visible_to(request.user, Action.VIEW)
    return found


def _told(request: Request, webhook: Webhook, secret: str, note: str = "") -> HttpResponse:
    """The one answer in which the secret stands."""
    return render(request, "accounts/secret.html", {"of": webhook, "secret": secret, "note": note, "back": "webhooks"})
