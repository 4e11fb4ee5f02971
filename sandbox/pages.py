"""The pages where a person sees what became public: all accounts, one account's posts, one post; and the media."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sandbox.accounts import Account
from sandbox.clock import iso
from sandbox.kind import Kinds
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.world import World

View = Callable[[Request], Awaitable[Response]]

SHOWN = 50
"""Posts on one page and accounts of one network on the first page."""


class Shows(Protocol):
    def html(self, post: Post, base: str) -> Markup: ...


class Pages:
    def __init__(self, world: World, networks: Mapping[str, Shows]) -> None:
        self.world = world
        self.networks = networks
        self.templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(below=world.posts.below, above=world.posts.above)
        self.templates.globals.update(kinds=world.kinds, host=host, spoken=spoken, counted=counted, iso=iso)

    async def index(self, request: Request) -> Response:
        """All accounts, or those whose handle or name contains `q`; those that posted last come first."""
        wanted = request.query_params.get("q", "").strip().lower()
        groups: dict[str, list[Account]] = {network: [] for network in self.world.kinds}
        for account in self.world.accounts:
            if wanted in account.handle.lower() or wanted in account.name.lower():
                groups[account.network].append(account)
        for accounts in groups.values():
            accounts.sort(
                key=lambda account: (account.posts[-1].at if account.posts else 0, account.name), reverse=True
            )
        return self._page("index.html", request, groups=groups, q=wanted, shown=SHOWN)

    async def account(self, request: Request) -> Response:
        account = self._account(request)
        if account is None:
            return self._missing(request, "There is no such account.")
        before = request.query_params.get("before", "")
        below = int(before) if before.isdigit() else len(self.world.posts.all) + 1
        posts = [post for post in reversed(account.posts) if post.seq < below and visible(post)]
        more = posts[SHOWN - 1].seq if len(posts) > SHOWN else None
        return self._page("account.html", request, account=account, posts=posts[:SHOWN], more=more)

    async def post(self, request: Request) -> Response:
        post = self._post(request)
        if post is None or not visible(post):
            return self._missing(request, "This post does not exist or was deleted.")
        account = self.world.accounts.by_id[post.network, post.account]
        return self._page("post.html", request, account=account, post=post)

    async def media(self, request: Request) -> Response:
        sha256 = request.path_params["sha256"]
        try:
            content = self.world.library.content(sha256)
        except KeyError:
            return self._missing(request, "There is no such picture.")
        headers = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        mime = self.world.library.mimes[sha256]
        safe = mime if mime.startswith(("image/", "video/")) and "svg" not in mime else "application/octet-stream"
        return Response(content, media_type=safe, headers=headers)

    def consent(self, request: Request, **values: object) -> HTMLResponse:
        """Where a person lets an app in; see `sandbox.consent`."""
        return self._page("consent.html", request, 200, **values)

    def refused(self, request: Request, sentence: str) -> HTMLResponse:
        return self._page("missing.html", request, 400, title="This cannot be", sentence=sentence)

    def _account(self, request: Request) -> Account | None:
        return self.world.accounts.find(request.scope["network"], request.path_params["handle"])

    def _post(self, request: Request) -> Post | None:
        """By the handle in the path, or else by the network's own id."""
        name, network = _named(request, self.world.kinds), request.scope["network"]
        if "handle" not in request.path_params:
            return self.world.posts.find(network, name)
        account, name_of = self._account(request), self.world.kinds[network].name_of
        return next((post for post in reversed(account.posts if account else []) if name_of(post) == name), None)

    def _page(self, template: str, request: Request, status: int = 200, **values: object) -> HTMLResponse:
        base = str(request.base_url).rstrip("/")

        def html(post: Post) -> Markup:
            return self.networks[post.network].html(post, base)

        return HTMLResponse(self.templates.get_template(template).render(html=html, **values), status)

    def _missing(self, request: Request, sentence: str) -> HTMLResponse:
        return self._page("missing.html", request, 404, sentence=sentence)


def _named(request: Request, kinds: Kinds) -> str:
    """The post's name, in the path or in the query."""
    if "post" in request.path_params:
        return str(request.path_params["post"])
    _, _, query = kinds[request.scope["network"]].post.partition("?")
    return request.query_params.get(query.partition("=")[0], "")


def visible(post: Post) -> bool:
    return post.deleted_at is None and not post.hidden


def counted(account: Account) -> str:
    """How many posts a visitor would see."""
    number = sum(visible(post) for post in account.posts)
    return f"{number} post" if number == 1 else f"{number} posts"


def host(link: str) -> str:
    return urlsplit(link).hostname or link


def spoken(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d %b %Y, %H:%M:%S UTC")


def of(network: str, view: View) -> View:
    """The view, told which network it shows."""

    async def told(request: Request) -> Response:
        request.scope["network"] = network
        return await view(request)

    return told


def page_routes(world: World, pages: Pages) -> list[Route]:
    routes = [Route("/", pages.index), Route("/media/{sha256}", pages.media)]
    for network, kind in world.kinds.items():
        posts = [kind.post.partition("?")[0], *kind.also]
        routes += [Route(kind.page, of(network, pages.account)), *(Route(p, of(network, pages.post)) for p in posts)]
    return routes
