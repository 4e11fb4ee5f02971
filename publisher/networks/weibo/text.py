"""How Weibo counts a text, and what it must and must not say.

Sources: open.weibo.com/wiki/2/statuses/share (security domain, topics) and Error_code (20012: 140 characters). How much
a link counts is nowhere said; it becomes a short one (`http://t.cn/…`), for which we reserve the most reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from publisher.networks.text import urls

LINK_HALVES = 24
_LINK = re.compile(r"https?://[!-~]+")
"""As far as the signs of ASCII go: in Chinese no blank need stand behind a link."""
_TOPIC = re.compile(r"#[^#\n]+#")


def length(text: str, link: int = LINK_HALVES) -> int:
    """In Chinese characters: two of ASCII make one, everything else counts in full and emoji as two, rounded up. A link
    counts as so many halves."""
    links = len(_LINK.findall(text))
    return -(-(_halves(without_links(text)) + links * link) // 2)


def links_under(text: str, domains: Iterable[str]) -> bool:
    """Whether one of the links leads to one of these domains or to a name under it."""
    hosts = [f".{(urlsplit(link.text).hostname or '').lower()}" for link in urls(text)]
    return any(host.endswith(f".{domain.lower()}") for host in hosts for domain in domains)


def topic(text: str) -> str:
    """What stands between two hash signs, which Weibo takes for a topic; "" when nothing does."""
    found = _TOPIC.search(without_links(text))
    return found[0] if found else ""


def without_links(text: str) -> str:
    return _LINK.sub("", text)


def _halves(text: str) -> int:
    return sum(1 if character < "\x80" else len(character.encode("utf-16-le")) for character in text)
