"""What a Mastodon server allows, and how it counts.

Sources: docs.joinmastodon.org, entities/Instance and user/posting; mastodon/mastodon,
app/validators/status_length_validator.rb.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from publisher.networks.answers import Answer
from publisher.networks.base import Json
from publisher.networks.films import FilmRules
from publisher.networks.pictures import PictureRules
from publisher.networks.text import graphemes, urls

CHARACTERS = 500
URL_CHARACTERS = 23
_KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/quicktime", "video/webm")

_DOMAIN = re.compile(r"(?:[^\W_]|[\w-])+(?:\.[\w-]+)*\.(?:[^\W\d_]{2,}|xn--[a-z0-9-]+)", re.IGNORECASE)
_REMOTE_MENTION = re.compile(r"(?<![=/\w])@([a-z0-9_]+(?:[.-]+[a-z0-9_]+)*)@\w+(?:[.-]+\w+)*", re.IGNORECASE)


def limits_of(instance: Answer) -> Json:
    """The limits in an answer of GET /api/v2/instance, under Mastodon's own names. Empty when it tells none."""
    statuses = _mapping(instance.value("configuration", "statuses"))
    media = _mapping(instance.value("configuration", "media_attachments"))
    names = ("max_characters", "characters_reserved_per_url", "max_media_attachments")
    media_names = (
        *("image_size_limit", "image_matrix_limit", "description_limit"),
        *("video_size_limit", "video_matrix_limit", "video_frame_rate_limit"),
    )
    told = {name: statuses.get(name) for name in names} | {name: media.get(name) for name in media_names}
    limits: Json = {name: value for name, value in told.items() if isinstance(value, int) and value > 0}
    kinds = media.get("supported_mime_types")
    if isinstance(kinds, list) and kinds:
        limits["supported_mime_types"] = [str(kind) for kind in kinds]
    return limits


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def length(text: str, limits: Mapping[str, Any]) -> int:
    """Graphemes, each web address as 23 and a mention on another server without that server's name."""
    reserved = int(limits.get("characters_reserved_per_url") or URL_CHARACTERS)
    for span in reversed(urls(text)):
        # Only what Mastodon will make a link of counts as one: an address without a domain counts in full.
        if _DOMAIN.fullmatch(urlsplit(span.text).hostname or ""):
            text = text[: span.start] + "x" * reserved + text[span.end :]
    return graphemes(_REMOTE_MENTION.sub(r"@\1", text))


def picture_rules(limits: Mapping[str, Any]) -> PictureRules:
    """The server's rules for pictures; what it does not tell is taken from Mastodon's own defaults."""
    return PictureRules(
        most=int(limits.get("max_media_attachments") or 4),
        kinds=_kinds(limits, "image/"),
        size=int(limits.get("image_size_limit") or 16 * 1024 * 1024),
        pixels=int(limits.get("image_matrix_limit") or 33_177_600),
        alt=int(limits.get("description_limit") or 1500),
    )


def film_rules(limits: Mapping[str, Any]) -> FilmRules:
    """The server's rules for films, by the same defaults; how a film is made is its own affair, as it converts it."""
    return FilmRules(
        size=int(limits.get("video_size_limit") or 99 * 1024 * 1024),
        kinds=_kinds(limits, "video/"),
        codecs=(),
        rates=(0, int(limits.get("video_frame_rate_limit") or 120)),
        pixels=int(limits.get("video_matrix_limit") or 8_294_400),
        alt=int(limits.get("description_limit") or 1500),
    )


def _kinds(limits: Mapping[str, Any], begin: str) -> tuple[str, ...]:
    return tuple(kind for kind in limits.get("supported_mime_types") or _KINDS if str(kind).startswith(begin))
