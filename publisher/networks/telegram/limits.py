"""What Telegram takes, and how it counts.

Source: core.telegram.org/bots/api, sendMessage, sendPhoto, sendVideo and sendMediaGroup.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.networks.base import Count, Film, Finding, Picture, Piece
from publisher.networks.films import FilmRules
from publisher.networks.pictures import GIF, GifRules, PictureRules, check_pictures

CHARACTERS = 4096
CAPTION = 1024
"""What stands below pictures or a film is a caption, and shorter."""
SIDES = 10_000
"""Width and height of a photo together, in pixels."""
RATIO = 20
FILE = 50_000_000
"""What a bot may upload, but for photos."""
PICTURES = PictureRules(
    most=10,
    kinds=("image/jpeg", "image/png"),
    size=10_000_000,
    sides=SIDES,
    narrowest=1 / RATIO,
    widest=RATIO,
    gif=GifRules(FILE),
)
"""No list of kinds is documented; JPEG and PNG are what every client shows as a photo. A GIF is an animation, and so
never part of an album."""
FILM = FilmRules(size=FILE, kinds=("video/mp4",))
"""What is no MP4 is shown as a document."""


def length(text: str) -> int:
    """UTF-16 code units, in which Telegram counts entities. It does not say how it counts texts; this counts most."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_text(text: str, count: Count, piece: Piece) -> Iterator[Finding]:
    """What Telegram would refuse about the text, with the remedy."""
    shows = bool(piece.pictures or piece.film)
    limit = CAPTION if shows else count.limit
    if not (text.strip() or shows):
        yield Finding("The post is empty. Write a text, or add a picture or a film.")
    if count.used > limit:
        takes = f"below pictures or a film it takes {limit}" if shows else f"it takes {limit}"
        sentence = f"The text has {count.used} characters as Telegram counts, with its link; {takes}."
        yield Finding(f"{sentence} Shorten it by {count.used - limit}.")


def check_album(pictures: tuple[Picture, ...], film: Film | None = None) -> list[Finding]:
    """What Telegram would refuse about the pictures, with the remedy."""
    photos = [(number, picture) for number, picture in enumerate(pictures, 1) if picture.mime != GIF]
    shapes = (sentence for number, picture in photos for sentence in _shape(number, picture))
    crowded = film and len(photos) < len(pictures)
    return [
        *check_pictures(pictures, PICTURES, "Telegram"),
        *([Finding("Telegram shows a GIF alone. Remove it, or the film.", field="pictures")] if crowded else ()),
        *(Finding(sentence, field="pictures") for sentence in shapes),
    ]


def _shape(number: int, picture: Picture) -> Iterator[str]:
    short, long = sorted((picture.width, picture.height))
    if short + long > SIDES:
        yield (
            f"Picture {number} has {picture.width} × {picture.height} pixels; Telegram takes {SIDES} for width and "
            "height together. Scale it down."
        )
    if long > RATIO * short:
        yield (
            f"Picture {number} is too narrow: Telegram takes a long side of at most {RATIO} times the short one. "
            "Crop it."
        )
