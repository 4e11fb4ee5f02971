"""X imitated: its API v2 at `/x/2`, with tokens of OAuth 2.0."""

from __future__ import annotations

import math
import secrets
import time
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import route
from sandbox.kind import CLIENT, Consents, Kind, digits
from sandbox.links import linked
from sandbox.x.errors import DUPLICATE, REFUSALS, problem, too_many
from sandbox.x.limits import FAMILIES, Limits
from sandbox.x.posts import Posts, missing
from sandbox.x.tokens import SCOPES, Tokens
from sandbox.x.uploads import Uploads
from sandbox.x.videos import Videos

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

EPOCH = 1288834974.657
"""Where the time of X's ids begins, epoch seconds."""


class X:
    name = "x"
    kind = Kind(
        "X",
        "/x/2",
        "/x/{handle}",
        "/x/{handle}/status/{post}",
        digits(18),
        secret=lambda account: {"token": account.token, "refresh": account.password, **CLIENT},
        consents=Consents("/x/i/oauth2/authorize", SCOPES, several=False, challenge="base64"),
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.limits = Limits()
        self.tokens = Tokens(self)
        self.uploads = Uploads(self)
        self.videos = Videos(self)
        self.posts = Posts(self)
        self._last_id = 0
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        posts, uploads, videos = self.posts, self.uploads, self.videos
        return [
            route(self, "POST /tweets", posts.publish, "create"),
            route(self, "POST /media/upload", uploads.upload, "media"),
            route(self, "POST /media/metadata", uploads.describe, "media"),
            route(self, "POST /media/upload/initialize", videos.initialize, "media"),
            route(self, "POST /media/upload/{media}/append", videos.append, "media"),
            route(self, "POST /media/upload/{media}/finalize", videos.finalize, "media"),
            route(self, "GET /media/upload", videos.status, "read"),
            route(self, "GET /users/me", self.me, "auth"),
            route(self, "GET /users/{id}/tweets", posts.timeline, "read"),
            route(self, "DELETE /tweets/{id}", posts.delete, "delete"),
            route(self, "POST /oauth2/token", self.tokens.give, "auth", public=True),
            *(route(self, f"{method} /{{rest:path}}", missing, "read", public=True) for method in ("GET", "POST")),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        if not needed:
            # Refreshing needs no access token, yet a fault may be meant for whoever does.
            return self.tokens.owner(call.word("refresh_token")) if call.method == "POST" else None
        scheme, _, token = call.header(b"authorization").partition(" ")
        account = self.tokens.opened_by(token, call.received_at) if scheme.lower() == "bearer" else None
        if account is None:
            raise Refusal(problem(401))
        return account

    def text(self, call: Call) -> str:
        return call.word("text")

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return problem(400, sentence, "invalid-request")

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            answer = too_many()
            answer.headers |= {"x-rate-limit-remaining": "0", "x-rate-limit-reset": reset(time.time() + rule.seconds)}
            return answer
        if rule.fault == "expired_token":
            return problem(401)
        if rule.fault == "duplicate_refusal":
            return problem(403, DUPLICATE)
        return problem(500 if rule.fault == "replay_error" else rule.status)

    def dress(self, call: Call, answer: Answer) -> None:
        headers = answer.headers
        headers["x-transaction-id"] = secrets.token_hex(8)
        headers["api-version"] = "2.167"
        if call.account is None or call.operation not in FAMILIES:
            return
        window = self.limits.window(call.account.remote_id, call.operation)
        headers["x-rate-limit-limit"] = str(window.limit)
        headers.setdefault("x-rate-limit-remaining", str(window.remaining))
        headers.setdefault("x-rate-limit-reset", reset(max(window.reset, call.received_at)))

    def next_id(self, now: float) -> str:
        """A snowflake: milliseconds since X's epoch and 22 bits that keep ids of one millisecond apart and in order."""
        self._last_id = max(self._last_id + 1, int((now - EPOCH) * 1000) << 22)
        return str(self._last_id)

    def me(self, call: Call) -> Answer:
        """GET /2/users/me"""
        self.limits.take(call.me.remote_id, "auth", call.received_at)
        return Answer(200, {"data": {"id": call.me.remote_id, "name": call.me.name, "username": call.me.handle}})

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the text."""
        return linked(post.text)


def reset(at: float) -> str:
    """Whole seconds since 1970, not before the moment."""
    return str(math.ceil(at))
