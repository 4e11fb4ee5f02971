"""The sandbox as one ASGI app: `SANDBOX_STATE=folder uvicorn sandbox.app:app --no-access-log`."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from sandbox.bluesky import Bluesky
from sandbox.control import control_routes
from sandbox.facebook import Facebook
from sandbox.mastodon import Mastodon
from sandbox.pages import page_routes
from sandbox.transport import remember
from sandbox.world import World

HERE = Path(__file__).parent


class Sandbox:
    """One world and the doors to it."""

    def __init__(self, folder: Path | None = None) -> None:
        self.world = World(folder)
        mastodon, bluesky, facebook = Mastodon(self.world), Bluesky(self.world), Facebook(self.world)
        self.world.replay()
        self.starlette = Starlette(
            routes=[
                Mount("/mastodon/api", routes=mastodon.routes),
                Mount("/bluesky/xrpc", routes=bluesky.routes),
                Mount("/facebook/v26.0", routes=facebook.routes),
                *control_routes(self.world),
                Mount("/sandbox/static", StaticFiles(directory=HERE / "static")),
                *page_routes(self.world, {"mastodon": mastodon, "bluesky": bluesky, "facebook": facebook}),
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
