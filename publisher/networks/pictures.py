"""What networks check about pictures alike: how many, which kinds, how big, and how long their descriptions are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.networks.base import Finding, Picture

_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/gif": "GIF", "image/avif": "AVIF"}


@dataclass(frozen=True, slots=True)
class PictureRules:
    """`size` in bytes, `pixels` = width × height, `alt` in characters; 0 means that the network sets no limit.

    `narrowest` and `widest` are the least and the most of width ÷ height in the feed.
    """

    most: int
    kinds: tuple[str, ...]
    size: int
    pixels: int = 0
    alt: int = 0
    narrowest: float = 0.0
    widest: float = 0.0


def fits(picture: Picture, rules: PictureRules) -> bool:
    """Whether the picture itself, whatever is said of it, is one that the network takes."""
    pixels = picture.width * picture.height
    small = picture.size <= rules.size and (not rules.pixels or pixels <= rules.pixels)
    return picture.mime in rules.kinds and small and shaped(*_size(picture), rules) == _size(picture)


def _size(picture: Picture) -> tuple[int, int]:
    return picture.width, picture.height


def shaped(width: int, height: int, rules: PictureRules) -> tuple[int, int]:
    """The largest part of a picture of that size that the network shows, by its shape."""
    if rules.narrowest and width < rules.narrowest * height:
        return width, max(1, int(width / rules.narrowest))
    if rules.widest and width > rules.widest * height:
        return max(1, int(height * rules.widest)), height
    return width, height


def check_pictures(pictures: tuple[Picture, ...], rules: PictureRules, network: str) -> list[Finding]:
    """What this network would refuse about these pictures, each with the remedy."""
    sentences = []
    if len(pictures) > rules.most:
        sentences.append(f"{network} takes {rules.most} pictures in a post; remove {len(pictures) - rules.most}.")
    for number, picture in enumerate(pictures, 1):
        sentences += _check(number, picture, rules, network)
    return [Finding(sentence, field="pictures") for sentence in sentences]


def _check(number: int, picture: Picture, rules: PictureRules, network: str) -> Iterator[str]:
    if picture.mime not in rules.kinds:
        wanted = " or ".join(_KINDS[kind] for kind in rules.kinds if kind in _KINDS) or "another format"
        kind = _KINDS.get(picture.mime, picture.mime)
        yield f"Picture {number} is {kind}, which {network} does not take; save it as {wanted}."
    if picture.size > rules.size:
        yield (
            f"Picture {number} has {_megabytes(picture.size)}; {network} takes {_megabytes(rules.size)}. "
            "Make it smaller or save it with stronger compression."
        )
    if rules.pixels and picture.width * picture.height > rules.pixels:
        yield (
            f"Picture {number} has {picture.width} × {picture.height} pixels; {network} takes "
            f"{rules.pixels / 1_000_000:.1f} million in all. Scale it down."
        )
    if rules.alt and len(picture.alt) > rules.alt:
        yield (
            f"The description of picture {number} has {len(picture.alt)} characters; {network} takes {rules.alt}. "
            f"Shorten it by {len(picture.alt) - rules.alt}."
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.2f} MB".replace(".00 MB", " MB")


def file_name(picture: Picture) -> str:
    """A name for the file of an upload; some servers tell its kind by the ending."""
    return f"{picture.checksum[:16]}.{picture.mime.partition('/')[2]}"


def slots(pictures: tuple[Picture, ...]) -> list[tuple[str, Picture]]:
    """Each picture with the name under which its upload is kept: its checksum, numbered when it comes again."""
    named: list[tuple[str, Picture]] = []
    for number, picture in enumerate(pictures):
        again = sum(1 for earlier in pictures[:number] if earlier.checksum == picture.checksum)
        named.append((f"{picture.checksum}#{again + 1}" if again else picture.checksum, picture))
    return named
