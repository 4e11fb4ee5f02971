"""What networks check about films alike, and how a film travels: whole as a stream, or by parts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from publisher.networks.base import Film, Finding, Piece, Placement, Takes
from publisher.networks.http import Stream

MP4 = ("video/mp4", "video/quicktime")
_KINDS = {"video/mp4": "MP4", "video/quicktime": "MOV", "video/webm": "WebM", "video/x-m4v": "M4V"}
_CODECS = {"h264": "H.264", "hevc": "H.265", "vp8": "VP8", "vp9": "VP9", "av1": "AV1", "mpeg4": "MPEG-4"}
_PLACES = {Placement.FEED: "feed", Placement.REEL: "reels", Placement.STORY: "stories"}


@dataclass(frozen=True, slots=True)
class FilmRules:
    """`size` and `least_size` in bytes, `shortest` and `longest` in seconds, `rates` the pictures a second, `ratios`
    the width by the height, each from the least to the most; `width` and `height` (the most), `narrowest` and `lowest`
    (the least of them) and `pixels` (width × height) in pixels, `alt` in characters, `bits` a second, sound and all.

    Without `kinds`, `codecs`, `sounds` or `rates`, or with 0, the network sets no such limit.
    """

    size: int
    shortest: float = 0
    longest: float = 0
    kinds: tuple[str, ...] = MP4
    codecs: tuple[str, ...] = ("h264", "hevc")
    sounds: tuple[str, ...] = ()
    rates: tuple[float, float] | None = None
    ratios: tuple[float, float] | None = None
    width: int = 0
    height: int = 0
    narrowest: int = 0
    lowest: int = 0
    pixels: int = 0
    least_size: int = 0
    alt: int = 0
    bits: int = 0

    def within(self, limits: Mapping[str, Any]) -> Self:
        """With what this page's server takes, or operators found out (`film_bytes`, `seconds`)."""
        size, longest = limits.get("film_bytes") or self.size, limits.get("seconds") or self.longest
        return replace(self, size=int(size), longest=float(longest))


def check_shape(piece: Piece, takes: Takes, network: str) -> list[Finding]:
    """Whether this network has a place for the piece, and shows films, and pictures beside them."""
    return [Finding(sentence, field=field) for field, sentence in _shape(piece, takes, network)]


def check_film(film: Film, rules: FilmRules, network: str) -> list[Finding]:
    """What this network would refuse about this film, each with the remedy."""
    checks = (_made(film, rules, network), _weight(film, rules, network), _sides(film, rules, network))
    return [Finding(sentence, field="film") for check in checks for sentence in check]


def _shape(piece: Piece, takes: Takes, network: str) -> Iterator[tuple[str, str]]:
    if piece.placement not in takes.placements:
        yield (
            "placement",
            f"{network} has no {_PLACES[piece.placement]} here. Choose another place or leave this page out.",
        )
    elif piece.placement == Placement.REEL and not piece.film:
        yield "film", "A reel is a film. Add one, or choose another place."
    if piece.pictures and not takes.pictures:
        yield "pictures", f"{network} takes no pictures. Remove them or leave this page out."
    elif piece.film and not takes.films:
        yield "film", f"{network} takes no films. Remove the film or leave this page out."
    elif piece.film and len(piece.pictures) > takes.beside:
        beside = f"at most {_counted(takes.beside)} beside a film" if takes.beside else "a film or pictures, not both"
        extra = _counted(len(piece.pictures) - takes.beside)
        yield "film", f"{network} takes {beside}. Remove the film or {extra}."


def _counted(pictures: int) -> str:
    return "one picture" if pictures == 1 else f"{pictures} pictures"


def _made(film: Film, rules: FilmRules, network: str) -> Iterator[str]:
    if rules.kinds and film.mime not in rules.kinds:
        wanted = " or ".join(_KINDS[kind] for kind in rules.kinds if kind in _KINDS) or "another format"
        yield f"The film is {_KINDS.get(film.mime, film.mime)}, which {network} does not take; save it as {wanted}."
    if rules.codecs and film.codec not in rules.codecs:
        wanted = " or ".join(_CODECS.get(codec, codec) for codec in rules.codecs)
        yield f"The film is {_CODECS.get(film.codec, film.codec)}; {network} takes {wanted}. Save it so."
    if rules.sounds and film.sound and film.sound not in rules.sounds:
        wanted = " or ".join(sound.upper() for sound in rules.sounds)
        yield f"The film's sound is {film.sound.upper()}; {network} takes {wanted}. Save it so."
    least, most = rules.rates or (film.rate, film.rate)
    if not least <= film.rate <= most:
        yield f"The film has {film.rate:g} pictures a second; {network} takes {least:g} to {most:g}. Save it anew."
    if rules.alt and len(film.alt) > rules.alt:
        yield (
            f"The description of the film has {len(film.alt)} characters; {network} takes {rules.alt}. "
            f"Shorten it by {len(film.alt) - rules.alt}."
        )


def _weight(film: Film, rules: FilmRules, network: str) -> Iterator[str]:
    if film.size > rules.size:
        yield (
            f"The film has {_megabytes(film.size)}; {network} takes {_megabytes(rules.size)}. "
            "Save it with stronger compression."
        )
    elif rules.bits and film.size * 8 > rules.bits * film.seconds > 0:
        bits = film.size * 8 / film.seconds
        yield (
            f"The film has {bits / 1_000_000:.1f} megabits a second; {network} takes {rules.bits / 1_000_000:g}. "
            "Save it with fewer."
        )
    if film.size < rules.least_size:
        yield (
            f"The film has {_megabytes(film.size)}; {network} takes {_megabytes(rules.least_size)} and more. "
            "Save it in better quality."
        )
    if film.seconds < rules.shortest:
        yield f"The film lasts {film.seconds:g} s; {network} takes {rules.shortest:g} s and more here. Make it longer."
    if rules.longest and film.seconds > rules.longest:
        yield f"The film lasts {film.seconds:g} s; {network} takes {rules.longest:g} s here. Cut it."


def _sides(film: Film, rules: FilmRules, network: str) -> Iterator[str]:
    size = f"The film has {film.width} × {film.height} pixels"
    if rules.width and film.width > rules.width:
        yield f"{size}; {network} takes {rules.width} in width. Scale it down."
    if rules.height and film.height > rules.height:
        yield f"{size}; {network} takes {rules.height} in height. Scale it down."
    if rules.pixels and film.width * film.height > rules.pixels:
        yield f"{size}; {network} takes {rules.pixels / 1_000_000:.1f} million in all. Scale it down."
    if film.width < rules.narrowest or film.height < rules.lowest:
        yield f"{size}; {network} takes {rules.narrowest} × {rules.lowest} and more. Save it larger."
    narrowest, widest = rules.ratios or (0, film.width)
    if not narrowest * film.height <= film.width <= widest * film.height:
        yield f"{size}; {network} takes a width of {narrowest:g} to {widest:g} times the height. Crop it."


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.2f} MB".replace(".00 MB", " MB")


def film_name(film: Film) -> str:
    """A name for the file of an upload; some servers tell its kind by the ending."""
    return f"{film.checksum[:16]}.{'mov' if film.mime == 'video/quicktime' else film.mime.partition('/')[2]}"


async def streamed(film: Film, start: int = 0) -> Stream:
    """The bytes of the film from there to its end, never all of them in memory. Raises what its `read` raises when it
    is gone or changed, before anything is sent."""
    await asyncio.to_thread(film.read, start, 1)
    return Stream(film.read, start, film.size)
