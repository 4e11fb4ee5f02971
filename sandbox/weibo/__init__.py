"""Sina Weibo imitated: its API at `/weibo/2`, as an app without further rights meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import route
from sandbox.kind import Kind, digits
from sandbox.links import linked
from sandbox.weibo.errors import REFUSALS, error, refusal
from sandbox.weibo.statuses import Statuses

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

USER_LIMIT, IP_LIMIT = 150, 1000
"""Calls in an hour of an app on trial."""
EPOCH = 515483463
"""Where the time of Weibo's numbers begins, epoch seconds."""
REQUESTS = {"create": "/2/statuses/share.json", "read": "/2/statuses/user_timeline.json", "auth": "/2/users/show.json"}


class Weibo:
    name = "weibo"
    kind = Kind(
        "Sina Weibo",
        "/weibo/2",
        "/weibo/{handle}",
        "/weibo/{handle}/{post}",
        digits(10),
        secret=lambda account: {"token": account.token, "ip": "203.0.113.7", "domains": "example"},
        name_of=lambda post: str(post.details.get("name") or post.remote_id),
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.statuses = Statuses(self)
        self._last_id = 0
        self.routes = self._routes()
        self.outside = [route(self, "POST /weibo/oauth2/get_token_info", self.token_info, "auth")]

    def _routes(self) -> list[Route]:
        return [
            route(self, "POST /statuses/share.json", self.statuses.share, "create"),
            route(self, "GET /statuses/user_timeline.json", self.statuses.timeline, "read"),
            route(self, "GET /account/get_uid.json", self.get_uid, "auth"),
            route(self, "GET /users/show.json", self.show_user, "auth"),
            route(self, "GET /account/rate_limit_status.json", self.rate_limit_status, "auth"),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read", public=True) for method in ("GET", "POST")),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        if not needed:
            return None
        scheme, _, token = call.header(b"authorization").partition(" ")
        token = token if scheme.lower() == "oauth2" else call.word("access_token")
        account = self.world.accounts.by_token.get(("weibo", token))
        if account is None:
            raise Refusal(error(21332))
        return account

    def text(self, call: Call) -> str:
        return call.word("status")

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, _sentence: str) -> Answer:
        return error(10008)

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            return error(10023)
        if rule.fault == "expired_token":
            return error(21327)
        if rule.fault == "duplicate_refusal":
            return error(20019)
        status = 500 if rule.fault == "replay_error" else rule.status
        return error(10001 if status == 500 else 10009, status=status)

    def dress(self, call: Call, answer: Answer) -> None:
        """Weibo tells nothing in its headers, and in its errors which call was meant."""
        if "error_code" in answer.content:
            answer.content["request"] = REQUESTS.get(call.operation, "/2/" + call.params.get("rest", ""))

    def next_id(self, now: float) -> str:
        """Seconds since Weibo's epoch and 22 bits that keep numbers of one second apart and in order."""
        self._last_id = max(self._last_id + 1, int(now - EPOCH) << 22)
        return str(self._last_id)

    def get_uid(self, call: Call) -> Answer:
        """GET /2/account/get_uid.json"""
        return Answer(200, {"uid": int(call.me.remote_id)})

    def token_info(self, call: Call) -> Answer:
        """POST /oauth2/get_token_info: an account's token counts as given when the account was made."""
        life, since = self.world.settings.weibo_token_life, call.me.created_at
        told = {"uid": int(call.me.remote_id), "appkey": "1234567890", "scope": "all", "create_at": int(since)}
        return Answer(200, {**told, "expire_in": max(0, int(since + life - call.received_at))})

    def rate_limit_status(self, call: Call) -> Answer:
        """GET /2/account/rate_limit_status.json"""
        hour = 3600 - int(call.received_at) % 3600
        posted = sum(1 for post in call.me.posts if call.received_at - post.at < 3600)
        user = {"user_limit": USER_LIMIT, "remaining_user_hits": USER_LIMIT - posted}
        address = {"ip_limit": IP_LIMIT, "remaining_ip_hits": IP_LIMIT, "limit_time_unit": "HOURS"}
        return Answer(200, {**user, **address, "reset_time_in_seconds": hour})

    def show_user(self, call: Call) -> Answer:
        """GET /2/users/show.json"""
        account = self.world.accounts.by_id.get(("weibo", call.word("uid")))
        if account is None:
            raise refusal(20003)
        return Answer(
            200,
            {
                "id": int(account.remote_id),
                "idstr": account.remote_id,
                "screen_name": account.handle,
                "name": account.name,
                "profile_url": f"u/{account.remote_id}",
                "followers_count": 0,
                "statuses_count": len(account.posts),
            },
        )

    def nothing(self, _call: Call) -> Answer:
        return error(10020)

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the text."""
        return linked(post.text)
