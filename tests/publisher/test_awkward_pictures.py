"""Each awkward picture, made to fit for each network, keeps that network's rules, shows what it showed and tells nobody
where it was taken; or people are told why it cannot go there."""

import struct
from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from accounts.models import Network
from campaigns.pictures import clean
from publisher import pieces
from publisher.networks import NETWORKS
from publisher.networks.base import Picture, Piece, Placement
from publisher.networks.pictures import GIF, fits

PICTURED = [(network, place) for network in Network for place in NETWORKS[network].takes.placements]
PICTURED = [(network, place) for network, place in PICTURED if NETWORKS[network].takes.pictures]
PICTURED = [(network, place) for network, place in PICTURED if place != Placement.REEL]
RED, BLUE = (200, 30, 30), (30, 30, 200)
SRGB, LAB = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")


def drawn(mode: str = "RGB", size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Red to the left and blue to the right; in grey, which is darker there."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    if mode == "LAB":
        return ImageCms.profileToProfile(image, SRGB, LAB, outputMode="LAB")  # type: ignore[return-value]
    if mode == "1":
        return image.convert("L").point(lambda value: 255 * (value > 60)).convert("1")
    if mode == "I;16":
        return image.convert("L").convert("I").point(lambda value: value * 257).convert("I;16")
    return image.convert(mode)


def wide(mode: str = "RGB") -> Image.Image:
    """The same in the colours of `swapped`."""
    red, green, blue = drawn().split()
    image = Image.merge("RGB", (green, red, blue))
    return image.quantize(2) if mode == "P" else image.convert(mode)


def pressed() -> Image.Image:
    """Light to the left and dark to the right by `negative`, and the other way round without it."""
    image = Image.new("CMYK", (60, 40))
    image.paste((0, 0, 0, 255), (0, 0, 30, 40))
    return image


def file(image: Image.Image, form: str, **options: Any) -> bytes:
    output = BytesIO()
    image.save(output, form, **options)
    return output.getvalue()


def moving(form: str, *frames: Image.Image, **options: Any) -> bytes:
    first, *others = frames or (drawn("RGBA"), drawn("RGBA").rotate(180))
    return file(first, form, save_all=True, append_images=others, duration=100, **options)


def fallback() -> Image.Image:
    """What an APNG shows where nothing can move, which is none of its frames."""
    return drawn().rotate(180)


def exif(turned: int = 1) -> Image.Exif:
    """It was taken at a place, and the camera held so."""
    said = Image.Exif()
    said[0x0112] = turned
    said.get_ifd(0x8825)[2] = (40.0, 25.0, 0.0)
    return said


def swapped() -> bytes:
    """A profile of screens that exchanges red and green."""
    data = ImageCms.ImageCmsProfile(SRGB).tobytes()
    return data.replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ").replace(b"xXYZ", b"gXYZ")


def negative() -> bytes:
    """A profile of print by which black ink is light, and the others are not seen (ICC.1:2001: lut8Type, two steps an
    ink)."""
    straight = bytes(range(256))
    matrix = struct.pack(">9i", *(65_536 * (place % 4 == 0) for place in range(9)))
    steps = bytes([0, 128, 128, 255, 128, 128]) * 8
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + straight * 4 + steps + straight * 3
    head = struct.pack(">4xI4s4s4s12x4s28x3i", 0x02100000, b"prtr", b"CMYK", b"Lab ", b"acsp", 63_190, 65_536, 54_061)
    whole = head.ljust(124, b"\0") + struct.pack(">I4sII", 1, b"A2B0", 144, len(table)) + table
    return struct.pack(">I", len(whole) + 4) + whole


GREY: dict[str, Callable[[], bytes]] = {
    "sixteen.tiff": lambda: file(drawn("I;16"), "TIFF"),
    "sixteen.png": lambda: file(drawn("I;16"), "PNG"),
    "grey.jpg": lambda: file(drawn("L"), "JPEG", icc_profile=swapped()),
    "open.png": lambda: file(drawn("LA"), "PNG"),
    "two colours.png": lambda: file(drawn("1"), "PNG"),
    "fax.tiff": lambda: file(drawn("1"), "TIFF", compression="group4"),
    "press.jpg": lambda: file(pressed(), "JPEG", icc_profile=negative()),
    "press.tiff": lambda: file(pressed(), "TIFF", icc_profile=negative()),
}
COLOURED: dict[str, Callable[[], bytes]] = {
    "lab.tiff": lambda: file(drawn("LAB"), "TIFF"),
    "luma.tiff": lambda: file(drawn("YCbCr"), "TIFF"),
    "pages.tiff": lambda: file(drawn(), "TIFF", save_all=True, append_images=[drawn(size=(20, 90))]),
    "print.tiff": lambda: file(drawn("CMYK"), "TIFF", compression="tiff_lzw"),
    "print.jpg": lambda: file(drawn("CMYK"), "JPEG"),
    "misfit.jpg": lambda: file(drawn("CMYK"), "JPEG", icc_profile=swapped()),
    "turned.jpg": lambda: file(drawn().rotate(90, expand=True), "JPEG", exif=exif(6)),
    "telephone.jpg": lambda: file(drawn(), "MPO", save_all=True, append_images=[drawn("L")], exif=exif()),
    "progressive.jpg": lambda: file(drawn(), "JPEG", progressive=True, exif=exif()),
    "palette.png": lambda: file(drawn().quantize(2), "PNG", transparency=9),
    "wide.png": lambda: file(wide(), "PNG", icc_profile=swapped()),
    "wide palette.png": lambda: file(wide("P"), "PNG", icc_profile=swapped()),
    "wide luma.tiff": lambda: file(wide("YCbCr"), "TIFF", icc_profile=swapped()),
    "place.png": lambda: file(drawn(), "PNG", exif=exif()),
    "place.webp": lambda: file(drawn(), "WEBP", exif=exif()),
    "telephone.avif": lambda: file(drawn(), "AVIF", exif=exif()),
    "still.gif": lambda: file(drawn(), "GIF"),
    "panorama.jpg": lambda: file(drawn(size=(12_000, 100)), "JPEG"),
    "moving.gif": lambda: moving("GIF"),
    "moving.png": lambda: moving("PNG"),
    "moving.webp": lambda: moving("WEBP", exif=exif()),
    "moving wide.webp": lambda: moving("WEBP", wide(), wide().rotate(180), icc_profile=swapped(), lossless=True),
    "standing in.png": lambda: moving("PNG", fallback(), drawn(), fallback(), default_image=True),
}
RED_ALONE: dict[str, Callable[[], bytes]] = {
    "dot.png": lambda: file(Image.new("RGB", (1, 1), RED), "PNG"),
    "lying.png": lambda: file(Image.new("RGB", (90, 1), RED), "PNG"),
    "standing.png": lambda: file(Image.new("RGB", (1, 90), RED), "PNG"),
    "tower.png": lambda: file(Image.new("RGB", (100, 12_000), RED), "PNG"),
}
PICTURES = GREY | COLOURED | RED_ALONE


@cache
def taken_in(name: str) -> Picture:
    """As it is kept."""
    kept = clean(SimpleUploadedFile(name, PICTURES[name]()))
    size = (kept.width, kept.height, len(kept.data))
    address = f"https://marquee.example/{kept.checksum}.{kept.extension}"
    return Picture(kept.checksum, kept.mime, *size, "Rojo", lambda: kept.data, address, frames=kept.frames)


def shows(image: Image.Image, name: str) -> bool:
    """Whether the same is to be seen in it."""
    seen = image.convert("RGBA").convert("RGB")
    ends = seen.getpixel((0, 0)), seen.getpixel((image.width - 1, image.height - 1))
    (red, _, _), (_, _, blue) = ends
    if name in GREY:
        return red > blue + 20
    return red > 150 and (blue < 90 if name in RED_ALONE else blue > 150)


@pytest.mark.parametrize(("network", "place"), PICTURED)
@pytest.mark.parametrize("name", PICTURES)
def test_it_keeps_the_rules_of_every_network(name: str, network: Network, place: Placement, settings: Any) -> None:
    settings.PUBLIC_MEDIA = "https://marquee.example"
    rules = pieces.rules_for(place, network, {})
    piece = Piece("", pictures=(taken_in(name),), placement=place)
    sent = pieces.fitted(piece, network, {})
    said = [found.sentence for found in NETWORKS[network].preflight(sent, {}) if found.field == "pictures"]
    assert rules
    if piece.pictures[0].mime == GIF and not (GIF in rules.kinds or rules.gif):
        assert said[0].startswith("Picture 1 is GIF, which")
        return
    [picture], [promised] = sent.pictures, pieces.previewed(piece, network, {}).pictures
    assert not said
    assert fits(picture, rules) or picture.mime == GIF
    assert (picture.mime, picture.width, picture.height) == (promised.mime, promised.width, promised.height)
    with Image.open(BytesIO(picture.read())) as image:
        image.load()
    assert (Image.MIME[image.format or ""], image.size) == (picture.mime, (picture.width, picture.height))
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile"} & image.info.keys()
    assert image.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}
    assert shows(image, name)
