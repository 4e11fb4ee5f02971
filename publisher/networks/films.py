"""What networks check about films alike: how long, how big, and how they are made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.networks.base import Film, Finding

_CODECS = {"h264": "H.264", "hevc": "H.265", "vp9": "VP9", "av1": "AV1", "mpeg4": "MPEG-4"}


@dataclass(frozen=True, slots=True)
class FilmRules:
    """`size` in bytes, `shortest` and `longest` in seconds, `rates` the pictures a second, `width` in pixels."""

    size: int
    shortest: float
    longest: float
    kinds: tuple[str, ...] = ("video/mp4", "video/quicktime")
    codecs: tuple[str, ...] = ("h264", "hevc")
    rates: tuple[float, float] = (23, 60)
    width: int = 1920


def check_film(film: Film, rules: FilmRules, network: str) -> list[Finding]:
    """What this network would refuse about this film, each with the remedy."""
    return [Finding(sentence, field="pictures") for sentence in _check(film, rules, network)]


def _check(film: Film, rules: FilmRules, network: str) -> Iterator[str]:
    if film.mime not in rules.kinds:
        yield f"{network} takes films as MP4; save it so."
    if film.codec not in rules.codecs:
        wanted = " or ".join(_CODECS.get(codec, codec) for codec in rules.codecs)
        yield f"The film is {_CODECS.get(film.codec, film.codec)}; {network} takes {wanted}. Save it so."
    if film.size > rules.size:
        yield (
            f"The film has {film.size / 1_000_000:.0f} MB; {network} takes {rules.size / 1_000_000:.0f} MB. "
            "Save it with stronger compression."
        )
    if not rules.shortest <= film.seconds <= rules.longest:
        yield (
            f"The film lasts {film.seconds:.0f} s; {network} takes {rules.shortest:.0f} to {rules.longest:.0f} s here. "
            "Cut it."
        )
    least, most = rules.rates
    if not least <= film.rate <= most:
        yield f"The film has {film.rate:g} pictures a second; {network} takes {least:g} to {most:g}. Save it anew."
    if film.width > rules.width:
        yield f"The film is {film.width} pixels wide; {network} takes {rules.width}. Scale it down."
