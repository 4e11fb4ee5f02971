"""Mastodon 4.6 imitated: one instance at `/mastodon`, its API below `/mastodon/api`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.clock import iso_micro
from sandbox.edge import route
from sandbox.kind import Kind, digits
from sandbox.mastodon import entities
from sandbox.mastodon.errors import REFUSALS, error, not_found, too_many, unauthorized
from sandbox.mastodon.limits import Limits
from sandbox.mastodon.oauth import CONSENTS, OAuth
from sandbox.mastodon.statuses import Statuses
from sandbox.mastodon.text import content
from sandbox.mastodon.uploads import Uploads

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

SENTENCES = {
    500: "We're sorry, but something went wrong on our end.",
    502: "Remote data could not be fetched",
    503: "There was a temporary problem serving your request, please try again",
}


class Mastodon:
    name = "mastodon"
    kind = Kind(
        "Mastodon",
        "/mastodon",
        "/mastodon/@{handle}",
        "/mastodon/@{handle}/{post}",
        digits(18),
        "/mastodon/api",
        consents=CONSENTS,
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.limits = Limits()
        self.statuses = Statuses(self)
        self.uploads = Uploads(self)
        self._last_id = 0
        self.oauth = OAuth(self)
        self.routes = self._routes()
        self.outside = [route(self, "POST /mastodon/oauth/token", self.oauth.token, "auth", public=True)]

    def _routes(self) -> list[Route]:
        statuses, uploads = self.statuses, self.uploads
        return [
            route(self, "POST /v1/statuses", statuses.publish, "create"),
            route(self, "POST /v2/media", uploads.upload, "media"),
            route(self, "GET /v1/media/{id}", uploads.show, "read"),
            route(self, "PUT /v1/media/{id}", uploads.describe, "media"),
            route(self, "GET /v1/accounts/verify_credentials", self.verify_credentials, "auth"),
            route(self, "GET /v1/accounts/{id}/statuses", statuses.timeline, "read", public=True),
            route(self, "GET /v1/accounts/{id}", self.show_account, "read", public=True),
            route(self, "GET /v1/statuses/{id}/source", statuses.source, "read"),
            route(self, "GET /v1/statuses/{id}", statuses.show, "read", public=True),
            route(self, "PUT /v1/statuses/{id}", statuses.edit, "edit"),
            route(self, "DELETE /v1/statuses/{id}", statuses.delete, "delete"),
            route(self, "POST /v1/apps", self.oauth.register, "auth", public=True),
            route(self, "GET /v2/instance", self.instance, "read", public=True),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read", public=True) for method in ("GET", "POST")),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        scheme, _, token = call.header(b"authorization").partition(" ")
        account = self.world.accounts.by_token.get(("mastodon", token)) if scheme.lower() == "bearer" else None
        if account is None:
            if needed or token:
                raise Refusal(unauthorized())
            return None
        self.limits.take(account.remote_id, "api", call.received_at)
        return account

    def text(self, call: Call) -> str:
        return call.word("status")

    def repeats(self, call: Call) -> bool:
        return self.statuses.known(call, time.time()) is not None

    def malformed(self, _sentence: str) -> Answer:
        return Answer(400, {"status": 400, "error": "Bad Request"})

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            answer = too_many()
            answer.headers |= {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": iso_micro(time.time() + rule.seconds)}
            return answer
        if rule.fault == "expired_token":
            return unauthorized("The access token was revoked")
        if rule.fault == "duplicate_refusal":
            return error(422, "Duplicate record")
        status = 500 if rule.fault == "replay_error" else rule.status
        return error(status, SENTENCES.get(status, SENTENCES[500]))

    def dress(self, call: Call, answer: Answer) -> None:
        headers = answer.headers
        headers["X-Request-Id"] = str(uuid4())
        if call.account is None:
            return
        window = self.limits.window(call.account.remote_id, call.operation)
        headers["X-RateLimit-Limit"] = str(window.limit)
        headers.setdefault("X-RateLimit-Remaining", str(window.remaining))
        headers.setdefault("X-RateLimit-Reset", iso_micro(max(window.reset, call.received_at)))

    def next_id(self, now: float) -> str:
        """A snowflake: milliseconds and 16 bits that keep ids of one millisecond apart and in order."""
        self._last_id = max(self._last_id + 1, int(now * 1000) << 16)
        return str(self._last_id)

    def instance(self, call: Call) -> Answer:
        return Answer(200, entities.instance(call.base, self.world.settings))

    def verify_credentials(self, call: Call) -> Answer:
        return Answer(200, entities.credential_account(call.me, call.base))

    def show_account(self, call: Call) -> Answer:
        account = self.world.accounts.by_id.get(("mastodon", call.params["id"]))
        if account is None:
            raise not_found()
        return Answer(200, entities.account(account, call.base))

    def nothing(self, _call: Call) -> Answer:
        raise not_found()

    def html(self, post: Post, base: str) -> Markup:
        """How a person sees the text."""
        return Markup(content(post.text, base))  # noqa: S704 - `content` escapes
