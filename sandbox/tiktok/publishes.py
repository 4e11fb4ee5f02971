"""Posts on their way to the public, by the name they get at their beginning; and the account's public ones.

Sources: developers.tiktok.com/doc/content-posting-api-reference-get-video-status and /tiktok-api-v2-video-list.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.tiktok.errors import fine, invalid

if TYPE_CHECKING:
    from sandbox.posts import Post
    from sandbox.tiktok import TikTok
    from sandbox.tiktok.info import Info

Json = dict[str, Any]
PAGE = 20
PUBLIC = "PUBLIC_TO_EVERYONE"


@dataclass(slots=True)
class Publish:
    """A post that was begun. `size`, `part`, `upload`, `received`: of a film whose bytes come to us.

    `ended_at` (epoch seconds) is when all was there, `failed` why it was given up. A restart forgets what made no post.
    """

    id: str
    account: str
    said: Info
    begun_at: float
    size: int = 0
    part: int = 0
    upload: str = ""
    received: bytearray = field(default_factory=bytearray)
    ended_at: float = 0.0
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A film or a picture of a post."""

    content: bytes
    mime: str
    width: int
    height: int


class Publishes:
    def __init__(self, network: TikTok) -> None:
        self.network = network
        self.world = network.world
        self.by_id: dict[str, Publish] = {}

    def begin(self, account: str, kind: str, said: Info) -> Publish:
        publish = Publish(f"{kind}.{secrets.randbelow(10**18):018}", account, said, time.time())
        self.by_id[publish.id] = publish
        return publish

    def show(self, publish: Publish, media: list[Shown], received_at: float) -> None:
        """Make the post. The public sees it once TikTok has worked on it, which is settled from now on."""
        if self.world.settings.tiktok_processing_fails:
            publish.failed = "file_format_check_failed"
            return
        number, now = self.network.next_id(publish.ended_at), publish.ended_at
        at = now + self.world.settings.tiktok_processing
        kept = [
            self.world.library.add(
                one.content,
                id=f"{number}-{place}",
                network="tiktok",
                account=publish.account,
                mime=one.mime,
                width=one.width,
                height=one.height,
                alt="",
                at=now,
                ready_at=at,
            ).stored()
            for place, one in enumerate(media)
        ]
        self.world.posts.record(
            self.world.accounts.by_id["tiktok", publish.account],
            remote_id=number,
            text=publish.said.text,
            link="",
            media=kept,
            at=at,
            received_at=received_at,
            key=publish.id,
            hidden=publish.said.privacy == "SELF_ONLY",
            details={"privacy": publish.said.privacy},
        )

    def status(self, call: Call) -> Answer:
        """POST /post/publish/status/fetch/"""
        name = call.word("publish_id")
        if post := self.world.posts.by_key.get(("tiktok", call.me.remote_id, name)):
            return fine(self._shown(post))
        publish = self.by_id.get(name)
        if publish is None or publish.account != call.me.remote_id:
            raise invalid("invalid_publish_id")
        if publish.failed and not self._works_on(publish.ended_at):
            return fine({"status": "FAILED", "fail_reason": publish.failed})
        arrived = publish.size if publish.ended_at else len(publish.received)
        return fine({"status": "PROCESSING_UPLOAD", "uploaded_bytes": arrived})

    def listed(self, call: Call) -> Answer:
        """POST /video/list/: what is public, the newest first."""
        wanted = call.query.get("fields", "").split(",")
        count = call.fields.get("max_count", 10)
        if not isinstance(count, int) or not 1 <= count <= PAGE:
            raise invalid(f"max_count is at most {PAGE}")
        posts = [post for post in reversed(call.me.posts) if self._is_public(post) and post.deleted_at is None]
        rows = [{name: value for name, value in self._row(post, call).items() if name in wanted} for post in posts]
        return fine({"videos": rows[:count], "cursor": 0, "has_more": len(rows) > count})

    def _shown(self, post: Post) -> Json:
        if post.at > time.time():
            return {"status": "PROCESSING_UPLOAD", "uploaded_bytes": sum(item["bytes"] for item in post.media)}
        ids = [int(post.remote_id)] if self._is_public(post) else []
        return {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": ids}

    def _works_on(self, since: float) -> bool:
        return since + self.world.settings.tiktok_processing > time.time()

    def _is_public(self, post: Post) -> bool:
        """Whether moderation is through with it."""
        moderated = post.at + self.world.settings.tiktok_moderation
        return post.details["privacy"] == PUBLIC and moderated <= time.time()

    def _row(self, post: Post, call: Call) -> Json:
        words = {"title": post.text, "video_description": post.text, "create_time": int(post.at)}
        return {"id": post.remote_id, "share_url": call.me.permalink(post, call.base), **words}
