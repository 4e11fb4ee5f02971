"""What is left of an allowance, and slowing down before the wall: what is left is spread over the time until it begins
anew."""

from __future__ import annotations

from datetime import UTC, datetime

from publisher.networks.answers import Answer, moment
from publisher.networks.base import Quota

NEARLY_ALL = 0.9
"""From this share on, so that the last calls are there for those who cannot wait."""


def left(answer: Answer, prefix: str, name: str, limit: int = 0, each: int = 1) -> Quota | None:
    """What the headers `prefix` limit, remaining and reset say; None where an answer is silent about what remains.

    `limit` stands in for one that is not told. `each` is how much of it a post uses.
    """
    told = {part: answer.headers.get(prefix + part, "") for part in ("limit", "remaining", "reset")}
    if not told["remaining"].isdecimal():
        return None
    limit = int(told["limit"]) if told["limit"].isdecimal() else limit
    return Quota(name, max(limit - int(told["remaining"]), 0), limit, moment(told["reset"]), each)


def paced(quota: Quota | None) -> datetime | None:
    """When the next call is due; None while there is plenty, or where nobody knows when there will be more."""
    if quota is None or quota.resets_at is None or quota.used < NEARLY_ALL * quota.limit:
        return None
    now, remaining = datetime.now(UTC), max(quota.limit - quota.used, 0)
    return now + (quota.resets_at - now) / (remaining + 1)
