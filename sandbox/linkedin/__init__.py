"""LinkedIn organisation pages imitated: the versioned API at `/linkedin/api`, with the token of an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import Handler, route
from sandbox.kind import CLIENT, Kind, digits
from sandbox.linkedin.comments import Comments
from sandbox.linkedin.errors import REFUSALS, denied, duplicate, error, invalid, not_found, too_many, unauthorized
from sandbox.linkedin.images import Images
from sandbox.linkedin.little import seen
from sandbox.linkedin.login import CONSENTS, Logging
from sandbox.linkedin.posts import Posts
from sandbox.linkedin.videos import Videos
from sandbox.links import linked
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

DAY = 24 * 3600
OLDEST, NEWEST = "202601", "202611"
"""The versions answered; each lives for a year."""


class LinkedIn:
    name = "linkedin"
    kind = Kind(
        "LinkedIn",
        "/linkedin/api",
        "/linkedin/company/{handle}",
        "/linkedin/feed/update/{post}/",
        digits(12),
        secret=lambda account: {"token": account.token, "refresh": account.password, **CLIENT},
        consents=CONSENTS,
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.images = Images(self)
        self.videos = Videos(self)
        self.posts = Posts(self)
        self.comments = Comments(self)
        self.logging = Logging(self)
        self._windows: dict[tuple[str, str], Window] = {}
        self._last_id = 0
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        posts, images, videos, logging, comments = self.posts, self.images, self.videos, self.logging, self.comments
        table: list[tuple[str, Handler, str]] = [
            ("POST /rest/posts", posts.publish, "create"),
            ("GET /rest/posts", posts.by_author, "read"),
            ("GET /rest/posts/{urn}", posts.show, "read"),
            ("POST /rest/posts/{urn}", posts.edit, "edit"),
            ("DELETE /rest/posts/{urn}", posts.delete, "delete"),
            ("POST /rest/socialActions/{urn}/comments", comments.create, "create"),
            ("GET /rest/socialActions/{urn}/comments", comments.listing, "read"),
            ("POST /rest/images", images.initialize, "media"),
            ("GET /rest/images/{urn}", images.show, "read"),
            ("POST /rest/videos", videos.act, "media"),
            ("GET /rest/videos/{urn}", videos.show, "read"),
            ("GET /rest/organizationAcls", logging.roles, "auth"),
            ("GET /rest/organizations/{number}", self.organization, "auth"),
            *((f"{method} /rest/{{rest:path}}", self.nothing, "read") for method in ("GET", "POST", "DELETE")),
        ]
        return [
            *(route(self, where, self._versioned(handler), operation) for where, handler, operation in table),
            route(self, "PUT /dms-uploads/{number}", images.put, "media"),
            route(self, "PUT /dms-uploads/{upload}/{part:int}", videos.put, "media", public=True),
            route(self, "POST /oauth/v2/accessToken", logging.token, "auth", public=True),
        ]

    def _versioned(self, handler: Handler) -> Handler:
        """There is no default version: each call names one that is still, or already, answered."""

        def checked(call: Call) -> Answer:
            version = call.header(b"linkedin-version")
            if not version:
                raise Refusal(error(400, "VERSION_MISSING", "A version must be present. Please specify a version"))
            if not OLDEST <= version <= NEWEST:
                raise Refusal(error(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active"))
            if call.header(b"x-restli-protocol-version") != "2.0.0":
                raise invalid("PARAM_INVALID", "the sandbox imitates protocol version 2.0.0 only")
            self._take(call)
            return handler(call)

        return checked

    def caller(self, call: Call, needed: bool) -> Account | None:
        scheme, _, token = call.header(b"authorization").partition(" ")
        if not needed:
            return self.videos.owner(call.params.get("upload", ""))
        if scheme.lower() != "bearer" or not token:
            raise Refusal(unauthorized("EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"))
        account = self.world.accounts.by_token.get(("linkedin", token)) or self.world.logins.speaker(
            "linkedin", token, call, self.images.owner(call) or self.videos.meant(call)
        )
        if account is None:
            raise Refusal(unauthorized("REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked"))
        return account

    def text(self, call: Call) -> str:
        if call.mime != "application/json":
            return ""
        message = call.fields.get("message")
        return str(message.get("text", "")) if isinstance(message, dict) else seen(call.word("commentary"))

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return error(400, "ILLEGAL_ARGUMENT", sentence)

    def fault(self, call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            return too_many()
        if rule.fault == "expired_token":
            return unauthorized("EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
        if rule.fault == "duplicate_refusal":
            return duplicate(f"urn:li:share:{self.next_id(call.received_at)}")
        status = 500 if rule.fault == "replay_error" else rule.status
        return Answer(status, {"message": "Internal Server Error", "status": status})

    def dress(self, _call: Call, answer: Answer) -> None:
        answer.headers["x-li-uuid"] = uuid4().hex
        answer.headers["x-restli-protocol-version"] = "2.0.0"

    def _take(self, call: Call) -> None:
        """Count a call of this account to this endpoint. Raises `Refusal` (429) when the day's are used up."""
        key = (call.me.remote_id, call.operation)
        window = self._windows.setdefault(key, Window(0, DAY, aligned=True))
        window.limit = self.world.settings.linkedin_calls_a_day
        if not window.take(call.received_at):
            raise Refusal(too_many())

    def urn(self, account: Account) -> str:
        return f"urn:li:organization:{account.remote_id}"

    def next_id(self, now: float) -> str:
        """Milliseconds and 22 bits that keep ids of one millisecond apart and in order."""
        self._last_id = max(self._last_id + 1, int(now * 1000) << 22)
        return str(self._last_id)

    def organization(self, call: Call) -> Answer:
        if call.params["number"] != call.me.remote_id:
            raise denied(f"GET /organizations/{call.params['number']}")
        names = {"localizedName": call.me.name, "vanityName": call.me.handle}
        return Answer(200, {"id": int(call.me.remote_id), **names, "primaryOrganizationType": "NONE"})

    def nothing(self, _call: Call) -> Answer:
        raise not_found()

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the text."""
        return linked(post.text)
