"""Pinterest imitated: API v5 at `/pinterest/v5`. Each account has one board, whose id is the account's."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import route
from sandbox.kind import CLIENT, Kind, digits
from sandbox.links import linked
from sandbox.pinterest.errors import REFUSALS, error, invalid, not_found, too_many, unauthorized
from sandbox.pinterest.films import Films
from sandbox.pinterest.login import CONSENTS, Logging
from sandbox.pinterest.pins import Pins
from sandbox.windows import Window

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

Json = dict[str, Any]
MINUTE = 60
AT_ONCE = 25
"""However many boards are asked for, so few come at a time here."""
PREFIX = "x-userendpoint-ratelimit-"


class Pinterest:
    name = "pinterest"
    kind = Kind(
        "Pinterest",
        "/pinterest/v5",
        "/pinterest/{handle}",
        "/pin/{post}/",
        digits(18),
        secret=lambda account: {
            "token": account.token,
            "refresh": account.password,
            **CLIENT,
            "board": account.remote_id,
        },
        consents=CONSENTS,
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.films = Films(self)
        self.pins = Pins(self)
        self.logging = Logging(self)
        self._windows: dict[tuple[str, bool], Window] = {}
        self._last_id = 0
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        pins, films = self.pins, self.films
        return [
            route(self, "POST /pins", pins.create, "create"),
            route(self, "GET /pins/{pin}", pins.show, "read"),
            route(self, "PATCH /pins/{pin}", pins.edit, "edit"),
            route(self, "DELETE /pins/{pin}", pins.delete, "delete"),
            route(self, "POST /media", films.register, "media"),
            route(self, "GET /media/{media}", films.show, "read"),
            route(self, "POST /storehouse/{upload}", films.store, "media", public=True),
            route(self, "GET /boards", self.boards, "auth"),
            route(self, "GET /boards/{board}", self.board, "auth"),
            route(self, "GET /boards/{board}/pins", pins.of_board, "read"),
            route(self, "GET /user_account", self.user_account, "auth"),
            route(self, "POST /oauth/token", self.logging.token, "auth", public=True),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read") for method in ("GET", "POST", "DELETE")),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        if not needed:
            return self.films.owner(call.params.get("upload", ""))
        scheme, _, token = call.header(b"authorization").partition(" ")
        known, logins = self.world.accounts.by_token, self.world.logins
        account = known.get(("pinterest", token)) or logins.speaker("pinterest", token, call)
        if account is None or scheme.lower() != "bearer":
            raise Refusal(unauthorized())
        call.account = account
        if not self._window(call).take(call.received_at):
            raise Refusal(too_many())
        return account

    def text(self, call: Call) -> str:
        return "\n\n".join(part for part in (call.word("title"), call.word("description")) if part)

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, sentence: str) -> Answer:
        return invalid(sentence).answer

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            answer = too_many()
            answer.headers |= {f"{PREFIX}remaining": "0", f"{PREFIX}reset-seconds": str(round(rule.seconds))}
            return answer
        if rule.fault == "expired_token":
            return unauthorized()
        if rule.fault == "duplicate_refusal":
            # Pinterest knows no duplicates; this is how an API would say so that it did.
            return error(409, 9, "A conflict with an earlier request.")
        return error(500 if rule.fault == "replay_error" else rule.status, 11, "Something went wrong on our end.")

    def dress(self, call: Call, answer: Answer) -> None:
        headers = answer.headers
        headers["x-pinterest-rid"] = str(secrets.randbelow(10**16))
        if call.account is None:
            return
        window = self._window(call)
        headers[f"{PREFIX}limit"] = str(window.limit)
        headers.setdefault(f"{PREFIX}remaining", str(window.remaining))
        headers.setdefault(f"{PREFIX}reset-seconds", str(max(0, round(window.reset - call.received_at))))

    def next_id(self, now: float) -> str:
        """18 digits, in order."""
        self._last_id = max(self._last_id + 1, int(now * 1_000_000) * 100)
        return str(self._last_id)

    def user_account(self, call: Call) -> Answer:
        names = {"username": call.me.handle, "business_name": call.me.name, "account_type": "BUSINESS"}
        return Answer(200, {**names, "id": call.me.remote_id, "follower_count": 0, "board_count": 1})

    def boards(self, call: Call) -> Answer:
        """GET /boards: so many, and where the next begin."""
        boards, begun = self.logging.boards(call), int(call.query.get("bookmark") or 0)
        ends = begun + min(int(call.query.get("page_size") or 25), AT_ONCE)
        more = str(ends) if boards[ends:] else None
        return Answer(200, {"items": [self._board(one) for one in boards[begun:ends]], "bookmark": more})

    def board(self, call: Call) -> Answer:
        if call.params["board"] != call.me.remote_id:
            raise not_found("Board")
        return Answer(200, self._board(call.me))

    def nothing(self, call: Call) -> Answer:
        raise not_found(f"/{call.params['rest']}", 404)

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the words: the title stands out."""
        title = Markup("<p><strong>{}</strong></p>").format(post.details["title"]) if post.details["title"] else ""
        return Markup("{}{}").format(title, linked(post.details["description"]) if post.details["description"] else "")

    def _board(self, who: Account) -> Json:
        return {"id": who.remote_id, "name": who.name, "owner": {"username": who.handle}, "privacy": "PUBLIC"}

    def _window(self, call: Call) -> Window:
        """Writing and reading have limits of their own (org_write, org_read)."""
        assert call.account
        window = self._windows.setdefault((call.account.remote_id, call.method == "GET"), Window(0, MINUTE))
        window.limit = self.world.settings.pinterest_calls_a_minute
        return window
