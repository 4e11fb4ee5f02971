"""How much of its allowance Meta says is used up.

`X-App-Usage` gives percentages of the app's hour; `X-Business-Use-Case-Usage` gives them for each page, with an
estimate in minutes of when calls are taken again (developers.facebook.com/docs/graph-api/overview/rate-limiting).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.networks.answers import Answer, parsed

NEARLY_ALL, ALL = 95, 100
WITHOUT_ESTIMATE = timedelta(hours=1)
_PERCENTAGES = ("call_count", "total_cputime", "total_time")


def rest_until(answer: Answer) -> datetime | None:
    """Until when to leave the page alone: the longest wait the usage headers ask for, or None."""
    waits = [wait for usage in _usages(answer) if (wait := _wait(usage))]
    return datetime.now(UTC) + max(waits) if waits else None


def _usages(answer: Answer) -> Iterator[dict[str, Any]]:
    app = parsed(answer.headers.get("x-app-usage", ""))
    if isinstance(app, dict):
        yield app
    business = parsed(answer.headers.get("x-business-use-case-usage", ""))
    for usages in business.values() if isinstance(business, dict) else ():
        if isinstance(usages, list):
            yield from (usage for usage in usages if isinstance(usage, dict))


def _wait(usage: dict[str, Any]) -> timedelta | None:
    used = max((_number(usage.get(name)) for name in _PERCENTAGES), default=0.0)
    minutes = _number(usage.get("estimated_time_to_regain_access"))
    if used >= NEARLY_ALL and minutes:
        return timedelta(minutes=minutes)
    return WITHOUT_ESTIMATE if used >= ALL else None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
