"""What somebody may look for by a few letters: posts by number or words, pages, campaigns and markets by name."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Max, Q
from django.urls import reverse

from accounts.models import Market, Page
from accounts.wording import told
from campaigns.models import Campaign, Post

if TYPE_CHECKING:
    from accounts.models import User

LEAST = 2
"""Letters before anything is looked for."""
HEAD_OFFICE = "head office"
MOST = 6
"""Hits of each kind."""
NEWEST = 20_000
"""Words are looked for in so many posts, however many there are; a number finds any."""


@dataclass(frozen=True)
class Hit:
    """`kind` is an icon's name, or that of a network."""

    key: str
    kind: str
    name: str
    about: str
    address: str


def hits(person: "User", words: str) -> list[tuple[str, list[Hit]]]:
    """By what they are; nothing that was not found."""
    words = words.strip()
    if len(words) < LEAST and not _number(words):
        return []
    found = [(kind, look(person, words)) for kind, look in KINDS.items()]
    return [(kind, group) for kind, group in found if group]


def _posts(person: "User", words: str) -> list[Hit]:
    newest = Post.objects.aggregate(newest=Max("pk"))["newest"] or 0
    named = Q(pk__gt=newest - NEWEST, text__icontains=words)
    if number := _number(words):
        named |= Q(pk=number)
    found = Post.objects.visible_to(person).filter(named).select_related("brand", "market").order_by("-pk")
    return [
        Hit(f"post-{post.pk}", "file-text", str(post), f"#{post.pk} · {_place(post)}", reverse("post", args=[post.pk]))
        for post in found[:MOST]
    ]


def _number(words: str) -> int | None:
    """Of a post, with or without the sign before it."""
    digits = words.removeprefix("#")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _place(post: Post) -> str:
    return f"{post.brand}, {post.market or told(HEAD_OFFICE)}"


def _pages(person: "User", words: str) -> list[Hit]:
    named = Q(name__icontains=words) | Q(handle__icontains=words)
    found = Page.objects.visible_to(person).filter(named).select_related("brand", "market")[:MOST]
    return [
        Hit(f"page-{page.pk}", page.network, page.name, f"{page.get_network_display()}, {page.market}", _list(page))
        for page in found
    ]


def _list(page: Page) -> str:
    place = {"market": page.market.code, "brand": page.brand.slug, "network": page.network}
    return f"{reverse('pages')}?{urlencode(place)}"


def _campaigns(person: "User", words: str) -> list[Hit]:
    found = Campaign.objects.visible_to(person).filter(name__icontains=words).select_related("brand")[:MOST]
    return [
        Hit(f"campaign-{one.pk}", "megaphone", one.name, str(one.brand), reverse("campaign", args=[one.pk]))
        for one in found
    ]


def _markets(person: "User", words: str) -> list[Hit]:
    named = Market.objects.filter(Q(name__icontains=words) | Q(code__iexact=words))
    found = named.filter(pk__in=Page.objects.visible_to(person).order_by().values("market"))[:MOST]
    calendar = reverse("calendar")
    return [
        Hit(f"market-{one.pk}", "globe", one.name, "in the calendar", f"{calendar}?view=week&market={one.code}")
        for one in found
    ]


KINDS = {"Posts": _posts, "Pages": _pages, "Campaigns": _campaigns, "Markets": _markets}
