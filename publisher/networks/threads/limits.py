"""What Threads takes, as sentences before it is sent. Source: developers.facebook.com/docs/threads/posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import regex

from publisher.networks.base import Finding, Piece, Takes
from publisher.networks.fetched import check_addresses
from publisher.networks.films import FilmRules, check_film, check_shape
from publisher.networks.pictures import PictureRules, check_pictures
from publisher.networks.text import urls

TITLE = "Threads"
CHARACTERS, LINKS, ALT = 500, 5, 1000
TAKES = Takes(pictures=20, films=1, fetches=True, threads=True)
SLIMMEST = 10
"""The longer side of a picture may be so many times the shorter one."""
PICTURES = PictureRules(
    most=20, kinds=("image/jpeg", "image/png"), size=8_000_000, alt=ALT, narrowest=1 / SLIMMEST, widest=SLIMMEST
)  # fmt: skip
FILM = FilmRules(
    size=1_000_000_000, longest=300, rates=(23, 60), width=1920, sounds=("aac",), alt=ALT, bits=25_000_000
)  # fmt: skip
_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]")


def length(text: str) -> int:
    """Characters, but an emoji counts as many as its bytes are in UTF-8."""
    parts = (match[0] for match in _GRAPHEME.finditer(text))
    return sum(len(part.encode()) if _EMOJI.search(part) else len(part) for part in parts)


def findings(piece: Piece, text: str, limits: Mapping[str, Any]) -> Iterator[Finding]:
    """`text` is the body as it is sent."""
    most = int(limits.get("characters") or CHARACTERS)
    yield from check_shape(piece, TAKES, TITLE)
    yield from check_pictures(piece.pictures, PICTURES, TITLE)
    yield from check_addresses(piece.pictures, TITLE, "pictures")
    if piece.film:
        yield from check_film(piece.film, FILM, TITLE)
        yield from check_addresses([piece.film], TITLE, "films")
    yield from (Finding(sentence, field="pictures") for sentence in _about_media(piece))
    if not (text.strip() or piece.link or piece.pictures or piece.film):
        yield Finding("The post is empty. Write a text, or add a picture or a link.")
    if (used := length(text)) > most:
        sentence = f"The text has {used} characters as Threads counts, emoji by their bytes; it takes {most}."
        yield Finding(f"{sentence} Shorten it by {used - most}.")
    links = {span.text for span in urls(text)} | ({piece.link} if piece.link else set())
    if len(links) > LINKS:
        yield Finding(f"The post has {len(links)} links; Threads takes {LINKS}. Remove {len(links) - LINKS}.")


def _about_media(piece: Piece) -> Iterator[str]:
    for number, picture in enumerate(piece.pictures, 1):
        if max(picture.width, picture.height) > SLIMMEST * min(picture.width, picture.height):
            yield f"Picture {number} is too narrow for Threads. Crop it to 10:1 at most."
