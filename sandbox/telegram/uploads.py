"""The files that come with a photo, a video or an album. Source: core.telegram.org/bots/api, sending files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from sandbox.call import Call, Refusal, Upload
from sandbox.films import look_at_film
from sandbox.media import look
from sandbox.telegram.errors import bad_request, error

Json = dict[str, Any]
PHOTO_LIMIT, FILM_LIMIT = 10 * 1024 * 1024, 50 * 1024 * 1024
PHOTO_MIMES = ("image/jpeg", "image/png")


def described(value: object) -> list[Json]:
    """The `media` of an album: a list of objects, or JSON of one."""
    album = parsed(value)
    if not isinstance(album, list) or not all(isinstance(item, dict) for item in album):
        raise bad_request("can't parse media JSON object")
    if not album:
        raise bad_request("there are no messages to send")
    if len(album) > 10:
        raise bad_request("too many messages to send as an album")
    if any(item.get("type") not in ("photo", "video") for item in album):
        raise bad_request("the sandbox imitates albums of photos and videos only")
    return album


def parsed(value: object) -> Any:
    """What came as JSON within a form, or as it is."""
    try:
        return orjson.loads(value) if isinstance(value, str) and value else value
    except orjson.JSONDecodeError:
        raise bad_request("can't parse JSON object") from None


def attached(call: Call, item: Json, place: int) -> Upload:
    """The file of an album's item. What is wrong with it is told with its place."""
    name = str(item.get("media")).removeprefix("attach://")
    try:
        return CHECKS[item["type"]](call.files.get(name))
    except Refusal as refusal:
        words = refusal.answer.content["description"].removeprefix("Bad Request: ")
        raise bad_request(f'failed to send message #{place} with the error message "{words}"') from None


def checked_film(upload: Upload | None) -> Upload:
    if upload is None:
        raise bad_request("there is no video in the request; the sandbox fetches none")
    if len(upload.content) > FILM_LIMIT:
        raise Refusal(error(413, "Request Entity Too Large"))
    if look_at_film(upload.content) is None:
        raise bad_request("VIDEO_CONTENT_TYPE_INVALID")
    return upload


def checked(upload: Upload | None) -> Upload:
    if upload is None:
        raise bad_request("there is no photo in the request; the sandbox fetches none")
    if len(upload.content) > PHOTO_LIMIT:
        size = len(upload.content)
        raise bad_request(f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes")
    mime, width, height = look(upload.content)
    if mime not in PHOTO_MIMES:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return upload


def checked_gif(upload: Upload | None) -> Upload:
    if upload is None:
        raise bad_request("there is no animation in the request; the sandbox fetches none")
    if len(upload.content) > FILM_LIMIT:
        raise Refusal(error(413, "Request Entity Too Large"))
    if look(upload.content)[0] != "image/gif":
        raise bad_request("the sandbox takes GIFs for animations only")
    return upload


CHECKS: dict[str, Callable[[Upload | None], Upload]] = {
    "photo": checked,
    "animation": checked_gif,
    "video": checked_film,
}
"""By the kind of media."""
