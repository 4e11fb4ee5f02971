"""Containers, from which posts are made at Instagram and Threads. They outlive a restart."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.call import Answer, Call, Refusal
from sandbox.fetch import NotFetched, fetched
from sandbox.films import Film, look_at_film
from sandbox.graph.errors import bad_parameter
from sandbox.graph.fields import parse
from sandbox.media import Media, look
from sandbox.posts import Post

if TYPE_CHECKING:
    from sandbox.graph import Graph

Json = dict[str, Any]
MOST_OF_A_PICTURE, MOST_OF_A_FILM = 8_000_000, 300_000_000
REPLIES_A_DAY = 1000


@dataclass(slots=True)
class Container:
    """`kind` is its media_type, `media` the library's ids of what it shows, `error` what was wrong with that.

    `at` and `ready_at` are epoch seconds; one that `waits` for bytes is not ready whatever the time. An `item` is a
    part of a carousel.
    """

    id: str
    account: str
    kind: str
    text: str
    link: str
    item: bool
    media: list[str]
    at: float
    ready_at: float
    error: str = ""
    waits: bool = False
    reply_to: str = ""

    def state(self, now: float, life: float) -> str:
        """Of one that was not published."""
        if now >= self.at + life:
            return "EXPIRED"
        if self.error:
            return "ERROR"
        return "IN_PROGRESS" if self.waits or now < self.ready_at else "FINISHED"


class Containers:
    """Of one network. Created before the journal is read."""

    def __init__(self, network: Graph) -> None:
        self.network = network
        self.world = network.world
        self.by_id: dict[str, Container] = {}
        self.world.readers[self._line] = self._restore

    def make(self, call: Call, kind: str, **what: Any) -> Container:
        now = time.time()
        ready_at = now + self.world.settings.meta_processing
        number = self.network.next_id(now)
        made = Container(number, call.me.remote_id, kind, at=now, ready_at=ready_at, **what)
        return self.keep(made)

    def keep(self, container: Container) -> Container:
        self.world.journal.append(self._line, container)
        self.by_id[container.id] = container
        return container

    def find(self, call: Call, number: str) -> Container | None:
        found = self.by_id.get(number)
        return found if found and found.account == call.me.remote_id else None

    def state(self, container: Container) -> str:
        """The post made of it has it as its key, so that none is ever there of an unpublished container."""
        if (self.network.name, container.account, container.id) in self.world.posts.by_key:
            return "PUBLISHED"
        return container.state(time.time(), self.world.settings.meta_container_life)

    def parts(self, call: Call, least: int, most: int, wrong: Refusal) -> list[Container]:
        """The children of a carousel. Raises `wrong` for too few or too many of them."""
        numbers = [part for part in call.word("children").split(",") if part]
        if not least <= len(numbers) <= most:
            raise wrong
        found = [self.find(call, number) for number in numbers]
        parts = [one for one in found if one and one.item and self.state(one) == "FINISHED"]
        if len(parts) < len(numbers):
            raise bad_parameter("Param children must be containers that are ready and were made as carousel items")
        return parts

    async def picture(self, call: Call, address: str, mimes: tuple[str, ...]) -> Media | str:
        """The picture at this address, kept; "fetch" or "format" when it is not to be had or none."""
        try:
            content = await fetched(address, MOST_OF_A_PICTURE)
        except NotFetched:
            return "fetch"
        mime, width, height = look(content)
        return self.store(call, content, mime, width, height) if mime in mimes else "format"

    async def film(self, call: Call, address: str) -> tuple[Media | None, Film | None]:
        """The film at this address; without the first it was not to be had, without the second it is none."""
        try:
            content = await fetched(address, MOST_OF_A_FILM)
        except NotFetched:
            return None, None
        return self.store(call, content, "video/mp4"), look_at_film(content)

    def store(self, call: Call, content: bytes, mime: str, width: int = 0, height: int = 0) -> Media:
        now = time.time()
        return self.world.library.add(
            content,
            id=self.network.next_id(now),
            network=self.network.name,
            account=call.me.remote_id,
            mime=mime,
            width=width,
            height=height,
            alt=call.word("alt_text"),
            at=now,
            ready_at=now,
        )

    def publish(self, call: Call, container: Container, **details: Any) -> Post:
        now = time.time()
        media = [self.world.library.find(self.network.name, number) for number in container.media]
        return self.world.posts.record(
            call.me,
            remote_id=self.network.next_id(now),
            text=container.text,
            link=container.link,
            media=[item.stored() for item in media if item],
            at=now,
            received_at=call.received_at,
            key=container.id,
            reply_to=container.reply_to,
            details=details,
        )

    def quota(self, call: Call, most: int) -> Answer:
        """GET …_publishing_limit"""
        config, replies = ({"quota_total": total, "quota_duration": 86_400} for total in (most, REPLIES_A_DAY))
        used = {"quota_usage": self.used(call), "reply_quota_usage": self.used(call, replies=True)}
        node = {**used, "config": config, "reply_config": replies}
        tree = parse(call.word("fields") or "quota_usage")
        return Answer(200, {"data": [{name: node[name] for name in tree if name in node}]})

    def used(self, call: Call, *, replies: bool = False) -> int:
        """How many posts, or replies, the account has made in the last 24 hours."""
        fresh = (post for post in call.me.posts if post.at > time.time() - 86_400)
        return sum(bool(post.reply_to) == replies for post in fresh)

    @property
    def _line(self) -> str:
        return f"{self.network.name} container"

    def _restore(self, line: Json) -> None:
        self.by_id[line["id"]] = Container(**line)
