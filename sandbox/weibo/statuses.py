"""Posts: share one, read the newest. Sources: open.weibo.com/wiki, 2/statuses/share and 2/statuses/user_timeline."""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.media import Media, look
from sandbox.posts import Post
from sandbox.weibo.errors import error, refusal
from sandbox.weibo.text import TOPIC, leads_to, length, links, short_name, shortened, weibo_time
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.weibo import Weibo

Json = dict[str, Any]
CHARACTERS = 140
PICTURE_LIMIT = 5 * 1024 * 1024
MIMES = ("image/jpeg", "image/png", "image/gif")
AN_HOUR = 30
SEEN = 5
"""How many posts an app without further rights sees of an account."""
DOMAIN = "example"
"""The security domain of the sandbox's app: every name under it (RFC 2606)."""


class Statuses:
    def __init__(self, network: Weibo) -> None:
        self.network = network
        self.world = network.world
        self._windows: dict[str, Window] = {}

    def share(self, call: Call) -> Answer:
        """POST /2/statuses/share.json, with one picture as `pic` or without."""
        text = call.word("status")
        self._check(call, text)
        if self._was_said(call, text):
            raise refusal(20019)
        window = self._windows.setdefault(call.me.remote_id, Window(AN_HOUR, 3600, aligned=True))
        if not window.take(call.received_at):
            raise refusal(20016)
        media = self._picture(call)
        now, number = time.time(), self.network.next_id(time.time())
        post = self.world.posts.record(
            call.me,
            remote_id=number,
            text=text,
            link=links(text)[0],
            media=[item.stored() for item in media],
            at=now,
            received_at=call.received_at,
            details={"name": short_name(number)},
        )
        if self.world.settings.weibo_slowness:
            return error(20032)
        return Answer(200, self._shown(call, post))

    def timeline(self, call: Call) -> Answer:
        """GET /2/statuses/user_timeline.json of the caller itself, newest first."""
        if call.word("uid") not in ("", call.me.remote_id):
            raise refusal(20003)
        shown_by = time.time() - self.world.settings.weibo_slowness
        there = [post for post in reversed(call.me.posts) if post.deleted_at is None and post.at <= shown_by]
        return Answer(200, {"statuses": [self._shown(call, post) for post in there[:SEEN]], "total_number": len(there)})

    def _check(self, call: Call, text: str) -> None:
        try:
            ip_address(call.word("rip"))
        except ValueError:
            raise refusal(10016, "rip") from None
        if not text.strip():
            raise refusal(20008)
        if not any(leads_to(link, DOMAIN) for link in links(text)):
            raise refusal(10017)
        if TOPIC.search(text):
            raise refusal(10008)
        if length(text) > CHARACTERS:
            raise refusal(20012)

    def _picture(self, call: Call) -> list[Media]:
        upload = call.files.get("pic")
        if upload is None:
            return []
        mime, width, height = look(upload.content)
        if mime not in MIMES:
            raise refusal(20005)
        if len(upload.content) >= PICTURE_LIMIT:
            raise refusal(20006)
        now = time.time()
        media = self.world.library.add(
            upload.content,
            id=self.network.next_id(now),
            network="weibo",
            account=call.me.remote_id,
            mime=mime,
            width=width,
            height=height,
            alt="",
            at=now,
            ready_at=now,
        )
        return [media]

    def _was_said(self, call: Call, text: str) -> bool:
        """Whether the account said the same lately, in a post that is still there."""
        oldest = time.time() - self.world.settings.weibo_duplicate_window
        return any(post.text == text and post.deleted_at is None and post.at > oldest for post in call.me.posts)

    def _shown(self, call: Call, post: Post) -> Json:
        pictures = [{"thumbnail_pic": f"{call.base}/media/{item['sha256']}"} for item in post.media]
        return {
            "created_at": weibo_time(post.at),
            "id": int(post.remote_id),
            "mid": post.remote_id,
            "idstr": post.remote_id,
            "text": shortened(post.text),
            "source": '<a href="http://app.weibo.com/t/feed/sandbox" rel="nofollow">Sandbox</a>',
            "truncated": False,
            "pic_urls": pictures,
            "reposts_count": 0,
            "comments_count": 0,
            "attitudes_count": 0,
            "user": {"id": int(post.account), "idstr": post.account},
        }
