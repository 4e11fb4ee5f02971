"""Reading pages and posts back, and deleting. Sources: developers.facebook.com, graph-api/reference/page,
page/published_posts, page-post, photo; graph-api/results (paging)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sandbox.call import Answer, Call
from sandbox.facebook import nodes
from sandbox.facebook.errors import bad_parameter, missing_object
from sandbox.facebook.fields import Tree, parse, select
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.facebook import Facebook

Json = dict[str, Any]
POST_DEFAULT = "id,message,created_time"


class Reads:
    def __init__(self, network: Facebook) -> None:
        self.network = network
        self.posts = network.world.posts
        self.library = network.world.library

    def me(self, call: Call) -> Answer:
        """GET /me: the page the token belongs to."""
        return self._page(call, call.me)

    def node(self, call: Call) -> Answer:
        """GET /{page}, /{post} or /{photo}"""
        name = call.params["node"]
        page = self.network.world.accounts.find("facebook", name)
        if page is not None:
            return self._page(call, page)
        post = self.posts.find("facebook", name)
        if post is not None and post.account == call.me.remote_id:
            return Answer(200, self._post(call, post, parse(call.word("fields") or POST_DEFAULT)))
        photo = self.library.find("facebook", name)
        if photo is not None and photo.account == call.me.remote_id:
            tree = parse(call.word("fields") or "id,created_time")
            return Answer(200, select(nodes.photo(photo.stored(), call.base), tree, nodes.PHOTO_FIELDS, "Photo"))
        raise missing_object(call.method, name)

    def delete(self, call: Call) -> Answer:
        """DELETE /{post}, or /{photo} while no post shows it."""
        name = call.params["node"]
        post, photo = self.posts.find("facebook", name), self.library.find("facebook", name)
        if post is not None and post.account == call.me.remote_id:
            self.posts.delete(post, time.time())
        elif photo is not None and photo.account == call.me.remote_id and not photo.post:
            self.library.forget(photo)
        else:
            raise missing_object(call.method, name)
        return Answer(200, {"success": True})

    def published_posts(self, call: Call) -> Answer:
        """GET /{page}/published_posts, newest first; `since` and `until` are seconds or a date, `after` a cursor."""
        self.network.check_own(call, call.params["page"])
        limit, tree = self._limit(call), parse(call.word("fields") or POST_DEFAULT)
        since, until = moment(call.word("since"), 0.0), moment(call.word("until"), float("inf"))
        after = call.word("after")
        below = int(after) if after.isdigit() else len(self.posts.all) + 1
        found: list[Post] = []
        for post in reversed(call.me.posts):
            if post.at < since or len(found) > limit:
                break
            if post.seq < below and post.at <= until and post.deleted_at is None and not post.hidden:
                found.append(post)
        data = [self._post(call, post, tree) for post in found[:limit]]
        return Answer(200, {"data": data, **self._paging(call, found, limit)})

    def _paging(self, call: Call, found: list[Post], limit: int) -> Json:
        if not found:
            return {}
        after = str(found[:limit][-1].seq)
        paging: Json = {"cursors": {"before": str(found[0].seq), "after": after}}
        if len(found) > limit:
            asked = {name: value for name, value in call.query.items() if name != "access_token"}
            path = f"{call.base}/facebook/v26.0/{call.me.remote_id}/published_posts"
            paging["next"] = f"{path}?{urlencode({**asked, 'after': after})}"
        return {"paging": paging}

    def _limit(self, call: Call) -> int:
        asked = call.word("limit") or "25"
        if not asked.isdigit() or int(asked) > 100:
            raise bad_parameter("Please reduce the amount of data you're asking for: limit is at most 100")
        return int(asked)

    def _page(self, call: Call, page: Account) -> Answer:
        tree = parse(call.word("fields") or "name,id")
        return Answer(200, select(nodes.page(page, call.base), tree, nodes.PAGE_FIELDS, "Page"))

    def _post(self, call: Call, post: Post, tree: Tree) -> Json:
        return select(nodes.shown(post, call.me, call.base), tree, nodes.POST_FIELDS, "Post")


def moment(text: str, default: float) -> float:
    if not text:
        return default
    if text.isdigit():
        return float(text)
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    except ValueError:
        raise bad_parameter(f"Param since or until is no time: {text}") from None
