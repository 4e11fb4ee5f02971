"""What a person gives to connect a page, or to connect it again."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings

from accounts.models import App
from campaigns.forms.fields import WebAddress
from publisher.forms.places import PlaceForm, Places
from publisher.networks import LOGINS, NETWORKS
from publisher.networks.base import Ask, Registers


class Asking(forms.Form):
    """The fields a network asks for where nobody can log in."""

    asks: tuple[Ask, ...] = ()

    def ask(self, network: str) -> None:
        self.asks = () if network in LOGINS else NETWORKS[network].asks
        self.fields |= {ask.name: _field(ask) for ask in self.asks}

    def secret(self) -> dict[str, str]:
        return {ask.name: self.cleaned_data[ask.name] for ask in self.asks if self.cleaned_data[ask.name]}

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[ask.name] for ask in self.asks]


def _field(ask: Ask) -> forms.CharField:
    """What is hidden is never sent back to the browser."""
    typed: type[forms.PasswordInput | forms.TextInput] = forms.PasswordInput if ask.hidden else forms.TextInput
    widget = typed({"autocomplete": "off", "spellcheck": "false"})
    missing = {"required": "This is needed to connect the page."}
    return forms.CharField(
        label=ask.label, help_text=ask.hint, required=ask.needed, widget=widget, error_messages=missing
    )


class ReconnectionForm(Asking):
    def __init__(self, network: str, data: Any = None) -> None:
        super().__init__(data)
        self.ask(network)


class ConnectionForm(PlaceForm, Asking):
    """`home` is asked for where servers are many; `homes` are those at which Marquee has apps, where it needs one."""

    home = WebAddress(label="Server", max_length=500)

    def __init__(self, places: Places, network: str, data: Any = None) -> None:
        super().__init__(places, data)
        self.ask(network)
        self.network = network
        self.needs_app = network in LOGINS and not isinstance(LOGINS[network], Registers)
        self.homes: list[str] = []
        if self.needs_app:
            self.homes = list(App.objects.filter(network=network).values_list("home", flat=True))
            choices = [(home, urlsplit(home).netloc) for home in self.homes]
            self.fields["home"] = forms.ChoiceField(label="At", required=False, choices=choices)
        else:
            self._explain_home(self.fields["home"], NETWORKS[network].home)

    @property
    def asks_home(self) -> bool:
        return not self.needs_app or len(self.homes) > 1

    def clean_home(self) -> str:
        """The base URL. Over plain http secrets would travel for all to read, so only rehearsals may use it."""
        usual = self.homes[0] if self.homes else NETWORKS[self.network].home
        # People copy the address of an account; its server stands before the @.
        home = urlsplit((self.cleaned_data["home"] or usual).partition("/@")[0].rstrip("/"))
        if settings.PRODUCTION and home.scheme != "https":
            raise forms.ValidationError("Marquee speaks only to servers with https.")
        return home._replace(netloc=home.netloc.lower()).geturl()

    def _explain_home(self, field: forms.Field, usual: str) -> None:
        if usual:
            field.help_text = f"Leave it empty, unless it is another than {urlsplit(usual).netloc}."
        else:
            field.required = True
            field.help_text = "Where the page's account is, such as mastodon.social."
            field.error_messages["required"] = "Say on which server the page is."
