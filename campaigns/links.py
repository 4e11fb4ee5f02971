"""Public addresses of stored files, for networks that fetch pictures and films by themselves."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "campaigns.links"
LIFE = timedelta(hours=24)
"""Instagram and TikTok fetch within an hour; a delivery may wait for its time a little longer."""


@dataclass(frozen=True, slots=True)
class Link:
    file: str
    mime: str


def address(file: str, mime: str) -> str:
    """Where anybody may fetch this file for a day; "" where this Marquee cannot be reached from outside."""
    if not settings.PUBLIC_MEDIA:
        return ""
    token = signing.dumps([file, mime], salt=SALT)
    return settings.PUBLIC_MEDIA + reverse("file", args=[f"{token}.{file.rpartition('.')[2]}"])


def read(token: str) -> Link | None:
    """What an address leads to; None when it was altered or has ended."""
    try:
        file, mime = signing.loads(token.rpartition(".")[0], salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return Link(file, mime)
