"""The pictures that come with a pin, and the cover of a film.

Source: pinterest/api-description, v5/openapi.yaml (PinMediaSource…).
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from sandbox.media import look
from sandbox.pinterest.errors import invalid

LEAST, MOST = 2, 5
SIZE = 20 * 1024 * 1024
MIMES = ("image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class Image:
    content: bytes
    mime: str
    width: int
    height: int


def images(source: Any) -> list[Image]:
    """Raises `Refusal` (400) for what is no picture, or no picture as it says."""
    if not isinstance(source, dict):
        raise invalid("'media_source' is a required property")
    kind, items = source.get("source_type"), source.get("items")
    if kind == "image_base64":
        return [_image(source)]
    if kind != "multiple_image_base64":
        raise invalid("the sandbox imitates image_base64, multiple_image_base64 and video_id as media_source only")
    if not isinstance(items, list) or not LEAST <= len(items) <= MOST:
        raise invalid(f"media_source: minItems={LEAST}, maxItems={MOST}")
    found = [_image(item) for item in items]
    if len({(image.width, image.height) for image in found}) > 1:
        raise invalid("media_source: carousel images must have the same size")
    return found


def _image(item: Any) -> Image:
    if not isinstance(item, dict) or not isinstance(item.get("data"), str):
        raise invalid("media_source: 'data' is a required property")
    try:
        content = b64decode(item["data"], validate=True)
    except binascii.Error:
        raise invalid("media_source: data is not base64") from None
    mime, width, height = look(content)
    if mime not in MIMES or mime != item.get("content_type") or len(content) > SIZE:
        raise invalid("media_source: the image could not be read")
    return Image(content, mime, width, height)


def film_of(source: Any) -> str:
    """The number of the film in a source of kind video_id, "" for any other. Raises `Refusal` unless it has a cover."""
    if not isinstance(source, dict) or source.get("source_type") != "video_id":
        return ""
    if "cover_image_data" in source:
        _image({"data": source["cover_image_data"], "content_type": source.get("cover_image_content_type")})
    elif not isinstance(source.get("cover_image_key_frame_time"), int | float):
        raise invalid("media_source: a cover image is missing")
    return str(source.get("media_id") or "")
