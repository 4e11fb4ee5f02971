"""What networks check about pictures alike: how many, which kinds, how big, and how long their descriptions are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from publisher.networks.base import Finding, Picture

GIF = "image/gif"
_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP", "image/gif": "GIF", "image/avif": "AVIF"}


@dataclass(frozen=True, slots=True)
class GifRules:
    """Of one that goes to its network alone and as a film does. `size` in bytes, `width` and `height` in pixels,
    `frames` one after the other; 0 means that there is no such limit."""

    size: int
    width: int = 0
    height: int = 0
    frames: int = 0


@dataclass(frozen=True, slots=True)
class PictureRules:
    """`size` in bytes, `pixels` = width × height, `sides` = width + height, `alt` in characters; 0 means that the
    network sets no limit.

    `narrowest` and `widest` are the least and the most of width ÷ height in the feed. `weight` is how many bytes all
    pictures of a post may have together. `alike`: they have one size; `exact` is the one that those of a certain post
    have. `box` is the most of their long and of their short side. `gif` is set where GIFs go another way than pictures.
    """

    most: int
    kinds: tuple[str, ...]
    size: int
    pixels: int = 0
    alt: int = 0
    narrowest: float = 0.0
    widest: float = 0.0
    sides: int = 0
    box: tuple[int, int] | None = None
    weight: int = 0
    alike: bool = False
    exact: tuple[int, int] | None = None
    gif: GifRules | None = None

    def within(self, limits: Mapping[str, Any]) -> Self:
        """With what this page's server takes, or operators found out (`image_bytes`)."""
        return replace(self, size=int(limits.get("image_bytes") or self.size))


def together(pictures: tuple[Picture, ...], rules: PictureRules) -> PictureRules:
    """The rules for these pictures of one post: the bytes they may have together are for all alike, and where their
    sizes have to be, all get the shape of the first and no more pixels than the smallest has."""
    if len(pictures) < 2:
        return rules
    # What something is laid over has another size then, which nobody knows before.
    if rules.weight and (any(one.over for one in pictures) or sum(one.size for one in pictures) > rules.weight):
        rules = replace(rules, size=min(rules.size, rules.weight // len(pictures)))
    if not rules.alike:
        return rules
    width, height = size_sent(*_size(pictures[0]), rules)
    share = min(1.0, *(min(picture.width / width, picture.height / height) for picture in pictures))
    return replace(rules, exact=(max(1, int(width * share)), max(1, int(height * share))))


def fits(picture: Picture, rules: PictureRules) -> bool:
    """Whether the picture itself, whatever is said of it, is one that the network takes."""
    fine = picture.mime in rules.kinds and picture.size <= rules.size
    return fine and size_sent(*_size(picture), rules) == _size(picture)


def _size(picture: Picture) -> tuple[int, int]:
    return picture.width, picture.height


def shaped(width: int, height: int, rules: PictureRules) -> tuple[int, int]:
    """The largest part of a picture of that size that the network shows, by its shape."""
    if rules.exact:
        share = min(width / rules.exact[0], height / rules.exact[1])
        return min(width, round(rules.exact[0] * share)), min(height, round(rules.exact[1] * share))
    if rules.narrowest and width < rules.narrowest * height:
        return width, max(1, int(width / rules.narrowest))
    if rules.widest and width > rules.widest * height:
        return max(1, int(height * rules.widest)), height
    return width, height


def size_sent(width: int, height: int, rules: PictureRules) -> tuple[int, int]:
    """The size in which the network gets a picture of that size: its part, with no more pixels than it takes."""
    if rules.exact:
        return rules.exact
    width, height = shaped(width, height, rules)
    shares = [math.sqrt(rules.pixels / (width * height))] if rules.pixels else []
    shares += [rules.sides / (width + height)] if rules.sides else []
    shares += [min(rules.box[0] / max(width, height), rules.box[1] / min(width, height))] if rules.box else []
    share = min(shares, default=1.0)
    # Whole pixels may leave the shape by one.
    return shaped(max(1, int(width * share)), max(1, int(height * share)), rules) if share < 1 else (width, height)


def check_pictures(pictures: tuple[Picture, ...], rules: PictureRules, network: str) -> list[Finding]:
    """What this network would refuse about these pictures, each with the remedy."""
    sentences = []
    if len(pictures) > rules.most:
        sentences.append(f"{network} takes {rules.most} pictures in a post; remove {len(pictures) - rules.most}.")
    if rules.gif and len(pictures) > 1 and any(picture.mime == GIF for picture in pictures):
        sentences.append(f"{network} shows a GIF alone. Remove it, or the other pictures.")
    for number, picture in enumerate(pictures, 1):
        if rules.gif and picture.mime == GIF:
            sentences += _check_gif(number, picture, rules.gif, network)
        else:
            sentences += _check(number, picture, rules, network)
        sentences += _about_alt(number, picture, rules, network)
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


def _check_gif(number: int, picture: Picture, gif: GifRules, network: str) -> Iterator[str]:
    if picture.size > gif.size:
        yield (
            f"Picture {number} has {_megabytes(picture.size)}; {network} takes {_megabytes(gif.size)} of a GIF. "
            "Make it smaller, or save it as a film."
        )
    if gif.width and (picture.width > gif.width or picture.height > gif.height):
        yield (
            f"Picture {number} has {picture.width} × {picture.height} pixels; {network} takes "
            f"{gif.width} × {gif.height} of a GIF. Scale it down."
        )
    if gif.frames and picture.frames > gif.frames:
        yield (
            f"Picture {number} shows {picture.frames} pictures one after the other; {network} takes {gif.frames} in a "
            "GIF. Shorten it, or save it as a film."
        )


def _about_alt(number: int, picture: Picture, rules: PictureRules, network: str) -> Iterator[str]:
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
