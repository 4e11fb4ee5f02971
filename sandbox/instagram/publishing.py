"""Publishing containers, and reading back. Source: developers.facebook.com/docs/instagram-platform, reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call
from sandbox.facebook.nodes import graph_time
from sandbox.graph.containers import Container
from sandbox.graph.errors import missing_object
from sandbox.graph.fields import parse, select
from sandbox.graph.listing import listed
from sandbox.instagram.errors import no_container, refused
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.instagram import Instagram

Json = dict[str, Any]
USER_FIELDS = frozenset(
    {
        "id",
        "user_id",
        "username",
        "name",
        "account_type",
        "followers_count",
        "media_count",
        "instagram_business_account",
    }
)
CONTAINER_FIELDS = frozenset({"id", "status_code", "status", "video_status", "copyright_check_status"})
MEDIA_FIELDS = frozenset(
    {
        "id",
        "caption",
        "permalink",
        "shortcode",
        "timestamp",
        "media_type",
        "media_product_type",
        "media_url",
        "username",
    }
)


class Publishing:
    def __init__(self, network: Instagram) -> None:
        self.network = network
        self.containers = network.containers

    def publish(self, call: Call) -> Answer:
        """POST /{user}/media_publish → `{"id"}`"""
        self.network.check_own(call, call.params["user"])
        container = self.containers.find(call, call.word("creation_id"))
        state = self.containers.state(container) if container else ""
        if container is None or container.item or state in ("PUBLISHED", "EXPIRED", "ERROR"):
            raise no_container()
        if state == "IN_PROGRESS":
            raise refused(9007, 2207027, "The media is not ready for publishing, please wait.", "Media not ready")
        if self.containers.used(call) >= self.network.world.settings.instagram_posts_a_day:
            raise refused(9, 2207042, "You have reached the maximum number of posts for a day.", "Limit reached")
        kind = {"REELS": "VIDEO", "CAROUSEL": "CAROUSEL_ALBUM"}.get(container.kind, "IMAGE")
        product = {"REELS": "REELS", "STORIES": "STORY"}.get(container.kind, "FEED")
        if product == "STORY" and self._is_film(container):
            kind = "VIDEO"
        post = self.containers.publish(call, container, media_type=kind, media_product_type=product)
        return Answer(200, {"id": post.remote_id})

    def media(self, call: Call) -> Answer:
        """GET /{user}/media: all but stories."""
        return self._listed(call, "media", [post for post in call.me.posts if not (_is_story(post) or post.reply_to)])

    def stories(self, call: Call) -> Answer:
        return self._listed(call, "stories", [post for post in call.me.posts if _is_story(post)])

    def limit(self, call: Call) -> Answer:
        self.network.check_own(call, call.params["user"])
        return self.containers.quota(call, self.network.world.settings.instagram_posts_a_day)

    def me(self, call: Call) -> Answer:
        """GET /me: the account, or the Facebook page it is linked to."""
        who = {"id": call.me.remote_id, "username": call.me.handle, "name": call.me.name}
        more = {"account_type": "BUSINESS", "followers_count": 0, "media_count": len(call.me.posts)}
        node: Json = {**who, "user_id": call.me.remote_id, **more}
        if "/facebook/" in call.path:
            node = {"id": f"1{call.me.remote_id[2:]}", "name": call.me.name, "instagram_business_account": who}
        return Answer(200, select(node, parse(call.word("fields") or "id"), USER_FIELDS, "User"))

    def node(self, call: Call) -> Answer:
        """GET /{container} or /{media}"""
        name, tree = call.params["node"], parse(call.word("fields") or "id")
        if container := self.containers.find(call, name):
            return Answer(200, select(self._state(container), tree, CONTAINER_FIELDS, "IGContainer"))
        post = self.network.world.posts.find("instagram", name)
        if post is None or post.reply_to or post.account != call.me.remote_id:
            raise missing_object(call.method, name)
        return Answer(200, select(self._shown(call, post), tree, MEDIA_FIELDS, "Media"))

    def delete(self, call: Call) -> Answer:
        """DELETE /{media} with its comments: of accounts connected with Facebook Login."""
        post = self.network.world.posts.find("instagram", call.params["node"])
        if "/facebook/" not in call.path:
            raise refused(3, 2207073, "The app does not have the capability to delete media.", "Not supported")
        if post is None or post.account != call.me.remote_id:
            raise missing_object(call.method, call.params["node"])
        self.network.world.posts.delete_with_comments(post, call.received_at)
        return Answer(200, {"success": True, "deleted_id": post.remote_id})

    def _listed(self, call: Call, edge: str, posts: list[Post]) -> Answer:
        self.network.check_own(call, call.params["user"])
        tree = parse(call.word("fields") or "id")
        path = f"/instagram/api/v26.0/{call.me.remote_id}/{edge}"
        show = lambda post: select(self._shown(call, post), tree, MEDIA_FIELDS, "Media")  # noqa: E731
        return listed(call, reversed(posts), path, show)

    def _state(self, container: Container) -> Json:
        state = self.containers.state(container)
        told = f"Error: Media upload has failed with error code {container.error}" if state == "ERROR" else state
        node = {"id": container.id, "status_code": state, "status": told}
        return {**node, "video_status": self.network.making.progress(container)}

    def _shown(self, call: Call, post: Post) -> Json:
        node = {
            "id": post.remote_id,
            "permalink": call.me.permalink(post, call.base),
            "shortcode": post.remote_id,
            "timestamp": graph_time(post.at),
            "media_url": f"{call.base}/media/{post.media[0]['sha256']}",
            "username": call.me.handle,
            **{name: post.details[name] for name in ("media_type", "media_product_type")},
        }
        return {**node, "caption": post.text} if post.text else node

    def _is_film(self, container: Container) -> bool:
        media = self.network.world.library.find("instagram", container.media[0])
        return media is not None and media.mime.startswith("video/")


def _is_story(post: Post) -> bool:
    return bool(post.details.get("media_product_type") == "STORY")
