"""What Facebook takes, as sentences before it is sent.

Source: developers.facebook.com/docs/graph-api/reference/page/photos; of films and stories in modules of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publisher.networks.base import Count, Finding, Piece, Placement, Takes
from publisher.networks.films import check_film, check_shape
from publisher.networks.meta import films, stories
from publisher.networks.pictures import PictureRules, check_pictures

TITLE = "Facebook"
CHARACTERS = 63_206
PICTURES = PictureRules(
    most=10,
    kinds=("image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff"),
    size=4_000_000,
)
"""The documents say 10 MB in one place and 4 MB in others and in the error itself (1366046), so 4 MB it is."""
TAKES = Takes(pictures=10, films=1, placements=(Placement.FEED, Placement.REEL, Placement.STORY))


def counted(text: str, limits: Mapping[str, Any]) -> Count:
    return Count(len(text), int(limits.get("characters") or CHARACTERS))


def findings(piece: Piece, text: str, limits: Mapping[str, Any]) -> Iterator[Finding]:
    """`text` is that of the post as it is sent."""
    yield from check_shape(piece, TAKES, TITLE)
    yield from check_pictures(piece.pictures, PICTURES.within(limits), TITLE)
    if piece.film:
        yield from check_film(piece.film, films.rules(piece.placement, limits), TITLE)
    if piece.placement == Placement.STORY:
        yield from stories.check(piece)
        return
    if not (text.strip() or piece.pictures or piece.film or piece.link):
        yield Finding("The post is empty. Write a text, or add a picture, a film or a link.")
    count = counted(text, limits)
    if count.used > count.limit:
        sentence = f"The text has {count.used} characters; Facebook takes {count.limit}."
        yield Finding(f"{sentence} Shorten it by {count.used - count.limit}.")
