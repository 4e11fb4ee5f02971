"""The sandbox's own API under `/sandbox/`: accounts, what became public, faults, settings."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from sandbox.world import World

View = Callable[[Request], Awaitable[Response]]


def answer(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def told(view: View) -> View:
    """Answer what cannot be done with 400 and the reason."""

    async def guarded(request: Request) -> Response:
        try:
            return await view(request)
        except ValueError as error:
            return answer({"error": str(error)}, 400)

    return guarded


async def read(request: Request) -> Any:
    """The JSON body. Raises `ValueError` (orjson's error is one) when it is none."""
    return orjson.loads(await request.body())


async def read_object(request: Request) -> dict[str, Any]:
    value = await read(request)
    if not isinstance(value, dict):
        raise ValueError("the body must be a JSON object")  # noqa: TRY004 - the caller's mistake, not ours
    return value


class Control:
    """Views over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def health(self, _request: Request) -> Response:
        """`pid` tells whoever started a sandbox that this is theirs."""
        counts = {"posts": len(self.world.posts.all), "accounts": len(self.world.accounts.by_id)}
        return answer({**counts, "pid": os.getpid()})

    async def open_accounts(self, request: Request) -> Response:
        """One account, or a list of them answered by a list."""
        wanted, base = await read(request), str(request.base_url).rstrip("/")
        entries = wanted if isinstance(wanted, list) else [wanted]
        if not all(isinstance(entry, dict) for entry in entries):
            raise ValueError("an account must be a JSON object")
        now = time.time()
        opened = [self.world.accounts.open(entry, now).described(base) for entry in entries]
        return answer(opened if isinstance(wanted, list) else opened[0])

    async def list_accounts(self, request: Request) -> Response:
        base = str(request.base_url).rstrip("/")
        return answer([account.described(base) for account in self.world.accounts])

    async def public(self, request: Request) -> Response:
        """Posts in the order they became public; those deleted since carry when."""
        asked = request.query_params
        found = self.world.posts.public(
            asked.get("network", ""),
            asked.get("account", ""),
            asked.get("contains", ""),
            int(asked.get("since_seq") or 0),
        )
        return answer({"posts": [post.shown() for post in found]})

    async def add_fault(self, request: Request) -> Response:
        return answer({"id": self.world.faults.add(await read_object(request)).id})

    async def list_faults(self, _request: Request) -> Response:
        return answer({"faults": [rule.shown() for rule in self.world.faults.rules.values()]})

    async def remove_faults(self, request: Request) -> Response:
        """All of them, or the one named in the path."""
        wanted = request.path_params.get("id")
        removed = self.world.faults.remove(wanted)
        if wanted is not None and not removed:
            return answer({"error": f"there is no fault {wanted}"}, 404)
        return answer({"removed": removed})

    async def latency(self, request: Request) -> Response:
        seconds = (await read_object(request)).get("seconds")
        self.world.settings.change({"latency": seconds})
        return answer({"seconds": self.world.settings.latency})

    async def show_settings(self, _request: Request) -> Response:
        return answer(self.world.settings)

    async def change_settings(self, request: Request) -> Response:
        self.world.settings.change(await read_object(request))
        return answer(self.world.settings)


def control_routes(world: World) -> list[Route]:
    control = Control(world)
    table: list[tuple[str, str, View]] = [
        ("GET", "/sandbox/health", control.health),
        ("POST", "/sandbox/accounts", control.open_accounts),
        ("GET", "/sandbox/accounts", control.list_accounts),
        ("GET", "/sandbox/public", control.public),
        ("POST", "/sandbox/faults", control.add_fault),
        ("GET", "/sandbox/faults", control.list_faults),
        ("DELETE", "/sandbox/faults", control.remove_faults),
        ("DELETE", "/sandbox/faults/{id:int}", control.remove_faults),
        ("POST", "/sandbox/latency", control.latency),
        ("GET", "/sandbox/settings", control.show_settings),
        ("POST", "/sandbox/settings", control.change_settings),
    ]
    return [Route(path, told(view), methods=[method]) for method, path, view in table]
