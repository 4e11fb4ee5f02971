"""People: who is here in which role, inviting more, and what one may do about somebody."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access
from accounts.access import Action
from accounts.forms.people import InviteForm, PeopleFilter, RoleForm
from accounts.forms.people_import import ImportForm
from accounts.models import ApiKey, Letter, Membership, User
from accounts.models.user import UserQuerySet
from accounts.request import Request, wants_part

A_SHEET = 50
MAY_NOT = "Your role does not see to people. Ask an administrator."
BEYOND = "This person works beyond your reach. Ask an administrator of their brand and market."


def administering(request: Request) -> None:
    if not access.may_somewhere(request.user, Action.ADMINISTER):
        raise PermissionDenied(MAY_NOT)


@require_GET
def people(request: Request) -> HttpResponse:
    administering(request)
    filters = PeopleFilter(request.GET, request.user)
    found = with_roles(request, User.objects.administered_by(request.user).filter(filters.where()))
    sheet = Paginator(found.order_by("-is_active", "name", "pk"), A_SHEET).get_page(request.GET.get("sheet"))
    context = {"filters": filters, "sheet": sheet, "people": [(user, standing(user)) for user in sheet]}
    answer = render(request, "accounts/_people.html" if wants_part(request) else "accounts/people.html", context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def with_roles(request: Request, users: UserQuerySet) -> UserQuerySet:
    """With `roles`, those that the person may see, and the invitation, if there was one."""
    roles = Membership.objects.visible_to(request.user).select_related("brand", "market").order_by("role", "pk")
    invitations = Letter.objects.filter(kind=Letter.Kind.INVITATION)
    return users.prefetch_related(
        Prefetch("memberships", roles, to_attr="roles"), Prefetch("letters", invitations, to_attr="invitations")
    )


def standing(user: User) -> tuple[str, str]:
    """Tone and words of how somebody stands, of a user `with_roles`."""
    if not user.is_active:
        return "neutral", "Deactivated"
    if not user.is_invited:
        return "good", "Active"
    letter: Letter | None = next(iter(user.__dict__["invitations"]), None)
    if letter and letter.fault:
        return "bad", "Invitation not taken by mail"
    if letter and letter.sent_at is None:
        return "moving", "Invitation on its way"
    good_since = timezone.now() - timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if letter and letter.sent_at and letter.sent_at > good_since:
        return "review", "Invited"
    return "care", "Invitation ran out"


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    administering(request)
    form = InviteForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.is_bound else 200)
    typed = form.cleaned_data
    user = User.objects.invite(request.user, typed["email"], typed["name"], **form.place())
    invited, known = f"{user}: A letter with a link goes out now.", f"{user} was here already, and has the role now."
    messages.success(request, invited if user.is_invited else known)
    return redirect("people")


@require_http_methods(["GET", "POST"])
def people_import(request: Request) -> HttpResponse:
    administering(request)
    if request.method == "GET":
        return render(request, "accounts/people_import.html", {"form": ImportForm(request.user)})
    form = ImportForm(request.user, request.POST, request.FILES)
    status = 200 if form.is_valid() else 422
    take = form.cleaned_data.get("take")
    if status == 200 and form.good and (take == "good" or (take == "all" and not form.bad)):
        messages.success(request, f"{form.invite()} rows done. Who is new gets a letter with a link.")
        return redirect("people")
    return render(request, "accounts/people_import.html", {"form": form}, status=422 if take else status)


@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    return person_page(request, found(request, pk), RoleForm(request.user))


def found(request: Request, pk: int) -> User:
    """The person, if one administers them somewhere. What one may do about them, their verbs ask once more."""
    user = get_object_or_404(with_roles(request, User.objects.visible_to(request.user)), pk=pk)
    if not User.objects.administered_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(BEYOND)
    return user


def person_page(request: Request, user: User, form: RoleForm, status: int = 200) -> HttpResponse:
    roles: list[Membership] = user.__dict__["roles"]
    letter: Letter | None = next(iter(user.__dict__["invitations"]), None)
    context: dict[str, Any] = {
        "person": user,
        "roles": [(role, access.may(request.user, Action.ADMINISTER, *role.scope())) for role in roles],
        "standing": standing(user),
        "letter": letter if user.is_invited else None,
        "within_reach": user.is_within_reach_of(request.user),
        "keys": ApiKey.objects.in_force().visible_to(request.user).filter(by=user),
        "form": form,
    }
    return render(request, "accounts/person.html", context, status=status)
