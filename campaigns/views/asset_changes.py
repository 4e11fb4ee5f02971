"""Several assets of the library, changed together: all of them or none."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.request import Request
from accounts.wording import counted
from campaigns.forms.asset_changes import AssetChangesForm
from campaigns.forms.pictures import LONGEST_KEY
from campaigns.models import Asset
from campaigns.views.library import assets_of

MOST = 200


@require_http_methods(["GET", "POST"])
def asset_changes(request: Request) -> HttpResponse:
    if not access.may_somewhere(request.user, access.Action.DRAFT):
        raise PermissionDenied("Your role reads; it does not change what is in the library.")
    sent = request.POST if request.method == "POST" else request.GET
    keys = {int(key) for key in sent.getlist("asset") if key.isdecimal() and len(key) < LONGEST_KEY}
    if not 0 < len(keys) <= MOST:
        messages.error(request, f"Tick 1 to {MOST} pictures or films in the library, then change them.")
        return redirect("library")
    assets = _chosen(request, keys)
    form = AssetChangesForm(request.user, assets, request.POST if request.method == "POST" else None)
    if form.is_bound and form.saved():
        messages.success(request, counted(len(assets), "Saved: 1 is changed.", "Saved: {} are changed."))
        return redirect("library")
    context = {"assets": assets, "form": form}
    return render(request, "campaigns/asset_changes.html", context, status=422 if form.is_bound else 200)


def _chosen(request: Request, keys: set[int]) -> list[Asset]:
    """Raises `Http404` when one is not theirs to see."""
    found = list(assets_of(request).filter(pk__in=keys))
    if len(found) < len(keys):
        raise Http404
    return found
