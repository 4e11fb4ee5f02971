"""What a post shows below its words: a picture, several, a film, or a link.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api and /multiimage-post-api.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.call import Call
from sandbox.linkedin.errors import invalid
from sandbox.media import Media

if TYPE_CHECKING:
    from sandbox.linkedin import LinkedIn

Json = dict[str, Any]
KINDS = ("media", "multiImage", "article")
LEAST, MOST = 2, 20
ALT_LIMIT = 4086


@dataclass(frozen=True, slots=True)
class Content:
    """`given` as it came; `card` is what a link is shown by."""

    given: Json
    media: list[Media]
    link: str = ""
    card: Json = field(default_factory=dict)

    @classmethod
    def read(cls, network: LinkedIn, call: Call) -> Content:
        given = call.fields.get("content") or {}
        if not isinstance(given, dict) or len(given) > 1 or not set(given) <= set(KINDS):
            raise invalid("INVALID_VALUE_FOR_FIELD", f"/content :: the sandbox imitates one of {', '.join(KINDS)}")
        if "article" in given:
            return cls(given, [], _source(given["article"]), _card(network, call, given["article"]))
        return cls(given, [_attached(network, call, entry) for entry in _entries(given)])


def _entries(given: Json) -> list[Any]:
    if "media" in given:
        return [given["media"]]
    if "multiImage" not in given:
        return []
    several = given["multiImage"]
    entries = several.get("images") if isinstance(several, dict) else None
    if not isinstance(entries, list) or not LEAST <= len(entries) <= MOST:
        raise invalid("INVALID_VALUE_FOR_FIELD", f"/content/multiImage/images :: must be {LEAST} to {MOST}")
    return entries


def _attached(network: LinkedIn, call: Call, entry: Any) -> Media:
    """The picture or film of this name, ready to be shown."""
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise invalid("MISSING_FIELD", "/content/media/id :: field is required but not found")
    if entry["id"].startswith("urn:li:video:"):
        if "media" not in (call.fields.get("content") or {}):
            raise invalid("INVALID_VALUE_FOR_FIELD", "/content/multiImage/images :: must be images")
        return network.videos.find(call, entry["id"])
    media = network.images.find(call, entry["id"])
    alt = entry.get("altText") or ""
    if len(alt) > ALT_LIMIT:
        raise invalid("FIELD_LENGTH_TOO_LONG", f"/content/media/altText :: length must be at most {ALT_LIMIT}")
    network.world.library.change(media, alt=alt)
    return media


def _source(article: Any) -> str:
    if not isinstance(article, dict) or not article.get("title"):
        raise invalid("MISSING_FIELD", "/content/article/title :: field is required but not found")
    source = str(article.get("source") or "")
    if not source.startswith(("https://", "http://")):
        raise invalid("INVALID_URL", f"/content/article/source :: {source} is not a valid URL")
    return source


def _card(network: LinkedIn, call: Call, article: Json) -> Json:
    """LinkedIn reads no web page: what is not given is not shown. The thumbnail is an image that is ready."""
    thumbnail = network.images.find(call, str(article["thumbnail"])).sha256 if article.get("thumbnail") else ""
    return {"title": article["title"], "description": article.get("description") or "", "sha256": thumbnail}
