"""How much of its allowance Meta says is used up.

`X-App-Usage` gives percentages of the app's hour; `X-Business-Use-Case-Usage` gives them for each page, with an
estimate in minutes of when calls are taken again (developers.facebook.com/docs/graph-api/overview/rate-limiting).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from publisher.networks.answers import Answer, parsed
from publisher.networks.base import Quota, Scope

NEARLY_ALL, ALL = 90, 100
SLOWLY, WITHOUT_ESTIMATE = timedelta(minutes=5), timedelta(hours=1)
"""How long to rest between two calls when nearly all is used up, and when all is, if Meta gives no estimate."""
_PERCENTAGES = ("call_count", "total_cputime", "total_time")
_NAMES = {Scope.HOME: "calls of the app", Scope.PAGE: "calls for the page"}

Usage = dict[str, Any]


def rest_until(answer: Answer) -> datetime | None:
    """Until when to leave the page alone: the longest wait the usage headers ask for, or None."""
    waits = [wait for _, usage in _usages(answer) if (wait := _wait(usage))]
    return datetime.now(UTC) + max(waits) if waits else None


def rest_scope(answer: Answer) -> Scope:
    """Whom that rest concerns: all pages, when it is the app's allowance that comes to its end."""
    return Scope.HOME if any(scope == Scope.HOME and _wait(usage) for scope, usage in _usages(answer)) else Scope.PAGE


def quotas(answer: Answer) -> tuple[Quota, ...]:
    """What is used up, in percent; of several allowances of a page the one that is nearest to its end."""
    most = dict(sorted(_usages(answer), key=lambda pair: _used(pair[1])))
    return tuple(Quota(_NAMES[scope], _used(usage), ALL, _regained(usage)) for scope, usage in most.items())


def _usages(answer: Answer) -> Iterator[tuple[Scope, Usage]]:
    app = parsed(answer.headers.get("x-app-usage", ""))
    if isinstance(app, dict):
        yield Scope.HOME, app
    business = parsed(answer.headers.get("x-business-use-case-usage", ""))
    for usages in business.values() if isinstance(business, dict) else ():
        if isinstance(usages, list):
            yield from ((Scope.PAGE, usage) for usage in usages if isinstance(usage, dict))


def _used(usage: Usage) -> float:
    return max(_number(usage.get(name)) for name in _PERCENTAGES)


def _regained(usage: Usage) -> datetime | None:
    minutes = _number(usage.get("estimated_time_to_regain_access"))
    return datetime.now(UTC) + timedelta(minutes=minutes) if minutes else None


def _wait(usage: Usage) -> timedelta | None:
    used, minutes = _used(usage), _number(usage.get("estimated_time_to_regain_access"))
    if used < NEARLY_ALL:
        return None
    if minutes:
        return timedelta(minutes=minutes)
    return WITHOUT_ESTIMATE if used >= ALL else SLOWLY


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
