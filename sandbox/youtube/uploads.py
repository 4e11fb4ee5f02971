"""Resumable uploads: begin one, then the bytes by parts.

Source: developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.youtube import metadata
from sandbox.youtube.errors import error, invalid

if TYPE_CHECKING:
    from sandbox.youtube import YouTube
    from sandbox.youtube.videos import Video

Json = dict[str, Any]
RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)\Z")
STEP = 256 * 1024
PARTS = frozenset({"snippet", "status", "paidProductPlacementDetails"})


@dataclass(slots=True)
class Session:
    """An upload: what it is of, the bytes so far, and the film once all have come. A restart forgets it."""

    account: str
    said: Json
    size: int
    received: bytearray = field(default_factory=bytearray)
    video: Video | None = None


class Uploads:
    def __init__(self, network: YouTube) -> None:
        self.network = network
        self.sessions: dict[str, Session] = {}

    def begin(self, call: Call) -> Answer:
        """POST /videos?uploadType=resumable&part=…: the address for the bytes, in a header."""
        if call.query.get("uploadType") != "resumable":
            raise invalid("badRequest", "the sandbox imitates resumable uploads only")
        if not {"snippet", "status"} <= set(call.query.get("part", "").split(",")) <= PARTS:
            raise invalid("invalidPart", "the sandbox wants the parts snippet and status")
        size = call.header(b"x-upload-content-length")
        if not size.isdecimal() or not int(size):
            raise invalid("mediaBodyRequired", "The request does not include the video content.")
        self.network.spend_an_insert(call)
        said = {part: getattr(metadata, part)(call.fields.get(part)) for part in ("snippet", "status")}
        number = secrets.token_urlsafe(24)
        self.sessions[number] = Session(call.me.remote_id, said, int(size))
        address = f"{call.base}/youtube/api/upload/youtube/v3/videos?uploadType=resumable&upload_id={number}"
        return Answer(200, b"", {"Location": address})

    def put(self, call: Call) -> Answer:
        """PUT: a part, or the question how much has come. 308 asks for more, 201 shows the film."""
        session = self._session(call)
        found = RANGE.match(call.header(b"content-range"))
        if not found or int(found[3]) != session.size:
            raise invalid("badRequest", "Failed to parse Content-Range header.")
        if session.video is None and found[1] is not None:
            self._take(call, session, int(found[1]), int(found[2]))
        if session.video is None:
            return _more(session)
        return Answer(201, self.network.videos.shown(session.video, "snippet,status"))

    def _session(self, call: Call) -> Session:
        session = self.sessions.get(call.query.get("upload_id", ""))
        if session is None or session.account != call.me.remote_id:
            raise Refusal(error(404, "notFound", "Not Found", "global"))
        return session

    def _take(self, call: Call, session: Session, first: int, last: int) -> None:
        """Only what follows what has come already, and only whole steps before the end."""
        if len(call.body) != last - first + 1:
            raise invalid("badRequest", "The part is not as long as Content-Range says.")
        if first != len(session.received):
            return
        is_last = last + 1 == session.size
        if not is_last and len(call.body) % STEP:
            raise invalid("badRequest", f"Parts must be multiples of {STEP} bytes.")
        session.received += call.body
        if is_last:
            session.video = self.network.videos.make(call, session.said, bytes(session.received))
            session.received.clear()


def _more(session: Session) -> Answer:
    """No Range header says that there is nothing yet."""
    have = len(session.received)
    return Answer(308, b"", {"Range": f"bytes=0-{have - 1}"} if have else {})
