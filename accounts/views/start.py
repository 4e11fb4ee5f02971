"""The first steps in an empty house: a brand, its markets, people, a page. Nobody has to take them here."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts.access import Action
from accounts.forms.start import BrandForm, MarketForm
from accounts.models import Brand, Market, Page, User
from accounts.request import Request

GUIDE = "start"


@require_http_methods(["GET", "POST", "DELETE"])
def start(request: Request) -> HttpResponse:
    if not access.may(request.user, Action.ADMINISTER):
        raise PermissionDenied("Brands and markets are made by administrators of all of them.")
    if request.method == "DELETE":
        request.user.leave_guide(GUIDE)
        return HttpResponseClientRedirect(reverse("calendar"))
    if request.method == "GET":
        return _page(request, BrandForm(), MarketForm())
    return _market(request) if "code" in request.POST else _brand(request)


def _brand(request: Request) -> HttpResponse:
    form = BrandForm(request.POST)
    if not form.is_valid():
        return _page(request, form, MarketForm(), 422)
    made = Brand.make(request.user, **form.given)
    messages.success(request, f"{made} is there.")
    return redirect("start")


def _market(request: Request) -> HttpResponse:
    form = MarketForm(request.POST)
    if not form.is_valid():
        return _page(request, BrandForm(), form, 422)
    made = Market.make(request.user, **form.given)
    messages.success(request, f"{made} is there.")
    return redirect("start")


def _page(request: Request, brand: BrandForm, market: MarketForm, status: int = 200) -> HttpResponse:
    context = {
        "brand_form": brand,
        "market_form": market,
        "brands": Brand.objects.all(),
        "markets": Market.objects.all(),
        "people": User.objects.people().exclude(pk=request.user.pk).count(),
        "pages": Page.objects.count(),
        "sandbox": settings.SANDBOX,
    }
    return render(request, "accounts/start.html", context, status=status)


def is_ahead(request: HttpRequest) -> bool:
    """Whether this person may still be led: nothing is connected yet, and they have not left."""
    person = request.user
    has_left = isinstance(person, User) and GUIDE in person.guides_left
    return access.may(person, Action.ADMINISTER) and not has_left and not Page.objects.exists()
