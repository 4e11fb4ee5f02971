"""Marquee's apps at the networks, in whose name people log in there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts.access import Action
from accounts.models import App
from accounts.request import Request
from publisher import connections
from publisher.forms.app import AppForm, entered
from publisher.networks import LOGINS, NETWORKS

MAY_NOT = "Apps serve all brands and markets, so only administrators of all of them may see to these."


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def apps(request: Request) -> HttpResponse:
    _require(request)
    if request.method == "GET":
        return _list(request, AppForm(initial={"network": request.GET.get("network", "")}))
    form = AppForm(request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    typed = form.cleaned_data
    app = App.objects.enter(
        request.user, typed["network"], typed["home"], typed["client_id"].strip(), typed["client_secret"].strip()
    )
    messages.success(request, f"People can log in at {app.get_network_display()} now.")
    return redirect("apps")


@require_http_methods(["DELETE"])
def app(request: Request, pk: int) -> HttpResponse:
    _require(request)
    get_object_or_404(App, pk=pk).forget(by=request.user)
    messages.success(request, "Forgotten. Its pages stay connected as long as their tokens live.")
    return HttpResponseClientRedirect(reverse("apps"))


def _require(request: Request) -> None:
    if not access.may(request.user, Action.ADMINISTER):
        raise PermissionDenied(MAY_NOT)


def _list(request: Request, form: AppForm, status: int = 200) -> HttpResponse:
    rights = [(label, LOGINS[name].oauth(NETWORKS[name].home).scopes) for name, label in entered()]
    context = {"apps": App.objects.all(), "form": form, "back": connections.back(), "rights": rights}
    return render(request, "publisher/apps.html", context, status=status)
