"""Marquee's app at a network, as its developer pages show it."""

from collections.abc import Iterator

from django import forms
from django.conf import settings

from accounts.models import Network
from campaigns.forms.fields import WebAddress
from publisher.networks import LOGINS, NETWORKS
from publisher.networks.base import Registers


def entered() -> Iterator[tuple[str, str]]:
    """The networks at which people make an app for Marquee; others take it in by themselves, or need none."""
    for name, label in Network.choices:
        if name in LOGINS and not isinstance(LOGINS[name], Registers):
            yield name, label


class AppForm(forms.Form):
    network = forms.ChoiceField(choices=entered)
    client_id = forms.CharField(
        label="Client id", max_length=200, help_text="Some networks call it app id or key.", strip=True
    )
    client_secret = forms.CharField(
        label="Client secret", widget=forms.PasswordInput({"autocomplete": "off"}), help_text="It is never shown again."
    )
    home = WebAddress(
        label="Address of the API", max_length=500, help_text="Only to rehearse elsewhere than at the network itself."
    )

    def clean(self) -> dict[str, str]:
        typed: dict[str, str] = self.cleaned_data
        if typed.get("network"):
            typed["home"] = (typed.get("home") or NETWORKS[typed["network"]].home).rstrip("/")
        if settings.PRODUCTION and not typed.get("home", "https://").startswith("https://"):
            self.add_error("home", "Marquee speaks only to servers with https.")
        return typed
