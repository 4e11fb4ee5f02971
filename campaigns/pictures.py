"""Opens uploaded pictures with care and re-encodes them: no metadata, no hidden payload, right side up."""

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from campaigns import fingerprint
from campaigns.uploads import BadUpload, mime_by_name, named

FORMATS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
REWRITTEN = {"TIFF": "image/tiff", "BMP": "image/bmp", "AVIF": "image/avif"}
"""What cameras, scanners and designers give and few networks take: it becomes a JPEG, or a PNG where it has few colours
or lets something through."""
MIMES = {name: mime for name, (mime, _) in FORMATS.items()} | REWRITTEN
SEVERAL = "MPO"
"""What Pillow calls a JPEG into which a telephone put more pictures than the one that is meant, which comes first."""
SRGB = ImageCms.createProfile("sRGB")
LAB = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
EXPLAINED = frozenset({"L", "RGB", "RGBA", "CMYK"})
"""The modes that a profile can be for; what has another was kept so to be small."""
UNSCALED = frozenset({"F", "I"})
"""The modes of measurements, whose numbers have no end that would be white."""
MOVING = 10
"""What moves may have as many pixels in all its pictures as so many of the largest pictures."""
CLEARED = 2
"""How a GIF says that each of its pictures stands alone (GIF89a, disposal method)."""
FEW_COLOURS = frozenset({"1", "P", "PA"})
"""The modes of drawings and plans, which a JPEG would blur."""
SPOKEN_OF = frozenset({"1", "L", "P", "PA", "RGB"})
"""The modes of pictures whose transparency is said beside the pixels, and lost with all that is said there."""


class BadPicture(BadUpload):
    pass


@dataclass(frozen=True, slots=True)
class CleanPicture:
    data: bytes
    mime: str
    extension: str
    width: int
    height: int
    fingerprint: int | None = None
    frames: int = 0

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def clean(upload: "UploadedFile[bytes]") -> CleanPicture:
    """The uploaded picture, re-encoded without its metadata. Raises `BadPicture`."""
    name = named(upload.name)
    _refuse_by_size(name, upload.size or 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=list(MIMES))
            _refuse_by_header(name, image)
            return _encode(image)
    except UnidentifiedImageError:
        raise BadPicture(
            f"{name} is not a JPEG, PNG, WebP, GIF, TIFF, BMP or AVIF picture that can be opened. "
            "Export it as a JPEG or PNG and upload that."
        ) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_too_large(name)) from None
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        if isinstance(fault, BadPicture):
            raise
        raise BadPicture(f"{name} is damaged or cut short. Export it again and upload the new file.") from fault


def _refuse_by_size(name: str, size: int) -> None:
    if not size:
        raise BadPicture(f"{name} is empty. Choose the file again.")
    if size > settings.ASSET_BYTES:
        limit = settings.ASSET_BYTES // (1024 * 1024)
        raise BadPicture(f"{name} is {size / 1024 / 1024:.0f} MB; at most {limit} MB are taken. Make it smaller.")


def _refuse_by_header(name: str, image: Image.Image) -> None:
    """Everything that can be known before the pixels are decoded."""
    if image.width * image.height > settings.ASSET_PIXELS:
        raise BadPicture(_too_large(name, image.width, image.height))
    frames = _frames(image)
    if frames * image.width * image.height > MOVING * settings.ASSET_PIXELS:
        raise BadPicture(f"{name} has {frames} pictures, which is too much for a GIF. Save it as a film.")
    said, extension = mime_by_name(name), name.rpartition(".")[2].lower()
    form = "JPEG" if image.format == SEVERAL else image.format or ""
    if said not in ("", MIMES[form]):
        raise BadPicture(f"{name} is named .{extension} but is a {form} picture. Rename or export it again.")
    if image.mode in UNSCALED:
        raise BadPicture(
            f"{name} holds its greys as numbers of which nothing says which is white. Save it with 8 or 16 bits."
        )


def _frames(image: Image.Image) -> int:
    """What moves; what else lies in the same file, such as the pages of a TIFF, is not meant."""
    return 1 if image.format in (SEVERAL, "TIFF") else getattr(image, "n_frames", 1) - _standing_in(image)


def _standing_in(image: Image.Image) -> bool:
    """Whether the first one is none of those that move, but what an APNG shows where nothing can move."""
    return bool(getattr(image, "default_image", False))


def _too_large(name: str, width: int = 0, height: int = 0) -> str:
    size = f"{width} × {height} pixels" if width else "far too many pixels"
    return f"{name} has {size}; at most {settings.ASSET_PIXELS // 1_000_000} megapixels are taken. Make it smaller."


def _encode(image: Image.Image) -> CleanPicture:
    """Decode every pixel (a file cut short fails here), turn it upright, and write it anew."""
    image.load()
    moves = _frames(image) > 1
    form = "GIF" if moves else _form(image)
    mime, extension = FORMATS[form]
    frames = _moving(image) if moves else iter([_still(image, form)])
    shown, output = next(frames), BytesIO()
    seen = fingerprint.of(shown)
    if moves:
        whole = {} if image.format == "GIF" else {"disposal": CLEARED}
        shown.save(output, "GIF", save_all=True, append_images=frames, optimize=True, comment=b"", **whole)
    else:
        shown.save(output, form, **_quality(form))
    return CleanPicture(output.getvalue(), mime, extension, *_size_of(output), seen, _frames(image) if moves else 0)


def _moving(image: Image.Image) -> Iterator[Image.Image]:
    """One after the other; of a GIF all together, which is written as it is."""
    if image.format == "GIF":
        yield image
        return
    for place in range(_standing_in(image), getattr(image, "n_frames", 1)):
        image.seek(place)
        frame = _in_common_colours(image).copy()
        frame.info |= {name: image.info[name] for name in ("duration", "loop") if name in image.info}
        yield frame


def _still(image: Image.Image, form: str) -> Image.Image:
    """As people see it, with nothing said beside it."""
    if image.mode in SPOKEN_OF and image.has_transparency_data:
        image = image.convert("RGBA")
    still = ImageOps.exif_transpose(_in_common_colours(image))
    still.info.clear()
    return still.convert("RGB") if form == "JPEG" else still


def _form(image: Image.Image) -> str:
    """Its own, where networks take it."""
    if image.format in REWRITTEN:
        return "PNG" if image.mode in FEW_COLOURS or image.has_transparency_data else "JPEG"
    return {SEVERAL: "JPEG", "GIF": "PNG"}.get(image.format or "", image.format or "PNG")


def _in_common_colours(image: Image.Image) -> Image.Image:
    """In 8 bits and sRGB: of others (print's CMYK, a camera's wide colours) browsers and networks make what they like,
    once the profile that explains them is gone."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "LAB":
        return _in_srgb(image, LAB)
    if profile := image.info.get("icc_profile"):
        explained = (
            image if image.mode in EXPLAINED else image.convert("RGBA" if image.has_transparency_data else "RGB")
        )
        try:
            return _in_srgb(explained, ImageCms.ImageCmsProfile(BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError):
            pass  # it is damaged, or for another kind of picture
    return image.convert("RGB") if image.mode == "CMYK" else image


def _in_srgb(image: Image.Image, given: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(image, given, SRGB, outputMode="RGBA" if image.mode == "RGBA" else "RGB")
    assert converted
    return converted


def _quality(form: str) -> dict[str, int | bool]:
    if form == "JPEG":
        return {"quality": 90, "optimize": True, "progressive": True}
    return {"quality": 90} if form == "WEBP" else {"optimize": True}


def _size_of(output: BytesIO) -> tuple[int, int]:
    output.seek(0)
    with Image.open(output) as image:
        return image.size
