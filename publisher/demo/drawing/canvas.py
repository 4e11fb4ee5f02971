"""What every scene is made of: skies, glows, ridges and mist. Lengths are in pixels, colours (red, green, blue)."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Size = tuple[int, int]

SMOOTH = 2
"""Shapes are drawn this many times too big and scaled down, so that their edges are soft."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` 0 is `one`, 1 is `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def sky(size: Size, colours: Sequence[Colour]) -> Image.Image:
    """The colours from top to bottom, evenly spaced."""
    strip = Image.new("RGB", (1, len(colours)))
    strip.putdata(list(colours))
    tall = strip.resize((1, size[1]), Image.Resampling.BICUBIC, box=(0, 0.5, 1, len(colours) - 0.5))
    return tall.resize(size, Image.Resampling.NEAREST)


def fill(image: Image.Image, points: Sequence[Point], colour: Colour) -> None:
    """Paint the polygon. Only the band it lies in is drawn."""
    top = max(0, int(min(y for _, y in points)))
    bottom = min(image.height, int(max(y for _, y in points)) + 1)
    if bottom <= top:
        return
    mask = Image.new("L", (image.width * SMOOTH, (bottom - top) * SMOOTH))
    ImageDraw.Draw(mask).polygon([(x * SMOOTH, (y - top) * SMOOTH) for x, y in points], fill=255)
    image.paste(colour, (0, top, image.width, bottom), mask.reduce(SMOOTH))


def glow(image: Image.Image, centre: Point, radius: float, colour: Colour, strength: float = 1.0) -> None:
    """Add light around a point, fading outwards."""
    side = max(2, round(radius * 2))
    light = Image.radial_gradient("L").resize((side, side), Image.Resampling.BILINEAR)
    light = light.point([round(max(0, 255 - level * 1.42) ** 2 / 255 * strength) for level in range(256)])
    corner = (round(centre[0] - side / 2), round(centre[1] - side / 2))
    box = (*corner, corner[0] + side, corner[1] + side)
    lit = Image.composite(Image.new("RGB", (side, side), colour), Image.new("RGB", (side, side)), light)
    image.paste(ImageChops.add(image.crop(box), lit), corner)


def ridge(width: int, base: float, height: float, chance: random.Random, *, rough: bool = False) -> list[Point]:
    """A skyline from left to right around `base`: soft hills, or the jagged line of mountains."""
    waves = [(chance.uniform(0.6, 1.6) * 2**n, chance.uniform(0, math.tau), 0.55**n) for n in range(7 if rough else 3)]
    points = []
    for x in range(0, width + 9, 8):
        total = sum(share * _wave(x / width * turns * math.tau + phase, rough) for turns, phase, share in waves)
        points.append((float(x), base - height * total / 1.6))
    return points


def _wave(angle: float, rough: bool) -> float:
    return 1 - 2 * abs(math.sin(angle / 2)) if rough else math.sin(angle)


def below(line: Sequence[Point], size: Size) -> list[Point]:
    """The area under a skyline."""
    return [*line, (size[0] + 10, size[1]), (-10, size[1])]


def mist(image: Image.Image, top: float, bottom: float, colour: Colour, strength: float) -> None:
    """Thickens from `top` to `bottom`."""
    height = max(1, round(bottom - top))
    veil = Image.linear_gradient("L").resize((image.width, height)).point([round(n * strength) for n in range(256)])
    image.paste(colour, (0, round(top), image.width, round(top) + height), veil)


def mirror(image: Image.Image, line: int, depth: int, dim: float) -> None:
    """What stands above `line` is reflected below it, blurred and darkened, as on a wet road."""
    strip = image.crop((0, line - depth, image.width, line)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    strip = strip.filter(ImageFilter.GaussianBlur(6)).point([round(n * dim) for n in range(256)] * 3)
    image.paste(strip, (0, line))
