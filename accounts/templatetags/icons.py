"""Icons (lucide) and network logos (simple-icons, or ours), drawn into the page itself: no request, no font, any
colour."""

import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Network

register = template.Library()
ELSEWHERE: dict[str, str] = {Network.WEIBO: "sinaweibo"}
"""Logos that simple-icons has under another name."""
WAYS = ("-left", "-right")
"""Ends of the names of icons that point where one reads on, or back: turned round with the page."""
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
INSIDE = re.compile(r"<svg[^>]*>(?:<title>.*?</title>)?(.*)</svg>", re.DOTALL)


@cache
def _drawing(package: str, name: str) -> SafeString:
    """What stands inside the <svg> of an icon. Raises `FileNotFoundError` for a name the package does not have."""
    return _inside(settings.BASE_DIR / "node_modules" / package / "icons" / f"{name}.svg")


def _logo(name: str) -> SafeString:
    """Of a network. Some do not want theirs in simple-icons; for those we have drawn something alike."""
    ours = settings.BASE_DIR / "static" / "logos" / f"{name}.svg"
    return _inside(ours) if ours.exists() else _drawing("simple-icons", ELSEWHERE.get(name, name))


def _inside(file: Path) -> SafeString:
    inside = INSIDE.search(COMMENT.sub("", file.read_text("utf-8")))
    assert inside, f"{file} is no icon"
    return mark_safe(re.sub(r"\s*\n\s*", "", inside[1]))  # noqa: S308 (a file of ours or of a pinned package)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """The icon of that lucide name. Without a label it only decorates and is hidden from screen readers."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" '
        'stroke-linejoin="round" {}>{}</svg>',
        " ".join(["icon", *(["is-way"] if name.endswith(WAYS) else [])]),
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"'),
        _drawing("lucide-static", name),
    )


@register.simple_tag
def network_logo(name: str) -> SafeString:
    """The logo of a network, named for screen readers. It refers to the drawing `network_logos` put into the page."""
    return format_html(
        '<svg class="network network-{0}" role="img" aria-label="{1}"><use href="#network-{0}"/></svg>',
        name,
        Network(name).label,
    )


@register.simple_tag
@cache
def network_logos() -> SafeString:
    """The drawings of all logos, once a page, so that a calendar of hundreds of cards stays small."""
    symbols = format_html_join(
        "",
        '<symbol id="network-{}" viewBox="0 0 24 24">{}</symbol>',
        ((network.value, _logo(network.value)) for network in Network),
    )
    return format_html('<svg hidden aria-hidden="true">{}</svg>', symbols)
