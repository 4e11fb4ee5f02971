"""Images: begin an upload, put the bytes, ask whether they are ready.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/images-api.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from sandbox.call import Answer, Call
from sandbox.linkedin.errors import denied, invalid, not_found
from sandbox.media import Media, look

if TYPE_CHECKING:
    from sandbox.linkedin import LinkedIn

MIMES = ("image/jpeg", "image/png", "image/gif")
PIXELS = 36_152_320


class Images:
    """`begun`: uploads without bytes, by name, with the account they are for; a restart forgets them."""

    def __init__(self, network: LinkedIn) -> None:
        self.network = network
        self.library = network.world.library
        self.begun: dict[str, str] = {}

    def owner(self, call: Call) -> str:
        """Whose the picture is that stands in the path; "" when there is none."""
        name = call.params.get("urn") or f"urn:li:image:{call.params.get('number', '')}"
        media = self.library.find("linkedin", name)
        return media.account if media else self.begun.get(name, "")

    def initialize(self, call: Call) -> Answer:
        """POST /rest/images?action=initializeUpload → a name, and the address for the bytes."""
        if call.query.get("action") != "initializeUpload":
            raise invalid("PARAM_INVALID", "Invalid query parameters passed to request")
        request = call.fields.get("initializeUploadRequest")
        owner = request.get("owner") if isinstance(request, dict) else None
        if owner != self.network.urn(call.me):
            raise denied(f"images of {owner}")
        number = self.network.next_id(time.time())
        self.begun[f"urn:li:image:{number}"] = call.me.remote_id
        address = f"{call.base}/linkedin/api/dms-uploads/{number}?ca=vector&sync=0&v=beta&ut=a%2Fb%3D"
        value = {"uploadUrl": address, "image": f"urn:li:image:{number}", "uploadUrlExpiresAt": 0}
        return Answer(200, {"value": value})

    def put(self, call: Call) -> Answer:
        """The raw bytes, whatever they are; what is wrong with them shows when they are processed."""
        urn = f"urn:li:image:{call.params['number']}"
        if call.query.get("ut") != "a/b=" or self.begun.pop(urn, None) != call.me.remote_id:
            raise invalid("EXPIRED_UPLOAD_URL", "The upload URL has expired")
        mime, width, height = look(call.body)
        good = mime in MIMES and width * height < PIXELS
        now = time.time()
        self.library.add(
            call.body,
            id=urn,
            network="linkedin",
            account=call.me.remote_id,
            mime=mime if good else "",
            width=width,
            height=height,
            alt="",
            at=now,
            ready_at=now + self.network.world.settings.linkedin_processing,
        )
        return Answer(201, b"")

    def show(self, call: Call) -> Answer:
        """GET /rest/images/{urn}"""
        urn = call.params["urn"]
        if self.begun.get(urn) == call.me.remote_id:
            return Answer(200, {"id": urn, "owner": self.network.urn(call.me), "status": "WAITING_UPLOAD"})
        media = self._mine(call, urn)
        if media is None:
            raise not_found()
        status = "PROCESSING" if media.ready_at > time.time() else "AVAILABLE" if media.mime else "PROCESSING_FAILED"
        return Answer(200, {"id": urn, "owner": self.network.urn(call.me), "status": status})

    def find(self, call: Call, urn: str) -> Media:
        """A picture a post may show. Raises `Refusal` when it may not, or not yet."""
        media = self._mine(call, urn)
        if media is None and urn not in self.begun:
            raise invalid("INVALID_IMAGE_ID", f"{urn} is not an image of this organization")
        if media is None or media.ready_at > time.time():
            raise invalid("MEDIA_ASSET_WAITING_UPLOAD", f"{urn} is not available yet")
        if not media.mime:
            raise invalid("MEDIA_ASSET_PROCESSING_FAILED", f"{urn} could not be processed")
        return media

    def _mine(self, call: Call, urn: str) -> Media | None:
        media = self.library.find("linkedin", urn)
        return media if media is not None and media.account == call.me.remote_id else None
