"""Making containers. Source: developers.facebook.com/docs/threads/posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import regex

from sandbox.call import Answer, Call, Refusal
from sandbox.films import Film
from sandbox.graph.containers import Container
from sandbox.graph.errors import bad_parameter, graph_error, missing_object
from sandbox.links import ADDRESS
from sandbox.threads.errors import not_fetched

if TYPE_CHECKING:
    from sandbox.threads import Threads

Json = dict[str, Any]
TEXT, ALT, LINKS, LONGEST = 500, 1000, 5, 300
GRAPHEME = regex.compile(r"\X")
EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]")
KINDS = ("TEXT", "IMAGE", "VIDEO", "CAROUSEL")


class Making:
    def __init__(self, network: Threads) -> None:
        self.network = network

    async def create(self, call: Call) -> Answer:
        """POST /{user}/threads → `{"id"}`"""
        self.network.demand(call, "threads_manage_replies" if call.word("reply_to_id") else "threads_content_publish")
        self.network.check_own(call, call.params["user"])
        kind = call.word("media_type")
        if kind not in KINDS:
            raise bad_parameter(f"Param media_type must be one of {', '.join(KINDS)}")
        what = self._said(call, kind)
        make, containers = self.network.containers.make, self.network.containers
        if kind == "VIDEO":
            media, film = await containers.film(call, self._address(call, "video_url"))
            error = "FAILED_DOWNLOADING_VIDEO" if media is None else wrong_with(film)
            return _made(make(call, kind, media=[media.id] if media else [], error=error, **what))
        if kind == "CAROUSEL":
            wrong = bad_parameter("Param children must have 2 to 20 elements.")
            parts = containers.parts(call, 2, 20, wrong)
            return _made(make(call, kind, media=[part.media[0] for part in parts], **what))
        shown = [await self._picture(call)] if kind == "IMAGE" else []
        return _made(make(call, kind, media=shown, **what))

    async def _picture(self, call: Call) -> str:
        mimes = ("image/jpeg", "image/png")
        media = await self.network.containers.picture(call, self._address(call, "image_url"), mimes)
        if media == "fetch":
            raise not_fetched()
        if isinstance(media, str):
            raise bad_parameter("The image format is not supported. Supported formats are: JPEG, PNG.")
        if max(media.width, media.height) > 10 * min(media.width, media.height):
            raise bad_parameter("The aspect ratio of the image is not supported.")
        return media.id

    def _address(self, call: Call, name: str) -> str:
        if not (address := call.word(name)):
            raise bad_parameter(f"The parameter {name} is required.")
        return address

    def _said(self, call: Call, kind: str) -> Json:
        text, link, item = call.word("text").strip(), call.word("link_attachment"), call.flag("is_carousel_item")
        if length(text) > TEXT:
            raise bad_parameter(f"Param text must be at most {TEXT} characters long.")
        if len(call.word("alt_text")) > ALT:
            raise bad_parameter(f"Param alt_text must be at most {ALT} characters long.")
        if link and kind != "TEXT":
            raise bad_parameter("Param link_attachment is for text posts only.")
        if kind == "TEXT" and not (text or link):
            raise bad_parameter("The parameter text is required.")
        if len({*ADDRESS.findall(text), *([link] if link else [])}) > LINKS:
            words = "THREADS_API__LINK_LIMIT_EXCEEDED"
            raise Refusal(graph_error(100, f"(#100) {words}", error_user_msg=f"A post has at most {LINKS} links."))
        addresses = [] if link or kind != "TEXT" else ADDRESS.findall(text)
        return {
            "text": text,
            "link": link or next(iter(addresses), ""),
            "item": item,
            "reply_to": self._answered(call),
        }

    def _answered(self, call: Call) -> str:
        answered = call.word("reply_to_id")
        if answered and self.network.world.posts.find("threads", answered) is None:
            raise missing_object(call.method, answered)
        return answered


def length(text: str) -> int:
    """An emoji counts as many as its bytes in UTF-8, anything else as its characters."""
    parts = GRAPHEME.findall(text)
    return sum(len(part.encode()) if EMOJI.search(part) else len(part) for part in parts)


def wrong_with(film: Film | None) -> str:
    """The word that a film's container fails with; "" when nothing is wrong."""
    if film is None or film.codec not in ("h264", "hevc"):
        return "FAILED_PROCESSING_VIDEO"
    if film.seconds > LONGEST:
        return "INVALID_DURATION"
    return "" if 23 <= film.rate <= 60 else "INVALID_FRAME_RATE"


def _made(container: Container) -> Answer:
    return Answer(200, {"id": container.id})
