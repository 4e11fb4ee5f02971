"""The sandbox as one ASGI app: `SANDBOX_STATE=folder uvicorn sandbox.app:app --no-access-log`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from sandbox.bluesky import Bluesky
from sandbox.consent import consent_routes
from sandbox.control import control_routes
from sandbox.facebook import Facebook
from sandbox.instagram import Instagram
from sandbox.kind import Kind
from sandbox.linkedin import LinkedIn
from sandbox.mastodon import Mastodon
from sandbox.pages import Pages, Shows, page_routes
from sandbox.pinterest import Pinterest
from sandbox.telegram import Telegram
from sandbox.threads import Threads
from sandbox.tiktok import TikTok
from sandbox.transport import remember
from sandbox.weibo import Weibo
from sandbox.wordpress import WordPress
from sandbox.world import World
from sandbox.x import X
from sandbox.youtube import YouTube

HERE = Path(__file__).parent


class Imitated(Shows, Protocol):
    """`routes` hang where its kind says; `outside`, if there is such a thing, holds those with other addresses."""

    name: str
    kind: Kind
    routes: list[Route]

    def __init__(self, world: World) -> None: ...


NETWORKS: tuple[type[Imitated], ...] = (
    Mastodon,
    Bluesky,
    Facebook,
    Telegram,
    LinkedIn,
    Pinterest,
    X,
    Weibo,
    WordPress,
    Instagram,
    Threads,
    YouTube,
    TikTok,
)


class Sandbox:
    """One world and the doors to it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.world = World(folder, {network.name: network.kind for network in NETWORKS})
        networks = [network(self.world) for network in NETWORKS]
        self.world.replay()
        pages = Pages(self.world, {one.name: one for one in networks})
        self.starlette = Starlette(
            routes=[
                *consent_routes(self.world, pages),
                *(route for one in networks for route in getattr(one, "outside", ())),
                *(Mount(one.kind.mount or one.kind.home, routes=one.routes) for one in networks),
                *control_routes(self.world),
                Mount("/sandbox/static", StaticFiles(directory=HERE / "static")),
                *page_routes(self.world, pages),
            ]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        remember(scope, send)
        await self.starlette(scope, receive, send)

    def close(self) -> None:
        """Let go of the journal, so that another sandbox may open it."""
        self.world.journal.close()


def from_environment() -> Sandbox:
    state = os.environ.get("SANDBOX_STATE", "")
    return Sandbox(Path(state) if state else None)


app = from_environment()
