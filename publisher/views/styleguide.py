"""All components in all their states, in both themes beside each other: to look at whoever changes one."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Network, User
from accounts.request import Request
from accounts.templatetags.states import LOOKS
from campaigns.calendar.bands import ICONS, Band
from campaigns.calendar.card import Card, Member

THEMES = ("light", "dark")
TONES = ("neutral", "review", "ready", "moving", "good", "care", "bad")
WORDS = "La nueva Aurora ya está aquí: 561 kilómetros, y ni una sola gasolinera."


class Sample(forms.Form):
    """Filled in with something for every state of a field."""

    name = forms.CharField(label="Name", help_text="Everybody reads this.")
    link = forms.URLField(label="Link", required=False, assume_scheme="https")
    market = forms.ChoiceField(label="Market", choices=[("ES", "Spain"), ("FR", "France")])
    day = forms.DateField(label="Day", required=False, widget=forms.DateInput({"type": "date"}))
    words = forms.CharField(label="Text", required=False, widget=forms.Textarea({"rows": 2}))
    kept = forms.CharField(label="Kept from the network", required=False, disabled=True, initial="aurora_es")


@require_GET
def styleguide(request: Request) -> HttpResponse:
    """One theme after the other; numbers keep apart what must be there once."""
    themes = [_theme(name, 1000 * place) for place, name in enumerate(THEMES, 1)]
    return render(request, "publisher/styleguide.html", {"themes": themes})


def _theme(name: str, start: int) -> dict[str, Any]:
    now = timezone.localtime().replace(minute=30)
    typed = {f"{name}-name": "Summer", f"{name}-link": "not a link", f"{name}-market": "ES"}
    return {
        "name": name,
        "form": Sample(typed, prefix=name),
        "states": list(LOOKS),
        "tones": TONES,
        "parts": [("draft", 7), ("review", 3), ("scheduled", 12), ("published", 20), ("refused", 1)],
        "networks": Network.values,
        "people": [User(pk=pk, name=who) for pk, who in enumerate(("Ana Belmonte", "Kenji Arakawa", "Grace Adeyemi"))],
        "bands": [Band(kind, kind.capitalize(), now.date(), None) for kind in ICONS],
        "cards": [
            *(_card(start + place, state, now) for place, state in enumerate(CARDS)),
            _shared(start + len(CARDS), now),
        ],
    }


CARDS = ("draft", "review", "scheduled", "sending", "published", "refused", "missed")


def _card(pk: int, state: str, at: datetime) -> Card:
    network = Network.values[pk % len(Network.values)]
    wall = (at + timedelta(hours=8)).replace(tzinfo=None)
    place: dict[str, Any] = {"zone": "Europe/Madrid", "network": network, "page": "Aurora Spain", "market": "ES"}
    return Card(at, wall, pk, 0, 0, state=state, words=WORDS, picture=None, movable=False, **place)


def _shared(pk: int, at: datetime) -> Card:
    """One for many publications."""
    card = _card(pk, "draft", at)
    markets = ("FR", "DE", "IT", "PT", "PL", "SE")
    pages = enumerate(zip(Network.values, markets, strict=False), 1)
    return replace(
        card, others=tuple(Member(pk + n, card.wall, net, f"Aurora {code}", code) for n, (net, code) in pages)
    )
