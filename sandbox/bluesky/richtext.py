"""How a person sees a post's text: only what has a facet is a link (docs.bsky.app, advanced-guides/post-richtext)."""

from __future__ import annotations

from html import escape
from typing import Any

Json = dict[str, Any]


def html(text: str, facets: list[Json], base: str) -> str:
    encoded, parts, at = text.encode(), [], 0
    for facet in sorted(facets, key=lambda facet: facet["index"]["byteStart"]):
        start, end = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        parts += [escape(encoded[at:start].decode()), dressed(encoded[start:end].decode(), facet["features"], base)]
        at = end
    parts.append(escape(encoded[at:].decode()))
    return "<p>" + "".join(parts).replace("\n", "<br>") + "</p>"


def dressed(text: str, features: list[Json], base: str) -> str:
    address = next((found for found in (target(feature, base) for feature in features) if found), "")
    return f'<a href="{escape(address)}" rel="nofollow noopener">{escape(text)}</a>' if address else escape(text)


def target(feature: Json, base: str) -> str:
    """Where a feature leads; nowhere unless to a web page."""
    if "did" in feature:
        return f"{base}/bluesky/profile/{feature['did']}"
    if "tag" in feature:
        return f"{base}/bluesky/hashtag/{feature['tag']}"
    uri = str(feature.get("uri", ""))
    return uri if uri.startswith(("https://", "http://")) else ""
