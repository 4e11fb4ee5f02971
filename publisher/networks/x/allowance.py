"""What X says is left of its allowances, with each post. Source: docs.x.com, x-api/fundamentals/rate-limits (headers).

The headers of a whole day are not documented, but seen.
"""

from __future__ import annotations

from datetime import datetime

from publisher.networks.answers import Answer
from publisher.networks.base import Quota, Scope
from publisher.networks.quota import left, paced

_BUCKETS = (
    ("x-app-limit-24hour-", "posts of the app in a day", Scope.HOME),
    ("x-user-limit-24hour-", "posts in a day", Scope.PAGE),
    ("x-rate-limit-", "posts in 15 minutes", Scope.PAGE),
)


def quotas(answer: Answer) -> tuple[Quota, ...]:
    return tuple(quota for quota, _ in _told(answer) if quota.limit)


def rest(answer: Answer) -> tuple[datetime | None, Scope]:
    """Until when to leave this page alone, or all of the app: the longest pause that an allowance asks for."""
    pauses = [(until, scope) for quota, scope in _told(answer) if (until := paced(quota))]
    return max(pauses, key=lambda pause: pause[0]) if pauses else (None, Scope.PAGE)


def _told(answer: Answer) -> list[tuple[Quota, Scope]]:
    found = ((left(answer, prefix, name), scope) for prefix, name, scope in _BUCKETS)
    return [(quota, scope) for quota, scope in found if quota]
