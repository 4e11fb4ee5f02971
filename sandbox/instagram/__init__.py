"""Instagram imitated: with a login of its own at `/instagram/api/v26.0`, and through a Facebook page at
`/instagram/api/facebook/v26.0`, where it takes films by their bytes, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from sandbox.call import Answer, Call
from sandbox.edge import route
from sandbox.graph import Graph
from sandbox.graph.comments import Comments
from sandbox.graph.containers import Containers
from sandbox.graph.tokens import Tokens
from sandbox.instagram.errors import REFUSALS, spam
from sandbox.instagram.making import Making
from sandbox.instagram.publishing import Publishing
from sandbox.kind import Consents, Kind, digits

if TYPE_CHECKING:
    from sandbox.world import World


class Instagram(Graph):
    name = "instagram"
    throttle, usage = 80002, "instagram"
    commenting = "instagram_business_manage_comments"
    kind = Kind(
        "Instagram",
        "/instagram/api/v26.0",
        "/instagram/{handle}",
        "/instagram/p/{post}/",
        digits(17),
        mount="/instagram/api",
        consents=Consents(
            "/instagram/api/oauth/authorize",
            frozenset(
                {
                    "instagram_business_basic",
                    "instagram_business_content_publish",
                    "instagram_business_manage_comments",
                    "instagram_business_manage_insights",
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
        self.making, self.publishing = Making(self), Publishing(self)
        self.comments = Comments(self, 2200, said="text", made="timestamp", root="/instagram/api/v26.0")
        self.tokens = Tokens(self, "ig_refresh_token")
        self.routes = [*self._routes("/v26.0"), *self._routes("/facebook/v26.0"), *self._others()]

    def _routes(self, root: str) -> list[Route]:
        making, publishing = self.making, self.publishing
        return [
            route(self, f"POST {root}/{{user}}/media", making.create, "media"),
            route(self, f"POST {root}/{{user}}/media_publish", publishing.publish, "create"),
            route(self, f"GET {root}/{{user}}/media", publishing.media, "read"),
            route(self, f"GET {root}/{{user}}/stories", publishing.stories, "read"),
            route(self, f"GET {root}/{{user}}/content_publishing_limit", publishing.limit, "auth"),
            route(self, f"POST {root}/{{node}}/comments", self.comments.create, "create"),
            route(self, f"GET {root}/{{node}}/comments", self.comments.listing, "read"),
            route(self, f"GET {root}/me", publishing.me, "auth"),
            route(self, f"GET {root}/{{node}}", publishing.node, "read"),
            route(self, f"DELETE {root}/{{node}}", publishing.delete, "delete"),
        ]

    def _others(self) -> list[Route]:
        return [
            route(self, "POST /facebook/ig-api-upload/v26.0/{container}", self.making.upload, "media"),
            route(self, "POST /oauth/access_token", self.tokens.redeem, "auth", public=True),
            route(self, "GET /access_token", self.tokens.exchange, "auth", public=True),
            route(self, "GET /refresh_access_token", self.tokens.refresh, "auth"),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read") for method in ("GET", "POST", "DELETE")),
        ]

    def text(self, call: Call) -> str:
        container = self.containers.by_id.get(call.word("creation_id")) if call.operation == "create" else None
        return container.text if container else call.word("caption") or call.word("message")

    def duplicate(self) -> Answer:
        """Instagram knows no duplicates; what repeats itself is spam to it."""
        return spam()
