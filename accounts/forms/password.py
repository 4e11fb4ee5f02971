"""A new password, set by the person who knows the old one."""

from typing import Any

from django.contrib.auth.forms import PasswordChangeForm

from accounts.models import User


class PasswordForm(PasswordChangeForm):
    def __init__(self, person: User, *args: Any) -> None:
        super().__init__(person, *args)
        self.fields["old_password"].label = "Current password"
        del self.fields["old_password"].widget.attrs["autofocus"]
        rules = "At least 10 characters, not a common password, and nothing like your name."
        self.fields["new_password1"].help_text = rules
        self.fields["new_password2"].label = "New password, once more"
        self.fields["new_password2"].help_text = ""
