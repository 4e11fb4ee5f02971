"""How Weibo counts, shortens and names. Sources: open.weibo.com/wiki, 2/statuses/share and 2/statuses/querymid."""

from __future__ import annotations

import hashlib
import re
import string
import time
from urllib.parse import urlsplit

LINK = re.compile(r"https?://[A-Za-z0-9./?=&%#_~:@!$'()*+,;-]*[A-Za-z0-9/=#_~-]")
TOPIC = re.compile(r"#[^#\n]+#")
LINK_LENGTH = 12.0
"""Ten to twelve are reported."""
SIGNS = string.digits + string.ascii_lowercase + string.ascii_uppercase


def length(text: str) -> float:
    """Full characters: half a one for each of ASCII, twelve for a short link."""
    links = len(LINK.findall(text))
    return links * LINK_LENGTH + sum(0.5 if sign.isascii() else 1 for sign in LINK.sub("", text))


def links(text: str) -> list[str]:
    return LINK.findall(text)


def leads_to(link: str, domain: str) -> bool:
    host = urlsplit(link).hostname or ""
    return host == domain or host.endswith("." + domain)


def shortened(text: str) -> str:
    """As Weibo gives a text back: each link a short one."""
    return LINK.sub(lambda found: "http://t.cn/" + hashlib.sha256(found[0].encode()).hexdigest()[:7], text)


def short_name(mid: str) -> str:
    """What an address calls a post: each seven digits from the right as four of base 62."""
    name = ""
    while mid:
        mid, digits = mid[:-7], int(mid[-7:])
        group = ""
        while digits:
            digits, place = divmod(digits, 62)
            group = SIGNS[place] + group
        name = (group.rjust(4, "0") if mid else group) + name
    return name


def weibo_time(at: float) -> str:
    """Mon Nov 23 18:00:00 +0800 2026"""
    return time.strftime("%a %b %d %H:%M:%S +0800 %Y", time.gmtime(at + 8 * 3600))
