"""What a page says below its own posts, at Facebook and at Instagram.

Sources: developers.facebook.com, graph-api/reference/object/comments and instagram-platform, ig-media/comments.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.facebook.nodes import graph_time
from sandbox.graph.errors import bad_parameter, graph_error, missing_object
from sandbox.graph.fields import parse, select
from sandbox.graph.listing import listed
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.graph import Graph

Json = dict[str, Any]


@dataclass(frozen=True)
class Comments:
    """`said` and `made` are the names of a comment's text and moment there, `root` is where its API begins."""

    network: Graph
    limit: int
    said: str
    made: str
    root: str

    def create(self, call: Call) -> Answer:
        """POST /{post}/comments → `{"id"}`

        Asked for `fields`, Graph makes the comment and then says that it cannot tell them.
        """
        self.network.demand(call, self.network.commenting)
        post, message = self._mine(call), call.word("message").strip()
        if not message:
            raise bad_parameter("Missing message or attachment")
        if len(message) > self.limit:
            raise bad_parameter(f"Param message must be at most {self.limit} characters")
        now = time.time()
        number = self.network.next_id(now)
        comment = self.network.world.posts.record(
            call.me,
            remote_id=f"{post.remote_id.rpartition('_')[2]}_{number}" if self.network.name == "facebook" else number,
            text=message,
            link="",
            media=[],
            at=now,
            received_at=call.received_at,
            reply_to=post.remote_id,
        )
        if call.word("fields"):
            words = "(#20) An error occurred while reading the comment"
            raise Refusal(graph_error(20, words, 1772107, is_transient=False))
        return Answer(200, {"id": comment.remote_id})

    def listing(self, call: Call) -> Answer:
        """GET /{post}/comments: Facebook begins with the oldest unless told otherwise, Instagram with the newest."""
        post = self._mine(call)
        found = self.network.world.posts.below(post)
        if self.network.name == "instagram" or call.word("order") == "reverse_chronological":
            found.reverse()
        tree = parse(call.word("fields") or f"id,{self.said},{self.made}")
        fields = frozenset({"id", "from", "username", self.said, self.made})
        show = lambda comment: select(self._shown(call, comment), tree, fields, "Comment")  # noqa: E731
        return listed(call, found, f"{self.root}/{post.remote_id}/comments", show)

    def _mine(self, call: Call) -> Post:
        post = self.network.world.posts.find(self.network.name, call.params["node"])
        if post is None or post.account != call.me.remote_id:
            raise missing_object(call.method, call.params["node"])
        return post

    def _shown(self, call: Call, comment: Post) -> Json:
        names = {"name": call.me.name} if self.network.name == "facebook" else {"username": call.me.handle}
        return {
            "id": comment.remote_id,
            self.said: comment.text,
            self.made: graph_time(comment.at),
            "from": {"id": call.me.remote_id, **names},
            **({"username": call.me.handle} if self.network.name == "instagram" else {}),
        }
