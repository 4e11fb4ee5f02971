"""Eight scenes. Each takes a look and gives a picture."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

from publisher.demo.drawing.canvas import Colour, Size, below, fill, glow, mirror, mist, mix, ridge, sky
from publisher.demo.drawing.car import Shape, park

BLACK: Colour = (8, 9, 13)


@dataclass(frozen=True, slots=True)
class Look:
    """`colours` are the sky from top to bottom, `paint` the car's colour, `light` that of sun, lamp or lit windows."""

    size: Size
    shape: Shape
    colours: tuple[Colour, ...]
    paint: Colour
    light: Colour
    seed: int


def _chance(look: Look) -> random.Random:
    return random.Random(look.seed)  # noqa: S311 - the same picture every time, no secret


def _road(image: Image.Image, top: float, colour: Colour) -> float:
    """A road across the foreground; gives the height on which a car stands."""
    width, height = image.size
    fill(image, [(0, top), (width, top - height * 0.012), (width, height), (0, height)], colour)
    mist(image, top, height, BLACK, 0.75)
    edge = ImageDraw.Draw(image)
    edge.line((0, top + 4, width, top - height * 0.012 + 4), fill=mix(colour, (235, 230, 220), 0.35), width=3)
    for n in range(7):
        left = width * (n / 6 - 0.06)
        edge.rectangle(
            (left, height * 0.955, left + width * 0.075, height * 0.962), fill=mix(colour, (235, 230, 220), 0.4)
        )
    return top + height * 0.075


def city(look: Look) -> Image.Image:
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    ground = round(height * 0.74)
    glow(image, (width * chance.uniform(0.3, 0.7), ground), width * 0.5, look.light, 0.35)
    for depth in range(3):
        _towers(image, look, chance, ground, depth)
    mist(image, ground - height * 0.14, ground, mix(look.colours[-1], look.light, 0.2), 0.55)
    mirror(image, ground, height - ground, 0.5)
    park(image, look.shape, (width * 0.5, height * 0.86), width * 0.56, look.paint, mix(look.light, look.paint, 0.3))
    return image


def _towers(image: Image.Image, look: Look, chance: random.Random, ground: int, depth: int) -> None:
    """One row of houses; the nearer, the darker and the more windows one sees."""
    draw = ImageDraw.Draw(image)
    width, height = image.size
    tone = mix(look.colours[-2], BLACK, 0.3 + 0.28 * depth)
    x = -20.0
    while x < width:
        wide, tall = chance.uniform(0.05, 0.11) * width, chance.uniform(0.14, 0.46 - 0.09 * depth) * height
        draw.rectangle((x, ground - tall, x + wide, ground), fill=tone)
        if depth:
            _windows(draw, (x, ground - tall, x + wide, ground), mix(tone, look.light, 0.45 + 0.2 * depth), chance)
        x += wide + chance.uniform(0, 0.02) * width


def _windows(
    draw: ImageDraw.ImageDraw, house: tuple[float, float, float, float], colour: Colour, chance: random.Random
) -> None:
    left, top, right, bottom = house
    for row in range(int((bottom - top) / 24)):
        for column in range(int((right - left - 10) / 16)):
            if chance.random() < 0.28:
                x, y = left + 8 + column * 16, top + 10 + row * 24
                draw.rectangle((x, y, x + 7, y + 11), fill=colour)


def hills(look: Look) -> Image.Image:
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    glow(image, (width * 0.7, height * 0.4), width * 0.36, look.light, 0.5)
    for n in range(5):
        line = ridge(width, height * (0.46 + 0.075 * n), height * 0.05, chance)
        tone = mix(mix(look.colours[-1], look.colours[0], 0.25 + 0.1 * n), (16, 34, 30), 0.12 + 0.19 * n)
        fill(image, below(line, look.size), tone)
        mist(image, height * (0.50 + 0.075 * n), height * (0.60 + 0.075 * n), look.colours[-1], 0.5 - 0.1 * n)
    ground = _road(image, height * 0.83, (58, 60, 64))
    park(image, look.shape, (width * 0.42, ground), width * 0.42, look.paint, mix(look.light, look.paint, 0.35))
    return image


def mountains(look: Look) -> Image.Image:
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    glow(image, (width * 0.32, height * 0.33), width * 0.32, look.light, 0.5)
    for n in range(4):
        line = ridge(width, height * (0.44 + 0.1 * n), height * (0.17 - 0.03 * n), chance, rough=True)
        fill(image, below(line, look.size), mix(look.colours[-1], (18, 24, 38), 0.28 + 0.22 * n))
        mist(image, height * (0.50 + 0.1 * n), height * (0.64 + 0.1 * n), look.colours[-1], 0.42 - 0.09 * n)
    ground = _road(image, height * 0.84, (52, 54, 60))
    park(image, look.shape, (width * 0.56, ground), width * 0.43, look.paint, mix(look.light, look.paint, 0.35))
    return image


def coast(look: Look) -> Image.Image:
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    horizon, sun = height * 0.5, (width * chance.uniform(0.55, 0.75), height * 0.455)
    glow(image, sun, width * 0.5, look.light, 0.7)
    glow(image, sun, width * 0.07, (255, 250, 235), 1.0)
    sea = sky((width, round(height - horizon)), [mix(colour, (10, 30, 48), 0.55) for colour in reversed(look.colours)])
    image.paste(sea, (0, round(horizon)))
    _glitter(image, sun[0], horizon, look.light, chance)
    headland = [
        (0, height * 0.40),
        (width * 0.10, height * 0.41),
        (width * 0.21, height * 0.455),
        (width * 0.27, height * 0.5),
    ]
    fill(image, [*headland, (width * 0.3, horizon + 6), (0, horizon + 6)], mix(look.colours[0], BLACK, 0.55))
    ground = _road(image, height * 0.82, (56, 56, 60))
    park(image, look.shape, (width * 0.4, ground), width * 0.46, look.paint, mix(look.light, look.paint, 0.3))
    return image


def _glitter(image: Image.Image, x: float, horizon: float, colour: Colour, chance: random.Random) -> None:
    """The sun's way on the water, wider and rarer towards us."""
    layer = Image.new("RGB", image.size)
    draw = ImageDraw.Draw(layer)
    for _ in range(420):
        depth = chance.random() ** 1.6
        y, reach = horizon + 3 + depth * image.height * 0.32, image.width * (0.02 + 0.14 * depth)
        middle, half = x + chance.gauss(0, reach), chance.uniform(4, 26) * (0.4 + depth)
        draw.line((middle - half, y, middle + half, y), fill=mix(BLACK, colour, 0.75 - 0.5 * depth), width=2)
    lights = layer.filter(ImageFilter.GaussianBlur(1.2))
    image.paste(colour, (0, 0), lights.convert("L"))


def desert(look: Look) -> Image.Image:
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    _stars(image, chance, height * 0.42)
    glow(image, (width * 0.75, height * 0.52), width * 0.42, look.light, 0.6)
    sand = mix(look.light, (150, 96, 60), 0.55)
    for n in range(4):
        line = ridge(width, height * (0.56 + 0.1 * n), height * (0.055 + 0.01 * n), chance)
        fill(image, below(line, look.size), mix(sand, BLACK, 0.25 + 0.09 * n))
        shade = [(x, y + (8 + 34 * n) * (1 + math.sin(x / width * 5 + n))) for x, y in line]
        fill(image, below(shade, look.size), mix(sand, BLACK, 0.38 + 0.1 * n))
    park(image, look.shape, (width * 0.45, height * 0.885), width * 0.44, look.paint, mix(look.light, look.paint, 0.3))
    return image


def _stars(image: Image.Image, chance: random.Random, bottom: float) -> None:
    draw = ImageDraw.Draw(image)
    for _ in range(240):
        x, y = chance.uniform(0, image.width), chance.uniform(0, 1) ** 1.5 * bottom
        level = round(200 * chance.random() ** 2 * (1 - y / bottom)) + 30
        here = image.getpixel((min(int(x), image.width - 1), int(y)))
        assert isinstance(here, tuple)
        lit = (min(255, int(here[0]) + level), min(255, int(here[1]) + level), min(255, int(here[2]) + level))
        draw.ellipse((x, y, x + 2, y + 2), fill=lit)


def studio(look: Look) -> Image.Image:
    image = sky(look.size, look.colours)
    width, height = image.size
    floor = round(height * 0.72)
    light = Image.new("L", look.size)
    lamp = (width * 0.16, height * 0.235, width * 0.84, height * 0.262)
    ImageDraw.Draw(light).rounded_rectangle(lamp, 14, fill=255)
    for radius, strength in ((90, 1.6), (26, 1.2), (2, 1.0)):
        soft = light.reduce(4).filter(ImageFilter.GaussianBlur(radius / 4)).resize(look.size)
        image.paste(look.light, (0, 0), soft.point([min(255, round(n * strength)) for n in range(256)]))
    fill(image, [(0, floor), (width, floor), (width, height), (0, height)], mix(look.colours[-1], BLACK, 0.4))
    glow(image, (width / 2, floor + height * 0.03), width * 0.55, mix(look.light, look.colours[-1], 0.5), 0.4)
    mist(image, floor + height * 0.06, height, BLACK, 0.7)
    park(image, look.shape, (width * 0.5, height * 0.8), width * 0.66, look.paint, look.light, lit=False)
    return image


def lights(look: Look) -> Image.Image:
    """Seen from a bridge: white trails come, red ones go."""
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    horizon, vanishing = height * 0.42, width * chance.uniform(0.4, 0.6)
    line = ridge(width, horizon, height * 0.03, chance)
    fill(image, below(line, look.size), mix(look.colours[-1], BLACK, 0.72))
    glow(image, (vanishing, horizon), width * 0.4, look.light, 0.55)
    sides = [(vanishing - 8, horizon), (vanishing + 8, horizon), (width * 1.1, height), (-width * 0.1, height)]
    fill(image, sides, (22, 23, 28))
    trails = Image.new("RGB", look.size)
    draw = ImageDraw.Draw(trails)
    for n in range(34):
        red = n % 2 == 0
        lane = chance.uniform(0.06, 0.46) * (1 if red else -1)
        colour = mix((255, 52, 34) if red else look.light, BLACK, chance.uniform(0, 0.5))
        _trail(draw, (vanishing, horizon), lane, look.size, colour)
    soft = trails.reduce(4).filter(ImageFilter.GaussianBlur(4)).resize(look.size)
    for layer in (soft, trails.filter(ImageFilter.GaussianBlur(0.8))):
        image = Image.composite(layer, image, layer.convert("L").point([min(255, n * 2) for n in range(256)]))
    return image


def _trail(draw: ImageDraw.ImageDraw, vanishing: tuple[float, float], lane: float, size: Size, colour: Colour) -> None:
    x, y = vanishing
    points = []
    for n in range(41):
        near = (n / 40) ** 2.2
        points.append((x + lane * size[0] * 1.15 * near + math.sin(n / 9) * 6, y + (size[1] * 1.02 - y) * near))
    for n in range(40):
        draw.line((*points[n], *points[n + 1]), fill=colour, width=1 + round(6 * (n / 40) ** 2))


def charging(look: Look) -> Image.Image:
    image, chance = sky(look.size, look.colours), _chance(look)
    width, height = image.size
    _stars(image, chance, height * 0.4)
    line = ridge(width, height * 0.62, height * 0.035, chance)
    fill(image, below(line, look.size), mix(look.colours[-1], BLACK, 0.7))
    fill(image, [(0, height * 0.74), (width, height * 0.74), (width, height), (0, height)], (30, 32, 38))
    glow(image, (width * 0.25, height * 0.74), width * 0.42, (150, 170, 190), 0.3)
    mist(image, height * 0.76, height, BLACK, 0.6)
    draw = ImageDraw.Draw(image)
    left, right, top, foot = width * 0.13, width * 0.185, height * 0.47, height * 0.83
    draw.rounded_rectangle((left, top, right, foot), 14, fill=(52, 57, 66))
    draw.rounded_rectangle((left + 10, top + 18, right - 10, top + height * 0.07), 6, fill=(18, 34, 36))
    draw.rectangle((left + 14, top + height * 0.1, right - 14, top + height * 0.108), fill=look.light)
    glow(image, ((left + right) / 2, top + height * 0.104), width * 0.12, look.light, 0.8)
    cable = [
        (right - 4, height * 0.6),
        (width * 0.225, height * 0.78),
        (width * 0.27, height * 0.75),
        (width * 0.3, height * 0.7),
    ]
    draw.line(cable, fill=(12, 13, 16), width=7, joint="curve")
    park(
        image,
        look.shape,
        (width * 0.57, height * 0.86),
        width * 0.56,
        look.paint,
        mix(look.light, (200, 215, 225), 0.5),
    )
    return image


SCENES: dict[str, Callable[[Look], Image.Image]] = {
    "city": city,
    "hills": hills,
    "studio": studio,
    "coast": coast,
    "mountains": mountains,
    "desert": desert,
    "lights": lights,
    "charging": charging,
}


def draw(scene: str, look: Look) -> Image.Image:
    return SCENES[scene](look)
