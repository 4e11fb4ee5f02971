"""Freezes: what is stopped, stopping more, and letting it go on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import access, news
from accounts.access import Action
from accounts.request import Request
from campaigns.moves import WrongState
from publisher.forms.freeze import FreezeForm
from publisher.models import Freeze


@require_http_methods(["GET", "POST"])
@news.live
def freezes(request: Request) -> HttpResponse:
    if request.method == "GET":
        return _list(request, FreezeForm(request.user))
    if not access.may_somewhere(request.user, Action.FREEZE):
        raise PermissionDenied("Your role may not stop posts. Ask a market lead or head office.")
    form = FreezeForm(request.user, request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    Freeze.set(request.user, form.cleaned_data["reason"], **form.scope())
    messages.success(request, "Frozen. Nothing in its scope is taken up any more.")
    return redirect("freezes")


def _list(request: Request, form: FreezeForm, status: int = 200) -> HttpResponse:
    in_force = Freeze.objects.in_force().visible_to(request.user).select_related("brand", "market", "campaign", "by")
    shown = [(freeze, access.may(request.user, Action.FREEZE, *freeze.scope())) for freeze in in_force]
    context = {"shown": shown, "form": form, "may_freeze": access.may_somewhere(request.user, Action.FREEZE)}
    return render(request, "publisher/freezes.html", context, status=status)


@require_http_methods(["DELETE"])
def freeze(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Freeze.objects.visible_to(request.user), pk=pk)
    try:
        found.lift(by=request.user)
    except WrongState as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, "Lifted. What is still inside its window goes out now.")
    return HttpResponseClientRedirect(reverse("freezes"))
