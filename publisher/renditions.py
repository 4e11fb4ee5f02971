"""Pictures as a network takes them: format, shape, pixels and size made to fit, so that no upload fails for what we
could do.

What people approved is the picture itself and what is laid over it; its rendition follows from these and the network's
rules alone. It is made once, ahead of its time, and kept beside the picture. One that fits already goes out as it is,
unless something is laid over it.
"""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from publisher.networks.base import Picture
from publisher.networks.pictures import PictureRules, fits, shaped, size_sent

JPEG = "image/jpeg"
QUALITIES = (90, 80, 70, 60, 45, 30)
STILL = frozenset({"image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "image/avif"})
"""What can be made anew. A film in a GIF would lose what moves in it."""
BACKGROUND = "white"
"""Behind what a picture lets through."""


@dataclass(frozen=True, slots=True)
class Rendition:
    """The bytes of a rendition, and where they are kept."""

    name: str
    data: bytes
    width: int
    height: int


def promised(picture: Picture, rules: PictureRules) -> Picture:
    """What the rendition will be, as far as can be told without making it."""
    if not is_needed(picture, rules):
        return picture
    width, height = size_sent(picture.width, picture.height, rules)
    return replace(picture, mime=JPEG, width=width, height=height, size=min(picture.size, rules.size), over=None)


def rendered(picture: Picture, rules: PictureRules, address: Callable[[str, str], str]) -> Picture:
    """The picture as it is sent; `address` gives the public address of a stored file and its kind.

    Raises what `picture.read` raises.
    """
    if not is_needed(picture, rules):
        return picture
    made = _kept(picture, rules)
    return replace(
        picture,
        checksum=hashlib.sha256(made.data).hexdigest(),
        mime=JPEG,
        width=made.width,
        height=made.height,
        size=len(made.data),
        read=lambda: made.data,
        url=address(made.name, JPEG),
        over=None,
    )


def is_needed(picture: Picture, rules: PictureRules) -> bool:
    """Whether it has to be made to fit or something is laid over it, and both can be."""
    return bool(picture.over or not fits(picture, rules)) and picture.mime in STILL and JPEG in rules.kinds


def part_sent(picture: Picture, rules: PictureRules) -> tuple[int, int, int, int]:
    """What is left of it, its middle as near to the focal point as the edges let it: left, top, right, bottom. The
    rendition is cut by this, and previews are drawn by it."""
    whole = picture.width, picture.height
    shape = shaped(*whole, rules) if is_needed(picture, rules) else whole
    left, top = (
        min(max(0, round(point * side - part / 2)), side - part)
        for point, side, part in zip(picture.focus, whole, shape, strict=True)
    )
    return left, top, left + shape[0], top + shape[1]


def _kept(picture: Picture, rules: PictureRules) -> Rendition:
    """Made by whoever comes first; two who come at once make the same."""
    sent = size_sent(picture.width, picture.height, rules)
    recipe: tuple[object, ...] = (rules.size, shaped(picture.width, picture.height, rules), sent, picture.focus)
    recipe += (picture.over.recipe,) if picture.over else ()
    digest = hashlib.sha256(repr(recipe).encode()).hexdigest()[:12]
    name = f"renditions/{picture.checksum}-{digest}.jpg"
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as file:
            data: bytes = file.read()
    else:
        data = _make(picture, rules)
        name = default_storage.save(name, ContentFile(data))
    with Image.open(BytesIO(data)) as image:
        return Rendition(name, data, image.width, image.height)


def _make(picture: Picture, rules: PictureRules) -> bytes:
    with Image.open(BytesIO(picture.read())) as opened:
        image = _flat(opened)
    size, part = size_sent(picture.width, picture.height, rules), part_sent(picture, rules)
    if (size, part) != (image.size, (0, 0, *image.size)):
        image = image.resize(size, Image.Resampling.LANCZOS, box=part)
    if picture.over:
        image = picture.over.lay(image)
    return _within(image, rules.size)


def _within(image: Image.Image, most: int) -> bytes:
    """In so many bytes: compressed no more than that needs, and scaled down only where that is not enough. One that is
    far too large is written twice in its size, and not in every quality: it has to be made before its claim ends."""
    if len(data := _jpeg(image, QUALITIES[0])) <= most:
        return data
    while len(least := _jpeg(image, QUALITIES[-1])) > most:
        share = min(3 / 4, math.sqrt(most / len(least)))
        sides = (max(1, int(image.width * share)), max(1, int(image.height * share)))
        image = image.resize(sides, Image.Resampling.LANCZOS)
    return next((data for quality in QUALITIES[1:-1] if len(data := _jpeg(image, quality)) <= most), least)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    output = BytesIO()
    image.save(output, "JPEG", quality=quality, optimize=True, progressive=True)
    return output.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    """In RGB, without what shows through; the image itself if it is so already, for a copy weighs as much."""
    if not image.has_transparency_data:
        image.load()
        return image if image.mode == "RGB" else image.convert("RGB")
    ground = Image.new("RGBA", image.size, BACKGROUND)
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")
