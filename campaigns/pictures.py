"""Opens uploaded pictures with care and re-encodes them: no metadata, no hidden payload, right side up."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

from campaigns.uploads import BadUpload

FORMATS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
}
EXTENSIONS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}


class BadPicture(BadUpload):
    pass


@dataclass(frozen=True, slots=True)
class CleanPicture:
    data: bytes
    mime: str
    extension: str
    width: int
    height: int

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def clean(upload: "UploadedFile[bytes]") -> CleanPicture:
    """The uploaded picture, re-encoded without its metadata. Raises `BadPicture`."""
    name = upload.name or "The file"
    _refuse_by_size(name, upload.size or 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(upload, formats=list(FORMATS))
            _refuse_by_header(name, image)
            return _encode(image)
    except UnidentifiedImageError:
        raise BadPicture(
            f"{name} is not a JPEG, PNG, WebP or GIF picture. Save it as one of these and try again."
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
    extension = name.rpartition(".")[2].lower()
    if extension in EXTENSIONS and EXTENSIONS[extension] != image.format:
        raise BadPicture(f"{name} is named .{extension} but is a {image.format} picture. Rename or export it again.")


def _too_large(name: str, width: int = 0, height: int = 0) -> str:
    size = f"{width} × {height} pixels" if width else "far too many pixels"
    return f"{name} has {size}; at most {settings.ASSET_PIXELS // 1_000_000} megapixels are taken. Make it smaller."


def _encode(image: Image.Image) -> CleanPicture:
    """Decode every pixel (a file cut short fails here), turn it upright, and write it anew in its own format."""
    image.load()
    form = image.format or "PNG"
    mime, extension = FORMATS[form]
    output = BytesIO()
    if form == "GIF" and getattr(image, "is_animated", False):
        image.save(output, "GIF", save_all=True, optimize=True)
    else:
        still = ImageOps.exif_transpose(image)
        still = still.convert("RGB") if form == "JPEG" else still
        still.info.clear()
        still.save(output, form, **_quality(form))
    return CleanPicture(output.getvalue(), mime, extension, *_size_of(output))


def _quality(form: str) -> dict[str, int | bool]:
    if form == "JPEG":
        return {"quality": 90, "optimize": True, "progressive": True}
    return {"quality": 90} if form == "WEBP" else {"optimize": True}


def _size_of(output: BytesIO) -> tuple[int, int]:
    output.seek(0)
    with Image.open(output) as image:
        return image.size
