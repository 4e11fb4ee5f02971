"""TikTok imitated: API v2 at `/tiktok/v2`, and beside it the address for the bytes of films."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import route
from sandbox.kind import CLIENT, Kind, digits
from sandbox.links import linked
from sandbox.tiktok import info
from sandbox.tiktok.errors import REFUSALS, error, fine, invalid, too_many, unauthorized
from sandbox.tiktok.photos import Photos
from sandbox.tiktok.publishes import Publishes
from sandbox.tiktok.tokens import CONSENTS, Tokens
from sandbox.tiktok.uploads import LONGEST, Uploads, is_last
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

DAY, MINUTE = 24 * 3600, 60


class TikTok:
    name = "tiktok"
    kind = Kind(
        "TikTok",
        "/tiktok/v2",
        "/tiktok/@{handle}",
        "/tiktok/@{handle}/video/{post}",
        digits(20, "-000"),
        secret=lambda account: {"token": account.token, "refresh": account.password, **CLIENT},
        consents=CONSENTS,
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.publishes = Publishes(self)
        self.uploads = Uploads(self)
        self.photos = Photos(self)
        self.tokens = Tokens(self)
        self._windows: dict[tuple[str, str], Window] = {}
        self._last_id = 0
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        publishes, uploads = self.publishes, self.uploads
        return [
            route(self, "POST /post/publish/creator_info/query/", self.creator, "auth"),
            route(self, "POST /post/publish/video/init/", uploads.begin, "media"),
            route(self, "POST /post/publish/content/init/", self.photos.begin, "create"),
            route(self, "POST /post/publish/status/fetch/", publishes.status, "read"),
            route(self, "PUT /upload/{name}", uploads.put, part_operation, public=True),
            route(self, "POST /video/list/", publishes.listed, "read"),
            route(self, "GET /user/info/", self.user, "auth"),
            route(self, "POST /oauth/token/", self.tokens.give, "auth", public=True),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        """The bytes of a film come without a token, to an address that is one."""
        if not needed:
            publish = self.publishes.by_id.get(call.params.get("name", ""))
            return self.world.accounts.by_id["tiktok", publish.account] if publish else None
        scheme, _, token = call.header(b"authorization").partition(" ")
        account = self.world.accounts.by_token.get(("tiktok", token)) if scheme.lower() == "bearer" else None
        if account is None:
            raise Refusal(unauthorized())
        return account

    def text(self, call: Call) -> str:
        """Of the post that is begun, or whose bytes come."""
        if publish := self.publishes.by_id.get(call.params.get("name", "")):
            return publish.said.text
        said = call.fields.get("post_info")
        return f"{said.get('title', '')}{said.get('description', '')}" if isinstance(said, dict) else ""

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return invalid(sentence).answer

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            return too_many()
        if rule.fault == "expired_token":
            return unauthorized()
        if rule.fault == "duplicate_refusal":
            # TikTok knows no duplicates; this is how an API would say so that it did.
            return error(409, "duplicate_post", "The post exists already.")
        return error(500 if rule.fault == "replay_error" else rule.status, "internal_error", "Something went wrong.")

    def dress(self, _call: Call, answer: Answer) -> None:
        answer.headers["x-tt-logid"] = secrets.token_hex(16).upper()

    def next_id(self, now: float) -> str:
        """19 digits, in order."""
        self._last_id = max(self._last_id + 1, int(now * 1000) * 1_000_000)
        return str(self._last_id)

    def spend_a_begin(self, call: Call) -> None:
        """Raises `Refusal` when the account began too many posts in this minute (429) or on this day (403)."""
        settings = self.world.settings
        if not self._take(call, "minute", settings.tiktok_begins_a_minute, MINUTE):
            raise Refusal(too_many())
        if not self._take(call, "day", settings.tiktok_posts_a_day, DAY):
            raise Refusal(error(403, "spam_risk_too_many_posts", "The daily post cap from the API is reached."))

    def _take(self, call: Call, bucket: str, limit: int, seconds: int) -> bool:
        window = self._windows.setdefault((call.me.remote_id, bucket), Window(0, seconds))
        window.limit = limit
        return window.take(call.received_at)

    def creator(self, call: Call) -> Answer:
        """POST /post/publish/creator_info/query/"""
        names = {"creator_username": call.me.handle, "creator_nickname": call.me.name, "creator_avatar_url": ""}
        off = {"comment_disabled": False, "duet_disabled": False, "stitch_disabled": True}
        limits = {"privacy_level_options": list(info.OFFERED), "max_video_post_duration_sec": LONGEST}
        return fine({**names, **off, **limits})

    def user(self, call: Call) -> Answer:
        """GET /user/info/?fields=…"""
        names = {"open_id": call.me.remote_id, "display_name": call.me.name, "username": call.me.handle}
        wanted = call.query.get("fields", "").split(",")
        return fine({"user": {name: value for name, value in names.items() if name in wanted}})

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the caption."""
        return linked(post.text)


def part_operation(call: Call) -> str:
    """The last part of a film makes it public; those before are only brought."""
    return "create" if is_last(call) else "media"
