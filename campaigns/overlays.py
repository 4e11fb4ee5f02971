"""Transparent pictures of a brand: checked when they are uploaded, and laid over what is sent. Previews and renditions
lay them by the same function."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from campaigns import pictures
from campaigns.laid import CROPPED, STRETCHED, Laid
from campaigns.pictures import CleanPicture
from campaigns.storing import Away
from campaigns.uploads import BadUpload, named

BYTES = 5 * 1024 * 1024
SIDE = 4096
"""Pixels; no network shows more."""
LANCZOS = Image.Resampling.LANCZOS


def clean(upload: "UploadedFile[bytes]") -> CleanPicture:
    """The overlay as a PNG without its metadata. Raises `BadUpload` with a sentence for the uploader."""
    name = named(upload.name)
    if (upload.size or 0) > BYTES:
        limit = BYTES // (1024 * 1024)
        raise BadUpload(f"{name} is too large for an overlay; at most {limit} MB are taken. Export it smaller.")
    _refuse_by_beginning(name, upload)
    with Image.open(BytesIO(pictures.clean(upload).data)) as opened:
        image = opened.convert("RGBA")
    if max(image.size) > SIDE:
        size = f"{image.width} × {image.height}"
        raise BadUpload(f"{name} has {size} pixels; an overlay has at most {SIDE} on a side. Export it smaller.")
    least, most = image.getchannel("A").getextrema()
    if least == 255:
        raise BadUpload(f"{name} lets nothing through and would hide the picture. Export it on a transparent ground.")
    if not most:
        raise BadUpload(f"{name} is transparent all over, so nothing of it would be seen. Export it again.")
    output = BytesIO()
    image.save(output, "PNG", optimize=True)
    return CleanPicture(output.getvalue(), "image/png", "png", *image.size)


def _refuse_by_beginning(name: str, upload: "UploadedFile[bytes]") -> None:
    head = upload.read(512)
    upload.seek(0)
    if head.startswith(b"\x89PNG\r\n\x1a\n") or (head[:4], head[8:12]) == (b"RIFF", b"WEBP") or not head:
        return
    if b"<svg" in head or name.lower().endswith((".svg", ".svgz")):
        raise BadUpload(
            f"{name} is a drawing (SVG), which no network takes. Export it as a PNG on a transparent ground."
        )
    raise BadUpload(
        f"{name} is not a PNG or WebP picture, and only these can be transparent. Export it as one of them."
    )


def keep(overlay: CleanPicture) -> None:
    """Store it under its checksum. Raises `BadUpload` while the storage is away."""
    name = Laid(overlay.checksum, "").file
    try:
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(overlay.data))
    except Away as fault:
        raise BadUpload(f"The overlay was not kept. {fault} Try again in a few minutes.") from fault


def stored(laid: Laid) -> bytes:
    """Raises `FileNotFoundError`."""
    with default_storage.open(laid.file, "rb") as file:
        data: bytes = file.read()
    return data


def lay(image: Image.Image, laid: Laid, data: bytes) -> Image.Image:
    """The picture, whatever its size, with it on top; `data` are its bytes."""
    with Image.open(BytesIO(data)) as opened:
        overlay = opened.convert("RGBA")
    at = (0, 0)
    if laid.kind == STRETCHED:
        overlay = overlay.resize(image.size, LANCZOS)
    elif laid.kind == CROPPED:
        overlay = ImageOps.fit(overlay, image.size, LANCZOS)
    else:
        overlay = overlay.resize(_logo_size(overlay.size, image.size, laid), LANCZOS)
        at = _corner(overlay.size, image.size, laid)
    ground = image.convert("RGBA")
    ground.alpha_composite(overlay, at)
    return ground.convert(image.mode)


def _logo_size(logo: tuple[int, int], picture: tuple[int, int], laid: Laid) -> tuple[int, int]:
    scale = min(picture) * laid.share / 100 / max(logo)
    return max(1, round(logo[0] * scale)), max(1, round(logo[1] * scale))


def _corner(logo: tuple[int, int], picture: tuple[int, int], laid: Laid) -> tuple[int, int]:
    margin = round(min(picture) * laid.margin / 100)
    down, across = laid.corner.split("_")
    left = margin if across == "left" else picture[0] - logo[0] - margin
    top = margin if down == "top" else picture[1] - logo[1] - margin
    return max(0, left), max(0, top)
