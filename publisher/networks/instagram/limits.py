"""What Instagram takes, as sentences before it is sent.

Sources: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media, and
help.instagram.com for the hashtags.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import regex

from publisher.networks.base import Finding, Piece, Placement, Takes
from publisher.networks.fetched import check_addresses
from publisher.networks.films import FilmRules, check_film, check_shape
from publisher.networks.pictures import PictureRules, check_pictures
from publisher.networks.text import hashtags

TITLE = "Instagram"
CAPTION, HASHTAGS, MENTIONS = 2200, 5, 20
"""The documents say 30 hashtags; since December 2025 the platform itself takes 5."""
NARROWEST, WIDEST = 4 / 5, 1.91
PICTURES = PictureRules(
    most=10, kinds=("image/jpeg",), size=8_000_000, alt=1000, narrowest=NARROWEST, widest=WIDEST
)  # fmt: skip
REEL = FilmRules(
    size=300_000_000, shortest=3, longest=15 * 60, rates=(23, 60), width=1920, sounds=("aac",), bits=25_000_000
)  # fmt: skip
STORY = replace(REEL, size=100_000_000, longest=60)
TAKES = Takes(
    words_alone=False,
    pictures=10,
    films=1,
    fetches=True,
    placements=(Placement.FEED, Placement.REEL, Placement.STORY),
)
_MENTION = regex.compile(r"(?<![\w@])@[A-Za-z0-9._]*[A-Za-z0-9_]")


def findings(piece: Piece, text: str, limits: Mapping[str, Any]) -> Iterator[Finding]:
    """`text` is the caption as it is sent."""
    yield from check_shape(piece, TAKES, TITLE)
    yield from check_pictures(piece.pictures, PICTURES, TITLE)
    yield from check_addresses(piece.pictures, TITLE, "pictures")
    if piece.film:
        yield from check_film(piece.film, STORY if piece.placement == Placement.STORY else REEL, TITLE)
        if not limits.get("films_by_bytes"):
            yield from check_addresses([piece.film], TITLE, "films")
    yield from (Finding(sentence, field="pictures") for sentence in _about_media(piece))
    yield from (Finding(sentence) for sentence in _about_words(text, limits))
    if piece.link and piece.placement != Placement.STORY:
        yield Finding("Nobody can follow a link in a text on Instagram. Say where it is to be found.", False, "link")
    if piece.placement == Placement.STORY and piece.text.strip():
        yield Finding("A story shows no text; nobody will read this one on Instagram.", blocks=False)


def _about_words(text: str, limits: Mapping[str, Any]) -> Iterator[str]:
    most = int(limits.get("characters") or CAPTION)
    if len(text) > most:
        yield f"The text has {len(text)} characters; Instagram takes {most}. Shorten it by {len(text) - most}."
    for name, found, allowed in (
        ("hashtags", len(hashtags(text)), int(limits.get("hashtags") or HASHTAGS)),
        ("mentions", len(_MENTION.findall(text)), MENTIONS),
    ):
        if found > allowed:
            yield f"The text has {found} {name}; Instagram takes {allowed}. Remove {found - allowed}."


def _about_media(piece: Piece) -> Iterator[str]:
    """What Instagram asks of all the media together."""
    if not (piece.pictures or piece.film):
        empty = "" if piece.text.strip() or piece.link else "The post is empty. "
        yield f"{empty}Instagram shows nothing without a picture or a film. Add one."
    elif piece.placement == Placement.STORY and len(piece.pictures) > 1:
        yield "A story shows one picture. Leave out the others."
    if piece.placement == Placement.FEED:
        for number, picture in enumerate(piece.pictures, 1):
            if not NARROWEST <= round(picture.width / picture.height, 2) <= WIDEST:
                yield f"Picture {number} is too narrow or too wide for Instagram. Crop it between 4:5 and 1.91:1."
