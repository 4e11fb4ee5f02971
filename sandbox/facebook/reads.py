"""Reading pages and posts back, and deleting. Sources: developers.facebook.com, graph-api/reference/page,
page/published_posts, page-post, photo; graph-api/results (paging)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.facebook import nodes
from sandbox.graph.errors import missing_object
from sandbox.graph.fields import Tree, parse, select
from sandbox.graph.listing import listed
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
        if video := self.network.videos.show(call):
            return video
        post = self.posts.find("facebook", name)
        if post is not None and post.account == call.me.remote_id and not post.reply_to:
            return Answer(200, self._post(call, post, parse(call.word("fields") or POST_DEFAULT)))
        photo = self.library.find("facebook", name)
        if photo is not None and photo.account == call.me.remote_id:
            tree = parse(call.word("fields") or "id,created_time")
            return Answer(200, select(nodes.photo(photo.stored(), call.base), tree, nodes.PHOTO_FIELDS, "Photo"))
        raise missing_object(call.method, name)

    def delete(self, call: Call) -> Answer:
        """DELETE /{post} with its comments, /{comment}, or /{photo} while no post shows it."""
        name = call.params["node"]
        post, photo = self.posts.find("facebook", name), self.library.find("facebook", name)
        if post is not None and post.account == call.me.remote_id:
            self.posts.delete_with_comments(post, time.time())
        elif photo is not None and photo.account == call.me.remote_id and not photo.post:
            self.library.forget(photo)
        else:
            raise missing_object(call.method, name)
        return Answer(200, {"success": True})

    def published_posts(self, call: Call) -> Answer:
        """GET /{page}/published_posts"""
        self.network.check_own(call, call.params["page"])
        tree = parse(call.word("fields") or POST_DEFAULT)
        path = f"/facebook/v26.0/{call.me.remote_id}/published_posts"
        # Stories are in a list of their own, and comments below what they are about.
        posts = (
            post for post in reversed(call.me.posts) if post.details.get("placement") != "story" and not post.reply_to
        )
        return listed(call, posts, path, lambda post: self._post(call, post, tree))

    def _page(self, call: Call, page: Account) -> Answer:
        tree = parse(call.word("fields") or "name,id")
        return Answer(200, select(nodes.page(page, call.base), tree, nodes.PAGE_FIELDS, "Page"))

    def _post(self, call: Call, post: Post, tree: Tree) -> Json:
        return select(nodes.shown(post, call.me, call.base), tree, nodes.POST_FIELDS, "Post")
