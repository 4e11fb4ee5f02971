"""A person's own name, time zone, language and password."""

from copy import copy

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms.password import PasswordForm
from accounts.forms.profile import ProfileForm
from accounts.request import Request


@require_http_methods(["GET", "POST"])
def profile(request: Request) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=copy(request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your profile is saved.")
        return redirect("profile")
    return _page(request, profile_form=form)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Your new password is set. You stay logged in here; other devices are logged out.")
        return redirect("profile")
    return _page(request, password_form=form)


def _page(
    request: Request, profile_form: ProfileForm | None = None, password_form: PasswordForm | None = None
) -> HttpResponse:
    memberships = request.user.memberships.select_related("brand", "market")
    context = {
        "profile_form": profile_form or ProfileForm(instance=copy(request.user)),
        "password_form": password_form or PasswordForm(request.user),
        "memberships": memberships,
    }
    return render(request, "accounts/profile.html", context)
