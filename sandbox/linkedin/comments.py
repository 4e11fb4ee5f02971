"""Comments: make, list.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/comments-api.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.linkedin.errors import denied, invalid, not_found
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.linkedin import LinkedIn

Json = dict[str, Any]
CHARACTERS = 1250


class Comments:
    def __init__(self, network: LinkedIn) -> None:
        self.network = network
        self.posts = network.world.posts

    def create(self, call: Call) -> Answer:
        """POST /rest/socialActions/{post}/comments → 201 with the comment; its number stands in `x-restli-id`, too."""
        post, message = self._post(call), call.fields.get("message")
        if call.word("actor") != self.network.urn(call.me):
            raise denied(f"comments of {call.word('actor')}")
        text = str(message.get("text", "")).strip() if isinstance(message, dict) else ""
        if not text:
            raise invalid("MISSING_FIELD", "/message/text :: field is required but not found")
        if len(text.encode("utf-16-le")) // 2 > CHARACTERS:
            raise invalid("FIELD_LENGTH_TOO_LONG", f"/message/text :: length must be at most {CHARACTERS}")
        now = time.time()
        number = self.network.next_id(now)
        comment = self.posts.record(
            call.me,
            remote_id=f"urn:li:comment:({post.remote_id},{number})",
            text=text,
            link="",
            media=[],
            at=now,
            received_at=call.received_at,
            reply_to=post.remote_id,
        )
        return Answer(201, self._shown(comment), {"x-restli-id": number})

    def listing(self, call: Call) -> Answer:
        """GET /rest/socialActions/{post}/comments"""
        start, count = (int(call.query.get(name) or default) for name, default in (("start", 0), ("count", 10)))
        found = self.posts.below(self._post(call))
        elements = [self._shown(comment) for comment in found[start : start + count]]
        paging = {"start": start, "count": count, "links": [], "total": len(found)}
        return Answer(200, {"elements": elements, "paging": paging})

    def _post(self, call: Call) -> Post:
        post = self.posts.find("linkedin", call.params["urn"])
        if post is None:
            raise not_found()
        return post

    def _shown(self, comment: Post) -> Json:
        actor = f"urn:li:organization:{comment.account}"
        stamp = {"actor": actor, "time": int(comment.at * 1000)}
        return {
            "actor": actor,
            "commentUrn": comment.remote_id,
            "id": comment.remote_id.rpartition(",")[2].rstrip(")"),
            "created": stamp,
            "lastModified": stamp,
            "message": {"attributes": [], "text": comment.text},
            "object": comment.reply_to,
        }
