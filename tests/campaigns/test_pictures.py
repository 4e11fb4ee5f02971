"""Pictures are opened with care: each bad one gets a sentence, a good one loses its metadata."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

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


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_the_four_formats_are_taken(form: str) -> None:
    assert clean(picture_file(f"photo.{form.lower()}", form=form)).mime == f"image/{form.lower()}"


def test_an_animated_gif_keeps_moving() -> None:
    output = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:])
    picture = clean(SimpleUploadedFile("wave.gif", output.getvalue()))
    assert Image.open(BytesIO(picture.data)).n_frames == 3


def cut(upload: SimpleUploadedFile) -> SimpleUploadedFile:
    data = upload.read()
    return SimpleUploadedFile(upload.name or "", data[: len(data) // 2])


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (SimpleUploadedFile("logo.svg", SVG), "not a JPEG, PNG, WebP or GIF"),
        (SimpleUploadedFile("logo.png", SVG), "not a JPEG, PNG, WebP or GIF"),
        (SimpleUploadedFile("empty.jpg", b""), "is empty"),
        (picture_file("photo.jpg", form="PNG"), "named .jpg but is a PNG"),
        (cut(picture_file("half.jpg", (900, 900))), "damaged or cut short"),
        (cut(picture_file("half.png", (900, 900), "PNG")), "damaged or cut short"),
        (picture_file("poster.png", (10_000, 6_000), "PNG"), "10000 × 6000 pixels; at most 50 megapixels"),
        (SimpleUploadedFile("scan.tiff", b"II*\x00" + b"\x00" * 200), "not a JPEG, PNG, WebP or GIF"),
    ],
    ids=["svg", "svg named png", "empty", "png named jpg", "half a jpg", "half a png", "60 megapixels", "tiff"],
)
def test_a_bad_file_gets_a_sentence(upload: SimpleUploadedFile, sentence: str) -> None:
    with pytest.raises(BadPicture, match=sentence):
        clean(upload)


def test_an_upload_keeps_checksum_size_and_alt_text(ana: User, aurora: Brand) -> None:
    asset = Asset.upload(ana, aurora, picture_file(), alt="Un coche rojo")
    assert (asset.width, asset.height, asset.alt) == (640, 480, "Un coche rojo")
    assert asset.size == asset.file.size
    assert len(asset.checksum) == 64
