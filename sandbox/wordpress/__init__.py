"""WordPress imitated: one site at `/wordpress` with an author for each account, its API below `/wordpress/wp-json`.

Its addresses have the author in them (`/%author%/%postname%/`), so that every account has a page of its own.
"""

from __future__ import annotations

import base64
import binascii
import math
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import route
from sandbox.kind import Kind, digits
from sandbox.links import linked
from sandbox.wordpress.articles import Articles
from sandbox.wordpress.errors import REFUSALS, error, page, refuse
from sandbox.wordpress.uploads import Uploads

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World

Json = dict[str, Any]
TITLES = {502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out"}
CAPABILITIES = ("read", "edit_posts", "delete_posts", "publish_posts", "edit_published_posts", "upload_files")


class WordPress:
    name = "wordpress"
    kind = Kind(
        "WordPress",
        "/wordpress/wp-json",
        "/wordpress/{handle}",
        "/wordpress/{handle}/{post}/",
        digits(9),
        secret=lambda account: {"user": account.handle, "password": account.password},
        name_of=lambda post: str(post.details["slug"]),
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.articles = Articles(self)
        self.uploads = Uploads(self)
        self._last_id = 0
        self.routes = self._routes()

    def _routes(self) -> list[Route]:
        articles, posts = self.articles, "/wp/v2/posts"
        return [
            route(self, f"POST {posts}", articles.create, operation),
            route(self, f"GET {posts}", articles.listing, "read", public=True),
            route(self, f"POST {posts}/{{id}}", articles.update, update_operation),
            route(self, f"GET {posts}/{{id}}", articles.show, "read", public=True),
            route(self, f"DELETE {posts}/{{id}}", articles.delete, "delete"),
            route(self, "POST /wp/v2/media", self.uploads.upload, "media"),
            route(self, "GET /wp/v2/users/me", self.me, "auth"),
            route(self, "GET /", self.index, "read", public=True),
            *(route(self, f"{method} /{{rest:path}}", self.nothing, "read", public=True) for method in ("GET", "POST")),
        ]

    def caller(self, call: Call, needed: bool) -> Account | None:
        scheme, _, login = call.header(b"authorization").partition(" ")
        if scheme.lower() != "basic":
            if needed:
                raise refuse(401, "rest_not_logged_in", "You are not currently logged in.")
            return None
        user, password = credentials(login)
        account = self.world.accounts.by_handle.get(("wordpress", user.lower()))
        if account is None:
            raise refuse(401, "invalid_username", "Unknown username. Check again or try your email address.")
        if letters(password) != letters(account.password):
            raise Refusal(wrong_password())
        return account

    def text(self, call: Call) -> str:
        return "" if call.mime == "multipart/form-data" else f"{call.word('title')} {call.word('content')}"

    def repeats(self, call: Call) -> bool:
        return self.articles.is_public(call)

    def malformed(self, _sentence: str) -> Answer:
        return error(400, "rest_invalid_json", "Invalid JSON body passed.")

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            answer = page(429, "Too Many Requests")
            answer.headers["Retry-After"] = str(math.ceil(rule.seconds))
            return answer
        if rule.fault == "expired_token":
            return wrong_password()
        if rule.fault == "duplicate_refusal":
            return error(400, "rest_post_exists", "Cannot create existing post.")
        status = 500 if rule.fault == "replay_error" else rule.status
        if status in TITLES:
            return page(status, TITLES[status])
        return error(status, "db_update_error", "Could not update post in the database.")

    def dress(self, call: Call, answer: Answer) -> None:
        answer.headers.setdefault("Link", f'<{call.base}/wordpress/wp-json/>; rel="https://api.w.org/"')

    def next_id(self, now: float) -> int:
        """One row of numbers for articles and pictures, which are posts as well."""
        self._last_id = max(self._last_id + 1, int(now * 1_000_000))
        return self._last_id

    def fields(self, call: Call, entity: Json) -> Json:
        """What the caller asked for with `_fields`, or everything."""
        asked = set(filter(None, call.query.get("_fields", "").split(",")))
        return {name: value for name, value in entity.items() if not asked or name in asked}

    def index(self, call: Call) -> Answer:
        site = f"{call.base}/wordpress"
        about = {"name": "Sandbox &amp; sons", "description": "", "url": site, "home": site}
        return Answer(200, self.fields(call, {**about, "namespaces": ["wp/v2"], "routes": {}}))

    def me(self, call: Call) -> Answer:
        account = call.me
        about: Json = {"id": int(account.remote_id), "name": account.name, "slug": account.handle}
        about["link"] = account.address(call.base)
        if call.query.get("context") == "edit":
            about |= {"username": account.handle, "capabilities": dict.fromkeys(CAPABILITIES, True)}
        return Answer(200, self.fields(call, about))

    def nothing(self, _call: Call) -> Answer:
        raise refuse(404, "rest_no_route", "No route was found matching the URL and request method.")

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the text."""
        return linked(post.text)


def operation(call: Call) -> str:
    """Only what becomes public is a create."""
    return "create" if call.word("status") == "publish" else "media"


def update_operation(call: Call) -> str:
    """A draft is changed by nobody but who publishes it."""
    return "create" if call.word("status") == "publish" else "edit"


def credentials(login: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(login, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password


def letters(password: str) -> str:
    """An application password is compared without its spaces (wp_authenticate_application_password)."""
    return re.sub(r"[^A-Za-z0-9]", "", password)


def wrong_password() -> Answer:
    return error(401, "incorrect_password", "The provided password is an invalid application password.")
