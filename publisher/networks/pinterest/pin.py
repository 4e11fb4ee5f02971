"""A pin: its words, its marked link and its pictures.

Source: pinterest/api-description, v5/openapi.yaml (PinCreate and PinMediaSource…).
"""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import parse_qsl, urlsplit

from publisher.networks.base import Json, Picture, Piece

TITLE, DESCRIPTION, ALT, LINK = 100, 800, 500, 2048
"""Code points, by the schema."""
MARK = "marquee"
"""The parameter by which a pin is known again. One of our own, because the brand's `utm_…` are the brand's to count."""
MARK_LENGTH = 16
PICTURE = "\0"
"""Stands for the bytes of the next picture; no text that people write has it, PostgreSQL keeps none such."""
HERE = json.dumps(PICTURE).encode()
"""With its quotes, which no text can have around it either."""


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


def description_of(piece: Piece) -> str:
    """A pin keeps one alternative text: that of the film, or those of all its pictures, a line each."""
    if piece.film:
        return piece.film.alt
    return "\n".join(picture.alt for picture in piece.pictures if picture.alt)


def written(board: str, piece: Piece, mark: str, film: str = "") -> bytes:
    """The pin as it is sent, pictures and all; `film` is the name of one that was brought. Call it in a thread, as it
    reads the pictures. They come into JSON that stands already: their text needs no escapes, and is long."""
    title, description = words(piece.text)
    link = marked(piece.link, mark) if piece.link else ""
    pin: Json = {
        "title": title,
        "description": description,
        "link": link,
        "alt_text": description_of(piece),
        "board_id": board,
        "media_source": _film(piece, film) if film else _media(piece.pictures, link),
    }
    whole = json.dumps({name: value for name, value in pin.items() if value}).encode()
    for picture in piece.pictures:
        whole = whole.replace(HERE, b'"%b"' % b64encode(picture.read()), 1)
    return whole


def _film(piece: Piece, media_id: str) -> Json:
    """A film needs a cover: the picture beside it, or its own first frame."""
    source = {"source_type": "video_id", "media_id": media_id}
    if not piece.pictures:
        return {**source, "cover_image_key_frame_time": 0}
    [cover] = piece.pictures
    return {
        **source,
        "cover_image_content_type": cover.mime,
        "cover_image_data": PICTURE,
    }


def _media(pictures: tuple[Picture, ...], link: str) -> Json:
    """One picture, or a carousel whose every card leads where the pin leads."""
    items: list[Json] = [{"content_type": picture.mime, "data": PICTURE} for picture in pictures]
    if len(items) == 1:
        return {"source_type": "image_base64", **items[0]}
    cards = [{**item, "link": link} if link else item for item in items]
    return {"source_type": "multiple_image_base64", "items": cards, "index": 0}
