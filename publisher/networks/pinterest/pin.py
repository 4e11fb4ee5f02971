"""A pin: its words, its marked link and its pictures.

Source: pinterest/api-description, v5/openapi.yaml (PinCreate and PinMediaSource…).
"""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from publisher.networks.base import Json, Picture, Piece

TITLE, DESCRIPTION, ALT, LINK = 100, 800, 500, 2048
"""Code points, by the schema."""
MARK = "marquee"
"""The parameter by which a pin is known again. One of our own, because the brand's `utm_…` are the brand's to count."""
MARK_LENGTH = 16


def words(text: str) -> tuple[str, str]:
    """Title and description: the first line is the title, unless it is too long for one."""
    first, _, rest = text.strip().partition("\n")
    return (first.strip(), rest.strip()) if len(first) <= TITLE else ("", text.strip())


def marked(link: str, mark: str) -> str:
    """The link, leading to the same page, with the mark in its query."""
    parts = urlsplit(link)
    query = f"{parts.query}&" if parts.query else ""
    return parts._replace(query=f"{query}{MARK}={mark}").geturl()


def mark_in(link: str) -> str:
    """The mark of a link; "" when it has none."""
    return dict(parse_qsl(urlsplit(link).query)).get(MARK, "")


def description_of(pictures: tuple[Picture, ...]) -> str:
    """A pin keeps one alternative text, so several pictures share it, a line each."""
    return "\n".join(picture.alt for picture in pictures if picture.alt)


def written(board: str, piece: Piece, mark: str) -> bytes:
    """The pin as it is sent, pictures and all. Reads them, so call it in a thread."""
    title, description = words(piece.text)
    link = marked(piece.link, mark) if piece.link else ""
    pin: Json = {
        "title": title,
        "description": description,
        "link": link,
        "alt_text": description_of(piece.pictures),
        "board_id": board,
        "media_source": _media(piece.pictures, link),
    }
    return json.dumps({name: value for name, value in pin.items() if value}).encode()


def _media(pictures: tuple[Picture, ...], link: str) -> Json:
    """One picture, or a carousel whose every card leads where the pin leads."""
    items: list[dict[str, Any]] = [
        {"content_type": picture.mime, "data": b64encode(picture.read()).decode()} for picture in pictures
    ]
    if len(items) == 1:
        return {"source_type": "image_base64", **items[0]}
    cards = [{**item, "link": link} if link else item for item in items]
    return {"source_type": "multiple_image_base64", "items": cards, "index": 0}
