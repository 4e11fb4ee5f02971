"""The library: all pictures and films that one may use, how each may be used, and where it is."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.meanwhile import held, shown_anew
from accounts.models import Market, Page
from accounts.models.changeable import ChangedMeanwhile
from accounts.request import Request, wants_part
from campaigns import crops, expiry
from campaigns.forms.asset import FOCUS, DescriptionForm, RightsForm, VersionForm
from campaigns.forms.library import LibraryFilter
from campaigns.forms.pictures import LONGEST_KEY
from campaigns.forms.place import Place, as_choices
from campaigns.models import Asset, Attachment, Overlay, Publication
from campaigns.models.asset import AssetQuerySet
from campaigns.models.rights import WARNING
from campaigns.moves import WrongState
from campaigns.uploads import BadUpload

A_SHEET = 48
CHOICES = 24
USES = 100
"""So many publications of each kind stand on an asset's page."""


def assets_of(request: Request) -> AssetQuerySet:
    return Asset.objects.visible_to(request.user).select_related("brand", "market", "campaign", "rights", "successor")


@require_GET
def library(request: Request) -> HttpResponse:
    filters = LibraryFilter(request.GET, request.user)
    places = Place.all_for(request.user)
    context = {
        "filters": filters,
        "sheet": Paginator(filters.chosen(assets_of(request).current()), A_SHEET).get_page(request.GET.get("sheet")),
        "places": list(as_choices(places)),
        "ending": _ending(request).count(),
    }
    answer = render(request, "campaigns/_library.html" if wants_part(request) else "campaigns/library.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_GET
def library_choices(request: Request) -> HttpResponse:
    """What a post of the brand may show, for whoever writes one."""
    filters = LibraryFilter(request.GET, request.user)
    filters.auto_id = "chooser_%s"  # beside the form of the post, which has a campaign, too
    offered = assets_of(request).offered().filter(brand__slug=request.GET.get("brand", ""))
    found = filters.chosen(offered)[: CHOICES + 1]
    context = {"filters": filters, "found": found[:CHOICES], "more": len(found) > CHOICES}
    return render(request, "campaigns/_choices.html", context)


@require_GET
def asset_piece(request: Request, pk: int) -> HttpResponse:
    """The asset as a piece of the form of a post, with the description, the part of the thread and the overlay it had
    there."""
    asset, overlay = get_object_or_404(assets_of(request), pk=pk), request.GET.get("overlay", "")
    chosen = [int(overlay)] if overlay.isdecimal() and len(overlay) < LONGEST_KEY else []
    overlays = list(Overlay.objects.offered(asset.brand_id, chosen))
    context = {
        "asset": asset,
        "alt": request.GET.get("alt", ""),
        "part": request.GET.get("part", ""),
        "overlays": overlays,
        "overlay": next((one for one in overlays if one.pk in chosen), None),
    }
    return render(request, "campaigns/_picture.html", context)


@require_GET
def asset_crops(request: Request, pk: int) -> HttpResponse:
    """What networks would get of it with the focal point that somebody tries, in percent."""
    asset = get_object_or_404(assets_of(request), pk=pk)
    for name in FOCUS:
        if (tried := request.GET.get(name, "")).isdecimal() and int(tried) <= 100:
            setattr(asset, name, int(tried) / 100)
    return render(request, "campaigns/_crops.html", {"asset": asset, "crops": _crops(request, asset)})


def _crops(request: Request, asset: Asset) -> list[tuple[crops.Shown, list[str]]]:
    """For the networks on which it may be shown, each by the limits of one page there."""
    pages = Page.objects.visible_to(request.user).filter(brand=asset.brand_id, is_active=True)
    if asset.market_id:
        pages = pages.filter(market=asset.market_id)
    each = pages.order_by("network", "pk").distinct("network")
    return crops.by_network(Attachment(asset=asset).medium(), each)


@require_http_methods(["GET", "POST"])
@shown_anew
def library_asset(request: Request, pk: int) -> HttpResponse:
    asset = get_object_or_404(assets_of(request), pk=pk)
    if request.method == "GET":
        return _showing(request, asset)
    asset.require_change(request.user)
    with transaction.atomic():
        form = DescriptionForm(request.user, held(asset), request.POST)
        if form.saved():
            return _done(request, asset, "Saved.")
    return _kept(request, asset, description=form)


@require_POST
def asset_rights(request: Request, pk: int) -> HttpResponse:
    asset = get_object_or_404(assets_of(request), pk=pk)
    asset.require_change(request.user)
    try:
        with transaction.atomic():
            form = RightsForm(request.user, held(asset), request.POST)
            if form.saved():
                return _done(request, asset, "Saved. Posts are read against these rights from now on.")
    except ChangedMeanwhile as fault:
        messages.error(request, str(fault))
        return redirect("library_asset", pk)
    return _kept(request, asset, rights=form)


@require_http_methods(["POST", "DELETE"])
def asset_retirement(request: Request, pk: int) -> HttpResponse:
    asset = get_object_or_404(assets_of(request), pk=pk)
    if request.method == "POST":
        asset.retire(request.user)
        return _done(request, asset, "Out of use. No post is offered it any more; those that show it keep it.")
    asset.bring_back(request.user)
    return _done(request, asset, "Brought back. Posts can choose it again.")


@require_POST
def asset_versions(request: Request, pk: int) -> HttpResponse:
    asset = get_object_or_404(assets_of(request), pk=pk)
    asset.require_change(request.user)
    form = VersionForm(request.POST, request.FILES)
    if not form.is_valid():
        return _kept(request, asset, version=form)
    try:
        new = asset.replace(request.user, form.cleaned_data["file"])
    except (BadUpload, WrongState) as fault:
        form.add_error("file", str(fault))
        return _kept(request, asset, version=form)
    return _done(request, new, "Kept. Posts that were not out and show the version before need a new approval.")


@require_GET
def rights(request: Request) -> HttpResponse:
    """What may not be shown any more, or soon, where that has consequences: the latest end first."""
    sheet = Paginator(_ending(request), A_SHEET).get_page(request.GET.get("sheet"))
    context = {"sheet": sheet, "endings": expiry.endings(sheet, Publication.objects.visible_to(request.user))}
    return render(request, "campaigns/rights.html", context)


def _ending(request: Request) -> AssetQuerySet:
    found = assets_of(request).ending(timezone.localdate() + WARNING).in_use()
    return found.order_by("-rights__valid_until", "pk")


def _done(request: Request, asset: Asset, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("library_asset", asset.pk)


def _kept(request: Request, asset: Asset, **forms: Any) -> HttpResponse:
    return _showing(request, asset, 422, **forms)


def _showing(request: Request, asset: Asset, status: int = 200, **forms: Any) -> HttpResponse:
    publications = (
        Publication.objects.visible_to(request.user).with_status().select_related("page__market", "post", "delivery")
    )
    context = {
        "asset": asset,
        "may_change": asset.may_change(request.user),
        "description": forms.get("description") or DescriptionForm(request.user, asset),
        "rights": forms.get("rights") or RightsForm(request.user, asset),
        "version": forms.get("version") or VersionForm(),
        "versions": Asset.objects.visible_to(request.user).versions_of(asset).select_related("uploaded_by"),
        "alike": Asset.objects.visible_to(request.user).like(asset)[:6],
        "planned": publications.going_to_show([asset.pk])[:USES],
        "released": publications.showing([asset.pk]).order_by("-at")[:USES],
        "dot": (asset.focal_x * asset.width, asset.focal_y * asset.height, max(asset.width, asset.height) / 40),
        "territories": _names(asset),
        "crops": _crops(request, asset),
    }
    return render(request, "campaigns/asset.html", context, status=status)


def _names(asset: Asset) -> list[str]:
    kept = getattr(asset, "rights", None)
    if kept is None or not kept.territories:
        return []
    known = dict(Market.objects.filter(code__in=kept.territories).values_list("code", "name"))
    return [known.get(code, code) for code in kept.territories]
