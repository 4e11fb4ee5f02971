"""Making containers. Source: developers.facebook.com/docs/instagram-platform, reference/ig-user/media."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.films import Film, look_at_film
from sandbox.graph.containers import Container
from sandbox.graph.errors import bad_parameter, missing_object
from sandbox.instagram.errors import not_fetched, refused
from sandbox.media import Media

if TYPE_CHECKING:
    from sandbox.instagram import Instagram

Json = dict[str, Any]
CAPTION, MENTIONS, ALT = 2200, 20, 1000
MENTION = re.compile(r"(?<![\w@])@[\w.]+")
NARROWEST, WIDEST = 4 / 5, 1.91
LENGTHS = {"REELS": (3, 15 * 60), "STORIES": (3, 60)}


class Making:
    """`arrived`: the bytes so far of films that come by parts; a restart forgets them."""

    def __init__(self, network: Instagram) -> None:
        self.network = network
        self.arrived: dict[str, bytearray] = {}

    async def create(self, call: Call) -> Answer:
        """POST /{user}/media → `{"id"}`, with `uri` for a film that comes by its bytes."""
        self.network.demand(call, "instagram_business_content_publish")
        self.network.check_own(call, call.params["user"])
        kind = call.word("media_type") or "IMAGE"
        if kind not in ("IMAGE", "REELS", "STORIES", "CAROUSEL"):
            raise refused(100, 2207023, f"The media type {kind} is unknown.", "Media type")
        what: Json = {"text": self._caption(call, kind), "link": "", "item": call.flag("is_carousel_item")}
        if len(call.word("alt_text")) > ALT:
            raise bad_parameter(f"Param alt_text must be at most {ALT} characters")
        if call.word("upload_type") == "resumable":
            return self._begin(call, kind, what)
        make = self.network.containers.make
        if kind == "CAROUSEL":
            wrong = refused(100, 2207028, "A carousel needs 2 to 10 items.", "Carousel")
            parts = self.network.containers.parts(call, 2, 10, wrong)
            return _made(make(call, kind, media=[part.media[0] for part in parts], **what))
        if address := call.word("video_url"):
            media, film = await self.network.containers.film(call, address)
            error = "2207003" if media is None else wrong_with(film, kind)
            return _made(make(call, kind, media=[media.id] if media else [], error=error, **what))
        return _made(make(call, kind, media=[(await self._picture(call, kind)).id], **what))

    def upload(self, call: Call) -> Answer:
        """POST ig-api-upload/{container}: the next bytes of the film, from `offset` on."""
        container = self.network.containers.find(call, call.params["container"])
        if container is None or not container.waits:
            raise missing_object(call.method, call.params["container"])
        there = self.arrived.setdefault(container.id, bytearray())
        offset, size = call.header(b"offset"), call.header(b"file_size")
        if not (offset.isdigit() and size.isdigit()):
            return _debug(400, "ParameterValidationError", "HeaderValuePredicate: Header Offset not convertable", False)
        if int(offset) != len(there):
            return _debug(416, "OffsetInvalidError", f"Expected offset {len(there)}", True)
        there += call.body
        if len(there) < int(size):
            return _debug(206, "PartialRequestError", "Partial request (did not match length of file)", True)
        film = bytes(self.arrived.pop(container.id))
        error = wrong_with(look_at_film(film), container.kind)
        media = self.network.containers.store(call, film, "video/mp4")
        self.network.containers.keep(replace(container, waits=False, media=[media.id], error=error))
        return Answer(200, {"success": True, "message": "Upload successful."})

    def progress(self, container: Container) -> Json:
        """`video_status` of a container."""
        there = len(self.arrived.get(container.id, b""))
        if container.media:
            there = self.network.world.library.by_id["instagram", container.media[0]].bytes
        status = "in_progress" if container.waits else "complete"
        return {"uploading_phase": {"status": status, "bytes_transferred": there}}

    def _begin(self, call: Call, kind: str, what: Json) -> Answer:
        if "/facebook/" not in call.path:
            raise bad_parameter("Param upload_type: only available with Facebook Login")
        made = self.network.containers.make(call, kind, media=[], waits=True, **what)
        uri = f"{call.base}/instagram/api/facebook/ig-api-upload/v26.0/{made.id}"
        return Answer(200, {"id": made.id, "uri": uri})

    async def _picture(self, call: Call, kind: str) -> Media:
        if not (address := call.word("image_url")):
            raise bad_parameter("The parameter image_url is required")
        media = await self.network.containers.picture(call, address, ("image/jpeg",))
        if media == "fetch":
            raise not_fetched()
        if isinstance(media, str):
            raise refused(36001, 2207005, "The image format is not supported. Supported formats are: JPEG.", "Format")
        if kind == "IMAGE" and not NARROWEST <= round(media.width / media.height, 2) <= WIDEST:
            raise refused(36003, 2207009, "The submitted image's aspect ratio is not supported.", "Aspect ratio")
        return media

    def _caption(self, call: Call, kind: str) -> str:
        """A story has none, whatever is sent."""
        caption = call.word("caption").strip()
        if len(caption) > CAPTION:
            raise refused(36004, 2207010, f"The caption is too long: at most {CAPTION} characters.", "Caption")
        if len(MENTION.findall(caption)) > MENTIONS:
            raise refused(100, 2207040, f"You can only use {MENTIONS} mentions.", "Mentions")
        return "" if kind == "STORIES" or call.flag("is_carousel_item") else caption


def wrong_with(film: Film | None, kind: str) -> str:
    """The subcode that a film's container fails with; "" when nothing is wrong."""
    shortest, longest = LENGTHS.get(kind, LENGTHS["REELS"])
    good = film and film.codec in ("h264", "hevc") and 23 <= film.rate <= 60 and film.width <= 1920
    # The last picture's end may be a little later or earlier than said.
    return "" if good and film and shortest - 0.1 <= film.seconds <= longest + 0.1 else "2207026"


def _made(container: Container) -> Answer:
    return Answer(200, {"id": container.id})


def _debug(status: int, kind: str, message: str, retriable: bool) -> Answer:
    """How rupload speaks."""
    return Answer(status, {"debug_info": {"retriable": retriable, "type": kind, "message": message}})
