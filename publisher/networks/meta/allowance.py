"""How many posts a page may make in a day, as Instagram and Threads say themselves.

Sources: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit
and /docs/threads/troubleshooting (rate limiting).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from publisher.networks.base import Json, Later, NetworkError, Quota, Scope
from publisher.networks.meta.graph import Ask

FULL = timedelta(hours=1)
"""How long to wait when the day's posts are used up: the window slides, and nobody says when a place comes free."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """It is read at `path`, whose `fields` say how many of what is `counted` were made this day, and how many there may
    be."""

    path: str
    counted: str = "posts"
    fields: tuple[str, str] = ("quota_usage", "config")

    async def told(self, ask: Ask) -> tuple[Quota, ...]:
        """How much of its day the page has used; nothing where it may not be asked."""
        try:
            return await self._read(ask)
        except NetworkError:
            return ()

    async def count(self, ask: Ask, title: str, handle: Json) -> None:
        """Keep how many there are with this one. Raises `Later` when there is room for no more."""
        for quota in await self._read(ask):
            if quota.used >= quota.limit:
                reason = f"{title} takes {quota.limit} {self.counted} of this page a day, and has them"
                until = datetime.now(UTC) + FULL
                raise Later(f"{reason}. Marquee waits for room.", until=until, scope=Scope.PAGE)
            handle["counted"] = [quota.name, quota.used + 1, quota.limit]

    async def _read(self, ask: Ask) -> tuple[Quota, ...]:
        usage, config = self.fields
        answer = await ask("GET", self.path, query={"fields": f"{usage},{config}"})
        used, most = (answer.value("data", 0, *path) for path in ((usage,), (config, "quota_total")))
        known = isinstance(used, int) and isinstance(most, int)
        return (_quota(f"{self.counted} in a day", used, most),) if known else ()


def counted(handle: Json) -> tuple[Quota, ...]:
    """What `count` kept."""
    return (_quota(*handle["counted"]),) if "counted" in handle else ()


def _quota(name: str, used: float, limit: float) -> Quota:
    return Quota(name, used, limit, each=1)
