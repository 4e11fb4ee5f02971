"""Pictures and films in an account's repository.

Source: atproto.com/specs/blob, lexicon com.atproto.repo.uploadBlob.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.bluesky.errors import invalid_request, refuse
from sandbox.bluesky.identifiers import blob_cid
from sandbox.call import Answer, Call
from sandbox.media import Media, look

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.bluesky import Bluesky

Json = dict[str, Any]
UPLOAD_LIMIT = 50 * 1024 * 1024


class Blobs:
    def __init__(self, network: Bluesky) -> None:
        self.network = network
        self.library = network.world.library

    def upload(self, call: Call) -> Answer:
        """com.atproto.repo.uploadBlob: the raw bytes are the body."""
        if not call.mime:
            raise invalid_request("Request encoding (Content-Type) required but not provided")
        if not call.body:
            raise invalid_request("A request body is expected but none was provided")
        if len(call.body) > UPLOAD_LIMIT:
            raise refuse("PayloadTooLarge", "request entity too large", 413)
        self.network.limits.take(call.me.remote_id, "blobs", 1, call.received_at)
        return Answer(200, {"blob": self.kept(call.me, call.body, call.mime)})

    def kept(self, account: Account, content: bytes, mime: str) -> Json:
        """Put it into the repository; gives the blob object by which a record names it."""
        media = self._keep(account, content, mime)
        link = {"$link": media.id.rpartition("/")[2]}
        return {"$type": "blob", "ref": link, "mimeType": media.mime, "size": media.bytes}

    def shown(self, account: Account, embed: Json) -> list[Json]:
        """The pictures or the film of a post. Raises `Refusal` when a blob is gone or is not what the record says."""
        images = embed.get("images", [])
        found = [{**self._stored(account, image["image"]).stored(), "alt": image["alt"]} for image in images]
        if "video" in embed:
            found.append({**self._stored(account, embed["video"]).stored(), "alt": embed.get("alt", "")})
        return found

    def card(self, account: Account, embed: Json) -> Json:
        """What a link is shown by; the PDS reads no web page. Raises `Refusal` when its blob is gone or is another."""
        external = embed.get("external", {})
        thumb = self._stored(account, external["thumb"]).sha256 if external.get("thumb") else ""
        return {name: external[name] for name in ("title", "description")} | {"sha256": thumb} if external else {}

    def _keep(self, account: Account, content: bytes, mime: str) -> Media:
        now, media_id = time.time(), f"{account.remote_id}/{blob_cid(content)}"
        known = self.library.find("bluesky", media_id)
        if known is not None:
            self.library.change(known, at=now)
            return known
        seen, width, height = look(content)
        return self.library.add(
            content,
            id=media_id,
            network="bluesky",
            account=account.remote_id,
            mime=seen or mime,
            width=width,
            height=height,
            alt="",
            at=now,
            ready_at=now,
        )

    def _stored(self, account: Account, blob: Json) -> Media:
        link = blob["ref"]["$link"]
        media = self.library.find("bluesky", f"{account.remote_id}/{link}")
        life = self.network.world.settings.bluesky_blob_life
        if media is None or (not media.post and media.at + life <= time.time()):
            raise refuse("BlobNotFound", f"Could not find blob: {link}")
        if media.mime != blob["mimeType"]:
            sentence = (
                f"Referenced Mimetype does not match stored blob. Expected: {media.mime}, Got: {blob['mimeType']}"
            )
            raise refuse("InvalidMimeType", sentence)
        if media.bytes != blob["size"]:
            raise refuse("InvalidSize", f"Size mismatch. Expected: {media.bytes}, Got: {blob['size']}")
        return media
