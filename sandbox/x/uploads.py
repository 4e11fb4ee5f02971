"""Media: upload and describe. Source: docs.x.com, x-api/media/media-upload and /create-media-metadata."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.media import Media, look
from sandbox.x.errors import invalid

if TYPE_CHECKING:
    from sandbox.x import X

KEPT = 86400.0
"""Seconds until an upload that no post shows is thrown away."""
SIZE_LIMIT = 5 * 1024 * 1024
ALT_LIMIT = 1000
MOST = 4
MIMES = ("image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff")


class Uploads:
    def __init__(self, network: X) -> None:
        self.network = network
        self.library = network.world.library

    def upload(self, call: Call) -> Answer:
        """POST /2/media/upload, a picture in one piece as multipart `media`."""
        self.network.limits.take(call.me.remote_id, "media", call.received_at)
        category = call.word("media_category")
        upload = call.files.get("media")
        if category != "tweet_image":
            raise invalid("The sandbox takes pictures of the category tweet_image only.", media_category=category)
        if upload is None:
            raise invalid("Missing required parameter: media", media="")
        mime, width, height = look(upload.content)
        if mime not in MIMES:
            raise invalid("The type of the media is not supported for this category.", media_type=mime)
        if len(upload.content) > SIZE_LIMIT:
            raise invalid(f"The media is larger than {SIZE_LIMIT} bytes.", media=upload.name)
        now = time.time()
        media = self.library.add(
            upload.content,
            id=self.network.next_id(now),
            network="x",
            account=call.me.remote_id,
            mime=mime,
            width=width,
            height=height,
            alt="",
            at=now,
            ready_at=now,
        )
        told = {"id": media.id, "media_key": key(media.id), "size": len(upload.content)}
        return Answer(200, {"data": {**told, "expires_after_secs": int(KEPT)}})

    def describe(self, call: Call) -> Answer:
        """POST /2/media/metadata with the alternative text."""
        media_id, metadata = call.word("id"), call.fields.get("metadata")
        media = self.mine(call, media_id)
        alt = metadata.get("alt_text") if isinstance(metadata, dict) else None
        text = alt.get("text") if isinstance(alt, dict) else None
        if media is None:
            raise invalid("Your media IDs are invalid.", id=media_id)
        if not isinstance(text, str) or not 0 < len(text) <= ALT_LIMIT:
            raise invalid(f"alt_text must have 1 to {ALT_LIMIT} characters.", alt_text=text)
        self.library.change(media, alt=text)
        return Answer(200, {"data": {"id": media.id, "associated_metadata": {"alt_text": {"text": text}}}})

    def attach(self, call: Call, wanted: Any) -> list[Media]:
        """The uploads a new post names: four pictures, or a GIF or film. Raises `Refusal` (400) for more, or one that
        is not there, or not ready."""
        ids = wanted.get("media_ids") if isinstance(wanted, dict) else None
        if not isinstance(ids, list) or not 0 < len(ids) <= MOST:
            raise invalid(f"media.media_ids must have 1 to {MOST} entries.", **{"media.media_ids": ids})
        found = [self.mine(call, str(media_id)) for media_id in ids]
        media = [item for item in found if item is not None and item.mime and item.ready_at <= time.time()]
        if len(media) < len(ids):
            raise invalid("Your media IDs are invalid.", **{"media.media_ids": ids})
        if len(media) > 1 and any(is_film(item.mime) or item.mime == "image/gif" for item in media):
            raise invalid("A post shows up to four photos, or one GIF or video.", **{"media.media_ids": ids})
        return media

    def mine(self, call: Call, media_id: str) -> Media | None:
        media = self.library.find("x", media_id)
        if media is None or media.account != call.me.remote_id:
            return None
        return media if media.at + KEPT > time.time() else None


def is_film(mime: str) -> bool:
    return mime.startswith("video/")


def key(media_id: str, mime: str = "") -> str:
    """Its key: 3 stands for photos, 7 for films."""
    return f"{7 if is_film(mime) else 3}_{media_id}"
