"""Title and description of a film.

Source: developers.google.com/youtube/v3/docs/videos (snippet.title, snippet.description).
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.networks.base import Count, Piece
from publisher.networks.text import hashtags, with_link

TITLE = 100
"""Characters."""
DESCRIPTION = 5000
"""Bytes of UTF-8."""
HASHTAGS = 60
"""Of a film with more YouTube heeds none (support.google.com/youtube/answer/6390658)."""
_BRACKETS = frozenset("<>")


def split(text: str) -> tuple[str, str]:
    """The first line is the title, the rest the description."""
    first, _, rest = text.strip().partition("\n")
    return first.strip(), rest.strip()


def words(piece: Piece) -> tuple[str, str]:
    """Title and description as they are sent: the link goes below the description, where it can be followed."""
    title, rest = split(piece.text)
    return title, with_link(rest, piece.link)


def count(text: str) -> Count:
    """Of title and description the one with less room left."""
    title, description = split(text)
    counts = (Count(len(title), TITLE), Count(len(description.encode()), DESCRIPTION))
    return max(counts, key=lambda each: each.used / each.limit)


def warn(piece: Piece) -> Iterator[str]:
    """What YouTube takes and makes nothing of."""
    if (found := len(hashtags("\n".join(words(piece))))) > HASHTAGS:
        yield f"The text has {found} hashtags; YouTube ignores all of more than {HASHTAGS}. Remove {found - HASHTAGS}."


def check(piece: Piece) -> Iterator[str]:
    """What YouTube would refuse about the words, as sentences."""
    title, description = words(piece)
    if not title:
        empty = "" if piece.film or piece.pictures else "The post is empty. "
        yield f"{empty}YouTube takes no film without a title, which is the first line of the text. Write one."
    if len(title) > TITLE:
        yield (
            f"The first line is the title and has {len(title)} characters; YouTube takes {TITLE}. "
            f"Shorten it by {len(title) - TITLE}."
        )
    size = len(description.encode())
    if size > DESCRIPTION:
        yield (
            f"What follows the first line has {size} bytes with the link; YouTube takes {DESCRIPTION}. "
            f"Shorten it by {size - DESCRIPTION}."
        )
    if _BRACKETS & {*title, *description}:
        yield "YouTube takes no < and no > in a text. Write it without them."
