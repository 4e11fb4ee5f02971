"""The overlays of a brand: its logos and frames, seen to by administrators of all brands, chosen by those who write."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access
from accounts.access import Action
from accounts.meanwhile import shown_anew
from accounts.models import Brand
from accounts.request import Request
from campaigns.forms.overlay import OverlayForm
from campaigns.models import Overlay


@require_http_methods(["GET", "POST"])
def overlays(request: Request, pk: int) -> HttpResponse:
    _require(request)
    brand = get_object_or_404(Brand, pk=pk)
    form = OverlayForm(brand, *_sent(request))
    if form.saved(request.user):
        messages.success(request, "Added. Posts of the brand can choose it from now on.")
        return redirect("overlays", brand.pk)
    context = {"brand": brand, "overlays": brand.overlays.order_by("-is_active", "name"), "form": form}
    return render(request, "campaigns/overlays.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@shown_anew
def overlay(request: Request, pk: int) -> HttpResponse:
    _require(request)
    found = get_object_or_404(Overlay.objects.select_related("brand"), pk=pk)
    form = OverlayForm(found.brand, *_sent(request), found)
    if form.saved(request.user):
        messages.success(request, "Saved. What is submitted from now on has it so; what was submitted stays as it is.")
        return redirect("overlays", found.brand_id)
    return render(
        request, "campaigns/overlay.html", {"overlay": found, "form": form}, status=422 if form.is_bound else 200
    )


@require_http_methods(["POST", "DELETE"])
def overlay_retirement(request: Request, pk: int) -> HttpResponse:
    _require(request)
    found = get_object_or_404(Overlay, pk=pk)
    if request.method == "POST":
        found.retire(request.user)
        messages.success(request, "Out of use. Nobody chooses it any more; posts that have it are told so.")
    else:
        found.bring_back(request.user)
        messages.success(request, "Brought back. Posts can choose it again.")
    return redirect("overlays", found.brand_id)


@require_GET
def overlay_picture(request: Request, pk: int) -> HttpResponseBase:
    """The picture of now, which may be another one later."""
    found = get_object_or_404(Overlay.objects.visible_to(request.user), pk=pk)
    if not default_storage.exists(found.laid.file):
        raise Http404
    response = FileResponse(default_storage.open(found.laid.file, "rb"), content_type="image/png")
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _sent(request: Request) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _require(request: Request) -> None:
    if not access.may(request.user, Action.ADMINISTER):
        raise PermissionDenied("Overlays of a brand are changed by administrators of all of them.")
