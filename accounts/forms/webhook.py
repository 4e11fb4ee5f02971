"""What a webhook hears, and where it is told."""

from typing import Any

from django import forms
from django.core.validators import URLValidator

from accounts import outward
from accounts.access import Action
from accounts.chronicle import SENTENCES
from accounts.forms.reach import ReachForm
from accounts.forms.seen import SeenForm
from accounts.models import User, Webhook


class WebhookForm(ReachForm, SeenForm):
    ACTION = Action.SUBSCRIBE
    name = forms.CharField(label="Whose it is", max_length=100, help_text="Such as “Newsroom”.")
    url = forms.URLField(
        label="Address",
        max_length=2000,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="It gets a POST for each event, and says with 2xx that it took it.",
        error_messages={"invalid": "This is not a web address. Type one such as https://example.com/marquee."},
    )
    types = forms.MultipleChoiceField(
        label="Of what it hears",
        choices=[(what, what) for what in sorted(SENTENCES)],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None chosen: of all that happens.",
    )

    def __init__(self, by: User, data: Any = None, webhook: Webhook | None = None) -> None:
        super().__init__(by, data, initial=webhook.shown() if webhook else None)
        self.hold(webhook)

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            outward.check(url)
        except outward.Forbidden as fault:
            raise forms.ValidationError(str(fault)) from fault
        return url
