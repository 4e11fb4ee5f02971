"""What a blog takes, as sentences before it is sent. WordPress itself limits little, and hosts say nothing before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publisher.networks.base import Count, Finding, Piece, Takes
from publisher.networks.films import MP4, FilmRules, check_film, check_shape
from publisher.networks.pictures import PictureRules, check_pictures

TITLE = "WordPress"
CHARACTERS = 100_000
"""WordPress sets no limit. More than this is no post, and many hosts refuse bodies of that size."""
PICTURES = PictureRules(most=20, kinds=("image/jpeg", "image/png", "image/webp", "image/gif"), size=10_000_000)
"""The number is ours: all of them are brought within the lead. The size is the host's affair, and many take less; what
it does not take is known when the picture is brought."""
FILM = FilmRules(size=100_000_000, kinds=(*MP4, "video/webm"), codecs=("h264", "vp8", "vp9", "av1"))
"""It is shown as it is, so that it has to be what browsers play. The size is that of what is brought in one call."""
TAKES = Takes(pictures=20, films=1, beside=20)


def counted(text: str) -> Count:
    return Count(len(text), CHARACTERS)


def findings(piece: Piece, text: str, limits: Mapping[str, Any]) -> Iterator[Finding]:
    """`text` is that of the article."""
    yield from check_shape(piece, TAKES, TITLE)
    yield from check_pictures(piece.pictures, PICTURES.within(limits), TITLE)
    if piece.film:
        yield from check_film(piece.film, FILM.within(limits), TITLE)
    if not (text.strip() or piece.pictures or piece.film):
        yield Finding("The post is empty. Write a text, or add a picture or a film.")
    count = counted(text)
    if count.used > count.limit:
        sentence = f"The text has {count.used} characters; a blog post should not have more than {count.limit}."
        yield Finding(f"{sentence} Shorten it by {count.used - count.limit}.")
