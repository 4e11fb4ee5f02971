"""All components in all their states, in both themes beside each other: to look at whoever changes one."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import Brand, Market, Network, Page, User
from accounts.request import Request
from accounts.templatetags.states import LOOKS
from campaigns.calendar.bands import ICONS, Band
from campaigns.calendar.card import Card, Member
from campaigns.calendar.days import Day
from campaigns.calendar.free import Choice, Free
from campaigns.calendar.holidays import Holiday
from campaigns.content import Content
from campaigns.likeness import LOOKS as LIKENESSES
from campaigns.likeness import Likeness

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
    return render(request, "publisher/styleguide/page.html", {"themes": themes})


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
        "chosen": _card(start + 20, "draft", now),
        "free": _free(start, now),
        "today": now.date(),
        "days": _days(start + 30, now),
        "links": {"day": "?date="},
        "counters": COUNTERS,
        "likenesses": [Likeness(_content(page), page) for page in map(_page, FAMILIES)],
        "count": {"planned": 12, "approved": 3, "published": 0, "care": 1},
    }


COUNTERS = (
    {"network": Network.values[0], "percent": 40, "used": 200, "limit": 500},
    {"network": Network.values[1], "percent": 93, "used": 280, "limit": 300, "close": True},
    {"network": Network.values[2], "percent": 100, "used": 292, "limit": 280, "over": True},
)
FAMILIES = {LIKENESSES[network].family: network for network in reversed(Network.values)}.values()
"""One network of each kind of likeness."""
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


def _page(network: str) -> Page:
    brand, market = Brand(pk=1, name="Aurora"), Market(pk=1, code="ES", name="Spain", time_zone="Europe/Madrid")
    return Page(pk=1, network=network, name="Aurora Spain", handle="@aurora_es", brand=brand, market=market)


def _content(page: Page) -> Content:
    wall = "2031-05-14T18:00"
    place: dict[str, Any] = {"publication": None, "page": 1, "brand": 1, "market": 1, "campaign": None}
    return Content(
        **place,
        network=page.network,
        wall=wall,
        zone="Europe/Madrid",
        fold=0,
        text=WORDS,
        link="https://aurora.example",
    )


def _free(start: int, now: datetime) -> list[Free | Choice]:
    pages = [_page(network) for network in Network.values[:4]]
    for place, page in enumerate(pages, start):
        page.pk = place
    slots = [Free(now, now.replace(tzinfo=None), page, now) for page in pages]
    return [slots[0], Choice(now, now.replace(tzinfo=None), tuple(slots[1:]))]


def _days(start: int, now: datetime) -> list[Day]:
    full = Day(now.date(), 1, [_card(start, "scheduled", now)], holidays=[Holiday("ES", "Día de la Hispanidad", "es")])
    return [full, Day((now + timedelta(days=1)).date(), 3, [_card(start + 1, "review", now)])]
