"""Films and GIFs: begin an upload, put the parts, finish it, ask how far it is. Source: docs.x.com, x-api/media."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.films import look_at_film
from sandbox.media import Media, frames, look
from sandbox.x.errors import invalid
from sandbox.x.uploads import KEPT, key

if TYPE_CHECKING:
    from sandbox.x import X

Json = dict[str, Any]
SIZE = 512_000_000
SECONDS = (0.5, 140)
MIMES = ("video/mp4", "video/quicktime")
CATEGORIES = {"tweet_video": MIMES, "tweet_gif": ("image/gif",)}
GIF_SIZE, GIF_SIDES, GIF_FRAMES = 15_000_000, (1280, 1080), 350
PARTS = 1000
PART = 5_242_880


@dataclass(slots=True)
class Begun:
    """An upload without an end; `parts` are those that came, by the number of each."""

    account: str
    size: int
    parts: dict[int, bytes] = field(default_factory=dict)


class Videos:
    """`begun`: uploads by their numbers; a restart forgets them."""

    def __init__(self, network: X) -> None:
        self.network = network
        self.library = network.world.library
        self.begun: dict[str, Begun] = {}

    def initialize(self, call: Call) -> Answer:
        """POST /2/media/upload/initialize"""
        size, mime = call.fields.get("total_bytes"), call.word("media_type")
        category = call.word("media_category")
        if category not in CATEGORIES:
            raise invalid("The sandbox takes the categories tweet_video and tweet_gif.", media_category=category)
        if mime not in CATEGORIES[category]:
            raise invalid("The type of the media is not supported for this category.", media_type=mime)
        if type(size) is not int or not 0 < size <= SIZE:
            raise invalid(f"total_bytes must be 1 to {SIZE}.", total_bytes=size)
        number = self.network.next_id(time.time())
        self.begun[number] = Begun(call.me.remote_id, size)
        return Answer(200, {"data": {"id": number, "media_key": key(number, mime), "expires_after_secs": int(KEPT)}})

    def append(self, call: Call) -> Answer:
        """POST /2/media/upload/{id}/append: a part under its number, as multipart `media`; the last to come stays."""
        upload, index = self._begun(call), call.word("segment_index")
        part = call.files.get("media")
        if not index.isdecimal() or int(index) >= PARTS:
            raise invalid(f"segment_index must be 0 to {PARTS - 1}.", segment_index=index)
        if part is None or not 0 < len(part.content) <= PART:
            raise invalid(f"media must have 1 to {PART} bytes.", media="")
        upload.parts[int(index)] = part.content
        return Answer(200, {"data": {"expires_at": int(time.time() + KEPT)}})

    def finalize(self, call: Call) -> Answer:
        """POST /2/media/upload/{id}/finalize. What is wrong with the film shows when it is worked on."""
        number = call.params["media"]
        if media := self._mine(call, number):
            return Answer(200, {"data": _state(media)})
        upload = self._begun(call)
        content = b"".join(upload.parts[index] for index in sorted(upload.parts))
        if len(content) != upload.size:
            raise invalid("Not all bytes of the media were sent.", media_id=number)
        del self.begun[number]
        now = time.time()
        what = {"network": "x", "account": upload.account, "alt": "", "at": now, **_seen(content)}
        ready_at = now + self.network.world.settings.film_processing
        return Answer(200, {"data": _state(self.library.add(content, id=number, ready_at=ready_at, **what))})

    def status(self, call: Call) -> Answer:
        """GET /2/media/upload?command=STATUS"""
        number = call.query.get("media_id", "")
        media = self._mine(call, number)
        if call.query.get("command") != "STATUS" or media is None:
            raise invalid("Your media IDs are invalid.", media_id=number)
        return Answer(200, {"data": _state(media)})

    def _mine(self, call: Call, number: str) -> Media | None:
        return self.network.uploads.mine(call, number)

    def _begun(self, call: Call) -> Begun:
        number = call.params["media"]
        upload = self.begun.get(number)
        if upload is None or upload.account != call.me.remote_id:
            raise invalid("Your media IDs are invalid.", media_id=number)
        return upload


def _state(media: Media) -> Json:
    """The upload, with how far the work on it is."""
    told: Json = {"id": media.id, "media_key": key(media.id, "video/mp4"), "size": media.bytes}
    left = media.ready_at - time.time()
    if left > 0:
        return {**told, "processing_info": {"state": "in_progress", "check_after_secs": math.ceil(left)}}
    if not media.mime:
        error = {"code": 1, "name": "InvalidMedia", "message": "file is currently unsupported"}
        return {**told, "processing_info": {"state": "failed", "error": error}}
    return {**told, "processing_info": {"state": "succeeded", "progress_percent": 100}}


def _seen(content: bytes) -> Json:
    """Kind and size; without a kind where X could not work with it."""
    mime, width, height = look(content)
    if mime == "image/gif":
        fits = len(content) <= GIF_SIZE and width <= GIF_SIDES[0] and height <= GIF_SIDES[1]
        return {"mime": mime if fits and frames(content) <= GIF_FRAMES else "", "width": width, "height": height}
    film = look_at_film(content)
    if film is None:
        return {"mime": "", "width": 0, "height": 0}
    shaped = film.width <= 3 * film.height and film.height <= 3 * film.width and min(film.width, film.height) >= 32
    good = film.mime in MIMES and film.codec == "h264" and SECONDS[0] <= film.seconds <= SECONDS[1] and shaped
    return {"mime": film.mime if good else "", "width": film.width, "height": film.height}
