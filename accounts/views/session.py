"""Logging in and out, and choosing a new password by a link from a letter."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView, PasswordResetDoneView
from django.contrib.auth.views import PasswordResetView as ForgottenView
from django.urls import reverse_lazy

from accounts import throttle
from accounts.forms.login import LoginForm
from accounts.forms.password import ForgottenForm, NewPasswordForm
from accounts.models import User


class Forgotten(ForgottenView):
    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"place": throttle.place_of(self.request)}


class NewPassword(PasswordResetConfirmView):
    """For those who were invited, and for those who forgot theirs."""

    def get_user(self, uidb64: str) -> User | None:
        user = super().get_user(uidb64)
        return user if isinstance(user, User) and user.is_active else None


login = LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True)
logout = LogoutView.as_view()
forgotten = Forgotten.as_view(
    form_class=ForgottenForm, template_name="registration/forgotten.html", success_url=reverse_lazy("forgotten_sent")
)
forgotten_sent = PasswordResetDoneView.as_view(template_name="registration/forgotten_sent.html")
new_password = NewPassword.as_view(
    form_class=NewPasswordForm,
    template_name="registration/new_password.html",
    success_url=reverse_lazy("calendar"),
    post_reset_login=True,
)
