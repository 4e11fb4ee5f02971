"""What Telegram takes, and how it counts.

Source: core.telegram.org/bots/api, sendMessage, sendPhoto, sendVideo and sendMediaGroup.
"""

from __future__ import annotations

from collections.abc import Iterator

from publisher.networks.base import Count, Finding, Picture, Piece
from publisher.networks.films import FilmRules
from publisher.networks.pictures import PictureRules, check_pictures

CHARACTERS = 4096
CAPTION = 1024
"""What stands below pictures or a film is a caption, and shorter."""
SIDES = 10_000
"""Width and height of a photo together, in pixels."""
RATIO = 20
PICTURES = PictureRules(
    most=10, kinds=("image/jpeg", "image/png"), size=10_000_000, narrowest=1 / RATIO, widest=RATIO
)  # fmt: skip
"""No list of kinds is documented; JPEG and PNG are what every client shows as a photo."""
FILM = FilmRules(size=50_000_000, kinds=("video/mp4",))
"""More than 50 MB a bot cannot upload; what is no MP4 is shown as a document."""


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


def check_album(pictures: tuple[Picture, ...]) -> list[Finding]:
    """What Telegram would refuse about the pictures, with the remedy."""
    shapes = (sentence for number, picture in enumerate(pictures, 1) for sentence in _shape(number, picture))
    return [
        *check_pictures(pictures, PICTURES, "Telegram"),
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
