"""API keys: which there are, who may do what with them and used them when; making, changing and ending them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Action, may_somewhere
from accounts.forms.key import KeyForm, RotationForm
from accounts.models import ApiKey
from accounts.models.key import ApiKeyQuerySet
from accounts.request import Request

A_SHEET = 50
MAY_NOT = "Your role may not see to API keys. Ask an administrator."


@never_cache
@require_http_methods(["GET", "POST"])
def keys(request: Request) -> HttpResponse:
    _require(request)
    if request.method == "GET":
        return _list(request, KeyForm(request.user))
    form = KeyForm(request.user, request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    return _told(request, *ApiKey.make(request.user, **form.made_of()))


@never_cache
@require_POST
def key_rotation(request: Request, pk: int) -> HttpResponse:
    """A new secret; the one before opens for a while still."""
    key = _found(request, pk)
    form = RotationForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose how long the secret in use now still works.")
        return redirect("keys")
    return _told(request, key, key.rotate(request.user, form.overlap), f"The one before works {form.words}.")


@require_POST
def key_revocation(request: Request, pk: int) -> HttpResponse:
    _found(request, pk).revoke(by=request.user)
    messages.success(request, "Revoked. From now on it opens nothing.")
    return redirect("keys")


def _found(request: Request, pk: int) -> ApiKey:
    """One that opens still, for whoever administers all it reaches. What is foreign is not there."""
    key = get_object_or_404(ApiKey.objects.visible_to(request.user, Action.VIEW).in_force(), pk=pk)
    if not ApiKey.objects.visible_to(request.user).filter(pk=pk).exists():
        raise PermissionDenied(MAY_NOT)
    return key


def _require(request: Request) -> None:
    if not may_somewhere(request.user, Action.ADMINISTER):
        raise PermissionDenied(MAY_NOT)


def _told(request: Request, key: ApiKey, secret: str, note: str = "") -> HttpResponse:
    """The one answer in which the secret stands: nothing keeps it, so that it could be shown after a redirect."""
    return render(request, "accounts/secret.html", {"of": key, "secret": secret, "note": note, "back": "keys"})


def _list(request: Request, form: KeyForm, status: int = 200) -> HttpResponse:
    sheet = Paginator(shown(ApiKey.objects.visible_to(request.user)), A_SHEET).get_page(request.GET.get("sheet"))
    context = {"form": form, "sheet": sheet, "rotation": RotationForm()}
    return render(request, "accounts/keys.html", context, status=status)


def shown(found: ApiKeyQuerySet) -> ApiKeyQuerySet:
    """With all that stands on the page; what still opens comes first."""
    over = Q(revoked_at__isnull=False) | Q(expires_at__lte=Now())
    return (
        found.annotate(is_over=Case(When(over, then=True), default=False))
        .select_related("by")
        .prefetch_related("secrets", "user__memberships__brand", "user__memberships__market")
        .order_by("is_over", F("used_at").desc(nulls_last=True), "-pk")
    )
