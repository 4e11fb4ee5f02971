"""How often a key may call, told in the RateLimit headers (draft-ietf-httpapi-ratelimit-headers).

Counted in Redis, which may be away or wiped at any moment: then nobody is refused.
"""

import time
from functools import cache
from typing import Any

from django.conf import settings
from redis import Redis, RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import ApiKey

WINDOW = 60
"""Seconds."""


@cache
def _redis() -> Redis:
    return Redis.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)


class KeyThrottle(BaseThrottle):
    """What is left is kept on the request, for the headers of its answer."""

    def allow_request(self, request: Request, view: Any) -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            return True
        now = time.time()
        used = _count(f"calls:{key.pk}:{int(now // WINDOW)}")
        self.reset = WINDOW - int(now % WINDOW)
        request._request.rate = (key.a_minute, max(0, key.a_minute - used), self.reset)  # type: ignore[attr-defined]
        return used <= key.a_minute

    def wait(self) -> float:
        return self.reset


def _count(name: str) -> int:
    try:
        with _redis().pipeline(transaction=False) as pipeline:
            pipeline.incr(name)
            pipeline.expire(name, 2 * WINDOW)
            return int(pipeline.execute()[0])
    except RedisError:
        return 0


def headers(request: Request) -> dict[str, str]:
    limit, left, reset = getattr(request._request, "rate", (0, 0, 0))
    if not limit:
        return {}
    return {"RateLimit-Policy": f'"key";q={limit};w={WINDOW}', "RateLimit": f'"key";r={left};t={reset}'}
