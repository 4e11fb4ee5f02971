"""Films: begin one, then its parts; with the last it is published.

Sources: developers.tiktok.com/doc/content-posting-api-reference-direct-post and -media-transfer-guide.
"""

from __future__ import annotations

import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.films import Film, look_at_film
from sandbox.tiktok import info
from sandbox.tiktok.errors import fine, invalid
from sandbox.tiktok.publishes import Publish, Shown

if TYPE_CHECKING:
    from sandbox.tiktok import TikTok

RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)\Z")
LEAST, MOST, LAST = 5_000_000, 64 * 1024 * 1024, 128 * 1024 * 1024
"""Bytes of a part, and of the last one."""
PARTS = 1000
CODECS = ("h264", "hevc", "vp8", "vp9")
LONGEST, RATES, SIDES = 600, (23, 60), (360, 4096)


class Uploads:
    def __init__(self, network: TikTok) -> None:
        self.network = network

    def begin(self, call: Call) -> Answer:
        """POST /post/publish/video/init/: a name for the post, and the address for its bytes."""
        self.network.spend_a_begin(call)
        said = info.of_film(call.fields.get("post_info"), bool(self.network.world.settings.tiktok_audited))
        size, part = _source(call.fields.get("source_info"))
        publish = self.network.publishes.begin(call.me.remote_id, "v_pub_file~v2-1", said)
        publish.size, publish.part, publish.upload = size, part, secrets.token_urlsafe(24)
        address = f"{call.base}/tiktok/v2/upload/{publish.id}?upload_token={publish.upload}"
        return fine({"publish_id": publish.id, "upload_url": address})

    def put(self, call: Call) -> Answer:
        """PUT: one part after another. 206 asks for more, 201 has all."""
        publish = self.network.publishes.by_id.get(call.params["name"])
        if publish is None or call.query.get("upload_token") != publish.upload:
            return Answer(404, b"")
        life = self.network.world.settings.tiktok_upload_life
        if publish.ended_at or call.received_at > publish.begun_at + life:
            return Answer(403, b"")
        found = RANGE.match(call.header(b"content-range"))
        if not found or int(found[3]) != publish.size or len(call.body) != int(found[2]) - int(found[1]) + 1:
            return Answer(400, b"")
        is_last = int(found[2]) + 1 == publish.size
        if int(found[1]) != len(publish.received) or not (is_last or len(call.body) == publish.part):
            return Answer(416, b"")
        publish.received += call.body
        if not is_last:
            return Answer(206, b"")
        self._end(publish, call)
        return Answer(201, b"")

    def _end(self, publish: Publish, call: Call) -> None:
        content = bytes(publish.received)
        film = look_at_film(content)
        publish.ended_at = time.time()
        publish.received.clear()
        publish.failed = _wrong_with(film)
        if film and not publish.failed:
            shown = Shown(content, film.mime, film.width, film.height)
            self.network.publishes.show(publish, [shown], call.received_at)


def is_last(call: Call) -> bool:
    """Whether this part is the one that publishes the film."""
    found = RANGE.match(call.header(b"content-range"))
    return found is not None and int(found[2]) + 1 == int(found[3])


def _source(given: Any) -> tuple[int, int]:
    """Bytes of the film, and of a part. Raises `Refusal` (400) for parts that TikTok does not take."""
    said = given if isinstance(given, dict) else {}
    if said.get("source") != "FILE_UPLOAD":
        raise invalid("the sandbox imitates FILE_UPLOAD of films only")
    size, part, count = (said.get(name) for name in ("video_size", "chunk_size", "total_chunk_count"))
    if not all(isinstance(number, int) and number > 0 for number in (size, part, count)):
        raise invalid("video_size, chunk_size and total_chunk_count are required")
    assert isinstance(size, int)
    assert isinstance(part, int)
    assert isinstance(count, int)
    if count != size // part or count > PARTS:
        raise invalid("The total chunk count is invalid")
    last = size - (count - 1) * part
    if part != size and (not LEAST <= part <= MOST or last > LAST):
        raise invalid("The chunk size is invalid")
    return size, part


def _wrong_with(film: Film | None) -> str:
    """Why TikTok does not show it; "" when it does."""
    if film is None or film.codec not in CODECS:
        return "file_format_check_failed"
    if film.seconds > LONGEST:
        return "duration_check_failed"
    if not RATES[0] <= round(film.rate, 2) <= RATES[1]:
        return "frame_rate_check_failed"
    sides = (film.width, film.height)
    return "" if min(sides) >= SIDES[0] and max(sides) <= SIDES[1] else "picture_size_check_failed"
