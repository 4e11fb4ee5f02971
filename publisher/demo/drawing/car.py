"""A car from the side, drawn after no real one: a body, its glass, two wheels and its lamps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from publisher.demo.drawing.canvas import SMOOTH, Colour, Point, glow, mix

WHITE: Colour = (255, 246, 226)
RED: Colour = (255, 60, 40)
TYRE = 1.1
"""How far the wheel arch and the tyre reach, in radii of the wheel."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Outlines in lengths of the car: x from tail (0) to nose (1), y upwards from the ground."""

    body: Sequence[Point]
    glass: Sequence[Point]
    wheels: tuple[float, float]
    radius: float
    lamp: float


HATCHBACK = Shape(
    body=[(0.03, 0.10), (0.01, 0.22), (0.04, 0.31), (0.12, 0.42), (0.26, 0.455), (0.45, 0.45), (0.60, 0.40),
          (0.74, 0.295), (0.90, 0.25), (0.97, 0.20), (0.985, 0.11), (0.90, 0.075), (0.10, 0.075)],
    glass=[(0.13, 0.315), (0.185, 0.405), (0.30, 0.425), (0.45, 0.42), (0.575, 0.375), (0.68, 0.30), (0.40, 0.295)],
    wheels=(0.20, 0.79), radius=0.092, lamp=0.215,
)  # fmt: skip
ESTATE = Shape(
    body=[(0.02, 0.11), (0.01, 0.24), (0.03, 0.33), (0.08, 0.435), (0.22, 0.46), (0.44, 0.455), (0.58, 0.41),
          (0.70, 0.315), (0.89, 0.275), (0.97, 0.22), (0.985, 0.12), (0.90, 0.09), (0.10, 0.09)],
    glass=[(0.075, 0.335), (0.12, 0.415), (0.25, 0.43), (0.43, 0.425), (0.555, 0.385), (0.65, 0.315), (0.35, 0.31)],
    wheels=(0.20, 0.80), radius=0.098, lamp=0.24,
)  # fmt: skip
SALOON = Shape(
    body=[(0.02, 0.10), (0.005, 0.20), (0.03, 0.255), (0.14, 0.28), (0.27, 0.35), (0.42, 0.375), (0.56, 0.345),
          (0.70, 0.265), (0.88, 0.225), (0.97, 0.18), (0.985, 0.105), (0.90, 0.07), (0.10, 0.07)],
    glass=[(0.20, 0.275), (0.295, 0.335), (0.42, 0.35), (0.54, 0.325), (0.655, 0.262), (0.42, 0.258)],
    wheels=(0.185, 0.80), radius=0.09, lamp=0.185,
)  # fmt: skip


def curve(points: Sequence[Point], steps: int = 10) -> list[Point]:
    """A closed Catmull-Rom curve through the points."""
    count = len(points)
    found = []
    for n in range(count):
        four = [points[(n + k) % count] for k in (-1, 0, 1, 2)]
        found += [
            (_spline([p[0] for p in four], t / steps), _spline([p[1] for p in four], t / steps)) for t in range(steps)
        ]
    return found


def _spline(values: Sequence[float], t: float) -> float:
    a, b, c, d = values
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)


def park(  # noqa: PLR0913, PLR0917 - a car has that many sides
    image: Image.Image, shape: Shape, at: Point, length: float, body: Colour, rim: Colour, *, lit: bool = True
) -> None:
    """Put the car with its middle on the ground at `at`; `rim` is the colour of the light along its roof."""
    left, ground = at[0] - length / 2, at[1]
    layer = _layer(shape, round(length), body, rim)
    _shadow(image, at, length)
    image.paste(layer, (round(left), round(ground - layer.height)), layer)
    if lit:
        glow(image, (left + length * 0.965, ground - length * shape.lamp), length * 0.16, WHITE, 0.9)
        glow(image, (left + length * 0.02, ground - length * (shape.lamp + 0.03)), length * 0.08, RED, 0.9)


def _layer(shape: Shape, length: int, body: Colour, rim: Colour) -> Image.Image:
    """The car alone on a transparent ground."""
    height = round(length * 0.5)
    big = (length * SMOOTH, height * SMOOTH)
    layer = Image.new("RGBA", big)
    draw = ImageDraw.Draw(layer)
    thickness = max(2.0, length * 0.004)
    outline = _placed(curve(shape.body), length, height)
    draw.polygon(outline, fill=rim)
    inner = [(x, y + thickness * SMOOTH) for x, y in outline]
    draw.polygon(inner, fill=body)
    _shade(layer, outline, body)
    draw.polygon(_placed(curve(shape.glass), length, height), fill=mix(body, (10, 14, 22), 0.75))
    draw.line(_placed([(0.05, shape.lamp + 0.035), (0.94, shape.lamp + 0.012)], length, height),
              fill=mix(body, rim, 0.35), width=round(thickness * SMOOTH))  # fmt: skip
    for wheel in shape.wheels:
        _wheel(draw, wheel, shape.radius, length, height)
    return layer.resize((length, height), Image.Resampling.LANCZOS)


def _shade(layer: Image.Image, outline: Sequence[Point], body: Colour) -> None:
    """The lower flank lies in the dark."""
    mask = Image.new("L", layer.size)
    ImageDraw.Draw(mask).polygon(list(outline), fill=255)
    dark = Image.linear_gradient("L").resize(layer.size).point([max(0, (n - 130) * 2) for n in range(256)])
    empty = Image.new("L", layer.size)
    layer.paste(mix(body, (4, 5, 8), 0.8), (0, 0), Image.composite(dark, empty, mask))


def _placed(points: Sequence[Point], length: int, height: int) -> list[Point]:
    return [(x * length * SMOOTH, (height - y * length) * SMOOTH) for x, y in points]


def _wheel(draw: ImageDraw.ImageDraw, x: float, radius: float, length: int, height: int) -> None:
    centre_x, centre_y = _placed([(x, radius * TYRE)], length, height)[0]
    for share, colour in ((TYRE, (6, 7, 9)), (1.0, (16, 17, 20)), (0.70, (78, 82, 90)), (0.62, (34, 36, 41))):
        reach = radius * share * length * SMOOTH
        draw.ellipse((centre_x - reach, centre_y - reach, centre_x + reach, centre_y + reach), fill=colour)
    for spoke in range(5):
        angle = spoke * math.tau / 5 + 0.3
        reach = radius * 0.66 * length * SMOOTH
        tip = (centre_x + math.cos(angle) * reach, centre_y + math.sin(angle) * reach)
        draw.line((centre_x, centre_y, *tip), fill=(112, 116, 124), width=max(2, round(length * 0.012)))


def _shadow(image: Image.Image, at: Point, length: float) -> None:
    width, height = round(length * 1.1), max(4, round(length * 0.07))
    mask = Image.new("L", (width, height * 2))
    ImageDraw.Draw(mask).ellipse((width * 0.04, height * 0.5, width * 0.96, height * 1.4), fill=190)
    mask = mask.filter(ImageFilter.GaussianBlur(height / 4))
    image.paste((4, 5, 8), (round(at[0] - width / 2), round(at[1] - height)), mask)
