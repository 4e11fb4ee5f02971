"""Pictures are opened with care: each bad one gets a sentence, a good one loses its metadata."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms

from accounts.models import Brand, User
from campaigns.models import Asset
from campaigns.pictures import BadPicture, clean
from tests.cast import picture_file


def with_gps() -> SimpleUploadedFile:
    output, exif = BytesIO(), Image.Exif()
    exif[0x010F] = "A camera that talks"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (40.0, 25.0, 0.0)
    Image.new("RGB", (40, 20), "red").save(output, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", output.getvalue())


def test_metadata_is_gone_and_the_picture_stands_upright() -> None:
    picture = clean(with_gps())
    image = Image.open(BytesIO(picture.data))
    assert not image.getexif()
    assert b"talks" not in picture.data
    assert (picture.width, picture.height) == (20, 40)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_pictures_keep_their_format(form: str) -> None:
    assert clean(picture_file(f"photo.{form.lower()}", form=form)).mime == f"image/{form.lower()}"


def test_a_gif_that_does_not_move_is_kept_as_every_network_takes_it() -> None:
    kept = clean(picture_file("photo.gif", form="GIF"))
    assert (kept.mime, kept.extension, Image.open(BytesIO(kept.data)).format) == ("image/png", "png", "PNG")


def test_an_animated_gif_keeps_moving() -> None:
    output = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:])
    picture = clean(SimpleUploadedFile("wave.gif", output.getvalue()))
    assert (picture.mime, picture.frames) == ("image/gif", 3)
    assert Image.open(BytesIO(picture.data)).n_frames == 3


def test_what_hides_behind_a_picture_is_gone() -> None:
    data = picture_file("photo.jpg").read() + b"PK\x03\x04<script>alert(1)</script>"
    assert b"script" not in clean(SimpleUploadedFile("photo.jpg", data)).data


def stored(image: Image.Image, form: str, **options: object) -> Image.Image:
    """The picture as it is kept after somebody uploaded it so."""
    output = BytesIO()
    image.save(output, form, **options)
    return Image.open(BytesIO(clean(SimpleUploadedFile(f"a.{form.lower()}", output.getvalue())).data))


def test_the_colours_of_print_become_those_of_screens() -> None:
    kept = stored(Image.new("CMYK", (40, 20), (0, 255, 255, 0)), "JPEG")
    assert kept.mode == "RGB"
    red, green, blue = kept.getpixel((5, 5))
    assert red > 200
    assert max(green, blue) < 90


def test_sixteen_bits_become_eight_and_stay_as_bright() -> None:
    kept = stored(Image.new("I;16", (40, 20), 32_768), "PNG")
    assert (kept.mode, kept.getpixel((5, 5))) == ("L", 128)


@pytest.mark.parametrize(
    ("mode", "form", "seen_through"),
    [
        ("P", "PNG", 0),
        ("P", "PNG", bytes([0, 255])),
        ("P", "GIF", 0),
        ("RGB", "PNG", (255, 0, 0)),
        ("L", "PNG", 76),
    ],
)
def test_what_a_picture_lets_through_it_still_does(mode: str, form: str, seen_through: object) -> None:
    """Logos have few colours, one of which is none; the picture's own mode does not tell that."""
    drawn = Image.new("RGB", (40, 20), "red")
    drawn.paste("blue", (20, 0, 40, 20))
    image = drawn.quantize(2) if mode == "P" else drawn.convert(mode)
    if mode == "P" and image.getpixel((5, 5)):
        image = image.remap_palette([1, 0])
    kept = stored(image, form, transparency=seen_through).convert("RGBA")
    assert [kept.getpixel((x, 5))[3] for x in (5, 35)] == [0, 255]


def test_of_a_photo_that_brings_others_along_the_first_is_kept() -> None:
    """Telephones put what they saw besides, as its depth, into the same JPEG (CIPA DC-007)."""
    kept = stored(Image.new("RGB", (40, 20), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (20, 10))])
    assert (kept.format, kept.size) == ("JPEG", (40, 20))


@pytest.mark.parametrize("form", ["WEBP", "PNG", "AVIF"])
def test_what_moves_becomes_a_gif(form: str) -> None:
    """Which is what networks take that moves."""
    frames, output = [Image.new("RGBA", (20, 20)) for _ in range(3)], BytesIO()
    for place, frame in enumerate(frames):
        frame.paste("red", (5 * place, 0, 5 * place + 5, 20))
    frames[0].save(output, form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], lossless=True)
    kept = clean(SimpleUploadedFile(f"wave.{form.lower()}", output.getvalue()))
    assert (kept.mime, kept.extension) == ("image/gif", "gif")
    with Image.open(BytesIO(kept.data)) as moving:
        for place, lasts in enumerate((100, 200, 300)):
            moving.seek(place)
            shown = moving.convert("RGBA")
            assert moving.info["duration"] == lasts
            assert [shown.getpixel((5 * at + 2, 10))[3] for at in range(4)] == [255 * (at == place) for at in range(4)]


TIFF, ALPHA = {"compression": "tiff_lzw"}, (250, 10, 10, 128)


@pytest.mark.parametrize(
    ("image", "form", "options", "kept_as"),
    [
        (Image.new("RGB", (40, 20), "red"), "TIFF", TIFF, "JPEG"),
        (Image.new("CMYK", (40, 20), (0, 255, 255, 0)), "TIFF", {"compression": "jpeg"}, "JPEG"),
        (Image.new("RGBA", (40, 20), ALPHA), "TIFF", TIFF, "PNG"),
        (Image.new("1", (40, 20), 1), "TIFF", {"compression": "group4"}, "PNG"),
        (Image.new("RGB", (40, 20), "red"), "BMP", {}, "JPEG"),
        (Image.new("RGB", (40, 20), "red").quantize(2), "BMP", {}, "PNG"),
        (Image.new("RGB", (40, 20), "red"), "AVIF", {}, "JPEG"),
        (Image.new("RGBA", (40, 20), ALPHA), "AVIF", {}, "PNG"),
    ],
    ids=lambda value: value if isinstance(value, str) else getattr(value, "mode", ""),
)
def test_what_few_networks_take_is_kept_as_all_of_them_do(
    image: Image.Image, form: str, options: dict, kept_as: str
) -> None:
    kept = stored(image, form, **options)
    assert (kept.format, kept.size) == (kept_as, (40, 20))
    red, green, _, seen = kept.convert("RGBA").getpixel((5, 5))
    assert red > 200
    assert green < 60 or image.mode == "1"
    assert seen == (128 if image.mode == "RGBA" else 255)


@pytest.mark.parametrize("form", ["TIFF", "AVIF"])
def test_what_a_camera_turned_stands_upright(form: str) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert stored(Image.new("RGB", (40, 20), "red"), form, exif=turned).size == (20, 40)


@pytest.mark.parametrize("byteorder", ["I;16", "I;16B"])
def test_a_scan_has_sixteen_bits_in_any_order(byteorder: str) -> None:
    kept = stored(Image.new("I;16", (40, 20), 32_768).convert("I").convert(byteorder), "TIFF")
    assert kept.convert("L").getpixel((5, 5)) == 128


def test_a_picture_that_a_camera_turned_is_known_again_when_it_was_saved_upright() -> None:
    turned, output = Image.Exif(), BytesIO()
    turned[0x0112] = 6
    lying = Image.linear_gradient("L").resize((40, 20)).convert("RGB")
    lying.save(output, "PNG", exif=turned)
    kept = clean(SimpleUploadedFile("a.png", output.getvalue()))
    assert kept.fingerprint
    assert clean(SimpleUploadedFile("b.png", kept.data)).fingerprint == kept.fingerprint


def test_of_a_tiff_with_many_pages_the_first_is_kept() -> None:
    pages = [Image.new("RGB", (40, 20), color) for color in ("red", "blue", "green")]
    kept = stored(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    assert kept.format == "JPEG"
    assert kept.getpixel((5, 5))[0] > 200


def test_colours_mean_the_same_without_their_profile() -> None:
    swapped = swapping_profile()
    kept = stored(Image.new("RGB", (40, 20), (250, 10, 10)), "PNG", icc_profile=swapped)
    assert "icc_profile" not in kept.info
    assert kept.getpixel((5, 5))[:3] != (250, 10, 10)
    assert stored(Image.new("RGB", (40, 20), (250, 10, 10)), "PNG", icc_profile=b"none").getpixel((5, 5)) == (
        250,
        10,
        10,
    )


def swapping_profile() -> bytes:
    """sRGB with the primaries of red and green exchanged."""
    data = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data.replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ").replace(b"xXYZ", b"gXYZ")


def cut(upload: SimpleUploadedFile) -> SimpleUploadedFile:
    data = upload.read()
    return SimpleUploadedFile(upload.name or "", data[: len(data) // 2])


def moving(name: str, form: str, frames: int = 3, size: tuple[int, int] = (20, 20)) -> SimpleUploadedFile:
    output = BytesIO()
    pictures = [Image.new("L", size, 80 * number % 256) for number in range(frames)]
    pictures[0].save(output, form, save_all=True, append_images=pictures[1:])
    return SimpleUploadedFile(name, output.getvalue())


def bomb() -> SimpleUploadedFile:
    """A PNG of a few bytes that says it has 2.5 thousand million pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n"
    for kind, part in ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")):
        data += struct.pack(">I", len(part)) + kind + part + struct.pack(">I", zlib.crc32(kind + part))
    return SimpleUploadedFile("bomb.png", data)


def measured(mode: str) -> SimpleUploadedFile:
    """From 0 to 1, say, or to two thousand million: written out so, it would be black."""
    output = BytesIO()
    Image.new(mode, (20, 10), 1).save(output, "TIFF")
    return SimpleUploadedFile("depth.tiff", output.getvalue())


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


def test_a_moving_picture_loses_what_was_written_into_it() -> None:
    frames, told = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")], BytesIO()
    frames[0].save(told, "GIF", save_all=True, append_images=frames[1:], comment=b"Ana was here")
    assert b"Ana was here" in told.getvalue()
    kept = clean(SimpleUploadedFile("moving.gif", told.getvalue())).data
    assert b"Ana was here" not in kept
    with Image.open(BytesIO(kept)) as moving:
        assert moving.n_frames == 2


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("logo.svg", SVG), "not a JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF"),
        (SimpleUploadedFile("logo.png", SVG), "not a JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF"),
        (SimpleUploadedFile("empty.jpg", b""), "is empty"),
        (picture_file("photo.jpg", form="PNG"), "named .jpg but is a PNG"),
        (picture_file("leaflet.pdf"), "named .pdf but is a JPEG"),
        (cut(picture_file("half.jpg", (900, 900))), "damaged or cut short"),
        (cut(picture_file("half.png", (900, 900), "PNG")), "damaged or cut short"),
        (picture_file("poster.png", (10_000, 6_000), "PNG"), "10000 × 6000 pixels; at most 50 megapixels"),
        (moving("film.webp", "WEBP", 600, (1000, 1000)), "has 600 pictures, which is too much for a GIF"),
        (moving("film.gif", "GIF", 600, (1000, 1000)), "has 600 pictures, which is too much for a GIF"),
        (bomb(), "at most 50 megapixels are taken"),
        (SimpleUploadedFile("scan.tiff", b"II*\x00" + b"\x00" * 200), "not a JPEG, PNG, WebP, GIF, TIFF"),
        (cut(picture_file("half.tiff", (900, 900), "TIFF")), "damaged or cut short"),
        (cut(picture_file("half.bmp", (900, 900), "BMP")), "damaged or cut short"),
        (cut(picture_file("half.avif", (900, 900), "AVIF")), "damaged or cut short"),
        (picture_file("photo.jpg", form="AVIF"), "named .jpg but is a AVIF"),
        (moving("photo.png", "MPO"), "named .png but is a JPEG"),
        (measured("F"), "nothing says which is white"),
        (measured("I"), "nothing says which is white"),
    ],
    ids=[
        "svg",
        "svg named png",
        "empty",
        "png named jpg",
        "jpg named pdf",
        "half a jpg",
        "half a png",
        "60 megapixels",
        "long webp",
        "long gif",
        "bomb",
        "tiff",
        "half a tiff",
        "half a bmp",
        "half an avif",
        "avif named jpg",
        "telephone's jpg named png",
        "decimals",
        "32 bits",
    ],
)
def test_a_bad_file_gets_a_sentence(upload: SimpleUploadedFile, sentence: str) -> None:
    with pytest.raises(BadPicture, match=sentence):
        clean(upload)


def test_an_upload_keeps_checksum_size_and_alt_text(ana: User, aurora: Brand) -> None:
    asset = Asset.upload(ana, aurora, picture_file(), alt="Un coche rojo")
    assert (asset.width, asset.height, asset.alt) == (640, 480, "Un coche rojo")
    assert asset.size == asset.file.size
    assert len(asset.checksum) == 64


@pytest.mark.parametrize("form", ["PNG", "GIF"])
def test_what_a_palette_lets_through_is_kept(form: str) -> None:
    """Programs that make PNGs small write palettes, and beside them what is transparent."""
    image = Image.new("P", (20, 10), 0)
    image.putpalette([0, 0, 0, 0, 0, 255])
    image.paste(1, (10, 0, 20, 10))
    kept = stored(image, form, transparency=0).convert("RGBA")
    assert (kept.getpixel((5, 5))[3], kept.getpixel((15, 5))) == (0, (0, 0, 255, 255))
