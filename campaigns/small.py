"""The small pictures that pages show of large ones."""

from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from campaigns import overlays
from campaigns.crops import Box
from campaigns.laid import Laid
from campaigns.models import Asset

Size = tuple[int, int]
SIZES: dict[str, Size] = {"thumb": (160, 160), "card": (360, 360), "preview": (720, 720)}
"""The most pixels."""
WEBP = "image/webp"


def drawn(asset: Asset, size: Size, box: Box | None = None, laid: Laid | None = None) -> bytes:
    """Of all of it, or of that part, with what is laid over it. Raises `FileNotFoundError` when a file is gone."""
    output = BytesIO()
    with asset.file.open("rb") as file, Image.open(file) as image:
        image.draft("RGB", size)  # lets a JPEG decode at a fraction of its size
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
        if box:
            drafted = small.width / asset.width
            small = small.crop(tuple(round(side * drafted) for side in box))  # type: ignore[arg-type]
        small.thumbnail(size)
        if laid:
            small = overlays.lay(small, laid, overlays.stored(laid))
        small.save(output, "WEBP", quality=75)
    return output.getvalue()


def kept(asset: Asset, size: Size) -> str:
    """Where it is stored; made by whoever comes first. Raises `FileNotFoundError` when the picture is gone."""
    name = f"small/{asset.checksum}-{size[0]}.webp"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(drawn(asset, size)))
