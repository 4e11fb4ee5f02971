"""A new password: set by the person who knows the old one, or who came by a link from a letter."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import throttle
from accounts.models import Event, Letter, User

RULES = "At least 10 characters, not a common password, and nothing like your name."


class PasswordForm(PasswordChangeForm):
    def __init__(self, person: User, *args: Any) -> None:
        super().__init__(person, *args)
        self.fields["old_password"].label = "Current password"
        del self.fields["old_password"].widget.attrs["autofocus"]
        _explain(self)


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["new_password1"].widget.attrs["autofocus"] = True
        _explain(self)

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        what = "user.joined" if self.user.is_invited else "user.password_set"
        user: User = super().save(commit)
        Event.objects.note(what, user, user)
        return user


def _explain(form: forms.Form) -> None:
    form.fields["new_password1"].help_text = RULES
    form.fields["new_password2"].label = "New password, once more"
    form.fields["new_password2"].help_text = ""


class ForgottenForm(PasswordResetForm):
    """Owes a letter to whoever has this address, and says nothing about whether somebody has."""

    email = forms.EmailField(
        label="E-mail", max_length=254, widget=forms.EmailInput({"autofocus": True, "autocomplete": "email"})
    )

    def __init__(self, *args: Any, place: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.place = place

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if throttle.closed(email, self.place, throttle.LETTER):
            raise ValidationError("Too many letters were asked for. Wait 15 minutes, then try again.")
        return email

    def save(self, **options: Any) -> None:  # type: ignore[override]
        """Who was invited and has not come yet gets the invitation again."""
        email = self.cleaned_data["email"]
        throttle.failed(email, self.place, throttle.LETTER)
        user = User.objects.people().filter(email__iexact=email, is_active=True).first()
        if user:
            Letter.objects.owe(Letter.Kind.INVITATION if user.is_invited else Letter.Kind.RESET, user)
