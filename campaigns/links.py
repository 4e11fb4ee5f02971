"""Public addresses of stored files, for networks that fetch pictures and films by themselves."""

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "campaigns.links"
LIFE = timedelta(hours=24)
"""Instagram and TikTok fetch within an hour; a delivery may wait for its time a little longer."""
KEPT = timedelta(hours=1)
"""So long the same file has the same address: seventy countries show one picture, and each is checked and sent."""


@dataclass(frozen=True, slots=True)
class Link:
    file: str
    mime: str


def address(file: str, mime: str) -> str:
    """Where anybody may fetch this file for most of a day; "" where this Marquee cannot be reached from outside."""
    if not settings.PUBLIC_MEDIA:
        return ""
    return settings.PUBLIC_MEDIA + _path(file, mime, time.time() // KEPT.total_seconds())


@lru_cache(maxsize=1000)
def _path(file: str, mime: str, _hour: float) -> str:
    token = signing.dumps([file, mime], salt=SALT)
    return reverse("file", args=[f"{token}.{file.rpartition('.')[2]}"])


def read(token: str) -> Link | None:
    """What an address leads to; None when it was altered or has ended."""
    try:
        file, mime = signing.loads(token.rpartition(".")[0], salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return Link(file, mime)
