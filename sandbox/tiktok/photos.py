"""Pictures, which TikTok fetches. Source: developers.tiktok.com/doc/content-posting-api-reference-photo-post."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.fetch import NotFetched, fetched
from sandbox.media import look
from sandbox.tiktok import info
from sandbox.tiktok.errors import fine, invalid
from sandbox.tiktok.publishes import Shown

if TYPE_CHECKING:
    from sandbox.tiktok import TikTok

MOST = 35
SIZE = 20_000_000
MIMES = ("image/jpeg", "image/webp")
LONG, SHORT = 1920, 1080


class Wrong(Exception):
    """Why TikTok does not show them."""


class Photos:
    def __init__(self, network: TikTok) -> None:
        self.network = network

    async def begin(self, call: Call) -> Answer:
        """POST /post/publish/content/init/: a name for the post; it is public when the pictures have been fetched."""
        self.network.spend_a_begin(call)
        if (call.fields.get("media_type"), call.fields.get("post_mode")) != ("PHOTO", "DIRECT_POST"):
            raise invalid("the sandbox imitates PHOTO and DIRECT_POST only")
        said = info.of_pictures(call.fields.get("post_info"), bool(self.network.world.settings.tiktok_audited))
        addresses = _source(call.fields.get("source_info"))
        publish = self.network.publishes.begin(call.me.remote_id, "p_pub_url~v2", said)
        try:
            shown = [await _fetched(address) for address in addresses]
        except Wrong as wrong:
            publish.failed, publish.ended_at = str(wrong), time.time()
        else:
            publish.ended_at = time.time()
            self.network.publishes.show(publish, shown, call.received_at)
        return fine({"publish_id": publish.id})


async def _fetched(address: str) -> Shown:
    try:
        content = await fetched(address, SIZE)
    except NotFetched as fault:
        raise Wrong("photo_pull_failed") from fault
    mime, width, height = look(content)
    if mime not in MIMES:
        raise Wrong("file_format_check_failed")
    if max(width, height) > LONG or min(width, height) > SHORT:
        raise Wrong("picture_size_check_failed")
    return Shown(content, mime, width, height)


def _source(given: Any) -> list[str]:
    said = given if isinstance(given, dict) else {}
    addresses, cover = said.get("photo_images"), said.get("photo_cover_index", 0)
    if said.get("source") != "PULL_FROM_URL" or not isinstance(addresses, list) or not 1 <= len(addresses) <= MOST:
        raise invalid(f"photo_images are 1 to {MOST} addresses, to be fetched (PULL_FROM_URL)")
    if not all(isinstance(address, str) and address.startswith(("https://", "http://")) for address in addresses):
        raise invalid("photo_images must be web addresses")
    if not isinstance(cover, int) or not 0 <= cover < len(addresses):
        raise invalid("photo_cover_index is out of range")
    return addresses
