"""What is done about a person: roles given and taken, an invitation sent again, an account closed and opened."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts.access import Action
from accounts.forms.people import RoleForm
from accounts.models import Membership, User
from accounts.models.membership import LastAdministrator
from accounts.request import Request
from accounts.views.people import found, person_page


@require_POST
def roles(request: Request, pk: int) -> HttpResponse:
    user, form = found(request, pk), RoleForm(request.user, request.POST)
    if not form.is_valid():
        return person_page(request, user, form, 422)
    Membership.give(request.user, user, **form.place())
    messages.success(request, f"{user} has the role from now on.")
    return redirect("person", pk)


@require_http_methods(["DELETE"])
def role(request: Request, pk: int) -> HttpResponse:
    visible = Membership.objects.of_people().visible_to(request.user).select_related("user")
    membership = get_object_or_404(visible, pk=pk)
    access.require(request.user, Action.ADMINISTER, *membership.scope())
    try:
        membership.take(request.user)
    except LastAdministrator as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"{membership.user} has that role no longer.")
    return HttpResponseClientRedirect(_back(request, membership.user_id))


def _back(request: Request, pk: int) -> str:
    """To the person, if they are still somebody one administers."""
    near = User.objects.administered_by(request.user).filter(pk=pk).exists()
    return reverse("person", args=[pk]) if near else reverse("people")


@require_POST
def invitation(request: Request, pk: int) -> HttpResponse:
    user = found(request, pk)
    user.invite_again(request.user)
    messages.success(request, f"Another letter to {user} goes out now, with a new link.")
    return redirect("person", pk)


@require_http_methods(["POST", "DELETE"])
def deactivation(request: Request, pk: int) -> HttpResponse:
    user = found(request, pk)
    if request.method == "DELETE":
        user.bring_back(request.user)
        messages.success(request, f"{user} may come in again. A letter with a link goes out now.")
        return HttpResponseClientRedirect(reverse("person", args=[pk]))
    try:
        user.deactivate(request.user, with_keys="keys" in request.POST)
    except LastAdministrator as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"{user} is logged out everywhere and cannot log in any more.")
    return redirect("person", pk)
