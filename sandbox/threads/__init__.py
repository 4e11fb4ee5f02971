"""Threads imitated: its API at `/threads/api/v1.0`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from sandbox.call import Answer, Call
from sandbox.edge import route
from sandbox.facebook.nodes import graph_time
from sandbox.graph import Graph
from sandbox.graph.containers import Container, Containers
from sandbox.graph.errors import graph_error, missing_object
from sandbox.graph.fields import parse, select
from sandbox.graph.listing import listed
from sandbox.graph.tokens import Tokens
from sandbox.kind import Consents, Kind, digits
from sandbox.threads.errors import REFUSALS, no_container, not_ready, too_many
from sandbox.threads.making import Making

if TYPE_CHECKING:
    from sandbox.posts import Post
    from sandbox.world import World

Json = dict[str, Any]
USER_FIELDS = frozenset({"id", "username", "name", "threads_profile_picture_url", "threads_biography", "is_verified"})
CONTAINER_FIELDS = frozenset({"id", "status", "error_message"})
POST_FIELDS = frozenset(
    {
        "id",
        "text",
        "permalink",
        "timestamp",
        "media_type",
        "media_url",
        "shortcode",
        "username",
        "link_attachment_url",
        "replied_to",
        "is_reply",
    }
)
KINDS = {"TEXT": "TEXT_POST", "CAROUSEL": "CAROUSEL_ALBUM"}


class Threads(Graph):
    name = "threads"
    version = "v1.0"
    throttle, usage = 613, ""
    kind = Kind(
        "Threads",
        "/threads/api/v1.0",
        "/threads/@{handle}",
        "/threads/@{handle}/post/{post}",
        digits(17),
        mount="/threads/api",
        consents=Consents(
            "/threads/api/oauth/authorize",
            frozenset(
                {
                    "threads_basic",
                    "threads_content_publish",
                    "threads_manage_replies",
                    "threads_read_replies",
                    "threads_manage_insights",
                    "threads_delete",
                }
            ),
            several=False,
            separator=",",
        ),
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.containers = Containers(self)
        self.making = Making(self)
        self.tokens = Tokens(self, "th_refresh_token")
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        root = "/v1.0"
        return [
            route(self, f"POST {root}/{{user}}/threads", self.making.create, "media"),
            route(self, f"POST {root}/{{user}}/threads_publish", self.publish, "create"),
            route(self, f"GET {root}/{{user}}/threads", self.posts, "read"),
            route(self, f"GET {root}/{{user}}/replies", self.replies, "read"),
            route(self, f"GET {root}/{{user}}/threads_publishing_limit", self.limit, "auth"),
            route(self, f"GET {root}/me", self.me, "auth"),
            route(self, f"GET {root}/{{node}}", self.node, "read"),
            route(self, f"DELETE {root}/{{node}}", self.delete, "delete"),
            route(self, "POST /oauth/access_token", self.tokens.redeem, "auth", public=True),
            route(self, "GET /access_token", self.tokens.exchange, "auth", public=True),
            route(self, "GET /refresh_access_token", self.tokens.refresh, "auth"),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read") for method in ("GET", "POST", "DELETE")),
        ]

    def text(self, call: Call) -> str:
        container = self.containers.by_id.get(call.word("creation_id")) if call.operation == "create" else None
        return container.text if container else call.word("text")

    def duplicate(self) -> Answer:
        """Threads knows no duplicates; what repeats itself is spam to it."""
        return graph_error(4, "Application request limit reached", 2207051, 403, is_transient=False)

    def publish(self, call: Call) -> Answer:
        """POST /{user}/threads_publish → `{"id"}`"""
        self.demand(call, "threads_content_publish")
        self.check_own(call, call.params["user"])
        container = self.containers.find(call, call.word("creation_id"))
        state = self.containers.state(container) if container else ""
        if container is None or container.item or state in ("PUBLISHED", "EXPIRED", "ERROR"):
            raise no_container()
        if state == "IN_PROGRESS":
            raise not_ready()
        if not container.reply_to and self.containers.used(call) >= self.world.settings.threads_posts_a_day:
            raise too_many()
        media_type = KINDS.get(container.kind, container.kind)
        return Answer(200, {"id": self.containers.publish(call, container, media_type=media_type).remote_id})

    def posts(self, call: Call) -> Answer:
        """GET /{user}/threads: what answers nothing."""
        return self._listed(call, "threads", [post for post in call.me.posts if not post.reply_to])

    def replies(self, call: Call) -> Answer:
        """GET /{user}/replies"""
        self.demand(call, "threads_read_replies")
        return self._listed(call, "replies", [post for post in call.me.posts if post.reply_to])

    def _listed(self, call: Call, edge: str, posts: list[Post]) -> Answer:
        self.check_own(call, call.params["user"])
        tree = parse(call.word("fields") or "id")
        show = lambda post: select(self._shown(call, post), tree, POST_FIELDS, "Threads")  # noqa: E731
        return listed(call, reversed(posts), f"/threads/api/v1.0/me/{edge}", show)

    def limit(self, call: Call) -> Answer:
        self.check_own(call, call.params["user"])
        return self.containers.quota(call, self.world.settings.threads_posts_a_day)

    def me(self, call: Call) -> Answer:
        node = {"id": call.me.remote_id, "username": call.me.handle, "name": call.me.name, "is_verified": False}
        return Answer(200, select(node, parse(call.word("fields") or "id"), USER_FIELDS, "User"))

    def node(self, call: Call) -> Answer:
        """GET /{container} or /{post}"""
        name, tree = call.params["node"], parse(call.word("fields") or "id")
        if container := self.containers.find(call, name):
            return Answer(200, select(self._state(container), tree, CONTAINER_FIELDS, "ThreadsContainer"))
        return Answer(200, select(self._shown(call, self._mine(call, name)), tree, POST_FIELDS, "Threads"))

    def delete(self, call: Call) -> Answer:
        self.demand(call, "threads_delete")
        post = self._mine(call, call.params["node"])
        self.world.posts.delete(post, call.received_at)
        return Answer(200, {"success": True})

    def _mine(self, call: Call, name: str) -> Post:
        post = self.world.posts.find("threads", name)
        if post is None or post.account != call.me.remote_id:
            raise missing_object(call.method, name)
        return post

    def _state(self, container: Container) -> Json:
        state = self.containers.state(container)
        node = {"id": container.id, "status": state}
        return {**node, "error_message": container.error} if state == "ERROR" else node

    def _shown(self, call: Call, post: Post) -> Json:
        node = {
            "id": post.remote_id,
            "permalink": call.me.permalink(post, call.base),
            "shortcode": post.remote_id,
            "timestamp": graph_time(post.at),
            "username": call.me.handle,
            "media_type": post.details["media_type"],
            "is_reply": bool(post.reply_to),
        }
        return {
            **node,
            **({"text": post.text} if post.text else {}),
            **({"replied_to": {"id": post.reply_to}} if post.reply_to else {}),
            **({"link_attachment_url": post.link} if post.link else {}),
            **({"media_url": f"{call.base}/media/{post.media[0]['sha256']}"} if post.media else {}),
        }
