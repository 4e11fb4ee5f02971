"""E-mail and password."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from accounts import throttle


class LoginForm(AuthenticationForm):
    """One sentence for every kind of failure, so that nobody learns which addresses exist here."""

    username = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autofocus": True, "autocomplete": "username"})
    )
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "This e-mail and password do not match. Check both, or ask an administrator to help.",
        "throttled": "Too many attempts for this e-mail. Wait 15 minutes, then try again.",
    }

    def clean(self) -> dict[str, Any]:
        email = self.cleaned_data.get("username", "")
        place = throttle.place_of(self.request) if self.request else ""
        if throttle.closed(email, place):
            raise ValidationError(self.error_messages["throttled"], code="throttled")
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            throttle.failed(email, place)
            raise
        throttle.succeeded(email, place)
        return cleaned


class OperatorLoginForm(LoginForm, AdminAuthenticationForm):
    """The door of the operators' admin, with the same throttle."""
