"""Why something was not done, named by what to do next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from publisher.networks.base.allowances import Scope


class Trouble(StrEnum):
    """Why a network refused, by who can mend it. `BLOCKED` is the page's account, `APP` Marquee's app there, and so all
    pages behind the same home; `MISCONFIGURED` is what concerns this one post or call alone."""

    CONTENT = "content"
    MEDIA = "media"
    DUPLICATE = "duplicate"
    RECONNECT = "reconnect"
    PERMISSION = "permission"
    BLOCKED = "blocked"
    APP = "app"
    MISCONFIGURED = "misconfigured"

    @property
    def holds(self) -> bool:
        """Whether it meets whatever is sent there, so that all of it waits until somebody has mended it."""
        return self in (Trouble.RECONNECT, Trouble.BLOCKED, Trouble.APP)


@dataclass(eq=False)
class NetworkError(Exception):
    """`reason` is plain words and what to do, `network_text` the network's own words.

    `status` is the HTTP status, 0 if none came.
    """

    reason: str
    network_text: str = ""
    trace_id: str = ""
    status: int = 0
    unreachable: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class Refused(NetworkError):
    """It will never take this as it is. Tell a person."""

    trouble: Trouble = Trouble.CONTENT


@dataclass(eq=False)
class Later(NetworkError):
    """It certainly did not take this. Safe to repeat, not before `until` if that is known.

    `reconnect` asks for `renew` before the repeat; `prepare` says that the prepared media is gone and must be made
    anew, from an empty handle.
    """

    until: datetime | None = None
    scope: Scope = Scope.DELIVERY
    reconnect: bool = False
    prepare: bool = False


@dataclass(eq=False)
class Unsure(NetworkError):
    """It may have taken this. Look before repeating."""


@dataclass(eq=False)
class Unfinished(Exception):
    """There is more to prepare: what the handle holds by now is to be written down first, and the rest done after
    `wait` seconds. No failure; nothing is counted against anybody."""

    wait: float = 0.0
