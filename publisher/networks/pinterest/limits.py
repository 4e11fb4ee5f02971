"""What Pinterest takes, as sentences before it is sent. Source: as of `pin`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from publisher.networks.base import Count, Finding, Piece, Takes
from publisher.networks.films import FilmRules, check_film, check_shape
from publisher.networks.pictures import PictureRules, check_pictures
from publisher.networks.pinterest.pin import (
    ALT,
    DESCRIPTION,
    LINK,
    MARK_LENGTH,
    TITLE,
    description_of,
    marked,
    words,
)

NETWORK = "Pinterest"
TOGETHER = 20_000_000
"""Bytes of all pictures of a pin. How much one call may carry is written nowhere, and it has to end in time."""
PICTURES = PictureRules(most=5, kinds=("image/jpeg", "image/png"), size=20_000_000, weight=TOGETHER, alike=True)
FILM = FilmRules(
    size=2_000_000_000,
    shortest=4,
    longest=900,
    kinds=("video/mp4", "video/quicktime", "video/x-m4v"),
    ratios=(0.5, 1.91),
    alt=ALT,
)
TAKES = Takes(words_alone=False, pictures=5, films=1, beside=1)


def counted(text: str, limits: Mapping[str, Any]) -> Count:
    """The longer of title and description; a first line that is no title counts as description."""
    return Count(max(map(len, words(text))), int(limits.get("description") or DESCRIPTION))


def findings(piece: Piece, text: str, limits: Mapping[str, Any]) -> Iterator[Finding]:
    """`text` is that of the pin as people read it."""
    yield from check_shape(piece, TAKES, NETWORK)
    yield from check_pictures(piece.pictures, PICTURES, NETWORK)
    if piece.film:
        yield from check_film(piece.film, FILM.within(limits), NETWORK)
    else:
        yield from (Finding(sentence, field="pictures") for sentence in _about_pictures(piece))
    count = counted(text, limits)
    if count.used > count.limit:
        sentence = (
            f"The description has {count.used} characters; Pinterest takes {count.limit}, and before them a first "
            f"line of {TITLE} as the title."
        )
        yield Finding(f"{sentence} Shorten it by {count.used - count.limit}.")
    length = len(marked(piece.link, "x" * MARK_LENGTH)) if piece.link else 0
    if length > LINK:
        sentence = f"The link has {length} characters with Marquee's mark; Pinterest takes {LINK}. Use a shorter one."
        yield Finding(sentence, field="link")


def _about_pictures(piece: Piece) -> Iterator[str]:
    """What Pinterest asks of all the pictures together."""
    if not piece.pictures:
        empty = "" if piece.text.strip() or piece.link else "The post is empty. "
        yield f"{empty}Pinterest shows nothing without a picture or a film. Add one."
    if len({(picture.width, picture.height) for picture in piece.pictures}) > 1:
        yield "Pinterest shows several pictures in one size only. Crop them alike."
    weight = piece.weight
    if len(piece.pictures) > 1 and weight > TOGETHER:
        megabytes = f"{weight / 1_000_000:.1f} MB together; Pinterest gets {TOGETHER / 1_000_000:.0f} MB in one call"
        yield f"The pictures have {megabytes}. Make them smaller."
    length = len(description_of(piece))
    if length > ALT:
        yield (
            f"The descriptions of the pictures have {length} characters in all; Pinterest takes {ALT}. Shorten them by "
            f"{length - ALT}."
        )
