"""What the public will see on one page, with its pictures and its film."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Placement(StrEnum):
    """Where on its network a piece is shown."""

    FEED = "feed"
    REEL = "reel"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Over:
    """What is laid over a picture: `recipe` says all that decides how that looks, `lay` does it to a Pillow image, and
    is called in a thread."""

    recipe: str
    lay: Callable[[Any], Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the network will get it, once what is `over` it has been laid there.

    `focus` (0 to 1, from the left and from above) is the point that stays in sight where it is cropped. `size` is in
    bytes; `read` gives exactly the bytes of `checksum` (SHA-256, hex), and is called in a thread. `url` is
    where the network itself may fetch them for the next hours; "" where this Marquee cannot be reached from outside.
    `frames`: how many pictures a GIF shows one after the other, 0 where nobody has counted them.
    """

    checksum: str
    mime: str
    width: int
    height: int
    size: int
    alt: str
    read: Callable[[], bytes] = field(repr=False, compare=False)
    url: str = field(default="", repr=False, compare=False)
    focus: tuple[float, float] = (0.5, 0.5)
    over: Over | None = None
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Film:
    """A film as the network will get it, by parts: `read(start, length)` gives those bytes, and is called in a thread.

    `seconds` is its duration, `rate` its pictures a second, `codec` and `sound` FFmpeg's names ("h264", "aac"; "" for
    a silent film). `size` is in bytes, `checksum` the SHA-256 (hex) of all of them, `url` as in `Picture`.
    """

    checksum: str
    mime: str
    width: int
    height: int
    size: int
    seconds: float
    rate: float
    codec: str
    sound: str
    alt: str
    read: Callable[[int, int], bytes] = field(repr=False, compare=False)
    url: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """What a link is shown by, where the network does not read the web page itself: as it was approved.

    `picture` is a JPEG of at most 1,000,000 bytes and 1200 × 1200 pixels, which all of them take.
    """

    title: str
    description: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Above:
    """What a piece stands under, by remote ids: the post that began it all, and what is right above."""

    root: str
    parent: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What the public will see on one page, already resolved for that page.

    `above` is None for a post, and set for a further part of a thread and for a comment. `card` is there only where the
    network shows one (`Takes.cards`), nothing else is shown, and the page of the link could be read.
    """

    text: str
    link: str = ""
    pictures: tuple[Picture, ...] = ()
    film: Film | None = None
    placement: Placement = Placement.FEED
    language: str = ""
    above: Above | None = None
    card: Card | None = None

    @property
    def brought(self) -> tuple[Picture, ...]:
        """The pictures that have to be at the network before it: its own, or that of its card."""
        return self.pictures or ((self.card.picture,) if self.card and self.card.picture else ())

    @property
    def weight(self) -> int:
        """Bytes of its own pictures."""
        return sum(picture.size for picture in self.pictures)
