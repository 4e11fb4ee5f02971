"""Facebook Pages imitated: Graph API v26.0 at `/facebook/v26.0`, with page tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from sandbox.call import Answer, Call
from sandbox.edge import route
from sandbox.facebook.errors import REFUSALS
from sandbox.facebook.feed import Feed
from sandbox.facebook.login import CONSENTS, Logging
from sandbox.facebook.reads import Reads
from sandbox.facebook.upright import PLACEMENTS, Upright
from sandbox.facebook.upright import operation as upright_operation
from sandbox.facebook.videos import Videos
from sandbox.facebook.videos import operation as film_operation
from sandbox.graph import Graph
from sandbox.graph.comments import Comments
from sandbox.kind import Kind, digits

if TYPE_CHECKING:
    from sandbox.world import World


class Facebook(Graph):
    name = "facebook"
    kind = Kind(
        "Facebook",
        "/facebook/v26.0",
        "/facebook/{handle}",
        "/facebook/{handle}/posts/{post}",
        digits(15),
        consents=CONSENTS,
        also=("/facebook/{handle}/videos/{post}",),
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.feed = Feed(self)
        self.reads = Reads(self)
        self.videos = Videos(self)
        self.upright = Upright(self)
        self.comments = Comments(self, 8000, said="message", made="created_time", root="/facebook/v26.0")
        self.logging = Logging(self)
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        feed, reads, videos, upright = self.feed, self.reads, self.videos, self.upright
        return [
            *(
                route(self, f"{method} /oauth/access_token", self.logging.token, "auth", public=True)
                for method in ("GET", "POST")
            ),
            route(self, "GET /debug_token", self.logging.debug, "auth", public=True),
            route(self, "GET /me/accounts", self.logging.pages, "auth", public=True),
            route(self, "POST /{page}/feed", feed.publish, "create"),
            route(self, "POST /{page}/photos", feed.photo, photo_operation),
            route(self, "POST /{page}/videos", videos.phases, film_operation),
            *(route(self, f"POST /{{page}}/{edge}", upright.phases(edge), upright_operation) for edge in PLACEMENTS),
            route(self, "POST /video-upload/{video}", upright.send, "media"),
            route(self, "POST /{page}/photo_stories", upright.photo, "create"),
            route(self, "GET /{page}/stories", upright.stories, "read"),
            route(self, "GET /{page}/published_posts", reads.published_posts, "read"),
            route(self, "POST /{node}/comments", self.comments.create, "create"),
            route(self, "GET /{node}/comments", self.comments.listing, "read"),
            route(self, "GET /me", reads.me, "auth"),
            route(self, "GET /{node}", reads.node, "read"),
            route(self, "POST /{node}", self.change, node_operation),
            route(self, "DELETE /{node}", reads.delete, "delete"),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read") for method in ("GET", "POST", "DELETE")),
        ]

    def change(self, call: Call) -> Answer:
        """POST /{node}: a video becomes public, or what is public gets other words."""
        return self.videos.change(call) if call.flag("published") else self.feed.edit(call)

    def text(self, call: Call) -> str:
        if call.mime == "application/octet-stream":
            return ""
        return call.word("message") or call.word("caption") or call.word("description")


def node_operation(call: Call) -> str:
    return "create" if call.flag("published") else "edit"


def photo_operation(call: Call) -> str:
    """A photo is a post of its own unless it is only staged for one."""
    return "create" if call.flag("published", True) else "media"
