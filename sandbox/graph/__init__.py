"""What Meta's networks have in common on their Graph API: tokens, budgets of calls, errors and headers."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

import orjson
from markupsafe import Markup

from sandbox.call import Answer, Call, Refusal
from sandbox.graph.errors import (
    bad_parameter,
    bad_token,
    duplicate,
    expired_token,
    graph_error,
    missing_object,
    out_of_order,
    throttled,
    trace_id,
)
from sandbox.links import linked
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

DAY = 24 * 3600


class Graph:
    """`throttle` is the error of a used-up budget of calls, `usage` its type in the header; "" has no such header."""

    name = ""
    version = "v26.0"
    throttle, usage = 80001, "pages"
    commenting = "pages_manage_engagement"
    """The right that comments need."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._windows: dict[str, Window] = {}
        self._last_id = 0

    def caller(self, call: Call, needed: bool) -> Account | None:
        if not needed:
            return None
        scheme, _, token = call.header(b"authorization").partition(" ")
        token = token if scheme.lower() in ("bearer", "oauth") else call.word("access_token")
        if not token:
            raise Refusal(graph_error(104, "An access token is required to request this resource."))
        account = self.world.accounts.by_token.get((self.name, token))
        if account is None:
            raise Refusal(bad_token())
        call.account = account
        if not self._window(account).take(call.received_at):
            raise Refusal(throttled(self.throttle))
        return account

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return bad_parameter(f"Invalid parameter: {sentence}").answer

    def fault(self, call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            return self._throttled(call, rule)
        if rule.fault == "expired_token":
            return expired_token(time.time())
        if rule.fault == "duplicate_refusal":
            return self.duplicate()
        return out_of_order(500 if rule.fault == "replay_error" else rule.status)

    def duplicate(self) -> Answer:
        return duplicate()

    def dress(self, call: Call, answer: Answer) -> None:
        body = answer.content
        error = body.get("error", {}) if isinstance(body, dict) else {}
        headers = answer.headers
        headers["x-fb-trace-id"] = error.get("fbtrace_id") or trace_id()
        headers["facebook-api-version"] = self.version
        if call.account is not None:
            headers.setdefault("X-App-Usage", app_usage(0))
            if self.usage:
                headers.setdefault("X-Business-Use-Case-Usage", self._page_usage(call.account, call.received_at))

    def check_own(self, call: Call, page: str) -> None:
        """Raises `Refusal` unless the token belongs to this page."""
        if page in ("me", call.me.remote_id):
            return
        if self.world.accounts.by_id.get((self.name, page)) is None:
            raise missing_object(call.method, page)
        message = "(#200) The permission(s) pages_manage_posts are not available on this page with this token"
        raise Refusal(graph_error(200, message, status=403))

    def demand(self, call: Call, right: str) -> None:
        """Raises `Refusal` when people let the app in without this right."""
        if call.me.rights is not None and right not in call.me.rights:
            message = f"(#10) Application does not have permission for this action: {right}"
            raise Refusal(graph_error(10, message, status=403))

    def next_id(self, now: float) -> str:
        self._last_id = max(self._last_id + 1, int(now * 1_000_000))
        return str(self._last_id)

    def nothing(self, call: Call) -> Answer:
        raise missing_object(call.method, call.params["rest"])

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the text."""
        return linked(post.text)

    def _window(self, account: Account) -> Window:
        window = self._windows.setdefault(account.remote_id, Window(0, DAY))
        window.limit = getattr(self.world.settings, f"{self.name}_calls_a_day")
        return window

    def _page_usage(self, account: Account, now: float) -> str:
        window = self._window(account)
        percent = 100 * window.used // max(1, window.limit)
        minutes = math.ceil((window.reset - now) / 60) if window.used > window.limit else 0
        return page_usage(account.remote_id, self.usage, percent, minutes)

    def _throttled(self, call: Call, rule: Rule) -> Answer:
        """With the usage headers telling when to come again: minutes for a page, nothing for the app."""
        code = self.throttle if rule.code == Graph.throttle else rule.code
        answer = throttled(code)
        if code == 4:
            answer.headers["X-App-Usage"] = app_usage(100)
        elif code == self.throttle and self.usage and call.account is not None:
            minutes = math.ceil(rule.seconds / 60)
            usage = page_usage(call.account.remote_id, self.usage, 100, minutes)
            answer.headers["X-Business-Use-Case-Usage"] = usage
        return answer


def app_usage(percent: int) -> str:
    """Calls with page tokens do not count against the app, so that this stays at zero unless a fault says otherwise."""
    return orjson.dumps({"call_count": percent, "total_cputime": 0, "total_time": 0}).decode()


def page_usage(page: str, kind: str, percent: int, minutes: int) -> str:
    usage = {"type": kind, "call_count": percent, "total_cputime": 0, "total_time": 0}
    return orjson.dumps({page: [{**usage, "estimated_time_to_regain_access": minutes}]}).decode()
