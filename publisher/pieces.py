"""Turns a frozen content into what a network adapter gets, with the bytes of its media checked against the approval."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any

from django.core.files.storage import default_storage
from PIL import Image

from campaigns import links, overlays
from campaigns.content import FEED, Content, Medium, Part
from campaigns.laid import Laid
from campaigns.storing import Away
from publisher.networks import NETWORKS, commenting
from publisher.networks.base import Above, Card, Film, Later, Over, Picture, Piece, Placement, Refused, Says, Trouble
from publisher.networks.pictures import PictureRules, together
from publisher.renditions import JPEG, is_needed, promised, rendered

CHUNK = 8 * 1024 * 1024
"""A bucket is asked once for each."""
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What our own code raises over a row it cannot make sense of."""


def piece_of(content: Content, above: Above | None = None) -> Piece:
    return Piece(
        content.text,
        content.link,
        tuple(picture_of(medium) for medium in content.media if not medium.is_film),
        next((film_of(medium) for medium in content.media if medium.is_film), None),
        Placement(content.placement),
        content.language,
        above,
        _card(content),
    )


def _card(content: Content) -> Card | None:
    """What its network shows of the link, where that has to be brought."""
    card = content.card
    if card is None or not NETWORKS[content.network].takes.cards:
        return None
    kept = Medium(0, card.file, card.checksum, JPEG, card.width, card.height, card.size, alt="")
    return Card(card.title, card.description, picture_of(kept) if card.file else None)


@dataclass(frozen=True, slots=True)
class Below:
    """What follows a post: what people call it, what speaks for it at its network, and what it says."""

    name: str
    says: Says
    part: Part
    is_comment: bool = False

    def piece(self, content: Content, above: Above) -> Piece:
        said = replace(content, text=self.part.text, media=self.part.media, link="", placement=FEED, card=None)
        return piece_of(said, above)


def following(content: Content) -> list[Below]:
    """In order. What a network has no place for is left out; people read so before (`preflight`)."""
    network = NETWORKS[content.network]
    thread = content.thread if network.takes.threads else ()
    below = [Below(f"Part {number}", network, part) for number, part in enumerate(thread, 2)]
    comments = commenting(network, content.placement) if content.first_comment else None
    return below + ([Below("First comment", comments, Part(content.first_comment), True)] if comments else [])


def fitted(piece: Piece, network: str, limits: Mapping[str, Any]) -> Piece:
    """The piece as its network gets it: each picture made to fit. May read, reckon and write; for a thread.

    Raises `Later` while the storage is away, and what the pictures raise when they are read.
    """
    rules = _rules_of(piece, network, limits)
    if rules is None:
        return piece
    with _waited_for():
        return replace(piece, pictures=tuple(rendered(picture, rules, links.address) for picture in piece.pictures))


def needs_fitting(piece: Piece, network: str, limits: Mapping[str, Any]) -> bool:
    rules = _rules_of(piece, network, limits)
    return rules is not None and any(is_needed(picture, rules) for picture in piece.pictures)


def previewed(piece: Piece, network: str, limits: Mapping[str, Any]) -> Piece:
    """The piece as its network will get it, as far as can be told without making it; no call, no file is read."""
    rules = _rules_of(piece, network, limits)
    if rules is None or not piece.pictures:
        return piece
    return replace(piece, pictures=tuple(promised(picture, rules) for picture in piece.pictures))


def rules_for(placement: Placement, network: str, limits: Mapping[str, Any]) -> PictureRules | None:
    """Reels and stories have shapes of their own, to which nothing is cropped."""
    rules = NETWORKS[network].picture_rules(limits)
    return rules if rules is None or placement == Placement.FEED else replace(rules, narrowest=0, widest=0)


def _rules_of(piece: Piece, network: str, limits: Mapping[str, Any]) -> PictureRules | None:
    rules = rules_for(piece.placement, network, limits)
    return rules and together(piece.pictures, rules)


def picture_of(medium: Medium) -> Picture:
    return Picture(
        medium.checksum,
        medium.mime,
        medium.width,
        medium.height,
        medium.size,
        medium.alt,
        read=_reader(medium.file, medium.checksum),
        focus=medium.focus,
        over=Over(str(medium.overlay), partial(_lay, medium.overlay)) if medium.overlay else None,
        url=links.address(medium.file, medium.mime),
        frames=medium.frames,
    )


def film_of(medium: Medium) -> Film:
    return Film(
        checksum=medium.checksum,
        mime=medium.mime,
        width=medium.width,
        height=medium.height,
        size=medium.size,
        seconds=medium.seconds,
        rate=medium.rate,
        codec=medium.codec,
        sound=medium.sound,
        alt=medium.alt,
        read=_part_reader(medium),
        url=links.address(medium.file, medium.mime),
    )


@contextmanager
def _waited_for() -> Iterator[None]:
    """Raises `Later` while the storage is away, and `Refused` when the file is gone."""
    try:
        yield
    except Away as fault:
        raise Later(f"{fault} Nothing was sent; Marquee tries again by itself.") from fault
    except FileNotFoundError:
        reason = "A picture or film of this post is no longer in storage. Upload it again."
        raise Refused(reason, trouble=Trouble.MEDIA) from None


def _lay(laid: Laid, image: Image.Image) -> Image.Image:
    return overlays.lay(image, laid, _reader(laid.file, laid.checksum)())


def _reader(name: str, checksum: str) -> Callable[[], bytes]:
    """Reads the stored bytes, in any thread. Raises `Later`, and `Refused` when they are gone or are not those
    approved."""

    def read() -> bytes:
        with _waited_for(), default_storage.open(name, "rb") as file:
            data: bytes = file.read()
        if hashlib.sha256(data).hexdigest() != checksum:
            raise _changed()
        return data

    return read


def _part_reader(medium: Medium) -> Callable[[int, int], bytes]:
    """Reads so many of the stored bytes, in any thread, after all of them were seen to be those approved."""

    def read(start: int, length: int) -> bytes:
        with _waited_for():
            if _checksum(medium.file, default_storage.size(medium.file)) != medium.checksum:
                raise _changed()
            with default_storage.open(medium.file, "rb") as file:
                file.seek(start)
                data: bytes = file.read(length)
                return data

    return read


@lru_cache(maxsize=64)
def _checksum(name: str, size: int) -> str:
    """Read once a process: a film is read by many parts, and stored files are never written again."""
    whole = hashlib.sha256()
    with default_storage.open(name, "rb") as file:
        while chunk := file.read(CHUNK):
            whole.update(chunk)
    return whole.hexdigest()


def _changed() -> Refused:
    reason = "A picture or film changed after it was approved, so it was not sent."
    return Refused(reason, trouble=Trouble.MEDIA)
