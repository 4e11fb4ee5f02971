"""Containers, from which Instagram and Threads make posts: made ahead, watched until they are ready, published once.

A container is the handle by which an attempt is looked up: it says of itself whether it was published.
Sources: developers.facebook.com/docs/instagram-platform/content-publishing and /docs/threads/posts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import (
    Json,
    Later,
    NetworkError,
    Receipt,
    Refused,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.meta.allowance import Allowance, counted
from publisher.networks.meta.graph import Ask
from publisher.networks.meta.usage import quotas, rest_scope, rest_until

LIFE = timedelta(hours=23)
"""A container that is not published ends after 24 hours."""
PAUSE = 3.0
"""Seconds between two looks at a container that is worked on. Meta speaks of a minute, but the post has its minute."""
SECONDS_FOR_ADDRESS = 5.0


class State(StrEnum):
    """What a container says of itself. While it is IN_PROGRESS it may be being published, too."""

    IN_PROGRESS = "IN_PROGRESS"
    FINISHED = "FINISHED"
    PUBLISHED = "PUBLISHED"
    ERROR = "ERROR"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class Edges:
    """What differs from network to network: paths, and the field that names a container's state.

    `failed` is the error that a container in state ERROR stands for, if it is the so many-th of its post: `Later` where
    another one may do better.
    """

    title: str
    make: str
    publish: str
    allowance: Allowance
    state: str
    why: str
    failed: Callable[[Answer, int], NetworkError]


class Containers:
    """The containers of one page. In a handle `containers` are those of the single media of a carousel, by slot,
    `container` is that of the post, `waiting` those that are still worked on, and `failures` how often they were made
    anew because one could not be worked on."""

    def __init__(self, ask: Ask, edges: Edges) -> None:
        self.ask = ask
        self.edges = edges

    async def make(self, parts: Mapping[str, Json], post: Callable[[list[str]], Json], handle: Json) -> None:
        """Make a container of each part, and then that of the post from theirs. Raises `Unfinished` after each."""
        if "container" in handle:
            return
        if "containers" not in handle:
            await self.edges.allowance.count(self.ask, self.edges.title, handle)
        made = handle.setdefault("containers", {})
        for slot, form in parts.items():
            if slot not in made:
                made[slot] = await self._made(form, handle)
                raise Unfinished
        await self.ready(handle)
        handle["container"] = await self._made(post([made[slot] for slot in parts]), handle)
        raise Unfinished

    async def ready(self, handle: Json) -> None:
        """Whether every container is ready. Raises `Unfinished` while one is worked on, or what is wrong with it."""
        waiting = handle.get("waiting", [])
        while waiting:
            answer = await self._shown(waiting[0])
            state = self._state(answer)
            if state == State.IN_PROGRESS:
                raise Unfinished(PAUSE)
            if state in (State.ERROR, State.EXPIRED):
                raise self._gone() if state == State.EXPIRED else self._failed(answer, handle)
            waiting.pop(0)

    async def publish(self, handle: Json, page: str) -> Receipt:
        """The one irreversible call. `page` is the address given when that of the post is not to be had."""
        if not handle.get("container") or handle.get("waiting"):
            reason = f"The post is not at {self.edges.title} yet. Marquee brings it there first."
            raise Later(reason, prepare=True)
        form = {"creation_id": handle["container"]}
        try:
            answer = await self.ask("POST", self.edges.publish, form=form, once=True)
        except Later as later:
            raise await self._lost(later, handle) if later.prepare else later from None
        if not (number := answer.word("id")):
            raise doubt(answer, once=True)
        address, told = await self._address(number) or page, (*quotas(answer), *counted(handle))
        return Receipt(number, address, answer.trace_id, rest_until(answer), rest_scope(answer), told)

    async def state(self, container: str) -> State | None:
        """None when the container cannot be read: Graph loses some for a while (100/33) that are published."""
        try:
            return self._state(await self._read(container))
        except Refused as refused:
            if refused.trouble == Trouble.RECONNECT:
                raise
        except Later as later:
            if not later.prepare:
                raise
        return None

    async def _address(self, number: str) -> str:
        """Where people see it. It is public by now, so nothing that goes wrong here matters."""
        try:
            async with asyncio.timeout(SECONDS_FOR_ADDRESS):
                return (await self.ask("GET", f"/{number}", query={"fields": "permalink"})).word("permalink")
        except (NetworkError, TimeoutError):
            return ""

    async def _made(self, form: Json, handle: Json) -> str:
        answer = await self.ask("POST", self.edges.make, form=form)
        if not (container := answer.word("id")):
            raise doubt(answer, once=False)
        handle.setdefault("expires_at", (datetime.now(UTC) + LIFE).isoformat())
        handle.setdefault("waiting", []).append(container)
        return container

    async def _read(self, container: str) -> Answer:
        fields = f"{self.edges.state},{self.edges.why}"
        return await self.ask("GET", f"/{container}", query={"fields": fields})

    async def _shown(self, container: str) -> Answer:
        """It was made just now, so that it is not shown says nothing of our rights."""
        try:
            return await self._read(container)
        except Refused as refused:
            if refused.trouble == Trouble.RECONNECT:
                raise
            reason = f"{self.edges.title} does not show what was brought to it just now. Marquee asks again."
            raise Later(reason, refused.network_text, refused.trace_id, refused.status) from refused

    def _state(self, answer: Answer) -> State:
        try:
            return State(answer.word(self.edges.state))
        except ValueError:
            raise doubt(answer, once=False) from None

    async def _lost(self, later: Later, handle: Json) -> NetworkError:
        """It knows no such container to publish: made anew only if that one says that it was not published."""
        try:
            unpublished = await self.state(handle["container"]) in (State.FINISHED, State.ERROR, State.EXPIRED)
        except NetworkError:
            unpublished = False
        return later if unpublished else Unsure(later.reason, later.network_text, later.trace_id, later.status)

    def _failed(self, answer: Answer, handle: Json) -> NetworkError:
        """Of what is made anew only how often stays known."""
        failures = handle.get("failures", 0) + 1
        error = self.edges.failed(answer, failures)
        if isinstance(error, Later):
            handle.clear()
            handle["failures"] = failures
        return error

    def _gone(self) -> Later:
        return Later(f"What was brought to {self.edges.title} has expired. Marquee brings it anew.", prepare=True)
