"""What a LinkedIn post shows below its words.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api and /multiimage-post-api.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from publisher.networks.base import Card, Json, Piece
from publisher.networks.linkedin import images, videos


def content_of(piece: Piece, handle: Json) -> Json | None:
    """What the post shows below its words; LinkedIn reads no web pages, so that a link's title has to be given, and has
    no place for the description of a film."""
    if piece.film:
        return {"media": {"id": videos.brought(piece, handle)}}
    if piece.pictures:
        names = images.brought(piece, handle)
        shown = [
            {"id": urn, **({"altText": picture.alt} if picture.alt else {})}
            for urn, picture in zip(names, piece.pictures, strict=True)
        ]
        return {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}
    if piece.link:
        return {"article": _article(piece, handle)}
    return None


def _article(piece: Piece, handle: Json) -> Json:
    """The card as it was approved; without one the host stands for the title, which there has to be."""
    card = piece.card or Card(urlsplit(piece.link).hostname or piece.link)
    article = {"source": piece.link, "title": card.title}
    if card.description:
        article["description"] = card.description
    if card.picture:
        [article["thumbnail"]] = images.brought(piece, handle)
    return article
