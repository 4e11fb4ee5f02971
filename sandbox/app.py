"""The sandbox as one ASGI app: `SANDBOX_STATE=folder uvicorn sandbox.app:app --no-access-log`."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from sandbox.bluesky import Bluesky
from sandbox.control import control_routes
from sandbox.facebook import Facebook
from sandbox.linkedin import LinkedIn
from sandbox.mastodon import Mastodon
from sandbox.pages import Shows, page_routes
from sandbox.pinterest import Pinterest
from sandbox.telegram import Telegram
from sandbox.transport import remember
from sandbox.world import World

HERE = Path(__file__).parent


class Imitated(Shows, Protocol):
    routes: list[Route]


NETWORKS: dict[str, Callable[[World], Imitated]] = {
    "mastodon": Mastodon,
    "bluesky": Bluesky,
    "facebook": Facebook,
    "telegram": Telegram,
    "linkedin": LinkedIn,
    "pinterest": Pinterest,
}
MOUNTS = {
    "mastodon": "/mastodon/api",
    "bluesky": "/bluesky/xrpc",
    "facebook": "/facebook/v26.0",
    "telegram": "/telegram/api",
    "linkedin": "/linkedin/api",
    "pinterest": "/pinterest/v5",
}


class Sandbox:
    """One world and the doors to it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.world = World(folder)
        networks = {name: network(self.world) for name, network in NETWORKS.items()}
        self.world.replay()
        self.starlette = Starlette(
            routes=[
                *(Mount(MOUNTS[name], routes=network.routes) for name, network in networks.items()),
                *control_routes(self.world),
                Mount("/sandbox/static", StaticFiles(directory=HERE / "static")),
                *page_routes(self.world, networks),
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
