"""Brands and markets: which there are, more of them, and what of them changes. For administrators of all of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access
from accounts.access import Action
from accounts.forms.start import BrandForm, MarketForm
from accounts.meanwhile import shown_anew
from accounts.models import Brand, Market, Stage
from accounts.request import Request


@require_http_methods(["GET", "POST"])
def brands(request: Request) -> HttpResponse:
    _require(request)
    if request.method == "GET":
        return _page(request, BrandForm(), MarketForm())
    form, noun = (MarketForm(request.POST), Market) if "code" in request.POST else (BrandForm(request.POST), Brand)
    if form.is_valid():
        made = noun.make(request.user, **form.given)
        messages.success(request, f"{made} is there.")
        return redirect("brands")
    if isinstance(form, MarketForm):
        return _page(request, BrandForm(), form, 422)
    return _page(request, form, MarketForm(), 422)


@require_http_methods(["GET", "POST"])
@shown_anew
def brand(request: Request, pk: int) -> HttpResponse:
    _require(request)
    found = get_object_or_404(Brand, pk=pk)
    return _changed(request, found, BrandForm(request.POST or None, found), "accounts/brand.html")


@require_http_methods(["GET", "POST"])
@shown_anew
def market(request: Request, pk: int) -> HttpResponse:
    _require(request)
    found = get_object_or_404(Market, pk=pk)
    return _changed(request, found, MarketForm(request.POST or None, found), "accounts/market.html")


def _changed(request: Request, noun: Brand | Market, form: BrandForm | MarketForm, template: str) -> HttpResponse:
    if form.is_bound and form.is_valid():
        noun.change(request.user, form.cleaned_data["seen"], **form.given)
        messages.success(request, "Saved.")
        return redirect("brands")
    return render(request, template, {"noun": noun, "form": form}, status=422 if form.is_bound else 200)


def _page(request: Request, brand: BrandForm, market: MarketForm, status: int = 200) -> HttpResponse:
    context = {
        "brand_form": brand,
        "market_form": market,
        "brands": [(one, _stages(one), _markets(one)) for one in Brand.objects.prefetch_related("pages__market")],
        "markets": Market.objects.all(),
    }
    return render(request, "accounts/brands.html", context, status=status)


def _stages(brand: Brand) -> list[str]:
    return [Stage(stage).label.capitalize() for stage in brand.approval_stages]


def _markets(brand: Brand) -> list[str]:
    """Those in which it has a page."""
    return sorted({str(page.market) for page in brand.pages.all()})


def _require(request: Request) -> None:
    if not access.may(request.user, Action.ADMINISTER):
        raise PermissionDenied("Brands and markets are changed by administrators of all of them.")
