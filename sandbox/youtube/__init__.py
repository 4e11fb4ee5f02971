"""YouTube imitated: the Data API v3 and its uploads at `/youtube/api`. Each account is one channel."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import route
from sandbox.kind import CLIENT, Consents, Kind, digits
from sandbox.links import linked
from sandbox.logins import Wrong
from sandbox.windows import Window
from sandbox.youtube.comments import Comments
from sandbox.youtube.errors import REFUSALS, error, invalid, too_fast, unauthorized, used_up
from sandbox.youtube.uploads import Uploads
from sandbox.youtube.videos import LIST, Videos

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

DAY = 24 * 3600
SCOPES = frozenset({"https://www.googleapis.com/auth/youtube.force-ssl"})


class YouTube:
    name = "youtube"
    kind = Kind(
        "YouTube",
        "/youtube/api",
        "/youtube/@{handle}",
        "/watch?v={post}",
        digits(22, "UC"),
        secret=lambda account: {"token": account.token, "refresh": account.password, **CLIENT},
        name_of=lambda post: post.remote_id,
        consents=Consents("/youtube/api/o/oauth2/v2/auth", SCOPES, several=False, challenge="base64"),
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.videos = Videos(self)
        self.uploads = Uploads(self)
        self.comments = Comments(self)
        self._windows: dict[tuple[str, str], Window] = {}
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        videos, uploads, comments = self.videos, self.uploads, self.comments
        return [
            route(self, "POST /upload/youtube/v3/videos", uploads.begin, "media"),
            route(self, "PUT /upload/youtube/v3/videos", uploads.put, "media"),
            route(self, "PUT /youtube/v3/videos", videos.update, operation),
            route(self, "GET /youtube/v3/videos", videos.listed, "read"),
            route(self, "DELETE /youtube/v3/videos", videos.delete, "delete"),
            route(self, "POST /youtube/v3/commentThreads", comments.create, "create"),
            route(self, "GET /youtube/v3/commentThreads", comments.listed, "read"),
            route(self, "GET /youtube/v3/channels", self.channels, "auth"),
            route(self, "POST /token", self.token, "auth", public=True),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        if not needed:
            return None
        scheme, _, token = call.header(b"authorization").partition(" ")
        account = self.world.accounts.by_token.get(("youtube", token)) if scheme.lower() == "bearer" else None
        if account is None:
            raise Refusal(unauthorized())
        return account

    def text(self, call: Call) -> str:
        """Of the film that is shown, or of the one that is announced, or a comment."""
        if call.mime != "application/json":
            return ""
        if comment := self.comments.text(call):
            return comment
        video = self.videos.by_id.get(call.word("id"))
        said = video.snippet if video else call.fields.get("snippet")
        return f"{said.get('title')}\n\n{said.get('description')}" if isinstance(said, dict) else ""

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return invalid("parseError", sentence).answer

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            return too_fast()
        if rule.fault == "expired_token":
            return unauthorized()
        if rule.fault == "duplicate_refusal":
            # YouTube sees a film that it has already when it works on it; this is how a call would say so that did.
            return error(409, "conflict", "The video was uploaded already.", "global")
        return error(500 if rule.fault == "replay_error" else rule.status, "backendError", "Backend Error", "global")

    def dress(self, _call: Call, answer: Answer) -> None:
        """No header tells of a limit."""
        answer.headers["vary"] = "Origin"

    def spend(self, call: Call, units: int) -> None:
        """Raises `Refusal` (403) when the day's units are used up."""
        self._take(call, "units", self.world.settings.youtube_units_a_day, units)

    def spend_an_insert(self, call: Call) -> None:
        """Uploads have a number of their own."""
        self._take(call, "inserts", self.world.settings.youtube_inserts_a_day, 1)

    def _take(self, call: Call, bucket: str, limit: int, points: int) -> None:
        window = self._windows.setdefault((call.me.remote_id, bucket), Window(0, DAY, aligned=True))
        window.limit = limit
        if not window.take(call.received_at, points):
            raise used_up()

    def channels(self, call: Call) -> Answer:
        """GET /channels?mine=true"""
        self.spend(call, LIST)
        if call.query.get("mine") != "true":
            raise invalid("missingRequiredParameter", "the sandbox shows a channel to itself only: mine=true")
        snippet = {"title": call.me.name, "customUrl": f"@{call.me.handle.lower()}"}
        status = {"privacyStatus": "public", "longUploadsStatus": "allowed"}
        item = {"kind": "youtube#channel", "id": call.me.remote_id, "snippet": snippet, "status": status}
        return Answer(200, {"kind": "youtube#channelListResponse", "items": [item]})

    def token(self, call: Call) -> Answer:
        """POST /token: the channel's tokens for a code, or a new token for a refresh token, which stays the same."""
        if call.word("grant_type") == "authorization_code":
            return self._logged_in(call)
        if any(call.word(name) != value for name, value in CLIENT.items()):
            return Answer(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        account = self.world.accounts.by_password("youtube", call.word("refresh_token"))
        if call.word("grant_type") != "refresh_token" or account is None:
            said = "Token has been expired or revoked."
            return Answer(400, {"error": "invalid_grant", "error_description": said})
        token = f"ya29.{secrets.token_urlsafe(32)}"
        self.world.accounts.open({"network": "youtube", "handle": account.handle, "token": token}, time.time())
        return Answer(200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"})

    def _logged_in(self, call: Call) -> Answer:
        client = (call.word("client_id"), call.word("client_secret"))
        try:
            account = self.world.logins.redeem("youtube", client, call, time.time())[0]
        except Wrong as wrong:
            return Answer(400, {"error": wrong.error, "error_description": wrong.description})
        tokens = {"access_token": account.token, "refresh_token": account.password, "token_type": "Bearer"}
        return Answer(200, {**tokens, "expires_in": 3599, "scope": " ".join(SCOPES)})

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the words: the title stands out."""
        if post.reply_to:
            return linked(post.text)
        title = Markup("<p><strong>{}</strong></p>").format(post.details["title"])
        description = post.details["description"]
        return Markup("{}{}").format(title, linked(description) if description else "")


def operation(call: Call) -> str:
    """Who sets who may see a film makes it public; who sets its words changes it."""
    return "edit" if call.query.get("part") == "snippet" else "create"
