"""Videos: begin an upload, put the parts, finish it, ask whether it is ready.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.accounts import Account
from sandbox.call import Answer, Call
from sandbox.films import look_at_film
from sandbox.linkedin.errors import denied, invalid, not_found
from sandbox.media import Media

if TYPE_CHECKING:
    from sandbox.linkedin import LinkedIn

Json = dict[str, Any]
LEAST, MOST = 75_000, 500_000_000
SECONDS = (3, 1800)
RATIO = 2.4


@dataclass(slots=True)
class Begun:
    """An upload without an end; `parts` are those that came, by the number of each."""

    owner: Account
    size: int
    parts: dict[int, bytes] = field(default_factory=dict)


class Videos:
    """`begun`: uploads by their numbers; a restart forgets them."""

    def __init__(self, network: LinkedIn) -> None:
        self.network = network
        self.library = network.world.library
        self.begun: dict[str, Begun] = {}

    def act(self, call: Call) -> Answer:
        """POST /rest/videos?action=…"""
        actions = {"initializeUpload": self._initialize, "finalizeUpload": self._finalize}
        action = call.query.get("action", "")
        request = call.fields.get(f"{action}Request")
        if action not in actions or not isinstance(request, dict):
            raise invalid("PARAM_INVALID", "Invalid query parameters passed to request")
        return actions[action](call, request)

    def owner(self, number: str) -> Account | None:
        """Whose upload this is: a part comes without a token."""
        upload = self.begun.get(number)
        return upload.owner if upload else None

    def meant(self, call: Call) -> str:
        """Whose the unfinished film is that this call is about; "" when it is about none."""
        finished = call.fields.get("finalizeUploadRequest") if call.mime == "application/json" else None
        urn = str(finished.get("video")) if isinstance(finished, dict) else call.params.get("urn", "")
        owner = self.owner(urn.rpartition(":")[2])
        return owner.remote_id if owner else ""

    def put(self, call: Call) -> Answer:
        """A part, to the address it was given; the answer's tag is the part's name from then on."""
        upload, place = self.begun.get(call.params["upload"]), int(call.params["part"])
        size = self.network.world.settings.film_part
        if upload is None or place * size >= upload.size:
            raise invalid("EXPIRED_UPLOAD_URL", "The upload URL has expired")
        if len(call.body) != min(size, upload.size - place * size):
            raise invalid("ILLEGAL_ARGUMENT", "The part has not the size it was given an address for")
        upload.parts[place] = call.body
        return Answer(200, b"", {"ETag": f'"{tag(call.body)}"'})

    def show(self, call: Call) -> Answer:
        """GET /rest/videos/{urn}"""
        urn = call.params["urn"]
        shown = {"id": urn, "owner": self.network.urn(call.me)}
        if self.owner(urn.rpartition(":")[2]) is call.me:
            return Answer(200, {**shown, "status": "WAITING_UPLOAD"})
        media = self._mine(call, urn)
        if media is None:
            raise not_found()
        if media.ready_at > time.time():
            return Answer(200, {**shown, "status": "PROCESSING"})
        if not media.mime:
            return Answer(200, {**shown, "status": "PROCESSING_FAILED", "processingFailureReason": "Invalid video"})
        return Answer(200, {**shown, "status": "AVAILABLE"})

    def find(self, call: Call, urn: str) -> Media:
        """A film a post may show. Raises `Refusal` when it may not, or not yet."""
        media = self._mine(call, urn)
        if media is None and self.owner(urn.rpartition(":")[2]) is not call.me:
            raise invalid("INVALID_VIDEO_ID", f"{urn} is not a video of this organization")
        if media is None or media.ready_at > time.time():
            raise invalid("MEDIA_ASSET_WAITING_UPLOAD", f"{urn} is not available yet")
        if not media.mime:
            raise invalid("MEDIA_ASSET_PROCESSING_FAILED", f"{urn} could not be processed")
        return media

    def _initialize(self, call: Call, request: Json) -> Answer:
        size = request.get("fileSizeBytes")
        if request.get("owner") != self.network.urn(call.me):
            raise denied(f"videos of {request.get('owner')}")
        if type(size) is not int or not LEAST <= size <= MOST:
            raise invalid("INVALID_VALUE_FOR_FIELD", f"/fileSizeBytes :: must be {LEAST} to {MOST}")
        number, part = self.network.next_id(time.time()), self.network.world.settings.film_part
        self.begun[number] = Begun(call.me, size)
        address = f"{call.base}/linkedin/api/dms-uploads/{number}"
        instructions = [
            {"uploadUrl": f"{address}/{place}", "firstByte": first, "lastByte": min(first + part, size) - 1}
            for place, first in enumerate(range(0, size, part))
        ]
        value = {"video": f"urn:li:video:{number}", "uploadToken": "", "uploadInstructions": instructions}
        return Answer(200, {"value": {**value, "uploadUrlsExpireAt": int(time.time() + 86_400) * 1000}})

    def _finalize(self, call: Call, request: Json) -> Answer:
        """The parts in the order they are named; what is wrong with the film shows when it is processed."""
        urn = str(request.get("video"))
        upload = self.begun.get(urn.rpartition(":")[2])
        if upload is None or upload.owner is not call.me:
            raise invalid("INVALID_VIDEO_ID", f"{urn} waits for no upload")
        by_tag = {tag(part): part for part in upload.parts.values()}
        named = request.get("uploadedPartIds")
        content = b"".join(by_tag.get(str(one), b"") for one in named) if isinstance(named, list) else b""
        if len(content) != upload.size:
            raise invalid("UPDATING_ASSET_FAILED", "The parts are not all that was announced")
        del self.begun[urn.rpartition(":")[2]]
        now = time.time()
        what = {"network": "linkedin", "account": call.me.remote_id, "alt": "", "at": now, **_seen(content)}
        self.library.add(content, id=urn, ready_at=now + self.network.world.settings.film_processing, **what)
        return Answer(200, b"")

    def _mine(self, call: Call, urn: str) -> Media | None:
        media = self.library.find("linkedin", urn)
        return media if media is not None and media.account == call.me.remote_id else None


def tag(part: bytes) -> str:
    return hashlib.sha256(part).hexdigest()


def _seen(content: bytes) -> Json:
    """Kind and size; without a kind where LinkedIn could not work with it."""
    film = look_at_film(content)
    if film is None:
        return {"mime": "", "width": 0, "height": 0}
    shaped = film.width <= RATIO * film.height and film.height <= RATIO * film.width
    good = film.mime == "video/mp4" and SECONDS[0] <= film.seconds <= SECONDS[1] and shaped
    return {"mime": film.mime if good else "", "width": film.width, "height": film.height}
